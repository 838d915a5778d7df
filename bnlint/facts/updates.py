"""Which updates of moving statistics a training step leaves undone, and what in the program explains it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnlint.conditions import Condition
from bnlint.facts.events import CollectionRead, ControlBlock, Escape, LayerCall, Run, TrainingStep
from bnlint.facts.graph import Node, Reach
from bnlint.facts.program import Program


@dataclass(frozen=True, eq=False)
class Undone:
    """Training runs of `step` normalise by the batch in `layer`, and nothing ever runs `update`, when `when` holds.

    `early` are the reads of the collection that training does wait on, made before the update existed. `blocks` are the
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
    shown: bool
    """Whether a run of the step was seen; else nobody knows what it is fetched with."""
    relied: bool
    """Whether something in the program normalises by the statistics; else it matters only if another program does."""


def undone_updates(program: Program) -> Iterator[Undone]:
    """Every update that no run of the program can run, of every layer that a training step trains through."""
    if not program.complete:
        return
    for step in program.steps:
        runs = program.runs_of(step)
        roots = [(step.node, step.condition)]
        roots += [
            (edge.target, program.sometimes(run.condition & edge.condition)) for run in runs for edge in run.fetches
        ]
        reach = program.reach(roots)
        for layer, trained in program.trained_layers(step):
            if _is_left_to_another(program, step, layer):
                continue
            yield from _undone_in(program, step, layer, trained & layer.trains, reach, runs)


def _is_left_to_another(program: Program, step: TrainingStep, layer: LayerCall) -> bool:
    """Whether the step leaves the layer alone and another one trains it: a discriminator's, through the generator."""
    return not step.trains(layer) and any(other.trains(layer) for other in program.steps)


def _undone_in(
    program: Program, step: TrainingStep, layer: LayerCall, trained: Condition, reach: Reach, runs: list[Run]
) -> Iterator[Undone]:
    for update in layer.updates:
        when = _left_undone(program, step, update, trained & update.condition, runs)
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
            bool(runs),
            program.relies_on_statistics(layer),
        )


def _left_undone(program: Program, step: TrainingStep, update: Node, needed: Condition, runs: list[Run]) -> Condition:
    """When a training run needs the update and nothing runs it; where none was seen, one of the bare step is imagined.

    What changes from run to run (`sometimes`) is put aside last: until then it ties what is needed to what is done.
    """
    if not runs:
        bare = program.reach([(step.node, step.condition)])
        return program.sometimes(needed & ~bare.condition(update))
    return program.logic.any_of(
        program.sometimes(
            run.condition
            & program.in_run(program.ran(run, step.node) & needed, run)
            & ~program.runs_beside(update, run)
        )
        for run in runs
    )


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
        for block in program.blocks
        if block.waits
        and step.node not in block.created
        and program.reach((edge.target, edge.condition) for edge in block.waits).condition(update).possible
    )


def _barriers(program: Program, step: TrainingStep, update: Node) -> tuple[Node, ...]:
    """Where the update hangs on the value of the loss, nearest to the loss first."""
    found = []
    todo = [node for _, node in step.losses]
    seen: set[Node] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        controls = [(edge.target, edge.condition) for edge in node.edges if edge.kind == "control"]
        if controls and program.reach(controls).condition(update).possible:
            found.append(node)
        if "output" not in node.reads:
            todo += [edge.target for edge in node.edges if edge.kind == "data"]
    return tuple(sorted(found, key=lambda node: -node.number))
