"""Which checkpoints lack the moving statistics, and which restores leave them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Restore, Run, SaverMade
from bnlint.facts.graph import Variable, computed_from
from bnlint.facts.modes import maintained_layers
from bnlint.facts.program import Program


@dataclass(frozen=True, eq=False)
class Omitted:
    """`saver` writes checkpoints without the statistics of `layer`, which training maintains, and no other does."""

    saver: SaverMade
    layer: LayerCall
    when: Condition
    early: bool
    """Whether the saver was made before the statistics, rather than for a list without them."""
    relied: bool


def omitting_savers(program: Program) -> Iterator[Omitted]:
    """Every Saver that saves a trained network without its moving statistics."""
    if not program.complete or any(escape.session for escape in program.escapes):
        return
    saving = [saver for saver in program.savers if saver.saves]
    for saver in saving:
        for layer in program.derive(maintained_layers):
            kept = layer.graph != saver.graph or any(_holds(one, layer) for one in saving)
            if not kept and (not saver.listed or _holds_network(saver, layer)):
                when = program.sometimes(saver.condition & layer.condition)
                if when.possible:
                    early = not saver.listed
                    yield Omitted(saver, layer, when, early, program.relies_on_statistics(layer))


def _holds_network(saver: SaverMade, layer: LayerCall) -> bool:
    """Whether it keeps the layer's scale or offset, or, for one without, what else is in its scope."""
    held = saver.variables or frozenset()
    return not held.isdisjoint(layer.weights) if layer.weights else _holds_scope(held, layer)


def _holds_scope(held: Iterable[Variable], layer: LayerCall) -> bool:
    """Whether one of the variables is trained and lies in the scope around the layer."""
    outer = layer.scope.rpartition("/")[0]
    return any(variable.trainable and variable.name.startswith(f"{outer}/" if outer else "") for variable in held)


def _holds(saver: SaverMade, layer: LayerCall) -> bool:
    return saver.variables is None or not saver.variables.isdisjoint(layer.statistics)


@dataclass(frozen=True, eq=False)
class Unrestored:
    """`restore` loads weights of the network of `layer`, but not its statistics, and nothing else does.

    `run` normalises by those; where it is None, training goes on, with a list that is taken to hold the statistics.
    """

    restore: Restore
    layer: LayerCall
    when: Condition
    run: Run | None


MISTAKEN: Final = frozenset({"moving_average_variables", "model_variables"})
"""Collections whose names promise the moving statistics. The first holds what `ExponentialMovingAverage.apply`
averages, the second what slim's layers make, and neither what `tf.layers` makes."""


def omitting_restores(program: Program) -> Iterator[Unrestored]:
    """Every restore that leaves a network with the statistics that it was initialised with.

    A network that goes on to be trained, with its update ops run, makes its own statistics.
    """
    if not program.complete or any(escape.session for escape in program.escapes):
        return
    for restore in program.restores:
        chosen = restore.variables
        if not restore.chosen or chosen is None:
            continue
        maintained = {
            variable
            for layer in program.derive(maintained_layers)
            if not restore.condition.excludes(layer.condition)
            for variable in layer.statistics
        }
        weights = [node for node in program.nodes if node.kind == "variable" and node.variable in chosen]
        loaded = computed_from(weights, program.nodes)
        for layer in program.layers:
            if layer.node not in loaded or _is_filled(program, layer, restore):
                continue
            goes_on = not maintained.isdisjoint(layer.statistics)
            run = None if goes_on else _inferring_run(program, layer, restore)
            when = program.sometimes(restore.condition & layer.condition)
            mistaken = goes_on and restore.collection in MISTAKEN and _holds_scope(chosen, layer)
            if when.possible and (run is not None or mistaken):
                yield Unrestored(restore, layer, when, run)


def _is_filled(program: Program, layer: LayerCall, beside: Restore) -> bool:
    """Whether the statistics come from somewhere: an assignment, or a restore in the same executions as `beside`."""
    wanted = set(layer.statistics)
    restores = (r for r in program.restores if not r.condition.excludes(beside.condition))
    restored = any(r.variables is None or not wanted.isdisjoint(r.variables) for r in restores)
    assigned = any(node.kind == "assign" for variable in wanted for node in program.writers.get(variable, ()))
    return not wanted or restored or assigned


def _inferring_run(program: Program, layer: LayerCall, restore: Restore) -> Run | None:
    """A run that normalises by the statistics, after the restore.

    None that trains, where the layer's scale and offset are not restored either: then it is new to the network, and the
    restore is not what is wrong.
    """
    is_new = bool(layer.weights) and (restore.variables or frozenset()).isdisjoint(layer.weights)
    training = {run for step in program.steps for run in program.runs_of(step)} if is_new else set()
    for run in (run for run in program.runs if run not in training):
        value = program.computed_in(run).get(layer.node, program.logic.false)
        inferring = program.whatever_tensors(program.in_run(value & ~layer.trains, run))
        after = restore.condition & run.condition & inferring
        if run.number > restore.number and program.sometimes(after).possible:
            return run
    return None
