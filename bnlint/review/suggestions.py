"""Safe repairs as suggestions: the lines that would stand in place of those of a comment."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.review.comparing import file_lines
from bnlint.sources.decoding import decode
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay

if TYPE_CHECKING:
    from bnlint.repairs.repairing import Landed

MOST_LINES: Final = 20
"""Lines that a suggestion may replace: nobody can judge more of them in the margin of a diff."""


@dataclass(frozen=True)
class Suggestion:
    """`lines` are to stand in place of the lines from `first` to `last`, which read `old`."""

    first: int
    last: int
    old: tuple[str, ...]
    lines: tuple[str, ...]


def suggestions(outcome: Outcome, files: Overlay, check: Callable[[Overlay], Outcome]) -> Mapping[Finding, Suggestion]:
    """The safe repairs of findings that are a change of a few lines around them; none where LibCST is missing.

    `check` shows everything in files: each repair is tried, as by `bnlint check --fix`.
    """
    try:
        from bnlint.repairs.repairing import repaired
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "libcst":
            raise
        return {}
    if not any(repair.safe for finding in outcome.findings for repair in finding.repairs):
        return {}
    made = repaired(lambda after, everything: check(after) if everything else outcome, files, unsafe=False, rounds=1)
    found = {landed.finding: _suggestion(landed) for landed in made.landed}
    return {finding: suggestion for finding, suggestion in found.items() if suggestion is not None}


def file_text(files: Overlay, path: str) -> list[str]:
    """The lines of a file as git and forges have them, of a notebook those of its JSON; none if it cannot be read."""
    try:
        return _divided(decode(path, files.read_bytes(path)).text)
    except SourceError:
        return []


def _divided(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _suggestion(landed: Landed) -> Suggestion | None:
    from bnlint.repairs.files import edited

    path = landed.finding.place.path
    if set(landed.edits) != {path}:
        return None
    source, data = landed.overlay.read(path), landed.overlay.read_bytes(path)
    if source.encoding != "utf-8":
        return None
    old = _divided(decode(path, data).text)
    new = _divided(decode(path, edited(source, data, landed.edits[path])).text)
    return _around(old, new, *file_lines(landed.finding.place))


def _around(old: Sequence[str], new: Sequence[str], first: int, last: int) -> Suggestion | None:
    """What changes between two texts, with the lines from `first` to `last`, counted from 1."""
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    begin, end = min(head, first - 1), max(len(old) - tail, last)
    taken, given = tuple(old[begin:end]), tuple(new[begin : end + len(new) - len(old)])
    if len(taken) > MOST_LINES or not all(map(_is_plain, (*taken, *given))):
        return None
    return Suggestion(begin + 1, end, taken, given)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_plain(line: str) -> bool:
    """Whether a line is what it looks like: no carriage returns, no reversed writing, nothing that cannot be seen."""
    return not any(unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp", "Cs"} for each in line.replace("\t", ""))
