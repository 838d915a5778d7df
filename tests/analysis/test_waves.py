"""Whoever imports a file is looked through before it."""

from hypothesis import given
from hypothesis import strategies as st

from bnlint.analysis.waves import waves

Imports = dict[str, set[str]]


def closure_of(imports: Imports, path: str) -> frozenset[str]:
    found, waiting = {path}, [path]
    while waiting:
        new = imports.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found)


def ordered(imports: Imports) -> list[list[str]]:
    return waves(imports, lambda path: closure_of(imports, path))


def test_importers_come_first() -> None:
    imports: Imports = {"train": {"nets", "data"}, "nets": {"layers"}, "eval": {"nets"}, "layers": set(), "data": set()}
    assert ordered(imports) == [["eval", "train"], ["data", "nets"], ["layers"]]


def test_files_that_import_each_other_are_in_one_wave() -> None:
    imports: Imports = {"main": {"a"}, "a": {"b"}, "b": {"a", "c"}, "c": set()}
    assert ordered(imports) == [["main"], ["a", "b"], ["c"]]


def test_nothing() -> None:
    assert ordered({}) == []


NAMES = st.sampled_from("abcdefgh")


@given(st.dictionaries(NAMES, st.sets(NAMES)))
def test_any_imports(imports: Imports) -> None:
    imports = {path: found & set(imports) for path, found in imports.items()}
    found = ordered(imports)
    wave_of = {path: number for number, wave in enumerate(found) for path in wave}
    assert sorted(wave_of) == sorted(imports) == sorted(path for wave in found for path in wave)
    for path in imports:
        for imported in closure_of(imports, path):
            mutual = path in closure_of(imports, imported)
            assert wave_of[path] == wave_of[imported] if mutual else wave_of[path] < wave_of[imported]
