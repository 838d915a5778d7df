"""What an operator is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from benchmarks.mutants.constants import Constants
from benchmarks.mutants.idioms import Idioms
from benchmarks.mutants.mutation import Harm, Mutation
from benchmarks.mutants.source import Source, stored_names
from benchmarks.mutants.update_ops import UpdateOps


@dataclass(frozen=True)
class Code:
    """One file of a program, and what can be recognised in it."""

    source: Source
    idioms: Idioms
    update_ops: UpdateOps
    constants: Constants

    def already(self, value: cst.BaseExpression, literal: str) -> bool:
        """Whether a value is the literal whatever the program does, as far as its calls tell."""
        if not isinstance(value, cst.Name) or value.value == literal:
            return isinstance(value, cst.Name)
        function = self.source.scope(value)
        if isinstance(function, cst.Module) or value.value in stored_names(self.source, function):
            return False
        name = function.name.value
        if name == "__init__" and (owner := self.source.around(function, cst.ClassDef)) is not None:
            name = owner.name.value
        return self.constants.only((name, value.value)) == literal


@dataclass(frozen=True)
class Operator:
    """`breaks` says in a sentence what it does; `codes` are those of the rules that would name the cause."""

    name: str
    breaks: str
    codes: tuple[str, ...]
    places: Callable[[Code], Iterator[Mutation]]
    harms: Harm = "either"
    """What its mutations can break, unless they know better."""

    def harmful(self, code: Code, *, trains: bool) -> Iterator[Mutation]:
        """The places in a program that trains, or does not, of the mutations that can break what it does."""
        for mutation in self.places(code):
            if ("loading" if trains else "training") not in (self.harms, mutation.harms):
                yield mutation
