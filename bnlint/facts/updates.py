"""Which updates of moving statistics a training step leaves undone, and what in the program explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bnlint.conditions import Condition
from bnlint.facts.events import CollectionRead, ControlBlock, Escape, LayerCall, Run, TrainingStep
from bnlint.facts.graph import Node, Reach, Variable
from bnlint.facts.program import Program

DEFAULT_COLLECTION: Final = "update_ops"

Cause = Literal["early", "keras", "unread", "left out", "barrier", "outside", "none"]
"""Why an update is not run: the collection was read too early; it is in `layer.updates` of a Keras layer, and in no
collection; it is in one that nobody reads; the function that made the step was told which update ops to run, and not
this one; only the value of the loss waits on it; the step was made outside of the block that waits on it; nothing was
ever made to wait on it."""


@dataclass(frozen=True, eq=False)
class Undone:
    """Training runs of `step` normalise by the batch in `layer`, and nothing ever runs `update`, when `when` holds.

    Nor does any other update of the same statistics run, by another call that the step trains through. `early` are the
    reads of the collection that training does wait on, made before the update existed. `blocks` are the
    control-dependency blocks that wait on the update without ordering the step. `barriers` are operations on the way
    to the loss that wait on the update, but that the gradient does not read.
    """

    step: TrainingStep
    layer: LayerCall
    update: Node
    when: Condition
    early: tuple[CollectionRead, ...]
    blocks: tuple[ControlBlock, ...]
    barriers: tuple[Node, ...]
    unread: bool
    """Whether the update is in a collection of the program's own, which training never reads."""
    shown: bool
    """Whether a run of the step was seen; else nobody knows what it is fetched with."""
    relied: bool
    """Whether something in the program normalises by the statistics; else it matters only if another program does."""

    @property
    def cause(self) -> Cause:
        """The most specific cause."""
        if self.early:
            return "early"
        if self.layer.api.startswith("tf.keras."):
            return "keras"
        if self.unread:
            return "unread"
        if self.step.told is not None and self.layer.collection == DEFAULT_COLLECTION:
            return "left out"
        if self.barriers:
            return "barrier"
        return "outside" if self.blocks else "none"


def undone_updates(program: Program) -> Iterator[Undone]:
    """Every update that no run of the program can run, of every layer that a training step trains through."""
    if not program.complete:
        return
    for step, runs in program.derive(_training):
        roots = [(step.node, step.condition)]
        roots += [
            (edge.target, program.sometimes(run.condition & edge.condition)) for run in runs for edge in run.fetches
        ]
        reach = program.reach(roots)
        trained = program.trained_layers(step)
        writers = _writers(layer for layer, _ in trained)
        for layer, when in trained:
            if not _is_left_to_another(program, step, layer):
                yield from _undone_in(program, step, layer, when & layer.trains, reach, runs, writers)


def _training(program: Program) -> Iterator[tuple[TrainingStep, list[Run]]]:
    """Each step with the runs of it that were seen.

    Where one code makes several steps, of which some are seen to run, those count: who only evaluates runs none.
    """
    every = [(step, program.runs_of(step)) for step in program.steps]
    run = {step.spot.place for step, runs in every if runs}
    yield from ((step, runs) for step, runs in every if runs or step.spot.place not in run)


Writers: TypeAlias = "dict[Variable, list[Node]]"
"""The updates of each moving statistic."""


def _writers(layers: Iterable[LayerCall]) -> Writers:
    found: Writers = {}
    for layer in layers:
        for update in layer.updates:
            if update.variable is not None:
                found.setdefault(update.variable, []).append(update)
    return found


def _is_left_to_another(program: Program, step: TrainingStep, layer: LayerCall) -> bool:
    """Whether the step leaves the layer alone and another one trains it: a discriminator's, through the generator."""
    return not step.trains(layer) and any(other.trains(layer) for other in program.steps)


def _undone_in(
    program: Program,
    step: TrainingStep,
    layer: LayerCall,
    trained: Condition,
    reach: Reach,
    runs: list[Run],
    writers: Writers,
) -> Iterator[Undone]:
    for update in layer.updates:
        twins = writers.get(update.variable, [update]) if update.variable is not None else [update]
        when = left_undone(program, step, twins, trained & update.condition, runs)
        if not when.possible:
            continue
        stranger = _stranger(program, step, update)
        if stranger is not None:
            spot = stranger.spot.place
            program.unknowns.setdefault(f"{stranger.callee} at {spot.path}:{spot.where} may run the update ops")
            continue
        yield Undone(
            step,
            layer,
            update,
            when,
            _early_reads(program, layer, update, reach),
            _blocks(program, step, update),
            _barriers(program, step, update),
            _is_unread(program, layer, reach),
            bool(runs),
            program.relies_on_statistics(layer),
        )


def left_undone(
    program: Program, step: TrainingStep, updates: list[Node], needed: Condition, runs: list[Run]
) -> Condition:
    """When a training run needs the updates and nothing runs any; where none was seen, one is imagined of the step and
    of what waits on it, such as a group.

    What changes from run to run (`sometimes`) is put aside last: until then it ties what is needed to what is done.
    What may be done is left undone only where that can be followed.
    """
    if not runs:
        imagined = program.reach((node, node.condition) for node in program.derive(_with_waiting, step))
        done = program.logic.any_of(map(imagined.condition, updates))
        return _followed(program, needed & ~done, done)
    return program.logic.any_of(_undone_by(program, step, updates, needed, run) for run in runs)


def runs_collection(program: Program, step: TrainingStep, layer: LayerCall, key: str) -> bool:
    """Whether the step, or what is run with it, runs all of a collection, as that is after the layer is made."""
    roots = [(node, node.condition) for node in program.derive(_with_waiting, step)]
    roots += [(edge.target, edge.condition) for run in program.runs_of(step) for edge in run.fetches]
    reach = program.reach(roots)
    return any(
        read.key == key
        and read.graph == layer.graph
        and read.scope is None
        and read.number > layer.number
        and reach.condition(read.node).possible
        for read in program.reads
    )


def _with_waiting(program: Program, step: TrainingStep) -> Iterator[Node]:
    """The step and, in order, everything that waits on it: that is there to be run in its place."""
    waiting = {step.node}
    yield step.node
    for node in program.nodes:
        if any(edge.kind == "control" and edge.target in waiting for edge in node.edges):
            waiting.add(node)
            yield node


def _undone_by(program: Program, step: TrainingStep, updates: list[Node], needed: Condition, run: Run) -> Condition:
    done = program.logic.any_of(program.runs_beside(update, run) for update in updates)
    wanted = run.condition & program.in_run(program.ran(run, step.node) & needed, run)
    return _followed(program, wanted & ~done, done)


def _followed(program: Program, undone: Condition, done: Condition) -> Condition:
    undone = program.sometimes(undone)
    return program.whatever_is_opaque(undone) if done.possible else undone


def _is_unread(program: Program, layer: LayerCall, reach: Reach) -> bool:
    if layer.collection in (None, DEFAULT_COLLECTION):
        return False
    reads = (read for read in program.reads if read.key == layer.collection and read.graph == layer.graph)
    return not any(reach.condition(read.node).possible for read in reads)


@dataclass(frozen=True, eq=False)
class Partial:
    """`step` trains through several calls with the same statistics, and waits, by `read`, on the `updates` of some of
    those alone when `when` holds; `missed` are updates of the others."""

    step: TrainingStep
    read: CollectionRead
    updates: tuple[Node, ...]
    missed: tuple[Node, ...]
    layers: tuple[LayerCall, ...]
    when: Condition

    @property
    def layer(self) -> LayerCall:
        """The first of the calls."""
        return self.layers[0]


def partly_updated(program: Program) -> Iterator[Partial]:
    """Every training step that updates the statistics of its towers by some of them alone."""
    if not program.complete:
        return
    for step, runs in program.derive(_training):
        trained = program.trained_layers(step)
        updates_of = _writers(layer for layer, _ in trained)
        layer_of = {update: layer for layer, _ in trained for update in layer.updates}
        when_of = {layer: when & layer.trains for layer, when in trained}
        for updates in updates_of.values():
            missing = {
                update: when
                for update in updates
                if (when := left_undone(program, step, [update], when_of[layer_of[update]], runs)).possible
            }
            done = [update for update in updates if update not in missing]
            read = _read_of(program, done, list(missing)) if done and missing else None
            if read is not None:
                when = program.logic.any_of(missing.values())
                layers = tuple(dict.fromkeys(layer_of[update] for update in missing))
                yield Partial(step, read, tuple(done), tuple(missing), layers, when)


def _read_of(program: Program, done: list[Node], missing: list[Node]) -> CollectionRead | None:
    """The last read of a collection that holds the updates that are run, and not the others."""
    for read in reversed(program.reads):
        held = {node for _, node in read.contents}
        if not held.isdisjoint(done) and held.isdisjoint(missing):
            return read
    return None


def _stranger(program: Program, step: TrainingStep, update: Node) -> Escape | None:
    """Code that cannot be seen and was handed the step, the update, or a list with the update."""
    wanted = {step.node, update}
    for escape in program.escapes:
        if not wanted.isdisjoint(escape.nodes):
            return escape
        reads = [read for read in program.reads if read.node in escape.nodes]
        if any(update in (node for _, node in read.contents) for read in reads):
            return escape
    return None


def _early_reads(program: Program, layer: LayerCall, update: Node, reach: Reach) -> tuple[CollectionRead, ...]:
    return tuple(
        read
        for read in program.reads
        if read.graph == layer.graph
        and read.key == layer.collection
        and read.scope is None
        and read.number < update.number
        and all(node is not update for _, node in read.contents)
        and reach.condition(read.node).possible
    )


def _blocks(program: Program, step: TrainingStep, update: Node) -> tuple[ControlBlock, ...]:
    return tuple(
        block
        for block, reach in program.derive(_waiting_blocks)
        if step.node not in block.created
        and not block.condition.excludes(step.condition)
        and reach.condition(update).possible
    )


def _waiting_blocks(program: Program) -> Iterator[tuple[ControlBlock, Reach]]:
    for block in program.blocks:
        if block.waits:
            yield block, program.reach((edge.target, edge.condition) for edge in block.waits)


def _barriers(program: Program, step: TrainingStep, update: Node) -> tuple[Node, ...]:
    """Where the update hangs on the value of the loss, nearest to the loss first."""
    return tuple(node for node, reach in program.derive(_guards, step) if reach.condition(update).possible)


def _guards(program: Program, step: TrainingStep) -> Iterator[tuple[Node, Reach]]:
    """What hangs other operations on the value of the loss, nearest to the loss first, and what those run."""
    todo = [node for _, node in step.losses]
    seen: set[Node] = set()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            if "output" not in node.reads:
                todo += [edge.target for edge in node.edges if edge.kind == "data"]
    for node in sorted(seen, key=lambda node: -node.number):
        controls = [(edge.target, edge.condition) for edge in node.edges if edge.kind == "control"]
        if controls:
            yield node, program.reach(controls)
