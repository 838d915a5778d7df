"""Confirms generated programs, at night: `python -m tests.generator.confirmation 100`.

Of a program that is meant to be wrong every finding must be CONFIRMED, and each family that is meant be found; of a
right one there must be nothing, but for what another fault hides. A finding that is REFUTED is a mistake of bnlint's,
one that is NOT REACHED a gap of its confirmation.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bnlint.rules.rule import FAMILIES
from tests.evidence.confirming import confirmed
from tests.generator.cells import described
from tests.generator.faults import hidden
from tests.generator.program import Program, program
from tests.interpreters import find
from tests.judge.client import VERSIONS


@dataclass(frozen=True)
class Answer:
    """What `bnlint confirm` says of one program: the code and the verdict of each finding."""

    program: Program
    verdicts: tuple[tuple[str, str], ...]

    @property
    def meant(self) -> frozenset[str]:
        return frozenset(fault.family for fault in self.program.faults)

    @property
    def agrees(self) -> bool:
        """Each family that is meant is confirmed, and no other but what a fault hides; nothing is refuted."""
        found = {FAMILIES[f"{code[:3]}00"] for code, _ in self.verdicts}
        words = {word for _, word in self.verdicts}
        return words <= {"confirmed"} and self.meant <= found <= self.meant | hidden(self.program.cell)

    def __str__(self) -> str:
        said = ", ".join(f"{code} {word}" for code, word in self.verdicts) or "nothing"
        meant = ", ".join(sorted(self.meant)) or "nothing"
        cell = self.program.cell
        return f"{cell.version} seed {self.program.seed}: {said}; meant: {meant}\n    {described(cell)}"


def answers(version: str, seeds: Sequence[int]) -> Iterator[Answer]:
    """Confirm the program of each seed."""
    with tempfile.TemporaryDirectory(prefix="bnlint-confirmed-") as place:
        for seed in seeds:
            one = program(version, seed)
            folder = one.write(Path(place))
            (folder / "pyproject.toml").touch()
            findings = confirmed(folder / "train.py", VERSIONS[version]).findings
            yield Answer(one, tuple((f.code, f.verdict.word if f.verdict else "") for f in findings))


def figures(given: Sequence[Answer]) -> dict[str, object]:
    """What agrees, of how many, wrong and right apart, and how often each verdict was given."""
    words = Counter(word for answer in given for _, word in answer.verdicts)
    found: dict[str, object] = {"verdicts": dict(sorted(words.items()))}
    for kind, wrong in (("wrong", True), ("right", False)):
        agreeing = [one.agrees for one in given if bool(one.meant) == wrong]
        found[kind] = [sum(agreeing), len(agreeing)]
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.generator.confirmation", description=__doc__.split("\n")[0])
    parser.add_argument("number", type=int, help="programs of each version")
    parser.add_argument("--version", choices=sorted(VERSIONS), action="append", help="both if not given")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--write", type=Path, metavar="FILE", help="writes the figures as JSON")
    options = parser.parse_args(arguments)
    document: dict[str, object] = {
        "programs": options.number,
        "seeds": [options.seed, options.seed + options.number - 1],
    }
    for version in options.version or sorted(VERSIONS):
        if find(VERSIONS[version]) is None:
            sys.stdout.write(f"no {version}: set BNLINT_TF{VERSIONS[version]}_PYTHON\n")
            continue
        given = []
        for answer in answers(version, range(options.seed, options.seed + options.number)):
            given.append(answer)
            if not answer.agrees:
                sys.stdout.write(f"{answer}\n")
                sys.stdout.flush()
        document[version] = figures(given)
        sys.stdout.write(f"{version}: {json.dumps(document[version])}\n")
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
