"""Which normalising layers run in the wrong mode: inference statistics in training, batch statistics in evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, TrainingStep
from bnlint.facts.program import Program


@dataclass(frozen=True, eq=False)
class Inferring:
    """`step` trains through `layer`, which normalises by its statistics when `when` holds, and nothing maintains
    those."""

    layer: LayerCall
    step: TrainingStep
    when: Condition


def inferring_in_training(program: Program) -> Iterator[Inferring]:
    """Every layer that is trained in inference mode although nothing ever filled its statistics.

    A layer whose statistics come from elsewhere (restored, assigned, maintained by another call) may be frozen on
    purpose, and so may one whose scale and offset the step leaves alone.
    """
    if not program.complete or any(_surely(program, restore.condition) for restore in program.restores):
        return
    maintained = {node.variable for node in program.nodes if node.variable and node.kind in ("update", "assign")}
    for step in program.steps:
        for layer, trained in program.trained_layers(step):
            when = program.sometimes(trained & ~layer.trains)
            if when.possible and maintained.isdisjoint(layer.statistics) and step.trains(layer):
                yield Inferring(layer, step, when)


def _surely(program: Program, condition: Condition) -> bool:
    return program.sometimes(condition).certain
