"""Makes the mutants of programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.mutants.idioms import Idioms
from benchmarks.mutants.operators import Code, Operator
from benchmarks.mutants.programs import Program, Sources
from benchmarks.mutants.update_ops import UpdateOps


@dataclass(frozen=True)
class Mutant:
    """`program` with the file `path` changed by `operator` at `line` (from 1, in the file as it was)."""

    program: Program
    operator: str
    path: str
    line: int
    content: bytes = field(repr=False)

    @property
    def place(self) -> tuple[str, str, int, str]:
        """Repository (or the folder of a program of the project's own), file, line, operator."""
        return (self.program.repository or str(self.program), self.path, self.line, self.operator)

    def __str__(self) -> str:
        return f"{self.operator:25} {self.program} {self.path}:{self.line}"


class File(NamedTuple):
    sources: Sources
    code: Code


def mutants(programs: Iterable[Program], operators: Sequence[Operator], limit: int) -> Iterator[Mutant]:
    """The mutants of all programs; of each operator at most `limit` a program (0: all), spread over its places.

    A place that several programs of a repository share counts once, for the first of them.
    """
    seen: set[tuple[str, str, int, str]] = set()
    for program in programs:
        contents: set[tuple[str, bytes]] = set()
        files = list(_files(Sources(program)))
        for operator in operators:
            made = [mutant for mutant in _places(files, operator) if mutant.place not in seen]
            for mutant in spread(made, limit):
                if (mutant.path, mutant.content) not in contents:
                    contents.add((mutant.path, mutant.content))
                    yield mutant
            seen.update(mutant.place for mutant in made)


def spread(made: Sequence[Mutant], limit: int) -> Sequence[Mutant]:
    """At most `limit` of them (0: all), evenly spaced from the first to the last."""
    if limit == 0 or len(made) <= limit:
        return made
    step = (len(made) - 1) / max(limit - 1, 1)
    return [made[round(number * step)] for number in range(limit)]


def _files(sources: Sources) -> Iterator[File]:
    update_ops = UpdateOps(sources)
    for source in sources.files.values():
        yield File(sources, Code(source, Idioms(sources, source), update_ops))


def _places(files: Sequence[File], operator: Operator) -> Iterator[Mutant]:
    for sources, code in files:
        for mutation in operator.places(code):
            if sources.reaches(code.source, mutation.at):
                line, content = code.source.line(mutation.at), mutation.applied(code.source.module)
                yield Mutant(sources.program, operator.name, code.source.path, line, content)
