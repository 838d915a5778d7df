"""The repairs that several rules hand out: what would make a training step run the update ops, and names for flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from bnlint.facts.events import CollectionRead, ControlBlock, Event, LayerCall, TrainingStep
from bnlint.facts.graph import Spot, shared_calls
from bnlint.facts.program import Program
from bnlint.facts.updates import DEFAULT_COLLECTION, Undone, runs_collection
from bnlint.findings.repair import BringInto, GiveArgument, GroupWith, MoveBehind, Name, ReadAgain, Repair, WaitFor, Way
from bnlint.rules.flag_cures import activation_of, flag_cures
from bnlint.sources.places import Place

_AND_WAIT: Final[Mapping[Way, Way]] = {
    "connect-flag": "connect-flag-and-wait",
    "forward-flag": "forward-flag-and-wait",
    "give-flag": "give-flag-and-wait",
}


def waiting_cures(program: Program, group: list[Undone], block: ControlBlock | None = None) -> tuple[Repair, ...]:
    """Ways to let the training step of undone updates wait on them: in the `block` that does, or in a new one.

    There is none where the updates are in no collection.
    """
    step, key = group[0].step, group[0].layer.collection
    if key is None:
        return ()
    read, safe = _read_before(program, step, key, group), _runs_only_its_own(program, step, key)
    place, which = step.spot.place, None if read is None else read.spot.place
    waiting = f"Create the training step under tf.control_dependencies of the collection {_called(key)}."
    together = f"Group the training step with what the collection {_called(key)} holds (tf.group)."
    found = [
        Repair("control-dependencies", waiting, (WaitFor(place, key, which),), safe),
        Repair("group", together, (GroupWith(place, key, which),), safe),
    ]
    if block is not None and _is_same_call(block.spot, step.spot) and not _is_run_between(program, block, step):
        title = "Create the training step inside the block that waits on the update ops."
        found.insert(0, Repair("into-block", title, (BringInto(place, block.spot.place),), safe))
    return tuple(found)


def later_read_cures(program: Program, read: CollectionRead, group: list[Undone]) -> tuple[Repair, ...]:
    """Ways to read a collection late enough: the read moved, or made once more where the training step waits on it."""
    last = max((u.layer for u in group), key=lambda layer: layer.number)
    step, found = group[0].step, []
    safe = _runs_only_its_own(program, step, read.key)
    behind = place_behind(last, read)
    if behind is not None and not _is_awaited_before(program, read, last.number):
        title = "Read the collection after the last layer is built."
        found.append(Repair("move-read", title, (MoveBehind(read.spot.place, behind),), safe))
    for block in reversed(program.blocks):
        if step.node in block.created and any(edge.target is read.node for edge in block.waits):
            title = "Read the collection where the training step waits on it."
            found.append(Repair("read-again", title, (ReadAgain(block.spot.place, read.key),), safe))
            break
    return (*found, *waiting_cures(program, group)[:1])


def trained_with_flag(program: Program, layer: LayerCall, step: TrainingStep) -> tuple[Repair, ...]:
    """Ways to give a layer the flag; its update ops are to be run then, too."""
    return and_waits(program, flag_cures(program, layer), layer, [step])


def and_waits(
    program: Program, ways: tuple[Repair, ...], layer: LayerCall, steps: Iterable[TrainingStep]
) -> tuple[Repair, ...]:
    """The ways, each together with what lets those training steps run the update ops that do not yet.

    Alone, too, those by which the layer always trains: perhaps nobody relies on its statistics then.
    """
    key = layer.collection
    if key is None:
        return ways
    places = [step.spot.place for step in steps if not runs_collection(program, step, layer, key)]
    if not places:
        return ways
    waiting = tuple(WaitFor(place, key) for place in places)
    wait = f"Create the training step under tf.control_dependencies of {_called(key)}."
    both = (
        replace(way, name=_AND_WAIT[way.name], title=f"{way.title} {wait}", changes=way.changes + waiting)
        for way in ways
    )
    return (*both, *(way for way in ways if _always_trains(program, layer, way)))


def _always_trains(program: Program, layer: LayerCall, way: Repair) -> bool:
    """Whether what the way gives is a Python True wherever the program makes the layer."""
    values = [change.value for change in way.changes if isinstance(change, GiveArgument)]
    names = {value.parts for value in values if isinstance(value, Name)}
    calls = [other for other in program.layers if other.spot.place == layer.spot.place]
    return all(any(named.parts in names and named.value is True for named in other.in_scope) for other in calls)


def place_behind(late: Event, early: Event) -> Place | None:
    """Where, in the activation of the function that makes `early`, what makes `late` is called.

    None where that is not called from there, or without `early`: then that has a branch of its own, and stays there.
    """
    depth = activation_of(early.spot, late.spot)
    return late.spot.chain[depth] if depth is not None and late.condition.implies(early.condition) else None


def _is_same_call(one: Spot, other: Spot) -> bool:
    return len(one.chain) == len(other.chain) and shared_calls(one, other) >= len(one.chain) - 1


def _is_run_between(program: Program, one: Event, other: Event) -> bool:
    """Whether anything is run between the two: then what one does cannot wait for the other, nor come before it."""
    first, last = sorted((one.number, other.number))
    return any(first < run.number < last for run in program.runs)


def _called(key: str) -> str:
    return "tf.GraphKeys.UPDATE_OPS" if key == DEFAULT_COLLECTION else repr(key)


def _read_before(program: Program, step: TrainingStep, key: str, group: list[Undone]) -> CollectionRead | None:
    """The last read, in the activation that makes the step, that holds all of the updates."""
    wanted = {u.update for u in group}
    for read in reversed(program.reads):
        whole = read.key == key and read.scope is None and read.graph == step.graph and read.number < step.number
        if whole and _is_same_call(read.spot, step.spot) and wanted <= {node for _, node in read.contents}:
            return read
    return None


def _runs_only_its_own(program: Program, step: TrainingStep, key: str) -> bool:
    """Whether all the update ops that the collection holds by then are of layers that the step trains through.

    Those of other networks would want data that this step is not fed.
    """
    own = {layer for layer, _ in program.trained_layers(step)}
    return all(layer in own for layer in _filling(program, step, key))


def _filling(program: Program, step: TrainingStep, key: str) -> Iterator[object]:
    for layer in program.layers:
        if layer.collection == key and layer.graph == step.graph and layer.updates and layer.number < step.number:
            yield layer


def _is_awaited_before(program: Program, read: CollectionRead, number: int) -> bool:
    """Whether something waits on the list before that moment, so that it cannot be read later."""
    early = (block for block in program.blocks if block.number < number)
    return any(edge.target is read.node for block in early for edge in block.waits)
