"""The imports that a file's text holds, found without parsing it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bnlint.sources.source import Source


class Imported(NamedTuple):
    """One import: `from <level dots><module> import <names>`; `import module` has no names, and a star is a name."""

    module: str
    level: int = 0
    names: tuple[str, ...] = ()


_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))"
_NAME = rf"\w+(?:{_GAP}*\.{_GAP}*\w+)*"
_ALIASED = rf"{_NAME}(?:{_GAP}+as{_GAP}+\w+)?"
_ALIASED_LIST = rf"{_ALIASED}(?:{_GAP}*,{_GAP}*{_ALIASED})*"
_IMPORT = re.compile(rf"import{_GAP}+(?P<modules>{_ALIASED_LIST})")
_FROM_IMPORT = re.compile(
    rf"from{_GAP}*(?P<dots>(?:\.{_GAP}*)*)(?P<base>{_NAME})?{_GAP}*"
    rf"(?<!\w)(?P<import>import){_GAP}*(?P<names>\*|\((?:[^()#]|\#[^\r\n]*)*\)|{_ALIASED_LIST})"
)
_BY_NAME = re.compile(r"""(?:import_module|__import__)\s*\(\s*[rRuU]?(["'])(?P<dots>\.*)(?P<module>[\w.]*)\1""")
_BY_VALUE = re.compile(r"""(?:import_module|__import__)\s*\(\s*(?!\s|[rRuU]?["'])""")
_DOTTED = re.compile(r"""(["'])(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*)\1""")
_FOLDER = re.compile(r"""(["'])(?P<folder>[\w.-]+(?:/[\w.-]+)*)/?\1""")
_NOISE = re.compile(r"\\(?:\r\n|\r|\n)|#[^\r\n]*|[()]")
_LONGEST_BASE = 500
"""Characters between `from` and `import`; a bound keeps the search for `from` linear on hostile text."""


def imported_names(source: Source) -> tuple[Imported, ...]:
    """The imports in the text of `source`, each once, in their order.

    Read from the text, so that files need not be parsed to be passed over: what stands in a comment or in a string
    counts as well. `importlib.import_module` and `__import__` count, too; where what they are given is no constant, any
    string of the file may be the name, and so may that of any module beside it.
    """
    text = source.text
    found: dict[Imported, None] = {}
    at = text.find("import")
    while at >= 0:
        found.update(dict.fromkeys(_imports_at(text, at)))
        at = text.find("import", at + 6)
    if "import_module" in text or "__import__" in text:
        for match in _BY_NAME.finditer(text):
            found[Imported(match["module"].strip("."), len(match["dots"]))] = None
        if _BY_VALUE.search(text):
            found.update((Imported(match["module"]), None) for match in _DOTTED.finditer(text))
            found[Imported("", 1, ("*",))] = None
    return tuple(found)


def path_edits(source: Source) -> tuple[str, ...]:
    """The strings of a file that edits `sys.path`, as far as they could name folders."""
    if "sys.path" not in source.text:
        return ()
    return tuple(dict.fromkeys(match["folder"] for match in _FOLDER.finditer(source.text)))


def _imports_at(text: str, at: int) -> Iterator[Imported]:
    """What the statement imports whose word `import` stands at `at`, if one does."""
    clause = _from_clause(text, at)
    if clause is not None:
        base = "".join(_listed(clause["base"] or ""))
        yield Imported(base, clause["dots"].count("."), tuple(_listed(clause["names"])))
    elif _is_word(text, at, at + 6) and (plain := _IMPORT.match(text, at)):
        for name in _listed(plain["modules"]):
            yield Imported(name)


def _from_clause(text: str, at: int) -> re.Match[str] | None:
    """The clause whose word `import` stands at `at`; it begins at the nearest word `from`, if it is one at all."""
    first = max(at - _LONGEST_BASE, 0)
    start = text.rfind("from", first, at)
    while start >= 0 and not _is_word(text, start, start + 4):
        start = text.rfind("from", first, start)
    clause = _FROM_IMPORT.match(text, start) if start >= 0 else None
    return clause if clause is not None and clause.start("import") == at else None


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return not (before.isalnum() or before in ("_", ".") or after.isalnum() or after == "_")


def _listed(names: str) -> list[str]:
    """The names of a list, without aliases, comments, brackets and line continuations."""
    plain = (part.split() for part in _NOISE.sub(" ", names).split(","))
    return ["".join(words[: words.index("as")] if "as" in words else words) for words in plain if words]
