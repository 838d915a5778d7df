"""Runs the benchmark: every mutant gets its outcome, every operator its score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from benchmarks.mutants.checking import Scratch, scratch
from benchmarks.mutants.equivalent import Place, Reading
from benchmarks.mutants.judging import Behaviour, Judges
from benchmarks.mutants.making import Mutant
from benchmarks.mutants.programs import Program

Verdict = Literal["caught", "missed", "equivalent", "raises"]


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    `codes` are those of the findings that the unchanged program does not have, `possible` those of such findings that
    are not sure, which catch nothing. `known` is how it is known that it is damaged or not: by running it, by reading
    it, or not at all.
    """

    mutant: Mutant
    verdict: Verdict
    codes: tuple[str, ...]
    possible: tuple[str, ...]
    known: Literal["run", "read", "assumed"]
    restored: bool | None = None
    """Whether `--fix --unsafe-fixes` has made a caught one healthy again: bnlint finds nothing new, and where it was
    run, TensorFlow shows no damage. None where that was not tried."""

    @property
    def alarm(self) -> bool:
        """Whether bnlint reports something although the program does what it did."""
        return self.verdict == "equivalent" and bool(self.codes)


@dataclass(frozen=True)
class Score:
    """Of one operator, or of all: how many mutants had which verdict."""

    counts: Mapping[Verdict, int]
    alarms: int = 0
    tried: int = 0
    """Caught ones that were to be repaired."""
    restored: int = 0

    @property
    def made(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> float | None:
        """Of the mutants that do damage, the share that was caught, from 0 to 1."""
        damaged = self.counts.get("caught", 0) + self.counts.get("missed", 0)
        return self.counts.get("caught", 0) / damaged if damaged else None

    @property
    def healed(self) -> float | None:
        """Of the caught ones that were to be repaired, the share that was made healthy again, from 0 to 1."""
        return self.restored / self.tried if self.tried else None


def outcomes(
    mutants: Iterable[Mutant],
    readings: Mapping[Place, Reading],
    judges: Judges | None,
    jobs: int,
    whole: bool = False,
    fix: bool = False,
) -> Iterator[Outcome]:
    """The outcome of every mutant, in their order, as they come; `jobs` programs are worked on at a time.

    Of a real program bnlint is asked about the files beside its own, or the `whole` repository. `fix` has caught ones
    repaired.
    """
    programs: list[tuple[Program, list[Mutant]]] = [
        (program, list(group)) for program, group in groupby(mutants, key=lambda mutant: mutant.program)
    ]
    with ThreadPoolExecutor(jobs) as pool:
        for part in pool.map(lambda item: list(_of_program(item[0], item[1], readings, judges, whole, fix)), programs):
            yield from part


def _of_program(
    program: Program,
    mutants: Sequence[Mutant],
    readings: Mapping[Place, Reading],
    judges: Judges | None,
    whole: bool,
    fix: bool,
) -> Iterator[Outcome]:
    targets = mutants[0].beside if program.repository and not whole else ["."]
    with scratch(program, targets) as copy:
        for mutant in mutants:
            with copy.changed(mutant.path, mutant.content):
                outcome = _outcome(mutant, copy, readings.get(mutant.place), judges)
                if fix and outcome.verdict == "caught":
                    outcome = replace(outcome, restored=_restored(mutant, copy, judges))
                yield outcome


def _outcome(mutant: Mutant, copy: Scratch, reading: Reading | None, judges: Judges | None) -> Outcome:
    new = sorted((finding.code, finding.sure) for finding in copy.new_findings())
    codes = tuple(code for code, sure in new if sure)
    possible = tuple(code for code, sure in new if not sure)
    if reading is not None:
        return Outcome(mutant, "raises" if reading.raises else "equivalent", codes, possible, "read")
    behaviour = _behaviour(mutant.program, copy, judges)
    if behaviour is None or behaviour == "damaged":
        return Outcome(mutant, "caught" if codes else "missed", codes, possible, "run" if behaviour else "assumed")
    return Outcome(mutant, behaviour, codes, possible, "run")


def _behaviour(program: Program, copy: Scratch, judges: Judges | None) -> Behaviour | None:
    """What the program does, in TensorFlow, as it is in the copy; None where that cannot be said."""
    if judges is None or not program.versions:
        return None
    return judges.behaviour(copy.folder, program.entry, program.versions)


def _restored(mutant: Mutant, copy: Scratch, judges: Judges | None) -> bool:
    if any(finding.sure for finding in copy.new_findings_once_fixed()):
        return False
    return _behaviour(mutant.program, copy, judges) in (None, "equivalent")


def score(outcomes: Sequence[Outcome]) -> Score:
    return Score(
        Counter(one.verdict for one in outcomes),
        sum(one.alarm for one in outcomes),
        sum(one.restored is not None for one in outcomes),
        sum(one.restored is True for one in outcomes),
    )
