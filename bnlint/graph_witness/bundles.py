"""The facts of a captured script: its graphs, and what Python did to make and to run them (docs/bundle.md)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bnlint.facts.events import CollectionRead, ControlBlock, Fed, Restore, Run, SaverMade, TrainingStep
from bnlint.facts.graph import Edge, Node, Spot
from bnlint.facts.program import Program
from bnlint.facts.roles import names_in
from bnlint.facts.updates import DEFAULT_COLLECTION
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.witness import GraphSpot, GraphWitness
from bnlint.sources.places import Place

ROOM = 1000
"""Numbers between two facts of the graph, for what Python did meanwhile."""


@dataclass(frozen=True)
class _Call:
    """A run, as often as it was made with the same Booleans."""

    run: Mapping[str, Any]
    feeds: tuple[tuple[str, bool], ...]


class Bundle:
    """What `bundle.json` says, looked at by number."""

    def __init__(self, contents: Mapping[str, Any]) -> None:
        self.contents = contents
        self._folder = str(contents.get("folder") or "")
        self._spots: dict[int, GraphSpot | None] = {}

    def listed(self, key: str) -> Sequence[Any]:
        found = self.contents.get(key)
        return found if isinstance(found, list) else []

    def spot(self, stack: Any) -> GraphSpot | None:
        """The user's lines of a stack, innermost last; None where there are none."""
        if not isinstance(stack, int):
            return None
        if stack not in self._spots:
            frames = [self.listed("frames")[number] for number in self.listed("stacks")[stack]]
            chain = tuple(self._place(str(file), int(line)) for file, line, _ in frames)
            self._spots[stack] = GraphSpot(chain[-1], chain, chain) if chain else None
        return self._spots[stack]

    def functions(self, stack: Any) -> tuple[str, ...]:
        if not isinstance(stack, int):
            return ()
        frames = (self.listed("frames")[number] for number in self.listed("stacks")[stack])
        return tuple(dict.fromkeys(str(name) for _, _, name in frames if name != "<module>"))

    def names(self, number: Any) -> tuple[str, ...]:
        listed = self.listed("names")
        if not isinstance(number, int) or not 0 <= number < len(listed):
            return ()
        return tuple(name for name in listed[number] if isinstance(name, str))

    def events(self, kind: str) -> Iterator[Mapping[str, Any]]:
        return (event for event in self.listed("events") if event.get("kind") == kind)

    def _place(self, file: str, line: int) -> Place:
        return Place(os.path.join(self._folder, file), line, 1, line, 1)


class BundleWitness:
    """Reads one graph of a bundle, and what Python did with it."""

    def __init__(
        self, bundle: Bundle, number: int, index: Index, order: Sequence[str], path: str, named: tuple[str, ...] = ()
    ) -> None:
        self._bundle = bundle
        self._number = number
        described = bundle.listed("graphs")[number]
        stacks = described.get("stacks") or []
        self._order = {name: at for at, name in enumerate(order)}
        self._made = dict(zip(order, stacks, strict=False))
        self._collections = described.get("collections") or {}
        self._index = index
        self._witness = GraphWitness(index, path, named=named, spots=lambda op: bundle.spot(self._made.get(op)))

    def read(self) -> Program:
        """States the facts, and gives the program that has them."""
        program = self._witness.read()
        self._witness.spread(ROOM)
        self._note_collections()
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
        held = self._held(self._collections.get(DEFAULT_COLLECTION, {}).get("names") or ())
        for layer in self._witness.program.layers:
            if held and any(update in held for update in layer.updates):
                layer.collection = DEFAULT_COLLECTION

    def _held(self, names: Sequence[Any]) -> set[Node]:
        """The updates that these tensors and operations are, or do nothing but hand on."""
        found: set[Node] = set()
        for name in names:
            tensor = self._index.tensor(name) if isinstance(name, str) else None
            if tensor is None:
                continue
            behind = {tensor.op, *self._index.before(tensor.op)}
            found |= {node for op, node in self._witness.update_nodes.items() if op in behind}
        return found

    def _reads(self) -> None:
        """Each read of the update ops by the program, in front of what was not there yet, and what waits on it."""
        logic, final = self._witness.logic, self._held(self._collections.get(DEFAULT_COLLECTION, {}).get("names") or ())
        reads = [event for event in self._bundle.events("collection") if self._is_read_of_updates(event)]
        all_early = all(final - self._held(self._bundle.names(event.get("names"))) for event in reads)
        for back, event in enumerate(reversed(reads), 1):
            names = self._bundle.names(event.get("names"))
            held = self._held(names)
            late = [node.number for node in final - held]
            spot = self._bundle.spot(event.get("stack"))
            node = self._witness.node("read", "tf.get_collection", DEFAULT_COLLECTION)
            node.spot = spot or node.spot
            node.edges += [Edge(update, "data", logic.true) for update in held]
            read = self._witness.event(
                CollectionRead, spot, node=node, key=DEFAULT_COLLECTION, scope=event.get("scope"),
                live=bool(event.get("live")), contents=tuple((logic.true, update) for update in held),
            )  # fmt: skip
            if late:
                read.number = node.number = min(late) - back
            if event.get("by") == "user":
                waiting = set(self._steps_behind(event, names))
                if late and all_early:  # whatever the program did with the list, there was no other
                    waiting |= set(self._witness.step_nodes.values())
                for step in sorted(waiting, key=lambda node: node.number):
                    step.edges.append(Edge(node, "control", logic.true))

    def _is_read_of_updates(self, event: Mapping[str, Any]) -> bool:
        known = event.get("by") in ("user", "library")
        return known and event.get("key") == DEFAULT_COLLECTION and event.get("graph") == self._number

    def _steps_behind(self, read: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Node]:
        """The steps that were made in a block which waits on just what the read gave."""
        for block in self._bundle.events("control_dependencies"):
            same = set(self._bundle.names(block.get("inputs"))) == set(names)
            if same and block.get("graph") == self._number and block.get("id", 0) > read.get("id", 0):
                yield from self._made_within(block)

    def _made_within(self, block: Mapping[str, Any]) -> Iterator[Node]:
        created = block.get("created")
        if isinstance(created, list) and len(created) == 2:
            for op, node in self._witness.step_nodes.items():
                if created[0] <= self._order.get(op, -1) < created[1]:
                    yield node

    def _blocks(self) -> None:
        for block in self._bundle.events("control_dependencies"):
            waits = self._held(self._bundle.names(block.get("inputs")))
            if waits and block.get("by") == "user" and block.get("graph") == self._number:
                edges = tuple(Edge(update, "control", self._witness.logic.true) for update in waits)
                created = list(self._made_within(block))
                self._witness.event(ControlBlock, self._bundle.spot(block.get("stack")), waits=edges, created=created)

    def _losses(self) -> None:
        """What each step differentiates, and what only its value waits on."""
        for event in self._bundle.events("optimizer"):
            loss = self._index.tensor(str(event.get("loss") or ""))
            created = event.get("created")
            if loss is None or event.get("graph") != self._number or not isinstance(created, list):
                continue
            behind = self._index.behind([loss.op])
            for step in self._witness.program.events(TrainingStep):
                if created[0] <= self._order.get(step.node.name, -1) < created[1]:
                    (_, node), *_ = step.losses
                    node.name, node.reads = loss.op, frozenset()
                    node.edges += [
                        Edge(update, "control", self._witness.logic.true)
                        for op, update in self._witness.update_nodes.items()
                        if op in behind
                    ]

    def _savers(self) -> None:
        variables = self._witness.variables
        for number, saver in enumerate(self._bundle.listed("savers")):
            names = {str(one.get("name")) for one in saver or () if isinstance(one, dict)}
            held = frozenset(variable for name, variable in variables.items() if name in names)
            if not held:
                continue
            made = next((e for e in self._bundle.events("saver") if e.get("saver") == number), {})
            saves = [
                spot
                for event in self._bundle.events("save")
                if event.get("saver") == number and (spot := self._bundle.spot(event.get("stack"))) is not None
            ]
            spot = self._bundle.spot(made.get("stack"))
            listed = len(held) < len(variables)
            self._witness.event(SaverMade, spot, variables=held, listed=listed, saves=list[Spot](saves))
            for event in self._bundle.events("restore"):
                if event.get("saver") == number:
                    where = self._bundle.spot(event.get("stack"))
                    self._witness.event(Restore, where, chosen=listed, variables=held, listed=spot)

    # -- what was run ------------------------------------------------------------------------------------------------

    def _calls(self) -> list[_Call]:
        """The runs of this graph; one that is fed several Booleans is several."""
        found: dict[tuple[int, tuple[tuple[str, bool], ...]], _Call] = {}
        made: dict[int, list[Mapping[str, Any]]] = {}
        for event in self._bundle.events("run"):
            made.setdefault(event.get("run", -1), []).append(event)
        for number, run in enumerate(self._bundle.listed("runs")):
            if run.get("graph") == self._number and run.get("via") != "tape":
                for event in made.get(number, [{}]):
                    fed = [one for one in event.get("feeds") or () if isinstance(one.get("value"), bool)]
                    feeds = tuple(sorted((str(one.get("name")), bool(one["value"])) for one in fed))
                    found.setdefault((number, feeds), _Call(run, feeds))
        return list(found.values())

    def _run(self, call: _Call) -> None:
        witness, logic = self._witness, self._witness.logic
        tensors = [t for name in call.run.get("fetches") or () if (t := self._index.tensor(str(name))) is not None]
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
        spot = self._bundle.spot(call.run.get("stack"))
        witness.event(
            Run, spot, fetches=tuple(edges), feeds=tuple(self._fed(call)), names=_names(spot),
            functions=self._bundle.functions(call.run.get("stack")), rounds=self._rounds(call),
        )  # fmt: skip

    def _fed(self, call: _Call) -> Iterator[Fed]:
        """The Booleans, and the other tensors, each with what tells its values apart: the place of the run."""
        logic, flags = self._witness.logic, dict(call.feeds)
        for name in call.run.get("fed") or ():
            tensor = self._index.tensor(str(name))
            if tensor is None:
                continue
            if str(name) in flags:
                truth = logic.true if flags[str(name)] else logic.false
                yield Fed(self._witness.flag(tensor.op), logic.true, truth, str(flags[str(name)]), True)

    def _rounds(self, call: _Call) -> tuple[int, ...]:
        """Runs that are made as often as training go round with it."""
        calls = [int(run.get("calls") or 0) for run in self._bundle.listed("runs") if run.get("role") == "train"]
        often = int(call.run.get("calls") or 0) >= min(calls, default=1) - 1
        return (0,) if often else (1,)


def _names(spot: GraphSpot | None) -> tuple[str, ...]:
    """The names in the line that runs, where its file can still be read."""
    if spot is None:
        return ()
    try:
        with open(spot.place.path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return ()
    line = lines[spot.place.line - 1] if 0 < spot.place.line <= len(lines) else ""
    return names_in(line)
