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
from bnlint.facts.unsound import Unused, unused_outputs
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "warning"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(unused_outputs(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(u.layer for u in group)
        certainty, when = certainty_of(program, [u.when for u in group], first.step.condition)
        yield Report(
            place,
            f"Nothing uses what this call returns{when}: {layers} are made and never applied, and the network goes on "
            "with what they were given. Use the result in its place.",
            certainty,
            trail(
                TrailStep(place, f"`{first.layer.scope}` normalises a tensor here, and the result is let go"),
                TrailStep(first.step.spot.place, "training goes through the tensor as it was"),
            ),
        )


def _place(one: Unused) -> Place:
    return one.layer.spot.place
