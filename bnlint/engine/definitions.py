"""Functions and classes by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import ast

    from bnlint.sources.source import Source

Definition: TypeAlias = tuple[str, int, int]
"""What tells a function or a class from all others, in every process: path, line, and column as `ast` counts it."""


def definition(source: Source, node: ast.stmt | ast.Lambda) -> Definition:
    return source.path, node.lineno, node.col_offset
