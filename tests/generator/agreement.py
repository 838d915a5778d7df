"""Holds bnlint against TensorFlow on generated programs: `python -m tests.generator.agreement 500`.

For each program, TensorFlow says which families of damage its runs show, and `bnlint check` which families its findings
belong to. A program counts as wrong if it shows damage. The two agree if the families are the same; where one fault
hides another from TensorFlow, as evaluation in training mode hides that the statistics are worthless, bnlint may name
the hidden one too. Programs with a cause that no rule of bnlint can name yet are set aside.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bnlint.rules.discovery import discover
from bnlint.rules.rule import FAMILIES
from tests.generator.cells import AXES, described
from tests.generator.faults import hidden
from tests.generator.program import Program, program
from tests.interpreters import PROJECT, find
from tests.judge.client import VERSIONS, Judge
from tests.judge.damage import Record, damages

SECONDS = 60
"""The time that a program may take."""


@dataclass(frozen=True)
class Verdict:
    """What three say of one program: its cell, TensorFlow, and bnlint."""

    program: Program
    shown: frozenset[str]
    """Families of damage that its runs show."""
    codes: tuple[str, ...]
    """Of bnlint's findings."""
    trouble: str | None
    """Why the runs do not count: the program raised, or something could not be observed."""

    @property
    def expected(self) -> frozenset[str]:
        return frozenset(fault.family for fault in self.program.faults)

    @property
    def found(self) -> frozenset[str]:
        return frozenset(FAMILIES[f"{code[:3]}00"] for code in self.codes)

    @property
    def wrong(self) -> bool:
        return bool(self.shown)

    @property
    def sound(self) -> bool:
        """TensorFlow shows what the generator meant."""
        return self.trouble is None and self.shown == self.expected

    @property
    def judged(self) -> bool:
        """bnlint has a rule for each cause."""
        known = {rule.code for rule in discover()}
        return self.sound and all(known.intersection(fault.codes) for fault in self.program.faults)

    @property
    def agrees(self) -> bool:
        """bnlint finds each family that is shown, and no other but what one of the faults hides."""
        return self.shown <= self.found <= self.shown | hidden(self.program.cell)

    def __str__(self) -> str:
        said = f"TensorFlow: {_listed(self.shown)}; bnlint: {_listed(self.codes)}; meant: {_listed(self.expected)}"
        trouble = f"; {self.trouble}" if self.trouble else ""
        return (
            f"{self.program.cell.version} seed {self.program.seed}: {said}{trouble}\n    {described(self.program.cell)}"
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def compare(programs: Sequence[Program], judge: Judge) -> list[Verdict]:
    """Runs each program, and checks them all."""
    with tempfile.TemporaryDirectory(prefix="bnlint-generated-") as place:
        root = Path(place)
        folders = [one.write(root) for one in programs]
        findings = check(root)
        records = [judge.record(folder, seconds=SECONDS) for folder in folders]
    return [
        Verdict(
            one, frozenset(damage.family for damage in damages(record)), findings.get(one.name, ()), _trouble(record)
        )
        for one, record in zip(programs, records, strict=True)
    ]


def check(root: Path) -> dict[str, tuple[str, ...]]:
    """The codes that `bnlint check` finds in each folder below `root`."""
    done = subprocess.run(
        [sys.executable, "-m", "bnlint", "check", "-j1", "--format", "json", "."],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"bnlint ended with {done.returncode}:\n{done.stderr[-4000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer["diagnostics"]:
        raise RuntimeError(f"bnlint cannot read what was generated: {answer['diagnostics'][0]}")
    codes: dict[str, list[str]] = {}
    for finding in answer["findings"]:
        codes.setdefault(finding["entry"].partition("/")[0], []).append(finding["code"])
    return {folder: tuple(sorted(found)) for folder, found in codes.items()}


def _trouble(record: Record) -> str | None:
    if record["status"] != "ended":
        last = (record["traceback"] or "").strip().splitlines()
        return f"it {record['status']}: {last[-1] if last else 'no traceback'}"
    return record["notes"][0] if record["notes"] else None


# -- figures -----------------------------------------------------------------------------------------------------------


@dataclass
class Share:
    """How many agree, of how many."""

    agreeing: int = 0
    total: int = 0

    def add(self, verdict: Verdict) -> None:
        self.total += 1
        self.agreeing += verdict.agrees

    @property
    def value(self) -> float:
        return self.agreeing / self.total if self.total else 1.0

    def __str__(self) -> str:
        return f"{self.agreeing:5} of {self.total:5}  {self.value:7.2%}" if self.total else " " * 8 + "-" + " " * 13


def shares(verdicts: Iterable[Verdict], groups: Callable[[Verdict], Iterable[str]]) -> dict[str, tuple[Share, Share]]:
    """The agreement on the wrong and on the right programs of each group."""
    found: dict[str, tuple[Share, Share]] = {}
    for verdict in verdicts:
        for group in groups(verdict):
            wrong, right = found.setdefault(group, (Share(), Share()))
            (wrong if verdict.wrong else right).add(verdict)
    return found


def overall(verdicts: Iterable[Verdict]) -> tuple[Share, Share]:
    """The agreement on the wrong and on the right programs that bnlint has rules for."""
    judged = [verdict for verdict in verdicts if verdict.judged]
    return shares(judged, lambda _: ("all",)).get("all", (Share(), Share()))


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    judged = [verdict for verdict in verdicts if verdict.judged]
    unsound = sum(not verdict.sound for verdict in verdicts)
    wrong = sum(verdict.wrong for verdict in verdicts)
    aside = len(verdicts) - len(judged) - unsound
    yield f"{len(verdicts)} programs, {wrong} wrong; set aside: {aside} have a cause without a rule"
    yield f"{unsound} are not what they were meant to be"
    yield f"{'':34}{'wrong':>18}{'right':>27}"
    for group, both in _groups(judged):
        yield f"{group:34}{both[0]}{'':6}{both[1]}".rstrip()


def _groups(judged: Sequence[Verdict]) -> Iterator[tuple[str, tuple[Share, Share]]]:
    yield "all", overall(judged)
    yield from sorted(shares(judged, lambda v: [v.program.cell.version]).items())
    yield from sorted(shares(judged, lambda v: v.shown).items())
    for axis, values in AXES.items():
        found = shares(judged, lambda v, axis=axis: [getattr(v.program.cell, axis)])  # type: ignore[misc]
        yield from ((f"{axis}: {value}", found[value]) for value in values if value in found)


def document(verdicts: Sequence[Verdict], number: int, start: int) -> dict[str, Any]:
    """The figures, for `benchmarks/results`."""
    judged = [verdict for verdict in verdicts if verdict.judged]
    return {
        "programs": number,
        "seeds": [start, start + number - 1],
        "shown": dict(sorted(Counter(family for v in verdicts for family in v.shown).items())),
        "judged": len(judged),
        "unsound": [f"{v.program.cell.version} {v.program.seed}" for v in verdicts if not v.sound],
        "agreement": {
            group: {"wrong": [wrong.agreeing, wrong.total], "right": [right.agreeing, right.total]}
            for group, (wrong, right) in _groups(judged)
        },
        "disagreements": [f"{v.program.cell.version} {v.program.seed}" for v in judged if not v.agrees],
    }


# -- the command line --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.generator.agreement", description=__doc__.split("\n")[0])
    parser.add_argument("number", type=int, help="programs of each version")
    parser.add_argument("--version", choices=sorted(VERSIONS), action="append", help="both if not given")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keeps the programs that are disagreed on")
    parser.add_argument("--write", type=Path, metavar="FILE", help="writes the figures as JSON")
    options = parser.parse_args(arguments)
    verdicts: list[Verdict] = []
    for version in options.version or sorted(VERSIONS):
        verdicts += _compared(version, range(options.seed, options.seed + options.number))
    for verdict in verdicts:
        if not verdict.sound or (verdict.judged and not verdict.agrees):
            sys.stdout.write(f"{verdict}\n")
            if options.keep:
                shutil.rmtree(options.keep / verdict.program.name, ignore_errors=True)
                verdict.program.write(options.keep)
    sys.stdout.write("\n".join(table(verdicts)) + "\n")
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        figures = document(verdicts, options.number, options.seed)
        options.write.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _compared(version: str, seeds: Iterable[int]) -> list[Verdict]:
    python = find(VERSIONS[version])
    if python is None:
        sys.stdout.write(f"no {version}: set BNLINT_TF{VERSIONS[version]}_PYTHON\n")
        return []
    judge = Judge(python)
    try:
        return compare([program(version, seed) for seed in seeds], judge)
    finally:
        judge.close()


if __name__ == "__main__":
    main()
