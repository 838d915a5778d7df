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

from bnlint.facts.kept import Unrestored, omitting_restores
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(omitting_restores(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(u.layer for u in group)
        certainty, when = certainty_of(program, [u.when for u in group], first.restore.condition)
        collection = f" `{first.restore.collection}` does not hold them." if first.restore.collection else ""
        runs = [] if first.run is None else [TrailStep(first.run.spot.place, "this run normalises by them")]
        yield Report(
            place,
            f"The variables that are restored leave out the moving statistics of {layers}{when}, whose weights they "
            f"hold: those keep mean 0 and variance 1.{collection} Restore all variables, or add the moving statistics.",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"`{first.layer.scope}` has moving statistics"),
                TrailStep(place, "they are not among the variables that are listed here"),
                TrailStep(first.restore.spot.place, "the others are restored here"),
                runs,
            ),
        )


def _place(one: Unrestored) -> Place:
    return one.restore.listed.place if one.restore.listed is not None else one.restore.spot.place
