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

from bnlint.facts.modes import Inferring, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    told = [i for i in program.derive(inferring_in_training) if _is_told(program, i)]
    for place, rows in groupby(sorted(told, key=lambda i: (_place(i), i.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(i.layer for i in group)
        certainty, when = certainty_of(program, [i.when for i in group], first.step.condition)
        fed = first.layer.tensor is not None
        said = "This training run feeds False for the training flag" if fed else "The training flag is False here"
        yield Report(
            place,
            f"{said}{when}: {layers} of the network that is trained normalise by the initial moving statistics "
            "(mean 0, variance 1), which nothing updates. Train with True.",
            certainty,
            trail(
                TrailStep(place, "the flag says inference"),
                TrailStep(first.layer.spot.place, f"so `{first.layer.scope}` normalises by its moving statistics"),
                TrailStep(first.step.spot.place, "this training step trains through it"),
            ),
        )


def _is_told(program: Program, one: Inferring) -> bool:
    """Whether somebody says False: in the call, by a Python value that can be nothing else, or by feeding it."""
    layer = one.layer
    if layer.tensor is not None:
        return one.unfed(program) is None
    return one.run is not None and layer.flag in ("literal", "python") and not layer.trains.possible


def _place(one: Inferring) -> Place:
    if one.layer.tensor is not None and one.run is not None:
        return one.run.spot.place
    origin = one.layer.origin
    if origin is None:
        return one.layer.spot.place
    return origin.left_out or origin.place
