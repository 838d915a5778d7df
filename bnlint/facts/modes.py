"""Which normalising layers run in the wrong mode: inference statistics in training, batch statistics in evaluation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bnlint.conditions import Condition
from bnlint.facts.dropped import unpassed_flags
from bnlint.facts.events import LayerCall, Restore, Run, TrainingStep
from bnlint.facts.graph import Node
from bnlint.facts.program import Program
from bnlint.facts.roles import names_evaluation, role
from bnlint.facts.sharing import common_calls
from bnlint.sources.places import Place


@dataclass(frozen=True, eq=False)
class Inferring:
    """`step` trains through `layer`, which normalises by its statistics when `when` holds, and nothing maintains
    those. `run` is a training run that was seen."""

    layer: LayerCall
    step: TrainingStep
    when: Condition
    run: Run | None

    def unfed(self, program: Program) -> Node | None:
        """The placeholder that decides the mode by its default, since the training run does not feed it."""
        if self.run is None or self.layer.tensor is None:
            return None
        fed = {fed.node for fed in self.run.feeds}
        flags = (program.tensors[s.index] for s in self.layer.trains.symbols() if s.index in program.tensors)
        return next((flag for flag in flags if flag in program.defaults and flag not in fed), None)


def inferring_in_training(program: Program) -> Iterator[Inferring]:
    """Every layer that is trained in inference mode although nothing ever filled its statistics.

    A layer whose statistics come from elsewhere (restored, assigned, maintained by another call) may be frozen on
    purpose, and so may one whose scale and offset the step leaves alone. Restored or not, it is not where training
    speaks against it: where it feeds True to a flag that was handed down to the layer and did not arrive, or where it
    waits on the layer's update ops and feeds False to a flag that is never fed True.
    """
    if not program.complete:
        return
    meant = {unpassed.layer: unpassed.argument.node for unpassed in program.derive(unpassed_flags)}
    for step in program.steps:
        runs, trains = program.runs_of(step), program.training(step)
        restores = [restore for restore in program.restores if restore.graph == step.graph and not restore.offered]
        for layer, trained in program.trained_layers(step):
            if layer.misplaced is not None or not layer.statistics or not step.trains(layer):
                continue
            if layer.tensor is None:
                run = runs[0] if runs else None
                when = program.sometimes(trained & ~layer.trains)
            else:
                run, when = _whenever_run(program, step, layer, trained, runs)
            when = when & ~_filled(program, layer) if when.possible else when
            in_vain = _is_fed_true(runs, meant.get(layer)) or _is_maintained_in_vain(program, runs, layer)
            if when.possible and (in_vain or not _is_loaded(program, restores, layer, trains & when)):
                yield Inferring(layer, step, when, run)


def _is_fed_true(runs: Collection[Run], flag: Node | None) -> bool:
    feeds = (fed for run in runs for fed in run.feeds)
    return flag is not None and any(fed.node is flag and fed.boolean and fed.truth.certain for fed in feeds)


def _is_maintained_in_vain(program: Program, runs: Collection[Run], layer: LayerCall) -> bool:
    """Whether all training runs have the layer's updates behind them, and feed a flag False that no run feeds True."""
    flag = layer.tensor
    if flag is None or not runs or _is_fed_true(program.runs, flag):
        return False
    return all(
        any(fed.node is flag and fed.boolean and not fed.truth.possible for fed in run.feeds)
        and any(not (layer.trains & ~program.run_reach(run).condition(update)).possible for update in layer.updates)
        for run in runs
    )


def _filled(program: Program, layer: LayerCall) -> Condition:
    """When some run may fill the statistics of the layer, or they are assigned."""
    filled = program.logic.false
    for node in (writer for variable in layer.statistics for writer in program.writers.get(variable, ())):
        taken = node.kind == "assign" or not program.runs or node.runs is None
        if taken or any((run.condition & program.ran(run, node)).possible for run in program.runs):
            filled = filled | program.sometimes(node.condition)
    return filled


def _whenever_run(
    program: Program, step: TrainingStep, layer: LayerCall, trained: Condition, runs: list[Run]
) -> tuple[Run | None, Condition]:
    """When every training run finds the flag false."""
    never = program.logic.false
    inferring = [program.whatever_tensors(program.in_run(trained & ~layer.trains, run)) & run.condition for run in runs]
    if not runs or not all(when.possible for when in inferring):
        return None, never
    return runs[0], program.sometimes(inferring[0])


def _is_loaded(program: Program, restores: Iterable[Restore], layer: LayerCall, when: Condition) -> bool:
    """Whether one of these may load the layer from a checkpoint whenever `when` holds."""
    loading = [program.sometimes(restore.condition) for restore in restores if _may_load(restore, layer)]
    return any(map(when.implies, loading)) or when.implies(program.logic.any_of(loading))


def _may_load(restore: Restore, layer: LayerCall) -> bool:
    """Whether the layer may be among what is restored: a head that is new to the network is not."""
    return restore.variables is None or not restore.variables.isdisjoint((*layer.statistics, *layer.weights))


# -- evaluation --------------------------------------------------------------------------------------------------------


Cause = Literal["fed", "default", "baked", "network"]
"""Why a layer normalises by the batch: the run feeds True; a parameter was left at its default; a Python True serves
training and evaluation alike; or a second network, for evaluation, was built with True."""


@dataclass(frozen=True, eq=False)
class ByBatch:
    """The evaluation `run` normalises by the batch in `layer` when `when` holds.

    `trained` is the step that trains through this very call, if one does. `place` is the outermost call that leads to
    this layer, and to none that is trained, where the call is another one. Without `maintained`, which says that
    training maintains the moving statistics, it is wrong only if some other program uses or maintains them.
    """

    run: Run
    layer: LayerCall
    when: Condition
    trained: TrainingStep | None
    maintained: bool
    place: Place

    @property
    def cause(self) -> Cause:
        layer = self.layer
        if layer.tensor is not None:
            return "fed"
        if layer.flag == "absent" or (layer.origin is not None and layer.origin.left_out is not None):
            return "default"
        return "network" if self.trained is None else "baked"


def evaluated_by_batch(program: Program) -> Iterator[ByBatch]:
    """Every layer of an evaluation that normalises by the batch, and has statistics that it should use.

    A run that trains evaluates, too, where it fetches what another network makes of other data.
    """
    if not program.complete:
        return
    trained = {layer: step for step in program.steps for layer, _ in program.trained_layers(step)}
    places = {layer.spot.place for layer in program.derive(maintained_layers)}
    others = {layer for layer in program.layers if layer not in trained and is_apart(program, layer, trained)}
    for run in program.runs:
        wanted = role(program, run)
        if wanted != "evaluate" and not (others and names_evaluation(run)):
            continue
        computed = program.computed_in(run)
        for layer in program.layers if wanted == "evaluate" else [one for one in program.layers if one in others]:
            when = _when_by_batch(program, run, layer, computed)
            if when.possible and layer.statistics and layer.flag != "unknown" and layer.misplaced is None:
                known = layer.spot.place in places
                yield ByBatch(run, layer, when, trained.get(layer), known, _own_place(layer, trained))


def _when_by_batch(program: Program, run: Run, layer: LayerCall, computed: dict[Node, Condition]) -> Condition:
    value = computed.get(layer.node, program.logic.false)
    batch = program.whatever_tensors(program.in_run(value & layer.trains, run))
    return program.sometimes(run.condition & layer.condition & batch)


def is_apart(program: Program, layer: LayerCall, others: Collection[LayerCall]) -> bool:
    """Whether the layer shares its statistics with one of the others, and normalises other data."""
    keepers = (keeper for variable in layer.statistics for keeper in program.keepers[variable])
    twin = next((keeper for keeper in keepers if keeper in others), None)
    if twin is None:
        return False
    data, other = program.data_of(layer.node), program.data_of(twin.node)
    return bool(data) and bool(other) and data.isdisjoint(other)


def _own_place(layer: LayerCall, trained: Collection[LayerCall]) -> Place:
    """Where the mode of an evaluation network is decided: the call with the flag, or where the ways to it part."""
    chain = layer.spot.chain
    twins = [other for other in trained if other is not layer and other.spot.place == layer.spot.place]
    twin = max(twins, key=lambda other: common_calls(layer, other), default=None)
    at = 0 if twin is None else min(common_calls(layer, twin), len(chain) - 1)
    written = None if layer.origin is None else layer.origin.place
    with_flag = (place for place in chain[at:] if written is not None and place.contains(written))
    return next(with_flag, chain[at] if twin is not None else chain[-1])


def maintained_layers(program: Program) -> Iterator[LayerCall]:
    """The layers whose moving statistics some training run may move."""
    trained = dict.fromkeys(layer for step in program.steps for layer, _ in program.trained_layers(step))
    for layer in trained:
        if any(_is_run_in_training(program, update) for update in layer.updates):
            yield layer


def _is_run_in_training(program: Program, update: Node) -> bool:
    for step in program.steps:
        runs = program.runs_of(step)
        if not runs and program.reach([(step.node, step.condition)]).condition(update).possible:
            return True
        if any(program.runs_beside(update, run).possible for run in runs):
            return True
    return False


def inferred_layers(program: Program) -> Iterator[LayerCall]:
    """The layers that may normalise by their moving statistics, as far as the flag can be seen."""
    return (layer for layer in program.layers if layer.flag != "unknown" and layer.infers.possible)
