"""Files on disk: changed whole or not at all, and only where they still are what was read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from difflib import unified_diff

from bnlint.repairs.edits import lines_of
from bnlint.repairs.errors import NotWritten
from bnlint.sources.decoding import decode
from bnlint.sources.overlay import Overlay


def write(paths: Iterable[str], before: Overlay, after: Overlay) -> None:
    """Give the files what `after` says; raises `NotWritten`, and writes none, where one is not what `before` says.

    Each keeps its mode, and a symbolic link stays one.
    """
    targets = [(path, os.path.realpath(path)) for path in paths]
    for path, target in targets:
        _check_unchanged(path, target, before)
    for path, target in targets:
        _check_unchanged(path, target, before)
        try:
            _replace(target, after.read_bytes(path))
        except OSError as error:
            raise NotWritten(f"{path} could not be written: {error.strerror}") from None


def _check_unchanged(path: str, target: str, before: Overlay) -> None:
    try:
        with open(target, "rb") as file:
            same = file.read() == before.read_bytes(path)
    except OSError:
        same = False
    if not same:
        raise NotWritten(f"{path} has changed since it was read; nothing more was written")


def _replace(target: str, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".bnlint-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def difference(path: str, shown: str, before: Overlay, after: Overlay) -> str:
    """The unified diff of a file, which is called `shown` in it; of a notebook that of its JSON."""
    old, new = (lines_of(decode(path, overlay.read_bytes(path)).text) for overlay in (before, after))
    lines = unified_diff(old, new, f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)
