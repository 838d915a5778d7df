"""The ways to break a program. Each finds its places in one file by their spelling; a place is one mutant."""

from __future__ import annotations

from benchmarks.mutants.operators import fetching, flags, keeping, waiting
from benchmarks.mutants.operators.operator import Code, Operator

OPERATORS: tuple[Operator, ...] = (*waiting.OPERATORS, *fetching.OPERATORS, *flags.OPERATORS, *keeping.OPERATORS)

__all__ = ["OPERATORS", "Code", "Operator"]
