"""Bytes of files on disk, never more of them than can be handled."""

import os
import stat
from typing import BinaryIO

from bnlint.artefacts.errors import ArtefactError

LARGEST = 2**31 - 1
"""Bytes that are read at once; no protobuf can be larger."""


def open_regular(path: str) -> BinaryIO:
    """The file `path`, opened for reading; raises `ArtefactError` where that is no file, or cannot be opened."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ArtefactError.unexpected(path, "a file", "a folder or a device")
        return open(path, "rb")
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from None


def cannot_open(path: str, error: OSError | ValueError) -> ArtefactError:
    """What the operating system, or Python, said of `path`."""
    return ArtefactError(f"{path}: cannot be opened: {getattr(error, 'strerror', None) or error}")


def size_of(file: BinaryIO) -> int:
    """The bytes that an open file holds."""
    return os.fstat(file.fileno()).st_size


def read_whole(path: str) -> bytes:
    """All bytes of `path`; raises `ArtefactError` where it is larger than 2 GiB, before any of it is read."""
    with open_regular(path) as file:
        if (size := size_of(file)) > LARGEST:
            raise ArtefactError.unexpected(
                path, "at most 2 GiB, which is all that a protobuf can hold", f"{size:,} bytes"
            )
        return read_exactly(path, file, size)


def read_ends(path: str, length: int) -> tuple[bytes, bytes]:
    """The first and the last `length` bytes of `path`, fewer where it is shorter."""
    with open_regular(path) as file:
        head = read_exactly(path, file, length)
        file.seek(max(size_of(file) - length, 0))
        return head, read_exactly(path, file, length)


def read_exactly(path: str, file: BinaryIO, length: int) -> bytes:
    """The next `length` bytes of an open file, fewer only at its end."""
    try:
        return file.read(length)
    except OSError as error:
        raise ArtefactError(f"{path}: cannot be read: {error.strerror}") from None
    except MemoryError:
        raise ArtefactError(f"{path}: {length:,} bytes do not fit into memory") from None
