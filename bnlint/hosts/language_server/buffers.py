"""The files that are open in an editor, as it has them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial
from pygls.uris import from_fs_path, to_fs_path

from bnlint.hosts.language_server.positions import Units


@dataclass(frozen=True)
class Buffer:
    """One file, with the `version` and the `uri` that the editor gives it."""

    uri: str
    version: int
    text: str

    def changed(self, version: int, changes: Iterable[TextDocumentContentChangeEvent], units: Units) -> Buffer:
        """The file once the changes are made, one after the other."""
        text = self.text
        for change in changes:
            if isinstance(change, TextDocumentContentChangePartial):
                start, end = (units.offset(text, at) for at in (change.range.start, change.range.end))
                text = text[:start] + change.text + text[end:]
            else:
                text = change.text
        return Buffer(self.uri, version, text)


class Buffers:
    """What is open, by path; what is no file on a disk is left out."""

    def __init__(self) -> None:
        self._open: dict[str, Buffer] = {}

    def put(self, buffer: Buffer) -> None:
        path = path_of(buffer.uri)
        if path is not None:
            self._open[path] = buffer

    def drop(self, uri: str) -> None:
        self._open.pop(path_of(uri) or "", None)

    def at(self, uri: str) -> Buffer | None:
        return self._open.get(path_of(uri) or "")

    def version(self, path: str) -> int | None:
        """The version of an open file."""
        buffer = self._open.get(path)
        return None if buffer is None else buffer.version

    def uri(self, path: str) -> str:
        """What the editor calls the file: what it calls an open one may be spelt in its own way."""
        buffer = self._open.get(path)
        if buffer is not None:
            return buffer.uri
        return str(from_fs_path(path))

    def texts(self) -> Mapping[str, str]:
        """The text of each open file."""
        return {path: buffer.text for path, buffer in sorted(self._open.items())}


def path_of(uri: str) -> str | None:
    """The absolute path of a file, if the URI is one's."""
    path = to_fs_path(uri)
    return None if not path else os.path.abspath(path)
