"""The words by which a program speaks of a run: people tell evaluation from training by them, and so must we."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bnlint.engine.interpreter import Trace
from bnlint.facts.roles import names_in

if TYPE_CHECKING:
    from bnlint.source_witness.recorder import Recorder


def names_of(recorder: Recorder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in the statement that runs, and of the functions that lead there."""
    trace = recorder.spot()
    return names_in(_lines(trace)), tuple(dict.fromkeys(_functions(trace.parent)))


def _lines(trace: Trace) -> str:
    place = trace.place
    return "\n".join(trace.source.line(number) for number in range(place.line, place.end_line + 1))


def _functions(trace: Trace | None) -> Iterator[str]:
    while trace is not None:
        function = trace.node.func if isinstance(trace.node, ast.Call) else None
        if isinstance(function, ast.Attribute):
            yield function.attr
        elif isinstance(function, ast.Name):
            yield function.id
        elif isinstance(trace.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield trace.node.name
        trace = trace.parent
