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

from bnlint.facts.program import Program
from bnlint.facts.updates import undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.rule import Report
from bnlint.rules.wording import by_place, judged, layer_count, layers_step, relied_elsewhere, run_steps, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    undone = program.derive(undone_updates)
    for spot, group in by_place((u for u in undone if u.cause == "unread"), lambda u: u.layer.spot):
        certainty, when = judged(program, group)
        key = group[0].layer.collection
        yield Report(
            spot.place,
            f"The update ops of {layer_count(u.layer for u in group)} go to the collection {key!r}{when}, which "
            "nothing that training waits on ever reads: the moving statistics keep their initial values. Leave "
            "tf.GraphKeys.UPDATE_OPS, the default, or make the training step wait on that collection, too.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(group[0].step.spot.place, f"this training step waits on nothing of {key!r}"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
        )
    for spot, group in by_place((u for u in undone if u.cause == "left out"), lambda u: u.step.spot):
        certainty, when = judged(program, group)
        yield Report(
            spot.place,
            f"`update_ops` replaces the collection that this call would run by itself{when}, and leaves out the update "
            f"ops of {layer_count(u.layer for u in group)}: their moving statistics keep the initial values. Leave it "
            "out, or give it all of tf.GraphKeys.UPDATE_OPS.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(spot.place, "this training step runs the update ops that it is told, and no others"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
        )
