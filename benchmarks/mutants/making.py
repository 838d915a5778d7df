"""Makes the mutants of programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from benchmarks.mutants.constants import Constants
from benchmarks.mutants.idioms import Idioms
from benchmarks.mutants.mutation import Mutation
from benchmarks.mutants.operators import Code, Operator
from benchmarks.mutants.programs import Program, Sources
from benchmarks.mutants.update_ops import UpdateOps

Item = TypeVar("Item")


@dataclass(frozen=True)
class Mutant:
    """`program` with the file `path` changed by `operator` at `line` (from 1, in the file as it was).

    `beside` are the files among which bnlint is to look for it.
    """

    program: Program
    operator: str
    path: str
    line: int
    content: bytes = field(repr=False)
    beside: tuple[str, ...] = field(repr=False)

    @property
    def place(self) -> tuple[str, str, int, str]:
        """Repository (or the folder of a program of the project's own), file, line, operator."""
        return (self.program.repository or str(self.program), self.path, self.line, self.operator)

    def __str__(self) -> str:
        return f"{self.operator:25} {self.program} {self.path}:{self.line}"


class _Place(NamedTuple):
    operator: Operator
    code: Code
    mutation: Mutation

    def mutant(self, program: Program, beside: tuple[str, ...]) -> Mutant:
        source = self.code.source
        line = source.line(self.mutation.at)
        return Mutant(program, self.operator.name, source.path, line, self.mutation.applied(source.module), beside)


def mutants(programs: Iterable[Program], operators: Sequence[Operator], limit: int) -> Iterator[Mutant]:
    """The mutants of all programs; of each operator at most `limit` a program (0: all), spread over its places.

    A place that several programs of a repository share counts once, for the first of them.
    """
    taken: set[tuple[str, str, str, int]] = set()
    for program in programs:
        sources = Sources(program)
        codes = list(_codes(sources))
        trains, beside = sources.trains, sources.beside
        contents: set[tuple[str, bytes]] = set()
        for operator in operators:
            places = [_Place(operator, code, one) for code in codes for one in operator.harmful(code, trains=trains)]
            places = [place for place in places if sources.reaches(place.code.source, place.mutation.at)]
            keys = [_key(program, place) for place in places]
            fresh = [place for place, key in zip(places, keys, strict=True) if key not in taken]
            taken.update(keys)
            for place in spread(fresh, limit):
                mutant = place.mutant(program, beside)
                if (mutant.path, mutant.content) not in contents:
                    contents.add((mutant.path, mutant.content))
                    yield mutant


def spread(places: Sequence[Item], limit: int) -> Sequence[Item]:
    """At most `limit` of them (0: all), evenly spaced from the first to the last."""
    if limit == 0 or len(places) <= limit:
        return places
    step = (len(places) - 1) / max(limit - 1, 1)
    return [places[round(number * step)] for number in range(limit)]


def _codes(sources: Sources) -> Iterator[Code]:
    update_ops = UpdateOps(sources)
    constants = Constants(sources.program.folder, sources.beside)
    for source in sources.files.values():
        yield Code(source, Idioms(sources, source), update_ops, constants)


def _key(program: Program, place: _Place) -> tuple[str, str, str, int]:
    source = place.code.source
    number = source.number(place.mutation.at)
    return (program.repository or str(program), place.operator.name, source.path, number)
