"""The imports that a file's text holds, found without parsing it."""

import re
from dataclasses import dataclass

from bnlint.sources.source import Source


@dataclass(frozen=True)
class Imported:
    """One import: `from <level dots><module> import <names>`; `import module` has no names, and a star is a name."""

    module: str
    level: int = 0
    names: tuple[str, ...] = ()


_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))"
_NAME = rf"\w+(?:{_GAP}*\.{_GAP}*\w+)*"
_ALIASED = rf"{_NAME}(?:{_GAP}+as{_GAP}+\w+)?"
_STATEMENT = re.compile(
    rf"(?<![\w.])(?:from{_GAP}*(?P<dots>(?:\.{_GAP}*)*)(?P<base>{_NAME})?{_GAP}*"
    rf"(?<![\w])import{_GAP}*(?P<names>\*|\((?:[^()#]|\#[^\r\n]*)*\)|{_ALIASED}(?:{_GAP}*,{_GAP}*{_ALIASED})*)"
    rf"|import{_GAP}+(?P<modules>{_ALIASED}(?:{_GAP}*,{_GAP}*{_ALIASED})*))"
)
_BY_NAME = re.compile(r"""(?:import_module|__import__)\s*\(\s*[rRuU]?(["'])(?P<dots>\.*)(?P<module>[\w.]*)\1""")
_NOISE = re.compile(r"\\(?:\r\n|\r|\n)|#[^\r\n]*|[()]")


def imported_names(source: Source) -> tuple[Imported, ...]:
    """The imports in the text of `source`, each once, in their order.

    Read from the text, so that files need not be parsed to be passed over: what stands in a comment or in a string
    counts as well. `importlib.import_module` and `__import__` count where the name is a constant.
    """
    text = source.text
    if "import" not in text:
        return ()
    found: dict[Imported, None] = {}
    for match in _STATEMENT.finditer(text):
        if match["modules"] is not None:
            found.update((Imported(name), None) for name in _listed(match["modules"]))
        else:
            base = _listed(match["base"] or "")
            found[Imported("".join(base), match["dots"].count("."), tuple(_listed(match["names"])))] = None
    for match in _BY_NAME.finditer(text):
        found[Imported(match["module"].strip("."), len(match["dots"]))] = None
    return tuple(found)


def _listed(names: str) -> list[str]:
    """The names of a list, without aliases, comments, brackets and line continuations."""
    plain = (part.split() for part in _NOISE.sub(" ", names).split(","))
    return ["".join(words[: words.index("as")] if "as" in words else words) for words in plain if words]
