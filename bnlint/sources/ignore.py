"""Which paths a `.gitignore` file excludes, decided entry by entry as git does.

This follows gitignore(5) and git itself, which compares bytes: texts here hold one character for each byte. Libraries
that match whole paths cannot say whether a folder is to be entered: under `*`, `!*/`, `!*.py` it is.
"""

import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from bnlint.sources.wildmatch import WILD, Malformed, to_regex

IGNORE_FILE = ".gitignore"


class _Pattern(NamedTuple):
    """One line of an ignore file. `regex` matches the whole name, or where `by_path` the whole path below the file."""

    excludes: bool
    folders_only: bool
    by_path: bool
    literal: str | None
    regex: str
    last: str

    def concerns_python_files(self) -> bool:
        """Whether a name that ends in `.py` or `.ipynb` can match at all."""
        return not self.folders_only and self.last in "yb*?]\\"


class _Run(NamedTuple):
    """Consecutive patterns of the same sign, of which any may match."""

    excludes: bool
    names: frozenset[str]
    name: re.Pattern[str] | None
    path: re.Pattern[str] | None

    def matches(self, name: str, path: str) -> bool:
        return (
            name in self.names
            or (self.name is not None and self.name.fullmatch(name) is not None)
            or (self.path is not None and self.path.fullmatch(path) is not None)
        )


class IgnoreFile:
    """The patterns of one ignore file.

    `folder` is the one that they are relative to, `data` the bytes of the file.
    """

    def __init__(self, folder: str, data: bytes) -> None:
        patterns = list(_patterns(data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")))
        self._above = len(os.path.join(folder, ""))
        self._for_folders = _runs(patterns)
        self._for_files = _runs([pattern for pattern in patterns if pattern.concerns_python_files()])

    def path_below(self, folder: str) -> str:
        """What `excludes` needs of a folder at or below this file's own: its path below that, ending in a slash."""
        below = os.path.join(folder, "")[self._above :]
        return _one_character_a_byte(below.replace(os.sep, "/"))

    def excludes(self, below: str, name: str, is_folder: bool) -> bool | None:
        """Whether the entry `name` is excluded; `None` where no pattern speaks of it.

        A file's name ends in `.py` or `.ipynb`.
        """
        name = _one_character_a_byte(name)
        for run in self._for_folders if is_folder else self._for_files:
            if run.matches(name, below + name):
                return run.excludes
        return None


def _one_character_a_byte(text: str) -> str:
    return text if text.isascii() else os.fsencode(text).decode("latin-1")


def _runs(patterns: list[_Pattern]) -> tuple[_Run, ...]:
    """The patterns in runs, the last first, as the last pattern that matches decides."""
    runs = []
    for excludes, group in groupby(reversed(patterns), key=lambda pattern: pattern.excludes):
        members = list(group)
        names = frozenset(member.literal for member in members if member.literal is not None)
        by_name = _any_of(member.regex for member in members if member.literal is None and not member.by_path)
        by_path = _any_of(member.regex for member in members if member.by_path)
        runs.append(_Run(excludes, names, by_name, by_path))
    return tuple(runs)


def _any_of(regexes: Iterator[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(regexes)
    return re.compile(alternatives, re.DOTALL) if alternatives else None


def _patterns(text: str) -> Iterator[_Pattern]:
    for line in text.split("\n"):
        if not line.startswith("#"):
            pattern = _pattern(_without_trailing_spaces(line.removesuffix("\r")))
            if pattern is not None:
                yield pattern


def _without_trailing_spaces(line: str) -> str:
    """`line` without the spaces at its end, except one that a backslash protects."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return line[: len(stripped) + 1] if backslashes % 2 else stripped


def _pattern(line: str) -> _Pattern | None:
    """The pattern of a line; `None` for one that matches nothing, as an unfinished bracket does."""
    excludes = not line.startswith("!")
    glob = line.removeprefix("!")
    folders_only = glob.endswith("/")
    glob = glob.removesuffix("/")
    by_path = "/" in glob
    glob = glob.removeprefix("/")
    if not glob:
        return None
    try:
        regex = to_regex(glob)
    except Malformed:
        return None
    literal = None if by_path or not WILD.isdisjoint(glob) else glob
    return _Pattern(excludes, folders_only, by_path, literal, regex, glob[-1])
