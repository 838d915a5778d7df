"""Holds the source witness against TensorFlow on generated programs: `python -m tests.source_witness.agreement 99`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.interpreters import RELEASES, Generation, environment, find
from tests.source_witness.naming_programs import NamingProgram, SlimNamingProgram
from tests.source_witness.observing import Seen, observations
from tests.source_witness.training_programs import SlimTrainingProgram, TrainingProgram
from tests.source_witness.writer import Writer

KINDS: dict[str, type[Writer]] = {
    "naming": NamingProgram,
    "training": TrainingProgram,
    "slim naming": SlimNamingProgram,
    "slim training": SlimTrainingProgram,
}
"""The slim kinds have no meaning in TensorFlow 2, which has no `tf.contrib`."""
SCRIPT = Path(__file__).with_name("real_tensorflow.py")


@dataclass(frozen=True)
class Answer:
    """What a program observed under TensorFlow, and how TensorFlow refused it, if it did."""

    seen: list[Seen]
    raised: str | None


def program(kind: str, seed: int) -> str:
    return KINDS[kind](Random(f"{kind} {seed}")).text


def ask(python: Path, programs: Sequence[str]) -> list[Answer]:
    """What TensorFlow says of each program; one process runs them all."""
    done = subprocess.run(
        [str(python), str(SCRIPT)],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{SCRIPT.name} under {python} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return [Answer(**answer) for answer in json.loads(done.stdout)]


def difference(source: str, answer: Answer) -> str | None:
    """The first observation in which the witness differs from TensorFlow, in words."""
    ours = observations(source)
    if ours == answer.seen:
        return None
    pairs = zip(ours, answer.seen, strict=False)
    number = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(answer.seen)))
    ours_then, theirs_then = ours[number : number + 1], answer.seen[number : number + 1]
    return f"observation {number + 1}\n  TensorFlow: {theirs_then}\n  witness:    {ours_then}"


def main(number: int, start: int = 0) -> None:
    for kind in KINDS:
        programs = [program(kind, seed) for seed in range(start, start + number)]
        for generation, release in RELEASES.items():
            report(kind, release, start, programs, generation)


def report(kind: str, release: str, start: int, programs: Sequence[str], generation: Generation) -> None:
    python = find(generation)
    if python is None:
        sys.stdout.write(f"no TensorFlow {release}\n")
        return
    answers = ask(python, programs)
    accepted = [(n, p, a) for n, (p, a) in enumerate(zip(programs, answers, strict=True), start) if a.raised is None]
    wrong = [(n, p, found) for n, p, a in accepted if (found := difference(p, a)) is not None]
    points = sum(len(answer.seen) for _, _, answer in accepted)
    sys.stdout.write(
        f"{kind}, TensorFlow {release}: {len(accepted) - len(wrong)} of {len(accepted)} programs agree "
        f"({points} observations; TensorFlow refuses {len(programs) - len(accepted)} others)\n"
    )
    for seed, source, found in wrong[:5]:
        sys.stdout.write(f"--- {kind} {seed}\n{source}{found}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
