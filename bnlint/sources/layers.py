"""The layers that an overlay is stacked from: the disk, and sets of files laid over it."""

import os
import stat
from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from bnlint.sources.diagnostics import CANNOT_READ, TOO_LARGE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.notebook import NOTEBOOK_SUFFIX
from bnlint.sources.places import Place

Kind = Literal["file", "folder", "linked file", "linked folder", "other"]
"""What an entry of a folder is; "linked" when it is reached through a symbolic link. A link that leads nowhere, a
device, a pipe and a socket are "other"."""
FILES: tuple[Kind, ...] = ("file", "linked file")
FOLDERS: tuple[Kind, ...] = ("folder", "linked folder")

LARGEST_FILE = 8_000_000
"""Bytes. The largest files that people write by hand stay below 1 MB; a tree takes some 50 times its text."""

LARGEST_NOTEBOOK = 32_000_000
"""Bytes of a notebook, most of which are the pictures that its cells have drawn."""


class Layer(Protocol):
    """Files by absolute, normalised path. The lowest layer decides every path, the others those that they know."""

    def decides(self, path: str) -> bool:
        """Whether this layer alone says what stands at `path`; the layers beneath are asked otherwise."""

    def kind(self, path: str) -> Kind | None:
        """What stands at `path`, or `None` for nothing."""

    def data(self, path: str) -> bytes | str:
        """What the file at `path` holds; raises `SourceError` (BN003, BN004)."""

    def entries(self, path: str) -> Mapping[str, Kind | None]:
        """What this layer puts into the folder `path`, by name, `None` where it takes away; raises `SourceError`."""

    def hides(self, path: str) -> bool:
        """Whether nothing that the layers beneath have in the folder `path` is seen."""


class Disk:
    """The files as they are."""

    def decides(self, path: str) -> bool:
        return True

    def hides(self, path: str) -> bool:
        return True

    def kind(self, path: str) -> Kind | None:
        try:
            mode = os.stat(path).st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError:
            return "other"
        return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"

    def data(self, path: str) -> bytes:
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                raise _unreadable(path, f"{_noun(status.st_mode)}, not a file")
            if status.st_size > largest(path):
                raise _too_large(path)
            with open(path, "rb", buffering=0) as file:
                return file.read(largest(path) + 1) if status.st_size == 0 else file.readall()
        except OSError as error:
            raise _unreadable(path, error.strerror or type(error).__name__) from None
        except ValueError as error:
            raise _unreadable(path, str(error)) from None

    def entries(self, path: str) -> Mapping[str, Kind | None]:
        try:
            with os.scandir(path) as entries:
                return {entry.name: _entry_kind(entry) for entry in entries}
        except OSError as error:
            raise _unreadable(path, error.strerror or type(error).__name__) from None
        except ValueError as error:
            raise _unreadable(path, str(error)) from None


class Edits:
    """Files written, or removed where the content is `None`, over what stands beneath.

    `replaced` names the paths that are folders beneath and are written or removed here as a whole.
    """

    def __init__(self, files: Mapping[str, bytes | str | None], replaced: frozenset[str]) -> None:
        self._files = dict(files)
        self._replaced = replaced
        self._folders: dict[str, dict[str, Kind | None]] = {}
        self._created: set[str] = set()
        for path, content in sorted(files.items()):
            parent, name = os.path.split(path)
            self._folders.setdefault(parent, {}).setdefault(name, None if content is None else "file")
            if content is not None:
                self._create_folders(parent)

    def decides(self, path: str) -> bool:
        return path in self._files or path in self._created or self.hides(path)

    def kind(self, path: str) -> Kind | None:
        if path in self._created:
            return "folder"
        return "file" if self._files.get(path) is not None else None

    def data(self, path: str) -> bytes | str:
        content = self._files.get(path)
        if path in self._created:
            raise _unreadable(path, "it is a folder, not a file")
        if content is None:
            raise _unreadable(path, "it has been removed")
        if len(content) > largest(path):
            raise _too_large(path)
        return content

    def entries(self, path: str) -> Mapping[str, Kind | None]:
        return self._folders.get(path, {})

    def hides(self, path: str) -> bool:
        return bool(self._replaced) and any(ancestor in self._replaced for ancestor in _upwards(path))

    def _create_folders(self, folder: str) -> None:
        for path in _upwards(folder):
            parent, name = os.path.split(path)
            if name:
                self._folders.setdefault(parent, {})[name] = "folder"
                self._created.add(path)


def _upwards(path: str) -> Iterator[str]:
    """`path` and every folder above it."""
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def _entry_kind(entry: "os.DirEntry[str]") -> Kind:
    try:
        if entry.is_file(follow_symlinks=False):
            return "file"
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        return "linked file" if entry.is_file() else "linked folder" if entry.is_dir() else "other"
    except OSError:
        return "other"


def _noun(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "it is a folder"
    if stat.S_ISFIFO(mode):
        return "it is a pipe"
    return "it is a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "it is special"


def _unreadable(path: str, reason: str) -> SourceError:
    return SourceError(Diagnostic(Place(path, 1, 1, 1, 1), CANNOT_READ, f"cannot read the file: {reason}"))


def largest(path: str) -> int:
    """The bytes above which the file is not read."""
    return LARGEST_NOTEBOOK if path.endswith(NOTEBOOK_SUFFIX) else LARGEST_FILE


def _too_large(path: str) -> SourceError:
    message = f"the file is larger than {largest(path) // 1_000_000} MB"
    return SourceError(Diagnostic(Place(path, 1, 1, 1, 1), TOO_LARGE, message))
