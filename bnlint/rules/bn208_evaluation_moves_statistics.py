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

from bnlint.facts.moved import Moved, moved_by_evaluation
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(moved_by_evaluation(program), key=lambda m: (_place(m), m.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(m.layer for m in group)
        certainty, when = certainty_of(program, [m.when for m in group], first.run.condition)
        if first.read is None:
            said = f"This evaluation moves the moving statistics of {layers}{when}"
            cure = "Make the update inside the branch that training takes, or run it with the training step alone."
        else:
            said = f"The update ops of {layers} of an evaluation network are among those read here{when}"
            cure = "Read tf.GraphKeys.UPDATE_OPS before the evaluation network is built, or build that with False."
        yield Report(
            place,
            f"{said}: what is evaluated flows into the statistics that later evaluations and the checkpoint rely on. "
            f"{cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"`{first.layer.scope}` is normalised here"),
                TrailStep(first.update.spot.place, "this update of its moving statistics does not ask for the mode"),
                TrailStep(first.run.spot.place, "this run makes it"),
            ),
        )


def _place(one: Moved) -> Place:
    return one.run.spot.place if one.read is None else one.read.spot.place
