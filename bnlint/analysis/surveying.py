"""Looks through the files of a project, parsing none: what of it is worth interpreting, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from bnlint.analysis.layouts import Layout
from bnlint.analysis.waves import waves
from bnlint.source_witness.descriptions import Description, seeds
from bnlint.source_witness.programs import Programs
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.tensorflow_api.names import API_ROOTS

if TYPE_CHECKING:
    from bnlint.sources.overlay import Overlay


def survey(root: str, files: Sequence[str], descriptions: Sequence[Description], overlay: Overlay) -> Layout:
    """The layout of the project; `descriptions` may name what can go wrong, as TensorFlow's own names do."""
    resolver = ImportResolver(overlay, root, API_ROOTS)
    programs = Programs(files, overlay, resolver, seeds(descriptions))
    relevant = programs.relevant()
    others = sorted(set(files).difference(relevant))

    @cache
    def size(path: str) -> int:
        try:
            return len(overlay.read_bytes(path))
        except SourceError:
            return 0

    return Layout(
        scripts=tuple(programs.scripts()),
        waves=tuple(map(tuple, waves(relevant, resolver.import_closure))),
        others=tuple(others),
        weights={
            **{path: sum(map(size, resolver.import_closure(path))) for path in relevant},
            **{path: size(path) for path in others},
        },
    )
