"""Which files a project has: its root, and the Python files below the paths that the user names."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError, UsageError
from bnlint.sources.ignore import IGNORE_FILE, IgnoreFile
from bnlint.sources.layers import FILES, Kind
from bnlint.sources.notebook import NOTEBOOK_SUFFIX
from bnlint.sources.overlay import Overlay

SUFFIXES = (".py", NOTEBOOK_SUFFIX)
ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
SKIPPED_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", "CVS"),
        *("node_modules", "__pypackages__", "site-packages", "dist-packages"),
        *(".tox", ".nox", ".eggs", "__pycache__", ".ipynb_checkpoints"),
        *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".pytype", ".bnlint_cache"),
    )
)
"""Folders that never hold a project's own programs, whatever the ignore files say."""
ENVIRONMENT_MARKS = frozenset(("pyvenv.cfg", "conda-meta"))
"""An entry of this name makes its folder a virtual environment."""


def project_root(path: str, overlay: Overlay, named: Iterable[str] = ()) -> str:
    """The nearest folder at or above `path` that holds one of `ROOT_MARKS`.

    Where there is none, the outermost of the folders in `named` that holds `path`; else `path` itself, or its folder.
    """
    path = os.path.abspath(path)
    start = path if overlay.is_folder(path) else os.path.dirname(path)
    marked = _nearest(start, ROOT_MARKS, overlay)
    if marked is not None:
        return marked
    around = (
        folder for folder in map(os.path.abspath, named) if os.path.join(start, "").startswith(os.path.join(folder, ""))
    )
    return min(around, key=len, default=start)


def project_around(path: str, overlay: Overlay) -> str:
    """The root of the project of a file that a tool shows, where the user names no folder: that of the tool stands in.

    A folder that holds the user's home is nobody's project, though tools are started there.
    """
    here, home = (os.path.join(os.path.abspath(folder), "") for folder in (os.curdir, os.path.expanduser("~")))
    return project_root(path, overlay, [] if home.startswith(here) else [os.curdir])


def find_python_files(
    paths: Iterable[str], overlay: Overlay, on_unreadable: Callable[[Diagnostic], None] | None = None
) -> tuple[str, ...]:
    """The absolute paths, sorted, of the Python files and notebooks at and below `paths`, each file once.

    Below a folder these are the files named `*.py` and `*.ipynb` that are neither in one of `SKIPPED_FOLDERS` or a
    virtual environment nor excluded by a `.gitignore` file or the repository's `info/exclude`. What the user names is
    taken whatever its suffix and whatever excludes it; a folder so named is read as if no ignore file above it existed
    when one of these excludes it. Symbolic links to folders are followed only where the user names them, as in git; a
    file with several names goes by its real one where that was found. `on_unreadable` is told of each folder and ignore
    file that cannot be read (BN003). Raises `UsageError` for a path that does not exist.
    """
    search = _Search(overlay, on_unreadable or (lambda diagnostic: None))
    for path in paths:
        search.add(path)
    return tuple(sorted(search.found.values()))


class _Search:
    """The files found so far, by their real paths."""

    def __init__(self, overlay: Overlay, on_unreadable: Callable[[Diagnostic], None]) -> None:
        self.found: dict[str, str] = {}
        self._overlay = overlay
        self._on_unreadable = on_unreadable

    def add(self, named: str) -> None:
        path = os.path.abspath(named)
        if self._overlay.is_folder(path):
            self._walk(path)
        elif self._overlay.exists(path):
            self._keep(os.path.realpath(path), path)
        else:
            raise UsageError(f"{named} does not exist.")

    def _keep(self, real: str, path: str) -> None:
        key = os.path.normcase(real)
        known = self.found.setdefault(key, path)
        if path == real or (known != real and path < known):
            self.found[key] = path

    def _walk(self, start: str) -> None:
        real_start = os.path.realpath(start)
        waiting = [(start, self._ignore_files_above(start))]
        while waiting:
            folder, above = waiting.pop()
            entries = self._entries(folder)
            if folder != start and not ENVIRONMENT_MARKS.isdisjoint(entries):
                continue
            ignore_files = self._ignore_files(folder, entries, above)
            real_folder = real_start + folder[len(start) :]
            for name, kind in _kept_entries(entries, folder, ignore_files):
                path = os.path.join(folder, name)
                if kind == "folder":
                    waiting.append((path, ignore_files))
                else:
                    self._keep(os.path.join(real_folder, name) if kind == "file" else os.path.realpath(path), path)

    def _entries(self, folder: str) -> Mapping[str, Kind]:
        try:
            return self._overlay.list_dir(folder)
        except SourceError as error:
            self._on_unreadable(error.diagnostic)
            return {}

    def _ignore_files_above(self, start: str) -> tuple[IgnoreFile, ...]:
        """The ignore files of the folders above `start` within its repository, or else its project."""
        top = _nearest(start, (".git",), self._overlay) or project_root(start, self._overlay)
        ignore_files: tuple[IgnoreFile, ...] = ()
        folder = top
        for name in start[len(os.path.join(top, "")) :].split(os.sep) if start != top else ():
            ignore_files = self._ignore_files(folder, self._entries(folder), ignore_files)
            if _is_excluded(name, True, _paths_below(folder, ignore_files)):
                return ()
            folder = os.path.join(folder, name)
        return ignore_files

    def _ignore_files(
        self, folder: str, entries: Mapping[str, Kind], above: tuple[IgnoreFile, ...]
    ) -> tuple[IgnoreFile, ...]:
        """The ignore files that speak of the entries of `folder`, the outermost first; a repository begins anew."""
        if ".git" in entries:
            above = tuple(self._read(folder, os.path.join(folder, ".git", "info", "exclude")))
        if entries.get(IGNORE_FILE) == "file":
            return (*above, *self._read(folder, os.path.join(folder, IGNORE_FILE)))
        return above

    def _read(self, folder: str, path: str) -> Iterator[IgnoreFile]:
        if self._overlay.is_file(path):
            try:
                yield IgnoreFile(folder, self._overlay.read_bytes(path))
            except SourceError as error:
                self._on_unreadable(error.diagnostic)


def _kept_entries(
    entries: Mapping[str, Kind], folder: str, ignore_files: tuple[IgnoreFile, ...]
) -> Iterator[tuple[str, Kind]]:
    """The folders to walk, and the Python files and notebooks among `entries`."""
    below = _paths_below(folder, ignore_files)
    for name, kind in entries.items():
        is_folder = kind == "folder"
        is_wanted = name not in SKIPPED_FOLDERS if is_folder else name.endswith(SUFFIXES) and kind in FILES
        if is_wanted and not _is_excluded(name, is_folder, below):
            yield name, kind


def _paths_below(folder: str, ignore_files: tuple[IgnoreFile, ...]) -> list[tuple[IgnoreFile, str]]:
    """The ignore files, the innermost first as it decides, each with the path from it to `folder`."""
    return [(ignore_file, ignore_file.path_below(folder)) for ignore_file in reversed(ignore_files)]


def _is_excluded(name: str, is_folder: bool, ignore_files: list[tuple[IgnoreFile, str]]) -> bool:
    for ignore_file, below in ignore_files:
        verdict = ignore_file.excludes(below, name, is_folder)
        if verdict is not None:
            return verdict
    return False


def _nearest(start: str, marks: tuple[str, ...], overlay: Overlay) -> str | None:
    """The nearest folder at or above `start` that holds one of `marks`."""
    folder = start
    while not any(overlay.exists(os.path.join(folder, mark)) for mark in marks):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder
