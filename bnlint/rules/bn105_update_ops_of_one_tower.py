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
from bnlint.facts.updates import Partial, partly_updated
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, counted, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "advice"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(program.derive(partly_updated), key=lambda p: (_place(p), p.updates[0].number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(layer for p in group for layer in p.layers)
        done, missed = sum(len(p.updates) for p in group), sum(len(p.missed) for p in group)
        certainty, when = certainty_of(program, [p.when for p in group], first.step.condition)
        yield Report(
            place,
            f"Training runs the update ops of some towers only{when}: {done} of {counted(done + missed, 'update op')} "
            f"of {layers}. That is harmless where all towers see the same kind of data; else the moving statistics are "
            "those of a part. Read the collection without a scope, after the last tower.",
            certainty,
            trail(
                TrailStep(place, "the list that training waits on is read here"),
                TrailStep(first.layers[0].spot.place, f"this call's update of `{first.layers[0].scope}` is not in it"),
                TrailStep(first.step.spot.place, "this training step trains through all towers"),
            ),
        )


def _place(one: Partial) -> Place:
    return one.read.spot.place
