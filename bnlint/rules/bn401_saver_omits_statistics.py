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

from bnlint.facts.kept import Omitted, omitting_savers
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep, Use
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(omitting_savers(program), key=lambda o: (_place(o), o.layer.number))
    for place, rows in groupby(found, key=_place):
        listed = list(rows)
        group = [o for o in listed if o.relied] or listed
        first = group[0]
        layers = layer_count(o.layer for o in group)
        certainty, when = certainty_of(program, [o.when for o in group], first.saver.condition)
        if first.early:
            said = f"This Saver is made before the moving statistics of {layers}{when}, and holds what existed then"
            cure = "Make it after the network is built."
        else:
            said = f"The variables that this Saver keeps leave out the moving statistics of {layers}{when}"
            cure = "Use tf.train.Saver(), which keeps all variables, or add the moving statistics to the list."
        yield Report(
            place,
            f"{said}: a network restored from its checkpoints normalises by mean 0 and variance 1. {cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"training maintains the moving statistics of `{first.layer.scope}`"),
                TrailStep(place, "they are not among the variables of this Saver"),
                TrailStep(first.saver.saves[0].place, "the checkpoint is written here"),
            ),
            frozenset() if first.relied else frozenset(Use(o.layer.spot.place, "inferred") for o in group),
        )


def _place(one: Omitted) -> Place:
    return one.saver.spot.place
