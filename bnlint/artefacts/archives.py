"""Members of a zip file, each read only where what it unpacks to is bounded."""

import json
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.files import LARGEST, open_regular

MAGIC = b"PK\x03\x04"

_LARGEST_JSON = 2**26
_MOST_GROWTH = 250
"""How many times its packed size a member may have: graphs have ten to thirty times, a zip bomb a thousand."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What `zipfile` raises for damaged, encrypted and unknown members."""


class Archive:
    """The zip file `path`, open while the `with` statement lasts; raises `ArtefactError` where it is none."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._left = LARGEST
        self._file = open_regular(path)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _DAMAGE as error:
            self._file.close()
            raise ArtefactError.unexpected(path, "a zip file", f"a damaged one: {error}") from None
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def read(self, name: str, largest: int = LARGEST) -> bytes:
        """The member `name`; raises `ArtefactError` where there is none, it is damaged, or unpacks to too much.

        Too much is more than `largest`, and more than 2 GiB with what was read of the file before.
        """
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            raise ArtefactError.unexpected(self._path, f"the member {name}", "a zip file without it") from None
        if info.file_size > min(largest, self._left) or info.file_size > max(info.compress_size * _MOST_GROWTH, 2**20):
            found = f"{info.compress_size:,} bytes that unpack to {info.file_size:,}"
            raise ArtefactError.unexpected(self._path, f"the member {name}", found)
        self._left -= info.file_size
        try:
            return self._zip.read(info)
        except _DAMAGE as error:
            raise ArtefactError.unexpected(self._path, f"the member {name}", f"a damaged one: {error}") from None

    def read_json(self, name: str) -> Mapping[str, Any]:
        """The object that the member `name` holds as JSON."""
        data = self.read(name, _LARGEST_JSON)
        try:
            value = json.loads(data)
        except ValueError as error:
            raise ArtefactError.unexpected(self._path, f"JSON in {name}", f"something else: {error}") from None
        except RecursionError:
            raise ArtefactError.unexpected(self._path, f"JSON in {name}", "JSON nested too deeply") from None
        if not isinstance(value, dict):
            raise ArtefactError.unexpected(self._path, f"an object in {name}", f"a {type(value).__name__}")
        return value
