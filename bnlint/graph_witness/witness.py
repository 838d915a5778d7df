"""The facts about one graph: which layers it has, which steps train through them, which updates each step runs.

The log is a summary: a step has one edge to each update that lies behind it, however long the way is in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any, Protocol, TypeVar

from bnlint.conditions import Condition, Logic
from bnlint.facts.events import Event, Export, LayerCall, Restore, SaverMade, Stored, TrainingStep
from bnlint.facts.graph import Edge, Node, NodeKind, Spot, Variable
from bnlint.facts.program import Program
from bnlint.graph_witness.contexts import Context, Taken, predicate
from bnlint.graph_witness.index import FUSED, Index, Tensor
from bnlint.graph_witness.recognition import RELATIVE, Recognition, Site, Update
from bnlint.graph_witness.steps import Step, steps
from bnlint.graph_witness.values import MERGES, PASSING
from bnlint.graph_witness.writes import other_writes
from bnlint.sources.places import Place


class Signature(Protocol):
    """What a graph hands out, by tensor names."""

    @property
    def inputs(self) -> Mapping[str, str]: ...

    @property
    def outputs(self) -> Mapping[str, str]: ...


class CheckpointValues(Protocol):
    """The values of a checkpoint, summed up."""

    def steps(self) -> int | None:
        """How many steps training had made."""

    def summary(self, name: str) -> dict[str, int] | None:
        """The numbers of values, as `Stored` has them; None for a variable that the checkpoint lacks."""


class NamedValues(CheckpointValues, Protocol):
    """A checkpoint that tells statistics by their names."""

    def statistics(self) -> Iterable[str]:
        """The variables that are called so."""


EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True)
class GraphSpot:
    """An operation of a graph of which nobody knows the line that made it."""

    place: Place
    chain: tuple[Place, ...]
    calls: tuple[object, ...] = ()


@dataclass
class _Layer:
    """One normalisation: a site for each mode that it can be in."""

    sites: list[Site]
    statistics: frozenset[str]
    updates: list[Update]
    flag: Taken | None
    """The flag with which it normalises by the batch; None where no flag decides."""
    by_batch: bool


@dataclass
class GraphWitness:
    """Reads the graph that the file at `path` holds. `saved` are the variables that a Saver in it keeps."""

    index: Index
    path: str
    saved: frozenset[str] | None = None
    named: tuple[str, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    values: CheckpointValues | None = None
    spots: Callable[[str], Spot | None] | None = None
    """Where each operation was made, for those of which that is known."""
    program: Program = field(init=False)
    update_nodes: dict[str, Node] = field(init=False, default_factory=dict)
    step_nodes: dict[str, Node] = field(init=False, default_factory=dict)
    layer_calls: list[tuple[tuple[str, ...], LayerCall]] = field(init=False, default_factory=list)
    """The layers, each with the operations that normalise for it."""

    def __post_init__(self) -> None:
        self.logic = Logic()
        self.program = Program(self.path, self.logic)
        place = Place(self.path, 0, 0, 0, 0)
        self._spot = GraphSpot(place, (place,))
        self._number = 0
        self.variables: dict[str, Variable] = {}
        self._flags: dict[str, Node] = {}
        self.recognition = Recognition(self.index)

    def read(self) -> Program:
        """States the facts, and gives the program that has them."""
        if not self.index.complete:
            self.program.complete = False
            self.program.unknowns |= {f"{self.path}: a graph with {flaw}": None for flaw in self.index.flaws}
        updates = self.update_nodes = {update.op: self._update(update) for update in self.recognition.updates}
        layers = [(layer, self._layer(layer, updates)) for layer in self._layers()]
        self.layer_calls = [(tuple(site.op for site in layer.sites), call) for layer, call in layers]
        for step in steps(self.recognition, self.named):
            self._step(step, layers, updates)
        for name, signature in self.signatures.items():
            self._export(name, signature, layers, updates)
        if self.values is not None:
            self._stored(self.values)
        self._writes()
        if self.saved is not None:
            held = frozenset(variable for name, variable in self.variables.items() if name in self.saved)
            self.event(SaverMade, variables=held, listed=True, saves=[self._spot])
        return self.program

    # -- layers ------------------------------------------------------------------------------------------------------

    def _layers(self) -> list[_Layer]:
        """The sites, those of one flag and the same statistics together."""
        found: list[_Layer] = []
        by_flag: dict[Taken, list[_Layer]] = {}
        for site in self.recognition.sites:
            layer = self._of_site(site)
            others = [] if layer.flag is None else by_flag.setdefault(layer.flag, [])
            twin = next((other for other in others if self._are_modes_of_one(other, layer)), None)
            if twin is None:
                found.append(layer)
                others.append(layer)
            else:
                twin.sites += layer.sites
                twin.updates = twin.updates or layer.updates
                twin.statistics |= layer.statistics
                twin.by_batch = True
        return found

    def _of_site(self, site: Site) -> _Layer:
        updates = self.recognition.updates_by(site.batch)
        statistics = site.variables | {update.variable for update in updates}
        return _Layer([site], statistics, updates, self._flag_of(site), site.by_batch)

    def _flag_of(self, site: Site) -> Taken | None:
        """What decides between the batch and the variables, as a flag that is for the batch."""
        if site.context:
            taken = max(site.context)
            return taken if site.by_batch else Taken(taken.flag, not taken.value)
        return self._choice(site) if site.batch and site.variables and not self._is_fused(site) else None

    def _is_fused(self, site: Site) -> bool:
        return FUSED.match(self.index[site.op].type) is not None

    def _are_modes_of_one(self, one: _Layer, other: _Layer) -> bool:
        return one.by_batch != other.by_batch and not one.statistics.isdisjoint(other.statistics)

    def _choice(self, site: Site) -> Taken | None:
        """The flag by which a conditional hands on statistics of the batch, not variables."""
        added = self.index[self.index[site.op].data[0].op]
        todo = list(added.data)
        seen: set[Tensor] = set()
        while todo:
            tensor = todo.pop()
            if tensor in seen:
                continue
            seen.add(tensor)
            op = self.index[tensor.op]
            returned = self.index.through_calls(tensor)
            ways = returned if returned is not None else op.data if op.type in MERGES else []
            for number, way in enumerate(ways):
                if self.recognition.values.cone(way, 12).statistics:
                    if returned is not None and op.data:
                        flag = predicate(self.index, op.data[0])
                        return Taken(flag.flag, (number == 0) == flag.value)
                    context = self._context_of(way)
                    return max(context) if context else None
            if op.type in PASSING:
                todo += op.data[:1]
        return None

    def _context_of(self, way: Tensor) -> Context:
        context = self.recognition.context(way.op)
        op = self.index[way.op]
        if op.type in ("Switch", "RefSwitch") and len(op.data) > 1:
            flag = predicate(self.index, op.data[1])
            context |= {Taken(flag.flag, (way.output == 1) == flag.value)}
        return context

    def _layer(self, layer: _Layer, updates: Mapping[str, Node]) -> LayerCall:
        names = sorted(layer.statistics)
        scope = names[0].rpartition("/")[0] if names else layer.sites[0].op.rpartition("/")[0]
        first = layer.sites[0].op
        node = self.node("layer", self.index[first].type, scope or first, first)
        trains = self.logic.true if layer.by_batch else self.logic.false
        flag = None
        if layer.flag is not None and self.index[layer.flag.flag].type != "Const":
            flag = self.flag(layer.flag.flag)
            trains = self._when(layer.flag)
        return self.event(
            LayerCall, node.spot, node=node, api=node.operation, scope=node.name, trains=trains, collection=None,
            flag="python" if flag is None else "tensor", tensor=flag, device=self.index[first].device,
            updates=tuple(updates[update.op] for update in layer.updates),
            statistics=tuple(map(self.variable, names)),
            weights=tuple(map(self.variable, sorted(self._weights(layer)))),
        )  # fmt: skip

    def _weights(self, layer: _Layer) -> set[str]:
        """The scale and offset, as far as they stand beside the normalisation."""
        values = self.recognition.values
        found: set[str] = set()
        for site in layer.sites:
            op = self.index[site.op]
            tensors = op.data[1:3]
            if not self._is_fused(site):
                products = (self.index[name] for name in self.recognition.consumers(site.op))
                tensors = [t for product in products if product.type == "Mul" for t in product.data if t.op != site.op]
            found |= {name for tensor in tensors for name in values.variables(tensor)}
        return found - layer.statistics

    # -- steps -------------------------------------------------------------------------------------------------------

    def _step(self, step: Step, layers: Iterable[tuple[_Layer, LayerCall]], updates: Mapping[str, Node]) -> None:
        behind = self.index.behind([step.op])
        gradients = [tensor for write, _ in step.writes for tensor in self.index[write].data[1:]]
        computed = self.index.computed_from(gradients)
        loss = self.node("operation", "gradients", "the gradients")
        for layer, call in layers:
            if any(site.op in computed for site in layer.sites):
                loss.edges.append(Edge(call.node, "data", self.logic.true))
        node = self.step_nodes[step.op] = self.node("step", self.index[step.op].type, step.op, step.op)
        node.edges += [Edge(update, "control", self.logic.true) for name, update in updates.items() if name in behind]
        variables = tuple(self.variable(name) for _, name in step.writes)
        optimizer = self.index[step.writes[0][0]].type
        self.event(
            TrainingStep,
            node.spot,
            node=node,
            optimizer=optimizer,
            losses=((self.logic.true, loss),),
            variables=variables,
        )

    # -- what is handed out, and what is stored ----------------------------------------------------------------------

    def _export(
        self, name: str, signature: Signature, layers: Iterable[tuple[_Layer, LayerCall]], updates: Mapping[str, Node]
    ) -> None:
        outputs = [tensor for text in signature.outputs.values() if (tensor := self.index.tensor(text)) is not None]
        given = {tensor.op for text in signature.inputs.values() if (tensor := self.index.tensor(text)) is not None}
        computed = self.index.computed_from(outputs)
        behind = self.index.behind([tensor.op for tensor in outputs])
        node = self.node("operation", "export", name)
        for layer, call in layers:
            if any(site.op in computed for site in layer.sites):
                node.edges.append(Edge(call.node, "data", self.logic.true))
        node.edges += [Edge(update, "control", self.logic.true) for op, update in updates.items() if op in behind]
        node.edges += [Edge(flag, "data", self.logic.true) for op, flag in self._flags.items() if op in behind]
        inputs = frozenset(flag for op, flag in self._flags.items() if op in given)
        self.event(Export, name=name, node=node, inputs=inputs)

    def _stored(self, values: CheckpointValues) -> None:
        kept = {update.variable: self._kept(update) for update in self.recognition.updates}
        statistics = sorted({v.name for layer in self.program.layers for v in layer.statistics})
        steps = values.steps()
        for name in statistics:
            found = values.summary(name)
            if found is not None:
                self.event(
                    Stored, variable=self.variable(name), is_variance=name in self.recognition.variances, steps=steps,
                    kept=kept.get(name), **found,
                )  # fmt: skip

    def _kept(self, update: Update) -> float | None:
        """The share of the value from before: the update takes away, or adds, the rest."""
        op = self.index[update.op]
        shares = [number for number in update.numbers if 0.0 < number < 1.0]
        if len(set(shares)) != 1 or op.type not in RELATIVE:
            return None
        return 1.0 - shares[0]

    def _writes(self) -> None:
        """What else gives the variables of the layers their values; nobody knows which Saver restores."""
        names = {v.name for layer in self.program.layers for v in (*layer.statistics, *layer.weights)}
        restored: dict[frozenset[str], set[str]] = {}
        for write in other_writes(self.recognition, names):
            if write.restored_by:
                restored.setdefault(write.restored_by, set()).add(write.variable)
            else:
                node = self.node("assign", self.index[write.op].type, write.op, write.op)
                node.variable = self.variable(write.variable)
        if self.spots is None:  # of a captured script the Savers are known
            for some in restored.values():
                held = frozenset(map(self.variable, some))
                self.event(Restore, chosen=some != names, variables=held, offered=True)

    # -- the log -----------------------------------------------------------------------------------------------------

    def _update(self, update: Update) -> Node:
        node = self.node("update", self.index[update.op].type, update.op, update.op)
        node.variable = self.variable(update.variable)
        if update.context:
            node.runs = reduce(and_, map(self._when, sorted(update.context)))
        return node

    def _when(self, taken: Taken) -> Condition:
        op = self.index[taken.flag]
        if op.type == "Const":
            listed = self.recognition.values.numbers(Tensor(op.name, 0)) or [0]
            return self.logic.true if bool(listed[0]) == taken.value else self.logic.false
        self.flag(taken.flag)
        truth = self.logic.symbol(("flag", taken.flag), "tensor", taken.flag)
        return truth if taken.value else ~truth

    def flag(self, name: str) -> Node:
        known = self._flags.get(name)
        if known is None:
            op = self.index[name]
            kind: NodeKind = "placeholder" if op.type.startswith("Placeholder") else "operation"
            known = self._flags[name] = self.node(kind, op.type, name, name)
            truth = self.logic.symbol(("flag", name), "tensor", name)
            self.program.tensors.update((symbol.index, known) for symbol in truth.symbols())
            self.program.booleans.add(known)
            if op.type == "PlaceholderWithDefault" and op.data:
                listed = self.recognition.values.numbers(op.data[0])
                if listed:
                    self.program.defaults[known] = self.logic.true if listed[0] else self.logic.false
        return known

    def variable(self, name: str) -> Variable:
        known = self.variables.get(name)
        if known is None:
            known = self.variables[name] = Variable(name, 0, self.spot(name))
        return known

    def spread(self, room: int) -> None:
        """Leaves room between the numbers of what there is."""
        for node in self.program.nodes:
            node.number *= room
        for event in self.program.log:
            event.number *= room
        self._number *= room

    def spot(self, op: str | None) -> Spot:
        """Where the operation was made; the file as a whole where nobody knows."""
        found = self.spots(op) if self.spots is not None and op is not None else None
        return found or self._spot

    def node(self, kind: NodeKind, operation: str, name: str, op: str | None = None) -> Node:
        """A new node of the program, made where the operation `op` was."""
        self._number += 1
        node = Node(self._number, kind, operation, self.spot(op), self.logic.true, 0, name)
        self.program.nodes.append(node)
        return node

    def event(self, kind: type[EventT], spot: Spot | None = None, /, **details: Any) -> EventT:
        """A new event of the log."""
        self._number += 1
        event = kind(number=self._number, spot=spot or self._spot, condition=self.logic.true, graph=0, **details)
        self.program.log.append(event)
        return event


def stored_alone(path: str, values: NamedValues) -> Program:
    """The facts of a checkpoint without a graph, whose statistics are told by their names."""
    program = Program(path, Logic())
    program.is_values = True
    place = Place(path, 0, 0, 0, 0)
    spot, steps = GraphSpot(place, (place,)), values.steps()
    for number, name in enumerate(sorted(values.statistics())):
        found = values.summary(name)
        if found is not None:
            variable = Variable(name, 0, spot)
            program.log.append(
                Stored(
                    number=number, spot=spot, condition=program.logic.true, graph=0, variable=variable,
                    is_variance=name.endswith(("variance", "var")), steps=steps, **found,
                )
            )  # fmt: skip
    return program
