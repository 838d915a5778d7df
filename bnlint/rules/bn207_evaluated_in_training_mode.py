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

from bnlint.facts.modes import ByBatch, evaluated_by_batch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, evaluation_step, layer_count, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    wrong = [e for e in program.derive(evaluated_by_batch) if e.cause in ("fed", "network")]
    for place, rows in groupby(sorted(wrong, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(e.layer for e in group)
        certainty, when = certainty_of(program, [e.when for e in group], first.run.condition)
        if first.cause == "fed":
            said = f"This evaluation is fed True for the training flag{when}"
            cure = "Feed False."
        else:
            said = f"This network is for evaluation, and it is built in training mode{when}"
            cure = "Build it with the training flag False, sharing the variables of the trained one."
        yield Report(
            place,
            f"{said}: {layers} normalise by the batch that is evaluated, so that every result depends on the other "
            f"samples in its batch, and not by the moving statistics. {cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"this layer, `{first.layer.scope}`, normalises by the batch"),
                TrailStep(place, "it does so on account of this"),
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
        )


def _place(one: ByBatch) -> Place:
    return one.run.spot.place if one.cause == "fed" else one.place
