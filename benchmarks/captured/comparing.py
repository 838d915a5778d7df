"""Holds places of two reports against one another: by the statement, as old interpreters know only its last line."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

Place = tuple[str, int]
"""A file and a line."""


class Statements:
    """The statements of the files below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self, path: str, line: int) -> Place:
        """The first line of the statement that a line belongs to, and the path relative to the folder."""
        full = (self._folder / path).resolve()
        for first, last in _statements(full):
            if first <= line <= last:
                return self._shown(full), first
        return self._shown(full), line

    def findings(self, report: dict[str, Any], certainty: str = "sure") -> frozenset[str]:
        """The findings of a report that are so certain: rule and statement."""
        return frozenset(
            f"{one['code']} {_text(self.start(one['path'], one['line']))}"
            for one in report["findings"]
            if one["certainty"] == certainty and one.get("line") is not None
        )

    def unreached(self, report: dict[str, Any], frames: Iterable[tuple[str, int, str]]) -> frozenset[str]:
        """The sure findings that a run, of which these are the frames, cannot have seen.

        Their own statement, or that of the last step of their trail, where the damage is done, called nothing.
        """
        called = {self.start(path, line) for path, line, _ in frames}
        missed = [
            one
            for one in report["findings"]
            if not {self.start(step["path"], step["line"]) for step in (one, *one["trail"][-1:])} <= called
        ]
        return self.findings({"findings": missed})

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else path.as_posix()


def _text(place: Place) -> str:
    return f"{place[0]}:{place[1]}"


@cache
def _statements(path: Path) -> tuple[tuple[int, int], ...]:
    """The first and the last line of each statement; of those that hold others, what stands before them."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ()
    return tuple(_lines(tree))


def _lines(tree: ast.AST) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            yield node.lineno, (body[0].lineno - 1 if body else node.end_lineno or node.lineno)
