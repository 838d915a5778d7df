"""Training flags that the program has and feeds, and that arrive nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.facts.events import LayerCall, Run, TrainingStep, UnusedArgument
from bnlint.facts.graph import Node
from bnlint.facts.program import Program
from bnlint.facts.roles import is_called_flag
from bnlint.sources.places import Place


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
    evaluations = program.evaluations()
    for flag in program.derive(_unread):
        for step in program.steps:
            runs = program.runs_of(step)
            training = next((run for run in runs if _is_fed(program, run, flag, True)), None)
            other = next((run for run in evaluations if _is_fed(program, run, flag, False)), None)
            fixed = tuple(layer for layer, _ in program.trained_layers(step) if layer.tensor is None)
            if training is not None and other is not None and fixed:
                yield DroppedFlag(flag, training, other, fixed, step)


def _unread(program: Program) -> Iterator[Node]:
    """The placeholders that nothing reads."""
    read = {edge.target for node in program.nodes for edge in node.edges}
    escaped = {node for escape in program.escapes for node in escape.nodes}
    for node in program.nodes:
        if node.kind == "placeholder" and node not in read and node not in escaped:
            yield node


@dataclass(frozen=True, eq=False)
class UnheardFlag:
    """A program that only loads a network feeds `flag` False in `run`, which nothing reads, and the `layers` normalise
    by the batch all the same."""

    flag: Node
    run: Run
    layers: tuple[LayerCall, ...]


def unheard_flags(program: Program) -> Iterator[UnheardFlag]:
    if not program.complete or program.steps or not program.restores:
        return
    for flag in program.derive(_unread):
        for run in program.runs:
            named = (flag.name,) if flag.name else run.names
            if not _is_fed(program, run, flag, False) or not any(map(is_called_flag, named)):
                continue
            computed = program.computed_in(run)
            layers = (layer for layer in program.layers if layer.node in computed and _always_trains(layer))
            if found := tuple(layers):
                yield UnheardFlag(flag, run, found)
                break


def _always_trains(layer: LayerCall) -> bool:
    return layer.tensor is None and layer.flag != "unknown" and layer.trains.certain and bool(layer.statistics)


def _is_fed(program: Program, run: Run, flag: Node, value: bool) -> bool:
    """Whether the run feeds the flag this very value, whatever else holds."""
    fed = next((fed for fed in run.feeds if fed.node is flag), None)
    if fed is None:
        default = program.defaults.get(flag)
        return default is not None and run.complete and (default.certain if value else not default.possible)
    return fed.boolean and (fed.truth.certain if value else not fed.truth.possible)


@dataclass(frozen=True, eq=False)
class Unpassed:
    """`layer` has a mode that never changes, though a function around it was handed the flag, and does not use it."""

    layer: LayerCall
    argument: UnusedArgument


def unpassed_flags(program: Program) -> Iterator[Unpassed]:
    inside: dict[Place, list[LayerCall]] = {}
    for layer in program.layers:
        if layer.tensor is None and layer.flag != "unknown" and not _is_handed_another(layer):
            for place in dict.fromkeys(layer.spot.chain):
                inside.setdefault(place, []).append(layer)
    for argument in program.events(UnusedArgument):
        if not _is_flag(program, argument):
            continue
        chain = argument.spot.chain
        for layer in inside.get(argument.spot.place, ()):
            if layer.spot.chain[: len(chain)] == chain:
                yield Unpassed(layer, argument)


def _is_handed_another(layer: LayerCall) -> bool:
    """Whether the layer's mode was written elsewhere and came to it some other way."""
    origin = layer.origin
    return origin is not None and layer.flag != "absent" and not layer.spot.place.contains(origin.place)


def _is_flag(program: Program, argument: UnusedArgument) -> bool:
    """Whether an argument is a training flag: a tensor that is fed True or False, or a bool that is called so."""
    if argument.node is not None:
        return argument.node in program.flags
    return is_called_flag(argument.parameter)


def unpassed_layers(program: Program) -> Iterator[LayerCall]:
    """The layers whose flag went astray on the way, whichever way it was."""
    for dropped in program.derive(dropped_flags):
        yield from dropped.layers
    for unpassed in program.derive(unpassed_flags):
        yield unpassed.layer
