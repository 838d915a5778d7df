"""Which evaluations move the statistics that they should only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.conditions import Condition
from bnlint.facts.events import CollectionRead, LayerCall, Run, TrainingStep
from bnlint.facts.graph import Node, Variable, forward
from bnlint.facts.modes import is_apart, maintained_layers
from bnlint.facts.program import Program
from bnlint.facts.roles import role


@dataclass(frozen=True, eq=False)
class Moved:
    """`run` makes `update`, of the statistics of `layer`, when `when` holds, with data that are evaluated.

    Where `run` trains, the layer belongs to an evaluation network, and `read` is the list that its update ops are in.
    """

    run: Run
    layer: LayerCall
    update: Node
    when: Condition
    read: CollectionRead | None = None


def moved_by_evaluation(program: Program) -> Iterator[Moved]:
    if not program.complete:
        return
    for run in program.runs:
        if role(program, run) == "evaluate":
            yield from _moved_by(program, run)
    for step in program.steps:
        yield from _moved_by_training(program, step)


def _moved_by(program: Program, run: Run) -> Iterator[Moved]:
    """By an evaluation whose values come from inference; one by the batch has another cause, which moves them, too."""
    computed = program.computed_in(run)
    never = program.logic.false
    trusted: dict[Variable, Condition] = {}
    for layer in program.layers:
        inferring = _when_inferring(program, run, layer, computed)
        trusted.update((variable, trusted.get(variable, never) | inferring) for variable in layer.statistics)
    for layer in program.derive(maintained_layers):
        trust = program.logic.any_of(trusted.get(variable, never) for variable in layer.statistics)
        if not trust.possible or _asks_for_mode(program, layer):
            continue
        for update in layer.updates:
            moves = program.whatever_tensors(program.ran(run, update))
            when = program.sometimes(run.condition & update.condition & moves & trust)
            if when.possible:
                yield Moved(run, layer, update, when)


def _asks_for_mode(program: Program, layer: LayerCall) -> bool:
    """Whether what a written-out update assigns depends on a flag, so that it may leave things as they are."""
    if not layer.written_out:
        return False
    computed = forward(program.logic, [(update, program.logic.true) for update in layer.updates])
    return any(node in program.flags for node in computed)


def _when_inferring(program: Program, run: Run, layer: LayerCall, computed: dict[Node, Condition]) -> Condition:
    value = computed.get(layer.node, program.logic.false)
    return program.whatever_tensors(program.in_run(value & ~layer.trains, run))


def _moved_by_training(program: Program, step: TrainingStep) -> Iterator[Moved]:
    """By a training step that waits on the update ops of a network which nothing trains, on other data."""
    trained = dict.fromkeys(layer for one in program.steps for layer, _ in program.trained_layers(one))
    runs = program.runs_of(step)
    if not runs or not trained:
        return
    evaluated = {node for run in program.runs for node in program.computed_in(run)}
    for layer in program.layers:
        if layer in trained or layer.node not in evaluated or not layer.trains.possible:
            continue
        if not is_apart(program, layer, trained):
            continue
        for update in layer.updates:
            for run in runs:
                moves = program.whatever_tensors(program.in_run(layer.trains, run) & program.ran(run, update))
                when = program.sometimes(run.condition & moves & update.condition)
                read = _read_with(program, run, update)
                if when.possible and read is not None:
                    yield Moved(run, layer, update, when, read)


def _read_with(program: Program, run: Run, update: Node) -> CollectionRead | None:
    reach = program.run_reach(run)
    holding = program.readers.get(update, ())
    return next((read for read in holding if reach.condition(read.node).possible), None)
