"""The files as they are or will be: every reader of files reads through an overlay."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Mapping
from typing import TypeVar

from bnlint.sources.decoding import is_utf8
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.layers import Disk, Edits, Kind, Layer
from bnlint.sources.source import Source

VERSIONS = 4
"""Texts of one file that are kept: as it was, as it is, and as a repair or two would have it."""


class KnownSources:
    """The texts read last, so that what holds the same again is the same `Source`, with all that is derived from it."""

    def __init__(self) -> None:
        self._read: dict[str, deque[Source]] = {}

    def source(self, path: str, data: bytes | str) -> Source:
        """The file `path` holding `data`; raises as `Source.from_bytes` and `Source.from_text` do."""
        source = Source.from_text(path, data) if isinstance(data, str) else Source.from_bytes(path, data)
        versions = self._read.setdefault(path, deque(maxlen=VERSIONS))
        for known in versions:
            if known.is_like(source):
                return known
        versions.append(source)
        return source


class Overlay:
    """A stack of layers over the disk; the topmost layer that knows a path decides it.

    An overlay never changes what it says: what was read once is kept, and overlays stacked on top share it for the
    files that they leave alone. Paths are absolute and normalised (`os.path.abspath`).
    """

    def __init__(
        self, layer: Layer, beneath: "Overlay | None" = None, known_sources: KnownSources | None = None
    ) -> None:
        self._layer = layer
        self._beneath = beneath
        self._known_sources = known_sources
        self._data: dict[str, bytes | str | Diagnostic] = {}
        self._sources: dict[str, Source | Diagnostic] = {}
        self._folders: dict[str, Mapping[str, Kind] | Diagnostic] = {}
        self._kinds: dict[str, Kind | None] = {}
        self._digests: dict[str, str] = {}

    @classmethod
    def disk(cls, known_sources: KnownSources | None = None) -> "Overlay":
        """The files as they are on disk from now on; a new overlay reads them anew.

        Overlays that are given the same `known_sources` share the sources of what has not changed between them.
        """
        return cls(Disk(), known_sources=known_sources)

    def with_text(self, path: str, text: str) -> "Overlay":
        """The file `path` holding `text`, as an editor has it before it is saved."""
        return self.with_edits({path: text})

    def with_edits(self, edits: Mapping[str, bytes | str | None]) -> "Overlay":
        """The files as they are once `edits` are made; a path may be new, and `None` removes a file or a folder."""
        files = {os.path.abspath(path): content for path, content in edits.items()}
        replaced = frozenset(path for path in files if self.is_folder(path))
        return Overlay(Edits(files, replaced), self, self._known_sources)

    def exists(self, path: str) -> bool:
        """Whether anything stands at `path`."""
        return self.kind(path) is not None

    def is_file(self, path: str) -> bool:
        """Whether a regular file stands at `path`, symbolic links followed."""
        return self.kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Whether a folder stands at `path`, symbolic links followed."""
        return self.kind(path) == "folder"

    def list_dir(self, path: str) -> Mapping[str, Kind]:
        """What stands in the folder `path`, by name as it is spelt there; raises `SourceError` (BN003)."""
        owner = self
        while owner._beneath is not None and not owner._layer.entries(path) and not owner._layer.hides(path):
            owner = owner._beneath
        known = owner._folders.get(path)
        if known is None:
            known = owner._folders[path] = _kept(owner._list, path)
        return _unwrapped(known)

    def read_bytes(self, path: str) -> bytes:
        """The bytes of the file `path`, text given by an editor in UTF-8; raises `SourceError` (BN003, BN004)."""
        data = self._owner(path)._read_data(path)
        return data.encode(errors="surrogatepass") if isinstance(data, str) else data

    def read(self, path: str) -> Source:
        """The file `path` as text; raises `SourceError` (BN002, BN003, BN004)."""
        owner = self._owner(path)
        known = owner._sources.get(path)
        if known is None:
            known = owner._sources[path] = _kept(owner._read_source, path)
        return _unwrapped(known)

    def digest(self, path: str) -> str:
        """What tells the content of the file `path` from all others, or else why it cannot be read.

        Text given by an editor is what its bytes are that UTF-8 makes of it, unless these declare another encoding.
        """
        owner = self._owner(path)
        known = owner._digests.get(path)
        if known is None:
            known = owner._digests[path] = owner._digest(path)
        return known

    def kind(self, path: str) -> Kind | None:
        """What stands at `path`, symbolic links followed, or `None` for nothing."""
        owner = self._owner(path)
        if path not in owner._kinds:
            owner._kinds[path] = owner._layer.kind(path)
        return owner._kinds[path]

    def _digest(self, path: str) -> str:
        try:
            data = self._read_data(path)
        except SourceError as error:
            return f"{error.diagnostic.code} {error.diagnostic.message}"
        content = data.encode(errors="surrogatepass") if isinstance(data, str) else data
        is_alike = content is data or is_utf8(content)
        return f"{'' if is_alike else 'text '}{hashlib.sha256(content).hexdigest()}"

    def _owner(self, path: str) -> "Overlay":
        owner = self
        while owner._beneath is not None and not owner._layer.decides(path):
            owner = owner._beneath
        return owner

    def _read_data(self, path: str) -> bytes | str:
        known = self._data.get(path)
        if known is None:
            known = self._data[path] = _kept(self._layer.data, path)
        if isinstance(known, Diagnostic):
            raise SourceError(known)
        return known

    def _read_source(self, path: str) -> Source:
        return (self._known_sources or KnownSources()).source(path, self._read_data(path))

    def _list(self, path: str) -> Mapping[str, Kind]:
        merged: dict[str, Kind] = {}
        if self._beneath is not None and not self._layer.hides(path) and self._beneath.is_folder(path):
            merged.update(self._beneath.list_dir(path))
        for name, kind in self._layer.entries(path).items():
            if kind is None:
                merged.pop(name, None)
            elif not (kind == "folder" and merged.get(name) == "linked folder"):
                merged[name] = kind
        return merged


T = TypeVar("T")


def _kept(read: Callable[[str], T], path: str) -> T | Diagnostic:
    """What `read` answers, or the reason why it cannot, so that both can be kept."""
    try:
        return read(path)
    except SourceError as error:
        return error.diagnostic


def _unwrapped(known: T | Diagnostic) -> T:
    if isinstance(known, Diagnostic):
        raise SourceError(known)
    return known
