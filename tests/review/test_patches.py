"""Unified diffs, held against the texts that they are made of."""

from __future__ import annotations

from difflib import unified_diff

from hypothesis import given
from hypothesis import strategies as st

from bnlint.review.patches import Patch

LINES = st.lists(st.sampled_from(["a", "b", "c", "-d", "+e", " f", "@@ -1 +1 @@", "\\ g", ""]), max_size=40)


@given(LINES, LINES, st.integers(0, 3))
def test_lines_are_told_apart(old: list[str], new: list[str], context: int) -> None:
    patch = Patch.parsed("\n".join(list(unified_diff(old, new, lineterm="", n=context))[2:]))
    assert {number: text for number, (_, text) in patch.shown.items()}.items() <= dict(enumerate(new, 1)).items()
    unchanged = {line: patch.before(line) for line in range(1, len(new) + 1)}
    assert [line for line, before in unchanged.items() if before is None] == list(patch.added)
    assert all(old[before - 1] == new[line - 1] for line, before in unchanged.items() if before is not None)
    kept = [before for before in unchanged.values() if before is not None]
    assert kept == [line for line in range(1, len(old) + 1) if line not in patch.removed]


def test_what_one_hunk_shows() -> None:
    old = [str(number) for number in range(1, 41)]
    new = [*old[:4], "new", *old[5:30], *old[31:]]
    patch = Patch.parsed("\n".join(list(unified_diff(old, new, lineterm=""))[2:]))
    assert patch.shows(5, 5, ["new"]) and patch.shows(2, 8, new[1:8])
    assert not patch.shows(5, 5, ["5"])
    assert not patch.shows(1, 5, new[:5])
    assert not patch.shows(8, 28, new[7:28])
    assert not patch.shows(60, 60, [""])
