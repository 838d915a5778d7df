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
from bnlint.facts.unsound import Untracked, untracked_evaluations
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, evaluation_step, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(untracked_evaluations(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(u.layer for u in group)
        certainty, when = certainty_of(program, [u.when for u in group], first.run.condition)
        yield Report(
            place,
            f"This batch normalisation is written out without moving statistics{when}: {layers} normalise by the batch "
            "in evaluation, too, so that every result depends on the other samples in its batch. Keep moving averages "
            "of the mean and variance and normalise by them in evaluation, or use tf.layers.batch_normalization.",
            certainty,
            trail(
                TrailStep(place, "the mean and variance of the batch are all that it can normalise by"),
                TrailStep(first.step.spot.place, "the network is trained with it"),
                evaluation_step(first.run),
            ),
        )


def _place(one: Untracked) -> Place:
    return one.layer.spot.place
