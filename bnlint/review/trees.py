"""The files of a commit as an overlay: nothing on disk is read, and no link leads out of the commit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from bnlint.review.git import Entry, Repository
from bnlint.settings.project_file import PROJECT_FILE
from bnlint.sources.diagnostics import CANNOT_READ, TOO_LARGE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.ignore import IGNORE_FILE
from bnlint.sources.layers import Kind, largest
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.project import SUFFIXES

LINK: Final = "120000"
FILES: Final = ("100644", "100755", "100664")
MOST_LINKS: Final = 40
"""Links that one path may lead through, as on Linux."""
SETTINGS: Final = (PROJECT_FILE, IGNORE_FILE)
"""Files that decide what is judged, and how."""


def files_of(repository: Repository, commit: str) -> Overlay:
    """The files of a commit, where the repository's work tree would have them."""
    return Overlay(Tree(repository, repository.tree(commit)))


def files_judged_as(repository: Repository, head: str, base: str) -> Overlay:
    """The files of the head with the settings of the base: a change does not decide how it is judged.

    Settings that are new in the head say nothing yet, those that are gone from it still hold.
    """
    tree, known = repository.tree(head), repository.tree(base)
    renamed = {new: old for name in SETTINGS for new, old in repository.renamed(base, head, name).items()}
    moved = set(renamed.values())
    ours = {path for path in known if os.path.basename(path) in SETTINGS and path not in moved}
    edits: dict[str, bytes | str | None] = {}
    for path in sorted(ours | {path for path in tree if os.path.basename(path) in SETTINGS}):
        before = known.get(renamed.get(path, path))
        if before != tree.get(path):
            where = os.path.join(repository.root, *path.split("/"))
            edits[where] = "" if before is None else next(repository.blobs([before.oid]))[1]
    return Overlay(Tree(repository, tree)).with_edits(edits)


class Tree:
    """What a commit holds: the lowest layer of an overlay.

    Programs are read at once, other files when they are asked for. Submodules and what git does not keep are not there.
    """

    def __init__(self, repository: Repository, entries: Mapping[str, Entry]) -> None:
        self._repository = repository
        self._root = repository.root
        self._entries = {os.path.join(self._root, *path.split("/")): entry for path, entry in entries.items()}
        self._folders: dict[str, dict[str, Kind | None]] = {self._root: {".git": "folder"}}
        wanted = {
            entry.oid
            for path, entry in self._entries.items()
            if (path.endswith(SUFFIXES) and entry.size <= largest(path)) or entry.mode == LINK
        }
        self._blobs = dict(repository.blobs(sorted(wanted)))
        for path in self._entries:
            self._enter(path)
        for path, entry in self._entries.items():
            self._folders[os.path.dirname(path)][os.path.basename(path)] = self._listed(path, entry)

    def decides(self, path: str) -> bool:
        return True

    def hides(self, path: str) -> bool:
        return True

    def kind(self, path: str) -> Kind | None:
        where = self._followed(path)
        if where is None:
            return None
        if where in self._folders or where == os.path.join(self._root, ".git"):
            return "folder"
        return "file" if where in self._entries else None

    def data(self, path: str) -> bytes:
        entry = self._entries.get(self._followed(path) or "")
        if entry is None or entry.mode not in FILES:
            raise _unreadable(path, CANNOT_READ, "cannot read the file: the commit has none there")
        if entry.size > largest(path):
            raise _unreadable(path, TOO_LARGE, f"the file is larger than {largest(path) // 1_000_000} MB")
        if entry.oid not in self._blobs:
            self._blobs |= dict(self._repository.blobs([entry.oid]))
        return self._blobs[entry.oid]

    def entries(self, path: str) -> Mapping[str, Kind | None]:
        listed = self._folders.get(self._followed(path) or "")
        if listed is None:
            raise _unreadable(path, CANNOT_READ, "cannot read the file: the commit has no such folder")
        return listed

    def _enter(self, path: str) -> None:
        """Put the folders above a path into one another."""
        folder = os.path.dirname(path)
        if folder not in self._folders:
            self._folders[folder] = {}
            self._enter(folder)
            self._folders[os.path.dirname(folder)][os.path.basename(folder)] = "folder"

    def _listed(self, path: str, entry: Entry) -> Kind:
        if entry.mode in FILES:
            return "file"
        kind = self.kind(path) if entry.mode == LINK else None
        return "linked file" if kind == "file" else "linked folder" if kind == "folder" else "other"

    def _followed(self, path: str) -> str | None:
        """The path without links; `None` where a link leads out of the commit, or in circles."""
        waiting, where, links = self._below(path), self._root, 0
        if waiting is None:
            return None
        while waiting:
            where = os.path.join(where, waiting.pop(0))
            entry = self._entries.get(where)
            if entry is not None and entry.mode == LINK:
                links += 1
                target = os.path.normpath(os.path.join(os.path.dirname(where), os.fsdecode(self._blobs[entry.oid])))
                ahead = self._below(target)
                if ahead is None or links > MOST_LINKS:
                    return None
                waiting, where = [*ahead, *waiting], self._root
        return where

    def _below(self, path: str) -> list[str] | None:
        """The names that lead from the root to a path; `None` for one elsewhere."""
        if path == self._root:
            return []
        above = os.path.join(self._root, "")
        return path[len(above) :].split(os.sep) if path.startswith(above) else None


def _unreadable(path: str, code: str, reason: str) -> SourceError:
    return SourceError(Diagnostic(Place(path, 1, 1, 1, 1), code, reason))
