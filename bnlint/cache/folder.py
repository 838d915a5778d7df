"""A folder of files that anybody may remove, damage or write anew at any time, and that is never larger than some."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

LARGEST = 200_000_000
"""Bytes of all files of the folder."""
MOST = 100
"""Files of the folder."""
LARGEST_FILE = 64_000_000
"""Bytes of one file. What is larger is no file of ours."""
OURS = re.compile(r"bnlint-[0-9a-f]{32}(?:\.[0-9a-f]+)?\.cache")
"""The names of files that are removed when there are too many; those with a dot between were never finished."""
MARKS = {
    ".gitignore": "# Made by bnlint.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by bnlint (https://bford.info/cachedir/).\n",
}
"""What tells version control and backups to leave the folder alone."""


@dataclass(frozen=True)
class Folder:
    """The folder `path`, made when something is first written. Nothing here raises because of what is on the disk.

    Only a folder that is `ours` alone is marked, and it is not followed where it is a symbolic link: it lies in a
    project, which may come from anybody.
    """

    path: str
    ours: bool = True

    def make(self) -> None:
        """Make the folder, if it is not there; raises `OSError` where that cannot be done."""
        if self._make() or self.ours:
            with suppress(OSError, ValueError):
                self._mark()

    def read(self, name: str) -> bytes | None:
        """The file, if there is one; it counts as used."""
        path = os.path.join(self.path, name)
        if self._leads_away():
            return None
        try:
            with open(path, "rb", buffering=0) as file:
                data = file.read(LARGEST_FILE + 1)
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(path)
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put the file there, as a whole or not at all; the files that were not used for longest make room."""
        if self._leads_away() or len(data) > LARGEST_FILE:
            return
        with suppress(OSError, ValueError):
            self.make()
            self._replace(name, data)
            self._make_room()

    def remove(self, name: str) -> None:
        with suppress(OSError, ValueError):
            if not self._leads_away():
                os.remove(os.path.join(self.path, name))

    def _leads_away(self) -> bool:
        return self.ours and os.path.islink(self.path)

    def _make(self) -> bool:
        """Whether the folder was not there."""
        try:
            os.makedirs(self.path)
        except FileExistsError:
            if not os.path.isdir(self.path):
                raise
            return False
        return True

    def _mark(self) -> None:
        for name, text in MARKS.items():
            if not os.path.lexists(os.path.join(self.path, name)):
                self._replace(name, text.encode())

    def _replace(self, name: str, data: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        path = os.path.join(self.path, name)
        unfinished = os.path.join(self.path, f"{stem}.{os.urandom(8).hex()}{dot}{suffix}")
        try:
            with open(unfinished, "xb") as file:
                file.write(data)
            os.replace(unfinished, path)
        except BaseException:
            with suppress(OSError):
                os.remove(unfinished)
            raise

    def _make_room(self) -> None:
        files = sorted(self._files(), reverse=True)
        room = LARGEST
        for number, (_, size, path) in enumerate(files):
            room -= size
            if number >= MOST or room < 0:
                with suppress(OSError):
                    os.remove(path)

    def _files(self) -> Iterator[tuple[int, int, str]]:
        """Our files: when each was last used, its size, and where it is."""
        with os.scandir(self.path) as entries:
            for entry in entries:
                if OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    with suppress(OSError):
                        state = entry.stat(follow_symlinks=False)
                        yield state.st_mtime_ns, state.st_size, entry.path
