"""Which programs a set of files holds: where they begin, and whether they are worth interpreting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source
from bnlint.tensorflow_api.effects import SEED_NAMES

_MAIN = (b"__main__", b"app.run(")


class Programs:
    """The programs among `files`, which all belong to one project."""

    def __init__(self, files: Iterable[str], overlay: Overlay, resolver: ImportResolver) -> None:
        self._files = sorted(files)
        self._overlay = overlay
        self._resolver = resolver
        self._marks: dict[str, tuple[bool, bool]] = {}

    def entries(self) -> Iterator[str]:
        """The files that programs begin with, scripts first; the others may hold what nobody here calls."""
        relevant = [path for path in self._files if self._is_relevant(path)]
        imported = {found for path in relevant for found in self._resolver.import_closure(path) if found != path}
        scripts = [path for path in relevant if self._look(path)[1] or path not in imported]
        yield from scripts
        yield from (path for path in relevant if path not in set(scripts))

    def _is_relevant(self, path: str) -> bool:
        """Whether the file, or one that it can import, names something that can go wrong."""
        if self._look(path)[0]:
            return True
        return any(self._look(found)[0] for found in self._resolver.import_closure(path))

    def _look(self, path: str) -> tuple[bool, bool]:
        """Whether the file names a seed, and whether it runs as a script."""
        known = self._marks.get(path)
        if known is None:
            try:
                data = self._overlay.read_bytes(path)
            except SourceError:
                data = b""
            known = any(seed in data for seed in SEED_NAMES), any(mark in data for mark in _MAIN)
            self._marks[path] = known
        return known


def readable(path: str, overlay: Overlay) -> Source:
    """The file, parsed. Raises SourceError."""
    source = overlay.read(path)
    source.tree()
    return source
