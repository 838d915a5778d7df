"""Normalisation that no moving statistics can make sound: none exist, the result is not used, or each tower has its
own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run, TrainingStep
from bnlint.facts.program import Program
from bnlint.facts.roles import role
from bnlint.sources.places import Place


@dataclass(frozen=True, eq=False)
class Untracked:
    """`run` evaluates through `layer`, which always normalises by the batch and keeps no moving statistics; `step`
    trains the like."""

    layer: LayerCall
    run: Run
    step: TrainingStep
    when: Condition


def untracked_evaluations(program: Program) -> Iterator[Untracked]:
    if not program.complete:
        return
    trained = {
        layer.spot.place: step
        for step in program.steps
        for layer, _ in program.trained_layers(step)
        if _is_untracked(layer) and _is_within_network(program, step, layer)
    }
    for run in program.runs:
        if role(program, run) != "evaluate":
            continue
        computed = program.computed_in(run)
        for layer in program.layers:
            if not _is_untracked(layer) or layer.spot.place not in trained:
                continue
            batch = program.in_run(computed.get(layer.node, program.logic.false) & layer.trains, run)
            when = program.sometimes(run.condition & layer.condition & batch)
            if when.possible:
                yield Untracked(layer, run, trained[layer.spot.place], when)


def _is_untracked(layer: LayerCall) -> bool:
    return layer.written_out and not layer.statistics


def _is_within_network(program: Program, step: TrainingStep, layer: LayerCall) -> bool:
    """Whether the output meets weights on its way to the loss; else the normalisation is part of the loss."""
    computed = program.behind_loss(step)
    after = {layer.node}
    for node in sorted(computed, key=lambda node: node.number):
        inputs = [edge.target for edge in node.edges if edge.kind == "data"]
        if not after.isdisjoint(inputs):
            after.add(node)
            if any(other.variable is not None and other.variable.trainable for other in inputs):
                return True
    return False


@dataclass(frozen=True, eq=False)
class Unused:
    """Nothing is computed from the output of `layer`, while `step` trains through what it was given."""

    layer: LayerCall
    step: TrainingStep
    when: Condition


def unused_outputs(program: Program) -> Iterator[Unused]:
    if not program.complete:
        return
    used = {edge.target for node in program.nodes for edge in node.edges}
    used |= {edge.target for run in program.runs for edge in run.fetches}
    used |= {node for escape in program.escapes for node in escape.nodes}
    for layer in program.layers:
        if layer.node in used or not layer.dropped:
            continue
        given = [edge.target for edge in layer.node.edges if edge.kind == "data" and edge.target.kind != "variable"]
        for step in program.steps:
            when = program.sometimes(program.trained_through(step, given) & layer.condition)
            if when.possible:
                yield Unused(layer, step, when)
                break


@dataclass(frozen=True, eq=False)
class PerReplica:
    """`step` trains through `layers`, calls with the same variables on several devices, each with its own batch.
    `place` is where the second of them is made."""

    layers: tuple[LayerCall, ...]
    step: TrainingStep
    place: Place


def per_replica(program: Program) -> Iterator[PerReplica]:
    if not program.complete:
        return
    for step in program.steps:
        towers: dict[object, list[LayerCall]] = {}
        for layer, when in program.trained_layers(step):
            if layer.device and layer.statistics and (when & layer.trains).possible:
                towers.setdefault(layer.statistics[0], []).append(layer)
        for layers in towers.values():
            if len({layer.device for layer in layers}) > 1:
                first, second = layers[0], layers[1]
                yield PerReplica(tuple(layers), step, _tower(first, second))


def _tower(first: LayerCall, second: LayerCall) -> Place:
    """Where the second one is called by what calls both."""
    pairs = zip(first.spot.calls, second.spot.calls, strict=False)
    at = next((number for number, (one, other) in enumerate(pairs) if one is not other), -1)
    return second.spot.chain[at]
