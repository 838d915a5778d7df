"""Training flags that the program has and feeds, and that arrive nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.facts.events import LayerCall, Run, TrainingStep
from bnlint.facts.graph import Node
from bnlint.facts.program import Program


@dataclass(frozen=True, eq=False)
class DroppedFlag:
    """`flag` is fed True in training and False in other runs, and nothing reads it, while the `layers` that `step`
    trains through have a mode that never changes."""

    flag: Node
    training: Run
    other: Run
    layers: tuple[LayerCall, ...]
    step: TrainingStep


def dropped_flags(program: Program) -> Iterator[DroppedFlag]:
    if not program.complete:
        return
    read = {edge.target for node in program.nodes for edge in node.edges}
    escaped = {node for escape in program.escapes for node in escape.nodes}
    for flag in program.nodes:
        if flag.kind != "placeholder" or flag in read or flag in escaped:
            continue
        for step in program.steps:
            runs = program.runs_of(step)
            training = next((run for run in runs if _is_fed(program, run, flag, True)), None)
            other = next((run for run in program.runs if run not in runs and _is_fed(program, run, flag, False)), None)
            fixed = tuple(layer for layer, _ in program.trained_layers(step) if layer.tensor is None)
            if training is not None and other is not None and fixed:
                yield DroppedFlag(flag, training, other, fixed, step)


def _is_fed(program: Program, run: Run, flag: Node, value: bool) -> bool:
    """Whether the run feeds the flag this very value, whatever else holds."""
    fed = next((fed for fed in run.feeds if fed.node is flag), None)
    if fed is None or not fed.boolean:
        return False
    return fed.truth.certain if value else not fed.truth.possible
