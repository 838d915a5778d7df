"""To be documented.

## What it does

...

## Why is this bad?

...

## Wrong

...

## Right

...

## Symptom

...

## How to confirm

...

## References

...
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.graph import Node
from bnlint.facts.modes import Inferring, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    unfed = [(i, flag) for i in program.derive(inferring_in_training) if (flag := i.unfed(program)) is not None]
    for flag, rows in groupby(sorted(unfed, key=lambda row: (row[1].number, row[0].layer.number)), key=_flag):
        group = [i for i, _ in rows]
        first = group[0]
        layers = layer_count(i.layer for i in group)
        certainty, when = certainty_of(program, [i.when for i in group], first.step.condition)
        yield Report(
            flag.spot.place,
            f"No training run feeds this training flag{when}, so it keeps its default, False: {layers} of the network "
            "that is trained normalise by the initial moving statistics (mean 0, variance 1), which nothing moves. "
            "Feed True in the training runs.",
            certainty,
            trail(
                TrailStep(flag.spot.place, "the flag is False unless it is fed"),
                TrailStep(first.layer.spot.place, f"it decides the mode of `{first.layer.scope}`"),
                [TrailStep(first.run.spot.place, "training runs here, and does not feed it")] if first.run else [],
            ),
        )


def _flag(row: tuple[Inferring, Node]) -> Node:
    return row[1]
