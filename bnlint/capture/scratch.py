"""A copy of a program's folder, so that what the script writes and deletes there is not lost."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from bnlint.sources.errors import UsageError

LIMIT = 1 << 30
"""Bytes that are copied."""
LEFT_OUT = {
    *(".git", ".hg", ".svn", "node_modules", "__pycache__"),
    *(".bnlint_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
}


def root_of(script: Path) -> Path:
    """The folder that a script belongs to: the current one, if the script lies below it, else the script's own."""
    current = Path.cwd().resolve()
    folder = script.resolve().parent
    return current if folder.is_relative_to(current) else folder


def copy(root: Path, target: Path) -> None:
    """Copy a folder, links as links, without version control, caches and virtual environments.

    Raises UsageError if it holds more than LIMIT bytes.
    """
    budget = LIMIT
    for folder, folders, files in os.walk(root):
        source = Path(folder)
        copied = target / source.relative_to(root)
        copied.mkdir(parents=True, exist_ok=True)
        links = [name for name in folders if (source / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not _is_left_out(source / name, target)]
        for name in links + files:
            budget -= _copy_file(source / name, copied / name)
            if budget < 0:
                size = f"more than {LIMIT >> 30} GiB"
                raise UsageError(f"{root} holds {size}, too much to copy; --in-place runs the script where it is.")


def _is_left_out(folder: Path, target: Path) -> bool:
    return folder.name in LEFT_OUT or (folder / "pyvenv.cfg").exists() or target.is_relative_to(folder)


def _copy_file(source: Path, target: Path) -> int:
    """Copy a file or a link, and return the number of bytes; sockets and the like are no part of a program."""
    if source.is_symlink():
        target.symlink_to(source.parent / os.readlink(source))
        return 0
    status = source.stat()
    if not stat.S_ISREG(status.st_mode):
        return 0
    if status.st_size <= LIMIT:
        shutil.copy2(source, target)
    return status.st_size
