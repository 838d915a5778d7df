"""Which evaluations read moving statistics that belong to a network nobody trains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run, TrainingStep
from bnlint.facts.graph import Variable
from bnlint.facts.program import Program
from bnlint.sources.places import Place


@dataclass(frozen=True, eq=False)
class Unshared:
    """`run` evaluates through `layer`, whose statistics nothing writes, while `step` trains `twin`: the same code,
    called for other variables. `place` is the outermost call that leads to `layer` alone, `twin_place` the one to
    `twin`.
    """

    layer: LayerCall
    twin: LayerCall
    step: TrainingStep
    run: Run
    place: Place
    twin_place: Place
    when: Condition


def unshared_evaluations(program: Program) -> Iterator[Unshared]:
    """Every normalising layer of an evaluation that should have shared its variables with a trained one."""
    if not program.complete or any(restore.chosen for restore in program.restores):
        return
    trained = _trained(program)
    written = _written(program)
    reported: set[LayerCall] = set()
    for run in program.evaluations():
        if any(escape.session and escape.number < run.number for escape in program.escapes):
            program.unknowns.setdefault("a session was handed to code that cannot be seen, which may load variables")
            return
        for layer, when in _inferring(program, run):
            variables = {*layer.statistics, *layer.weights}
            if layer in reported or not written.isdisjoint(variables) or any(v.guessed for v in variables):
                continue
            twin = _twin(layer, trained.get((layer.graph, layer.spot.place), []))
            if twin is not None:
                reported.add(layer)
                place, twin_place = _parting(layer, twin[0])
                yield Unshared(layer, *twin, run, place, twin_place, when)


def _trained(program: Program) -> dict[tuple[int, Place], list[tuple[LayerCall, TrainingStep]]]:
    """The trained layers that may normalise by the batch, by graph and by the code that makes them."""
    found: dict[tuple[int, Place], list[tuple[LayerCall, TrainingStep]]] = {}
    for step in program.steps:
        for layer, _ in program.trained_layers(step):
            if layer.trains.possible:
                found.setdefault((layer.graph, layer.spot.place), []).append((layer, step))
    return found


def _written(program: Program) -> set[Variable]:
    """The variables that anything in the program assigns, and those of the layers that a step trains."""
    writers = (node for node in program.nodes if node.kind in ("update", "assign"))
    found = {node.variable for node in writers if node.variable and (node.runs is None or node.runs.possible)}
    for step in program.steps:
        for layer, _ in program.trained_layers(step):
            found.update(layer.weights)
            found.update(layer.statistics)
    return found


def _inferring(program: Program, run: Run) -> Iterator[tuple[LayerCall, Condition]]:
    reach = program.run_reach(run)
    for layer in program.layers:
        inferring = program.in_run(reach.condition(layer.node) & ~layer.trains, run)
        when = program.sometimes(run.condition & inferring & layer.condition)
        if layer.flag == "python" and when.possible:
            yield layer, when


def _twin(layer: LayerCall, same_code: list[tuple[LayerCall, TrainingStep]]) -> tuple[LayerCall, TrainingStep] | None:
    """Of the trained calls of the same layer code, one with other variables, by the longest common way there."""
    candidates = [pair for pair in same_code if set(pair[0].statistics).isdisjoint(layer.statistics)]
    return max(candidates, key=lambda pair: common_calls(layer, pair[0]), default=None)


def common_calls(one: LayerCall, other: LayerCall) -> int:
    """How many calls lead to both, from the outermost on."""
    pairs = zip(one.spot.chain, other.spot.chain, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one.spot.chain), len(other.spot.chain)))


def _parting(layer: LayerCall, twin: LayerCall) -> tuple[Place, Place]:
    """Where the ways to the two calls part; one place where a loop makes both."""
    number = common_calls(layer, twin)
    own, other = layer.spot.chain, twin.spot.chain
    return own[min(number, len(own) - 1)], other[min(number, len(other) - 1)]


# -- from a graph alone ------------------------------------------------------------------------------------------------


COUNTED: Final = re.compile(r"_\d+(?=/|$)")
"""What TensorFlow adds to a name that is taken (tensorflow/python/ops/variable_scope.py, 1.15: `_get_unique_name`)."""


@dataclass(frozen=True, eq=False)
class Twins:
    """`step` trains a network with the layers `trained`; `untrained` are the same layers once more, in inference mode,
    with variables of their own that nothing writes but their initialisers."""

    step: TrainingStep
    trained: tuple[LayerCall, ...]
    untrained: tuple[LayerCall, ...]


def untrained_twins(program: Program) -> Iterator[Twins]:
    """Every second network that nobody trains, beside the one that a step trains.

    Both have layers of the same names but for the numbers that TensorFlow adds. One that the loss is computed through
    is a teacher; one whose variables are assigned, or restored without those of the trained one, is a copy.
    """
    if not program.complete:
        return
    trained = {step: [layer for layer, _ in program.trained_layers(step)] for step in program.steps}
    used = {layer for layers in trained.values() for layer in layers}
    spare = [layer for layer in program.layers if layer not in used and _is_untouched(program, layer)]
    for step, layers in trained.items():
        network = list({layer.statistics: layer for layer in layers if layer.updates}.values())
        names = Counter(uncounted(layer) for layer in network)
        twins = [layer for layer in spare if uncounted(layer) in names]
        if network and Counter(map(uncounted, twins)) == names and not _is_restored_alone(program, twins, network):
            yield Twins(step, tuple(network), tuple(twins))


def _is_untouched(program: Program, layer: LayerCall) -> bool:
    """Whether the layer always infers, by statistics and with weights that nothing trains, moves or assigns."""
    own = {*layer.statistics, *layer.weights}
    weights = {variable for step in program.steps for variable in step.variables or ()}
    shared = any(len(program.keepers[variable]) > 1 for variable in layer.statistics)
    written = any(variable in program.writers for variable in own) or not weights.isdisjoint(own)
    return bool(layer.statistics) and not layer.trains.possible and not shared and not written


def _is_restored_alone(program: Program, layers: list[LayerCall], others: list[LayerCall]) -> bool:
    """Whether a checkpoint may be read into the layers and not into the others."""
    own, rest = ({v for layer in some for v in (*layer.statistics, *layer.weights)} for some in (layers, others))
    held = [restore.variables or frozenset() for restore in program.restores]
    return any(not own.isdisjoint(some) and rest.isdisjoint(some) for some in held)


def uncounted(layer: LayerCall) -> str:
    """The scope of a layer without the numbers that TensorFlow has added."""
    return COUNTED.sub("", layer.scope)
