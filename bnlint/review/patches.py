"""Unified diffs: which lines a change has added, which it shows, and where the others were before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_HUNK: Final = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True)
class Hunk:
    """A stretch of a diff: the lines that it begins with, before and after, and its rows, which begin with their sign.

    `old` and `new` count from 1; where a side has no line, they name the one in front, as git does.
    """

    old: int
    old_lines: int
    new: int
    new_lines: int
    rows: tuple[str, ...]

    def pairs(self) -> Iterator[tuple[int | None, int | None, str]]:
        """Each row as its line before, its line after, and its text."""
        old, new = self.old + (self.old_lines == 0), self.new + (self.new_lines == 0)
        for row in self.rows:
            match row[:1]:
                case "-":
                    yield old, None, row[1:]
                    old += 1
                case "+":
                    yield None, new, row[1:]
                    new += 1
                case " " | "":
                    yield old, new, row[1:]
                    old, new = old + 1, new + 1


@dataclass(frozen=True)
class Patch:
    """What a change does to one file, as hunks in their order."""

    hunks: tuple[Hunk, ...]

    @classmethod
    def parsed(cls, text: str) -> Patch:
        """The hunks of one file, as git and GitHub write them; what stands before the first is passed over."""
        found: list[tuple[re.Match[str], list[str]]] = []
        for row in text.removesuffix("\n").split("\n"):
            head = _HUNK.match(row)
            if head is not None:
                found.append((head, []))
            elif found:
                found[-1][1].append(row)
        return cls(tuple(_hunk(head, rows) for head, rows in found))

    @cached_property
    def shown(self) -> dict[int, tuple[int, str]]:
        """The lines of the file as it is now that the diff shows, each with the number of its hunk and its text."""
        return {
            new: (number, text)
            for number, hunk in enumerate(self.hunks)
            for _, new, text in hunk.pairs()
            if new is not None
        }

    @cached_property
    def removed(self) -> dict[int, int]:
        """The lines that are gone, each with the number of its hunk."""
        pairs = ((old, new, number) for number, hunk in enumerate(self.hunks) for old, new, _ in hunk.pairs())
        return {old: number for old, new, number in pairs if old is not None and new is None}

    @cached_property
    def added(self) -> dict[int, int]:
        """The lines that are new, each with the number of its hunk."""
        pairs = ((old, new, number) for number, hunk in enumerate(self.hunks) for old, new, _ in hunk.pairs())
        return {new: number for old, new, number in pairs if new is not None and old is None}

    def before(self, line: int) -> int | None:
        """Where an unchanged line was; `None` for a new one."""
        shift = 0
        for hunk in self.hunks:
            start = hunk.new + (hunk.new_lines == 0)
            if line < start:
                break
            if line < start + hunk.new_lines:
                return next((old for old, new, _ in hunk.pairs() if new == line), None)
            shift = (hunk.old + (hunk.old_lines == 0) + hunk.old_lines) - (start + hunk.new_lines)
        return line + shift

    def shows(self, first: int, last: int, lines: list[str]) -> bool:
        """Whether one hunk shows the lines from `first` to `last`, and they read so."""
        rows = [self.shown.get(line) for line in range(first, last + 1)]
        hunks = {row[0] for row in rows if row is not None}
        return len(hunks) == 1 and [row and row[1] for row in rows] == lines


def _hunk(head: re.Match[str], rows: list[str]) -> Hunk:
    old, old_lines, new, new_lines = (1 if number is None else int(number) for number in head.groups())
    return Hunk(old, old_lines, new, new_lines, tuple(rows))
