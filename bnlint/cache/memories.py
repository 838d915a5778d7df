"""What checks have come to, project by project, for the next ones."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import Final, TypeVar

from bnlint.analysis.memory import Memory, Unit
from bnlint.cache.folder import Folder
from bnlint.cache.ledger import Ledger, bits, question
from bnlint.cache.version import fingerprint
from bnlint.sources.errors import UsageError
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import ROOT_MARKS
from bnlint.sources.watched import Trace, answer

T = TypeVar("T")
NAME: Final = ".bnlint_cache"
"""The folder in the root of a project."""


class Memories:
    """Results of checks in this process: each serves any number of checks, one after the other."""

    def __init__(self) -> None:
        self._ledgers: dict[str, Ledger] = {}

    def memory(self, root: str, files: Overlay, folder: str | None = None) -> Memory:
        """What is known of the project at `root`, whose own setting may name a `folder`, as `files` are now."""
        return Recollection(self._ledgers.setdefault(root, Ledger()), files)

    def save(self) -> None:
        """Let go of what no check will ask for."""
        for ledger in self._ledgers.values():
            ledger.tidy()


class Cache(Memories):
    """Results on disk, too: in the `folder`, or, where none is named, in a folder of the project's own.

    What files come to that belong to no project, with none of `ROOT_MARKS` above them, is kept in a named folder only.
    """

    def __init__(self, folder: str | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._open: dict[str, _Book] = {}

    @classmethod
    def at(cls, folder: str) -> Cache:
        """The cache in the folder, which is made; raises `UsageError` where that cannot be done."""
        try:
            _named(folder).make()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise UsageError(f"results cannot be kept in {folder}: {why}.") from None
        return cls(folder)

    def memory(self, root: str, files: Overlay, folder: str | None = None) -> Memory:
        named = self._folder or folder
        version = fingerprint()
        if version is None or not (named or any(files.exists(os.path.join(root, mark)) for mark in ROOT_MARKS)):
            return super().memory(root, files)
        place = _named(named) if named else Folder(os.path.join(root, NAME))
        book = self._open.get(root)
        if book is None or book.folder != place:
            words = f"{version}\0{root}".encode(errors="surrogatepass")
            book = _Book(place, f"bnlint-{hashlib.sha256(words).hexdigest()[:32]}.cache")
            self._open[root], self._ledgers[root] = book, book.read()
        return super().memory(root, files)

    def save(self) -> None:
        """Write what is new; where that cannot be done, the next check does the work again."""
        for root, book in self._open.items():
            book.write(self._ledgers[root])


def of_environment() -> Cache | None:
    """The cache where its user wants it: nowhere with BNLINT_NO_CACHE, else in BNLINT_CACHE_DIR or in the projects."""
    if os.environ.get("BNLINT_NO_CACHE"):
        return None
    return Cache(os.environ.get("BNLINT_CACHE_DIR") or None)


def _named(folder: str) -> Folder:
    return Folder(os.path.abspath(folder), ours=False)


@dataclass(frozen=True)
class _Book:
    """A ledger's file."""

    folder: Folder
    name: str

    def read(self) -> Ledger:
        data = self.folder.read(self.name)
        ledger = None if data is None else Ledger.parsed(data)
        if data is not None and ledger is None:
            self.folder.remove(self.name)
        return ledger or Ledger()

    def write(self, ledger: Ledger) -> None:
        if ledger.changed:
            self.folder.write(self.name, ledger.written())
            ledger.changed = False


class Recollection:
    """A ledger, held against files as they are."""

    def __init__(self, ledger: Ledger, files: Overlay) -> None:
        self._ledger = ledger
        self._files = files
        self._true = 0
        self._false = 0

    def recall(self, unit: Unit, kind: type[T]) -> T | None:
        """The result, if all that it rests on is true; one that is no result at all is thrown away."""
        for row in list(self._ledger.rows(unit)):
            if self._holds(row.facts):
                result = row.result(kind)
                if result is not None:
                    self._ledger.use(row)
                    return result
                self._ledger.remove(row)
        return None

    def keep(self, unit: Unit, trace: Trace, result: object) -> None:
        """Add the result to the ledger."""
        self._ledger.add(unit, trace, result)

    def _holds(self, facts: int) -> bool:
        if facts & self._false:
            return False
        return all(map(self._is_true, bits(facts & ~self._true)))

    def _is_true(self, number: int) -> bool:
        try:
            fact = self._ledger.facts[number]
            holds = answer(question(fact), self._files) == fact[-1]
        except (IndexError, ValueError):
            holds = False
        if holds:
            self._true |= 1 << number
        else:
            self._false |= 1 << number
        return holds
