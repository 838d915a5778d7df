"""Which files are worth interpreting."""

from __future__ import annotations

from collections.abc import Iterable

from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source
from bnlint.tensorflow_api.effects import SEED_NAMES


class Programs:
    """The programs among `files`, which all belong to one project; `seeds` count like `SEED_NAMES`."""

    def __init__(
        self, files: Iterable[str], overlay: Overlay, resolver: ImportResolver, seeds: Iterable[bytes] = ()
    ) -> None:
        self._files = sorted(files)
        self._overlay = overlay
        self._resolver = resolver
        self._seeds = (*SEED_NAMES, *seeds)
        self._known: dict[str, bool] = {}

    def relevant(self) -> list[str]:
        """The files that name something that can go wrong, or can import one that does; sorted."""
        return [path for path in self._files if self._is_relevant(path)]

    def _is_relevant(self, path: str) -> bool:
        return self._names_a_seed(path) or any(map(self._names_a_seed, self._resolver.import_closure(path)))

    def _names_a_seed(self, path: str) -> bool:
        known = self._known.get(path)
        if known is None:
            try:
                data = self._overlay.read_bytes(path)
            except SourceError:
                data = b""
            known = self._known[path] = any(seed in data for seed in self._seeds)
        return known


def readable(path: str, overlay: Overlay) -> Source:
    """The file, parsed. Raises SourceError."""
    source = overlay.read(path)
    source.tree()
    return source
