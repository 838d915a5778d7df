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

from bnlint.facts.dropped import dropped_flags
from bnlint.facts.modes import ByBatch, evaluated_by_batch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, evaluation_step, layer_count, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    dropped = {layer for flag in program.derive(dropped_flags) for layer in flag.layers}
    baked = [e for e in program.derive(evaluated_by_batch) if e.cause == "baked" and e.layer not in dropped]
    for place, rows in groupby(sorted(baked, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(e.layer for e in group)
        certainty, when = certainty_of(program, [e.when for e in group], first.run.condition)
        yield Report(
            place,
            f"The training flag is a Python True, fixed when the network is built{when}, and evaluation runs the same "
            f"network: {layers} normalise by the batch there, too, and never by the moving statistics. Use a "
            "placeholder that evaluation feeds False, or build a second network with False that shares the variables.",
            certainty,
            trail(
                TrailStep(place, "the flag is True from here on, whatever is assigned later"),
                TrailStep(first.layer.spot.place, f"it makes `{first.layer.scope}` normalise by the batch"),
                [TrailStep(first.trained.spot.place, "training uses this network")] if first.trained else [],
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
        )


def _place(one: ByBatch) -> Place:
    origin = one.layer.origin
    return origin.place if origin is not None else one.layer.spot.place
