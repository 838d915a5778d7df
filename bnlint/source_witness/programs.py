"""Which files are worth interpreting, and which of them are programs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source
from bnlint.tensorflow_api.effects import SEED_NAMES

_RELATIVE: Final = re.compile(r"^from[ \t]*\.", re.MULTILINE)
_MAIN: Final = "__main__"


class Programs:
    """The programs among `files`, which all belong to one project; `seeds` count like `SEED_NAMES`."""

    def __init__(
        self, files: Iterable[str], overlay: Overlay, resolver: ImportResolver, seeds: Iterable[bytes] = ()
    ) -> None:
        self._files = sorted(files)
        self._overlay = overlay
        self._resolver = resolver
        self._seeds = tuple(seed.decode() for seed in (*SEED_NAMES, *seeds))

    def relevant(self) -> list[str]:
        """The files that name something that can go wrong, or can import one that does; sorted."""
        return [path for path in self._files if self._is_relevant(path)]

    def scripts(self) -> list[str]:
        """The relevant files but those that only ever run when another one imports them; sorted.

        Python fails at a relative import in a script, so a file with one at its top is a part of its package, unless it
        asks whether it is the program, as `python -m` makes it. What it does when it is imported, its importer shows.
        """
        relevant = self.relevant()
        alone = [path for path in relevant if not self._is_part(path)]
        imported = frozenset[str]().union(*map(self._resolver.import_closure, alone))
        return sorted({*alone, *(path for path in relevant if path not in imported)})

    def _is_relevant(self, path: str) -> bool:
        return self._names_a_seed(path) or any(map(self._names_a_seed, self._resolver.import_closure(path)))

    def _names_a_seed(self, path: str) -> bool:
        try:
            return self._overlay.read(path).derive(_names_any, self._seeds)
        except SourceError:
            return False

    def _is_part(self, path: str) -> bool:
        try:
            return self._overlay.read(path).derive(_is_part)
        except SourceError:
            return False


def _names_any(source: Source, seeds: tuple[str, ...]) -> bool:
    return any(seed in source.text for seed in seeds)


def _is_part(source: Source) -> bool:
    return _MAIN not in source.text and _RELATIVE.search(source.text) is not None


def readable(path: str, overlay: Overlay) -> Source:
    """The file, parsed. Raises SourceError."""
    source = overlay.read(path)
    source.tree()
    return source
