"""What came of tasks, which stands as long as the files that it was read from hold the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bnlint.analysis.judging import Judged, Rest, Script
from bnlint.source_witness.descriptions import Description
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source

VARIANTS: Final = 4
"""Answers to one task that are kept: for the files as they were, as they are, and as a repair would have them."""

Held: TypeAlias = "tuple[tuple[str, Source | Diagnostic], ...]"
"""Files, and what each holds, or why it cannot be read."""


def held(paths: Iterable[str], files: Overlay) -> Held:
    """What the files hold, in the order of their paths."""
    return tuple((path, _held(path, files)) for path in sorted(paths))


def _held(path: str, files: Overlay) -> Source | Diagnostic:
    try:
        return files.read(path)
    except SourceError as error:
        return error.diagnostic


@dataclass(frozen=True)
class Ground:
    """What decides an answer before anything is read.

    The codes of the `rules`, what users describe, the names of the project's files, and what those hold that the task
    can import.
    """

    rules: tuple[str, ...]
    descriptions: tuple[Description, ...]
    listing: Sequence[str]
    files: Held


@dataclass(frozen=True)
class _Row:
    task: Script | Rest
    ground: Ground
    further: Held
    """Files that were read, too, though nothing showed before that they would be imported."""
    answer: Judged


class Memory:
    """The answers of checks in this process, for the next; they have to read through overlays of one `KnownSources`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type, str, str], deque[_Row]] = {}

    def recall(self, task: Script | Rest, ground: Ground, files: Overlay) -> Judged | None:
        """The answer, if nothing that it rests on has changed."""
        for row in self._rows.get(_name(task), ()):
            if row.task == task and row.ground == ground and _still(row.further, files):
                return row.answer
        return None

    def keep(self, task: Script | Rest, ground: Ground, files: Overlay, answer: Judged) -> None:
        known = {path for path, _ in ground.files}
        rows = self._rows.setdefault(_name(task), deque(maxlen=VARIANTS))
        rows.appendleft(_Row(task, ground, held(answer.imported - known, files), answer))


def _name(task: Script | Rest) -> tuple[type, str, str]:
    return type(task), task.root, task.path


def _still(known: Held, files: Overlay) -> bool:
    return held((path for path, _ in known), files) == known
