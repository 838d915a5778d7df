"""What an operator is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.mutants.idioms import Idioms
from benchmarks.mutants.mutation import Mutation
from benchmarks.mutants.source import Source
from benchmarks.mutants.update_ops import UpdateOps


@dataclass(frozen=True)
class Code:
    """One file of a program, and what can be recognised in it."""

    source: Source
    idioms: Idioms
    update_ops: UpdateOps


@dataclass(frozen=True)
class Operator:
    """`breaks` says in a sentence what it does; `codes` are those of the rules that would name the cause."""

    name: str
    breaks: str
    codes: tuple[str, ...]
    places: Callable[[Code], Iterator[Mutation]]
