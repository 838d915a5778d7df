"""The facts of a captured script: its graphs, and what Python did to make and to run them (docs/bundle.md)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bnlint.artefacts.captured import (
    Block,
    Captured,
    CapturedRun,
    CollectionReadBy,
    Feed,
    LayerCalled,
    OptimizerCall,
    RestoreBy,
    RunCall,
    Save,
    SaverBuilt,
)
from bnlint.facts.events import CollectionRead, ControlBlock, Fed, Restore, Run, SaverMade, TrainingStep
from bnlint.facts.graph import Edge, Node, Spot
from bnlint.facts.program import Program
from bnlint.facts.roles import names_in
from bnlint.facts.updates import DEFAULT_COLLECTION
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.witness import GraphSpot, GraphWitness
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

ROOM = 1000
"""Numbers between two facts of the graph, for what Python did meanwhile."""


@dataclass(frozen=True, eq=False)
class _Call:
    """A run, as often as it was made with the same Booleans."""

    number: int
    run: CapturedRun
    feeds: tuple[tuple[str, bool], ...]
    trained: set[str]
    """What was fed data that a training run had been fed before."""


EventT = TypeVar("EventT")

BOOL = 10
"""The type of truth values (tensorflow/core/framework/types.proto)."""


def flags_of(index: Index, feeds: Sequence[Feed]) -> tuple[tuple[str, bool], ...]:
    """The truth values among what is fed, by name; 0 and 1 are such where the graph wants one."""
    return tuple(sorted((feed.name or "", bool(feed.value)) for feed in feeds if _is_truth(index, feed)))


def _is_truth(index: Index, feed: Feed) -> bool:
    tensor = index.tensor(feed.name or "")
    if isinstance(feed.value, bool) or tensor is None or feed.value not in (0, 1):
        return isinstance(feed.value, bool)
    attributes = index[tensor.op].attributes
    return "dtype" in attributes and attributes["dtype"].type == BOOL


class Bundle:
    """What `bundle.json` says, looked at by number."""

    def __init__(self, captured: Captured) -> None:
        self.captured = captured
        self.files = Overlay.disk()
        self._spots: dict[int, GraphSpot | None] = {}

    def spot(self, stack: int | None) -> GraphSpot | None:
        """The user's lines of a stack, innermost last; None where there are none."""
        if stack is None:
            return None
        if stack not in self._spots:
            chain = tuple(self._place(file, line or 0) for file, line, _ in self._frames(stack))
            self._spots[stack] = GraphSpot(chain[-1], chain, chain) if chain else None
        return self._spots[stack]

    def functions(self, stack: int | None) -> tuple[str, ...]:
        """The functions of a stack, outermost first."""
        frames = self._frames(stack) if stack is not None else []
        return tuple(dict.fromkeys(name for _, _, name in frames if name != "<module>"))

    def names(self, number: int) -> tuple[str, ...]:
        """A list of names, without what has none."""
        return tuple(name for name in self.captured.names[number] or () if name is not None)

    def events(self, kind: type[EventT]) -> Iterator[EventT]:
        return (event for event in self.captured.events if isinstance(event, kind))

    def _frames(self, stack: int) -> list[tuple[str, int | None, str]]:
        return [self.captured.frames[number] for number in self.captured.stacks[stack]]

    def _place(self, file: str, line: int) -> Place:
        return Place(os.path.join(self.captured.folder or "", file), line, 1, line, 1)


class BundleWitness:
    """Reads one graph of a bundle, and what Python did with it."""

    def __init__(
        self, bundle: Bundle, number: int, index: Index, order: Sequence[str], path: str, named: tuple[str, ...] = ()
    ) -> None:
        self._bundle = bundle
        self._number = number
        described = bundle.captured.graphs[number]
        self._order = {name: at for at, name in enumerate(order)}
        made = dict(zip(order, described.stacks, strict=False))
        self._collected = described.collection(DEFAULT_COLLECTION)
        self._index = index
        self.witness = GraphWitness(index, path, named=named, spots=lambda op: bundle.spot(made.get(op)))
        self._data: dict[str, Node] = {}
        self.run_facts: dict[tuple[int, tuple[tuple[str, bool], ...]], Run] = {}
        """The runs, by their number in the bundle and the Booleans that they are fed."""

    def read(self) -> Program:
        """States the facts, and gives the program that has them."""
        program = self.witness.read()
        self.witness.spread(ROOM)
        self._note_collections()
        self._note_absent_flags()
        self._reads()
        self._blocks()
        self._losses()
        self._savers()
        for call in self._calls():
            self._run(call)
        program.log.sort(key=lambda event: event.number)
        return program

    # -- how the graph was made --------------------------------------------------------------------------------------

    def _note_collections(self) -> None:
        """Which collection holds the update ops of each layer."""
        held = self._held(self._collected)
        for layer in self.witness.program.layers:
            if held and any(update in held for update in layer.updates):
                layer.collection = DEFAULT_COLLECTION

    def _note_absent_flags(self) -> None:
        """Which layers take the default, as the outermost of the calls that made them was given no flag."""
        decided: set[int] = set()
        for event in self._bundle.events(LayerCalled):
            if event.graph != self._number or event.created is None:
                continue
            first, last = event.created
            for sites, layer in self.witness.layer_calls:
                if layer.number not in decided and any(first <= self._order.get(site, -1) < last for site in sites):
                    decided.add(layer.number)
                    if event.training is None and layer.flag == "python":
                        layer.flag = "absent"

    def _held(self, names: Sequence[str]) -> set[Node]:
        """The updates that these tensors and operations are, or do nothing but hand on."""
        found: set[Node] = set()
        for name in names:
            tensor = self._index.tensor(name)
            if tensor is None:
                continue
            behind = {tensor.op, *self._index.before(tensor.op)}
            found |= {node for op, node in self.witness.update_nodes.items() if op in behind}
        return found

    def _reads(self) -> None:
        """Each read of the update ops by the program, in front of what was not there yet, and what waits on it."""
        logic, final = self.witness.logic, self._held(self._collected)
        reads = [event for event in self._bundle.events(CollectionReadBy) if self._is_read_of_updates(event)]
        given = {event.id: final if event.live else self._held(self._bundle.names(event.names)) for event in reads}
        all_early = all(final - held for held in given.values())
        for back, event in enumerate(reversed(reads), 1):
            held = given[event.id]
            late = [node.number for node in final - held]
            spot = self._bundle.spot(event.stack)
            node = self.witness.node("read", "tf.get_collection", DEFAULT_COLLECTION)
            node.spot = spot or node.spot
            node.edges += [Edge(update, "data", logic.true) for update in held]
            scope = event.scope if isinstance(event.scope, str) else None
            read = self.witness.event(
                CollectionRead, spot, node=node, key=DEFAULT_COLLECTION, scope=scope, live=event.live,
                contents=tuple((logic.true, update) for update in held),
            )  # fmt: skip
            if late:
                read.number = node.number = min(late) - back
            if event.by == "user":
                waiting = set(self._steps_behind(event))
                if late and all_early:  # whatever the program did with the list, there was no other
                    waiting |= set(self.witness.step_nodes.values())
                for step in sorted(waiting, key=lambda node: node.number):
                    step.edges.append(Edge(node, "control", logic.true))

    def _is_read_of_updates(self, event: CollectionReadBy) -> bool:
        """Whether someone may wait on what was read: a library that asks for the live list adds to it."""
        wanted = event.by == "user" or (event.by == "library" and not event.live)
        return wanted and event.key == DEFAULT_COLLECTION and event.graph == self._number

    def _steps_behind(self, read: CollectionReadBy) -> Iterator[Node]:
        """The steps that were made in a block which waits on just what the read gave."""
        names = set(self._bundle.names(read.names))
        for block in self._bundle.events(Block):
            same = set(self._bundle.names(block.inputs)) == names
            if same and block.graph == self._number and block.id > read.id:
                yield from self._made_within(block)

    def _made_within(self, block: Block) -> Iterator[Node]:
        if block.created is not None:
            first, end = block.created
            yield from (n for op, n in self.witness.step_nodes.items() if first <= self._order.get(op, -1) < end)

    def _blocks(self) -> None:
        for block in self._bundle.events(Block):
            waits = self._held(self._bundle.names(block.inputs))
            if waits and block.by == "user" and block.graph == self._number:
                edges = tuple(Edge(update, "control", self.witness.logic.true) for update in waits)
                created = list(self._made_within(block))
                self.witness.event(ControlBlock, self._bundle.spot(block.stack), waits=edges, created=created)

    def _losses(self) -> None:
        """What each step differentiates, and what only its value waits on."""
        for event in self._bundle.events(OptimizerCall):
            loss = self._index.tensor(event.loss or "")
            if loss is None or event.graph != self._number or event.created is None:
                continue
            first, end = event.created
            behind = self._index.behind([loss.op])
            for step in self.witness.program.events(TrainingStep):
                if first <= self._order.get(step.node.name, -1) < end:
                    (_, node), *_ = step.losses
                    node.name, node.reads = loss.op, frozenset()
                    node.edges += [
                        Edge(update, "control", self.witness.logic.true)
                        for op, update in self.witness.update_nodes.items()
                        if op in behind
                    ]

    def _savers(self) -> None:
        variables = self.witness.variables
        for number, saver in enumerate(self._bundle.captured.savers):
            names = {(one.name or "").removesuffix(":0") for one in saver or ()}
            held = frozenset(variable for name, variable in variables.items() if name in names)
            if not held:
                continue
            made = next((event.stack for event in self._bundle.events(SaverBuilt) if event.saver == number), None)
            saves = [
                spot
                for event in self._bundle.events(Save)
                if event.saver == number and (spot := self._bundle.spot(event.stack)) is not None
            ]
            spot = self._bundle.spot(made)
            listed = len(held) < len(variables)
            self.witness.event(SaverMade, spot, variables=held, listed=listed, saves=list[Spot](saves))
            for event in self._bundle.events(RestoreBy):
                if event.saver == number:
                    where = self._bundle.spot(event.stack)
                    self.witness.event(Restore, where, chosen=listed, variables=held, listed=spot)

    # -- what was run ------------------------------------------------------------------------------------------------

    def _calls(self) -> list[_Call]:
        """The runs of this graph; one that is fed several Booleans is several."""
        found: dict[tuple[int, tuple[tuple[str, bool], ...]], _Call] = {}
        made: dict[int, list[tuple[Feed, ...]]] = {}
        for event in self._bundle.events(RunCall):
            made.setdefault(event.run, []).append(event.feeds)
        for number, run in enumerate(self._bundle.captured.runs):
            if run.graph == self._number and run.via != "tape":
                for given in made.get(number, [()]):
                    feeds = flags_of(self._index, given)
                    call = found.setdefault((number, feeds), _Call(number, run, feeds, set()))
                    call.trained.update(feed.name for feed in given if feed.trained and feed.name is not None)
        return list(found.values())

    def _run(self, call: _Call) -> None:
        witness, logic = self.witness, self.witness.logic
        tensors = [t for name in call.run.fetches if (t := self._index.tensor(name or "")) is not None]
        orders = [witness.update_nodes[t.op] for t in tensors if t.op in witness.update_nodes]
        others = [t for t in tensors if t.op not in witness.update_nodes]
        behind = self._index.behind([tensor.op for tensor in others])
        computed = self._index.computed_from(others)
        fetched = witness.node("operation", "tf.group", "what is fetched")
        fetched.edges += [Edge(node, "control", logic.true) for op, node in witness.step_nodes.items() if op in behind]
        fetched.edges += [
            Edge(node, "control", logic.true) for op, node in witness.update_nodes.items() if op in behind
        ]
        fetched.edges += [
            Edge(layer.node, "data", logic.true)
            for sites, layer in witness.layer_calls
            if any(site in computed for site in sites)
        ]
        edges = [Edge(node, "data", logic.true) for node in (*orders, *([fetched] if others else []))]
        spot = self._bundle.spot(call.run.stack)
        self.run_facts[call.number, call.feeds] = witness.event(
            Run, spot, fetches=tuple(edges), feeds=tuple(self._fed(call)), names=self._names(spot),
            functions=self._bundle.functions(call.run.stack), rounds=self._rounds(call),
        )  # fmt: skip

    def _fed(self, call: _Call) -> Iterator[Fed]:
        """The Booleans, and the data: those of training are all the same to us, and others are one run's own."""
        logic, flags = self.witness.logic, dict(call.feeds)
        for name in call.run.fed:
            tensor = self._index.tensor(name)
            if tensor is not None and name in flags:
                truth = logic.true if flags[name] else logic.false
                yield Fed(self.witness.flag(tensor.op), logic.true, truth, str(flags[name]), True)
            elif tensor is not None:
                data = self._data.setdefault(name, self.witness.node("placeholder", "tf.placeholder", tensor.op))
                own = "training data" if call.run.role == "train" or name in call.trained else call
                yield Fed(data, logic.true, logic.false, "", False, own)

    def _rounds(self, call: _Call) -> tuple[int, ...]:
        """Runs that are made as often as training go round with it."""
        calls = [run.calls for run in self._bundle.captured.runs if run.role == "train"]
        often = call.run.calls >= min(calls, default=1) - 1
        return (0,) if often else (1,)

    def _names(self, spot: GraphSpot | None) -> tuple[str, ...]:
        """The names in the line that runs, where its file can still be read."""
        if spot is None:
            return ()
        try:
            lines = self._bundle.files.read(spot.place.path).lines
        except SourceError:
            return ()
        line = lines[spot.place.line - 1] if 0 < spot.place.line <= len(lines) else ""
        return names_in(line)
