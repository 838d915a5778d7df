"""What stands in for a file while it is being typed, and no Python for the moment: its last text that was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bnlint.repairs.edits import lines_of
from bnlint.sources.diagnostics import SYNTAX_ERROR, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place


@dataclass(frozen=True)
class StandIn:
    """The text that is judged in place of `shown`, which has the `error`."""

    judged: str
    shown: str
    error: Diagnostic

    def shifted(self, place: Place) -> Place | None:
        """Where a place of the judged text stands in the shown one; None where that is being typed."""
        before, after = lines_of(self.judged), lines_of(self.shown)
        above = _common(before, after)
        below = min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - above)
        if place.end_line <= above:
            return place
        if place.line <= len(before) - below:
            return None
        further = len(after) - len(before)
        return replace(place, line=place.line + further, end_line=place.end_line + further)


class StandIns:
    """The last text of each open file that was Python."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def of(self, texts: Mapping[str, str], files: Overlay) -> dict[str, StandIn]:
        """What stands in for those of the open files that are no Python, if anything does; `files` holds them."""
        found = {}
        self._last = {path: text for path, text in self._last.items() if path in texts}
        for path, text in texts.items():
            error = _syntax_error(path, files)
            if error is None:
                self._last[path] = text
            elif path in self._last:
                found[path] = StandIn(self._last[path], text, error)
        return found


def _syntax_error(path: str, files: Overlay) -> Diagnostic | None:
    try:
        files.read(path).tree()
    except SourceError as error:
        return error.diagnostic if error.diagnostic.code == SYNTAX_ERROR else None
    return None


def _common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
