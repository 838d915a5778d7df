"""Which files a project has: its root, and the Python files below the paths that the user names."""

import os
from collections.abc import Callable, Iterable

from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError, UsageError
from bnlint.sources.overlay import Overlay

ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
SKIPPED_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", "CVS"),
        *("node_modules", "__pypackages__", "site-packages", "dist-packages"),
        *(".tox", ".nox", ".eggs", "__pycache__", ".ipynb_checkpoints"),
        *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".pytype"),
    )
)
"""Folders that never hold a project's own programs, whatever the ignore files say."""
ENVIRONMENT_MARKS = frozenset(("pyvenv.cfg", "conda-meta"))
"""An entry of this name makes its folder a virtual environment."""


def project_root(path: str, overlay: Overlay) -> str:
    """The nearest folder at or above `path` that holds one of `ROOT_MARKS`, else `path` itself, or its folder."""
    path = os.path.abspath(path)
    start = path if overlay.is_folder(path) else os.path.dirname(path)
    folder = start
    while not any(overlay.exists(os.path.join(folder, mark)) for mark in ROOT_MARKS):
        parent = os.path.dirname(folder)
        if parent == folder:
            return start
        folder = parent
    return folder


def find_python_files(
    paths: Iterable[str], overlay: Overlay, on_unreadable: Callable[[Diagnostic], None] | None = None
) -> tuple[str, ...]:
    """The absolute paths, sorted, of the Python files at and below `paths`, each file once.

    Below a folder these are the files named `*.py` that no `.gitignore` excludes. What the user names is taken
    whatever its suffix and whatever excludes it. Symbolic links to folders are not followed below what the user names,
    as in git. `on_unreadable` is told of each folder that cannot be listed (BN003). Raises `UsageError` for a path
    that does not exist.
    """
    found: set[str] = set()
    for path in map(os.path.abspath, paths):
        if overlay.is_folder(path):
            _walk(path, overlay, found, on_unreadable)
        elif overlay.exists(path):
            found.add(path)
        else:
            raise UsageError(f"{path} does not exist.")
    return tuple(sorted(found))


def _walk(
    start: str, overlay: Overlay, found: set[str], on_unreadable: Callable[[Diagnostic], None] | None
) -> None:
    folders = [start]
    while folders:
        folder = folders.pop()
        try:
            entries = overlay.list_dir(folder)
        except SourceError as error:
            if on_unreadable is not None:
                on_unreadable(error.diagnostic)
            continue
        if folder != start and not ENVIRONMENT_MARKS.isdisjoint(entries):
            continue
        for name, kind in entries.items():
            if kind in ("file", "linked file"):
                if name.endswith(".py"):
                    found.add(os.path.join(folder, name))
            elif kind == "folder" and name not in SKIPPED_FOLDERS:
                folders.append(os.path.join(folder, name))
