"""Repairs as edits of the files as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import libcst as cst

from bnlint.findings.repair import (
    AddCollection,
    BringInto,
    Change,
    Feed,
    GiveArgument,
    GroupWith,
    KeepResult,
    LeaveOut,
    MoveBehind,
    NameArgument,
    ReadAgain,
    Repair,
    Replace,
    Share,
    TakeParameter,
    WaitFor,
)
from bnlint.repairs.arguments import (
    add_collection,
    feed,
    give_argument,
    leave_out,
    name_argument,
    replace,
    take_parameter,
)
from bnlint.repairs.blocks import share
from bnlint.repairs.edits import Edit, Lines, between, overlap
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.moving import move_behind, read_again
from bnlint.repairs.results import keep_result
from bnlint.repairs.spelling import tensorflow_in
from bnlint.repairs.tree import Tree
from bnlint.repairs.waiting import bring_into, group_with, wait_for
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source

_WRITERS: Final[Mapping[type, Callable[[Tree, Any], cst.Module]]] = {
    AddCollection: add_collection,
    BringInto: bring_into,
    Feed: feed,
    GiveArgument: give_argument,
    GroupWith: group_with,
    KeepResult: keep_result,
    LeaveOut: leave_out,
    MoveBehind: move_behind,
    NameArgument: name_argument,
    ReadAgain: read_again,
    Replace: replace,
    Share: share,
    TakeParameter: take_parameter,
    WaitFor: wait_for,
}


def where(change: Change) -> tuple[str, int]:
    """The path and the line in which a change is made."""
    match change:
        case WaitFor(place) | GroupWith(place) | BringInto(place) | MoveBehind(place) | ReadAgain(place) | Share(place):
            return place.path, place.line
        case GiveArgument(place) | LeaveOut(place) | AddCollection(place) | Replace(place) | Feed(place):
            return place.path, place.line
        case NameArgument(place) | KeepResult(place):
            return place.path, place.line
        case TakeParameter(path, line):
            return path, line


def paths_of(repair: Repair) -> set[str]:
    """The files in which a repair is made."""
    return {where(change)[0] for change in repair.changes}


class Files:
    """The files of an overlay, parsed when a repair asks for them."""

    def __init__(self, overlay: Overlay) -> None:
        self.overlay = overlay
        self._trees: dict[tuple[str, int], Tree] = {}
        self._names: dict[str, str | None] = {}

    def edits_of(self, repair: Repair) -> dict[str, tuple[Edit, ...]]:
        """The edits of each file; raises `CannotRepair`."""
        found: dict[str, list[Edit]] = {}
        for change in dict.fromkeys(repair.changes):
            path, line = where(change)
            found.setdefault(path, []).extend(self._edits(path, line, change))
        edits = {path: tuple(dict.fromkeys(edits)) for path, edits in found.items()}
        if any(overlap(each) for each in edits.values()) or not any(edits.values()):
            raise CannotRepair("its parts do not go together")
        return edits

    def _edits(self, path: str, line: int, change: Change) -> list[Edit]:
        try:
            source = self.overlay.read(path)
            text, first_line = _stretch(source, line)
            if source.is_python2:
                raise CannotRepair("the file is Python 2")
            tree = self._tree(source, text, first_line)
        except SourceError:
            raise CannotRepair("the file cannot be read") from None
        edits = between(tree.module.code, _WRITERS[type(change)](tree, change).code)
        shift, end = Lines(source.text).offset(first_line, 1), "\r" if _has_only_cr(text) else "\n"
        return [Edit(edit.start + shift, edit.end + shift, edit.text.replace("\n", end)) for edit in edits]

    def _tree(self, source: Source, text: str, first_line: int) -> Tree:
        key = source.path, first_line
        if key not in self._trees:
            if source.path not in self._names:
                self._names[source.path] = tensorflow_in(source)
            known = text.replace("\r", "\n") if _has_only_cr(text) else text
            self._trees[key] = Tree(known, first_line, self._names[source.path])
        return self._trees[key]


def _has_only_cr(text: str) -> bool:
    """Whether its lines end as those of old Macintosh files do, which LibCST does not know."""
    return "\r" in text and "\n" not in text


def _stretch(source: Source, line: int) -> tuple[str, int]:
    """The text of the file, or of the cell of a notebook, that has the line, and the number of its first line."""
    if source.notebook is None:
        return source.text, 1
    code = [code for code in source.notebook.cells if code.cell.first_line <= line][-1]
    return code.text, code.cell.first_line
