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

from bnlint.facts.program import Program
from bnlint.facts.unsound import PerReplica, per_replica
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "advice"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(program.derive(per_replica), key=lambda p: (_place(p), p.layers[0].number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(layer for p in group for layer in p.layers)
        yield Report(
            place,
            f"Each tower normalises by its own part of the batch: {layers} see a batch as small as that of one device. "
            "That is usual, and matters where this part is small (below 16) or the towers' data differ: then share the "
            "batch statistics among the devices.",
            "sure",
            trail(
                TrailStep(place, "a tower is built here, with the variables of the others"),
                TrailStep(first.layers[0].spot.place, f"`{first.layers[0].scope}` normalises by the tower's batch"),
                TrailStep(first.step.spot.place, "this training step trains through all towers"),
            ),
        )


def _place(one: PerReplica) -> Place:
    return one.place
