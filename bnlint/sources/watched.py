"""What an analysis asks of the files, and what it is answered: as long as the answers are these, its result stands.

That a file is not there is an answer, too: one that comes into being may be what an import means from then on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from bnlint.sources.errors import SourceError
from bnlint.sources.layers import Edits, Kind
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source

Question: TypeAlias = tuple[str, ...]
"""`("file", path)`: what does it hold? `("kind", path)`: what stands there? `("entry", folder, name)`: what has the
folder under this name? `("names", folder)`: what does it have in all?"""
Trace: TypeAlias = Mapping[Question, str]
"""Questions, and what was answered."""


def answer(question: Question, files: Overlay) -> str:
    """What is to be said to the question; raises `ValueError` for what is none."""
    match question:
        case ("file", path):
            return files.digest(path)
        case ("kind", path):
            return files.kind(path) or ""
        case ("entry", folder, name):
            return _entries(folder, files).get(name, "")
        case ("names", folder):
            return _listed(_entries(folder, files))
    raise ValueError(question)


class Watched(Overlay):
    """The files beneath, as they are, with the questions that have been `asked` about them."""

    def __init__(self, beneath: Overlay) -> None:
        super().__init__(Edits({}, frozenset()), beneath)
        self.asked: dict[Question, str] = {}
        self._looked_into: dict[str, Mapping[str, Kind]] = {}

    def read_bytes(self, path: str) -> bytes:
        self.asked["file", path] = self.digest(path)
        return super().read_bytes(path)

    def read(self, path: str) -> Source:
        self.asked["file", path] = self.digest(path)
        return super().read(path)

    def kind(self, path: str) -> Kind | None:
        found = super().kind(path)
        self.asked["kind", path] = found or ""
        return found

    def list_dir(self, path: str) -> Mapping[str, Kind]:
        known = self._looked_into.get(path)
        if known is None:
            try:
                known = _Entries(path, super().list_dir(path), self.asked)
            except SourceError:
                self.asked["names", path] = _listed({})
                raise
            self._looked_into[path] = known
        return known


class _Entries(Mapping[str, Kind]):
    """What stands in a folder; who asks for one name learns nothing of the others."""

    def __init__(self, folder: str, entries: Mapping[str, Kind], asked: dict[Question, str]) -> None:
        self._folder = folder
        self._entries = entries
        self._asked = asked

    def __getitem__(self, name: str) -> Kind:
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def _find(self, name: str) -> Kind | None:
        found = self._entries.get(name)
        self._asked["entry", self._folder, name] = found or ""
        return found

    def __iter__(self) -> Iterator[str]:
        self._asked["names", self._folder] = _listed(self._entries)
        return iter(self._entries)

    def __len__(self) -> int:
        self._asked["names", self._folder] = _listed(self._entries)
        return len(self._entries)


def _entries(folder: str, files: Overlay) -> Mapping[str, Kind]:
    try:
        return files.list_dir(folder)
    except SourceError:
        return {}


def _listed(entries: Mapping[str, Kind]) -> str:
    lines = "\n".join(f"{kind} {name}" for name, kind in sorted(entries.items()))
    return hashlib.sha256(lines.encode(errors="surrogatepass")).hexdigest()
