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
    default = [e for e in program.derive(evaluated_by_batch) if e.cause == "default" and e.layer not in dropped]
    for place, rows in groupby(sorted(default, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(e.layer for e in group)
        certainty, when = certainty_of(program, [e.when for e in group], first.run.condition)
        origin = first.layer.origin
        name = "is_training" if origin is None else origin.parameter
        yield Report(
            place,
            f"`{name}` is not given here{when}, and defaults to True: {layers} normalise by the batch in evaluation as "
            "well, so that every result depends on the other samples in its batch. Pass the training flag.",
            certainty,
            trail(
                [] if origin is None else [TrailStep(origin.place, f"`{name}` defaults to True")],
                TrailStep(place, f"this call leaves `{name}` out"),
                TrailStep(first.layer.spot.place, f"so `{first.layer.scope}` always normalises by the batch"),
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
        )


def _place(one: ByBatch) -> Place:
    origin = one.layer.origin
    return origin.left_out if origin is not None and origin.left_out is not None else one.layer.spot.place
