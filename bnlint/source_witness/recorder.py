"""Writes the facts down: nodes, edges and events of one program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, TypeVar

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, Trace
from bnlint.engine.values import Arguments, Const, InstanceValue, Unknown, Value
from bnlint.facts.events import CollectionRead, ControlBlock, Escape, Event, LayerCall, Scoped
from bnlint.facts.graph import Edge, EdgeKind, Node, NodeKind, Variable
from bnlint.facts.program import Program
from bnlint.source_witness.defaults import PARAMETERS, Defaults, Given
from bnlint.source_witness.graph_state import Graph
from bnlint.source_witness.tensors import SessionValue, TensorValue, VariableValue
from bnlint.source_witness.written_out import Normalisation
from bnlint.tensorflow_api.effects import gradient_reads

EventT = TypeVar("EventT", bound=Event)
_SAME: Final = frozenset({"tf.identity", "tf.cast", "tf.convert_to_tensor", "tf.stop_gradient", "tf.squeeze"})
_BUILDING: Final[frozenset[type[Event]]] = frozenset({LayerCall, CollectionRead, ControlBlock})
"""Events that come to anything only where something else happens, such as a run."""
NODE_COST: Final = 6
"""What an operation costs of the engine's budget, in statements."""
FEW: Final = 256
"""Values that are looked at for nothing where everything inside a value is asked for."""
LOOKED_AT: Final = 8
"""Of those beyond, the values that cost as much as one statement."""


class Recorder:
    """The program's facts so far, and the graph that is being built."""

    def __init__(self, entry: str) -> None:
        self.entry = entry
        self.engine: Interpreter
        self.program: Program
        self._graphs: list[Graph] = []
        self._stack: list[Graph] = []
        self._number = 0
        self.rounds = 0
        self.kinds: set[type[Event]] = set()
        """The kinds of events that the log holds."""
        self.sessions: list[SessionValue] = []
        self.offered = False
        """Whether what runs is a method that no program here calls."""
        self.arg_scopes: list[Defaults] = [{}]
        self._callers: list[tuple[str, Trace]] = []
        """The functions of TensorFlow's that are calling others now, the outermost first, and where they are called."""
        self.inside: list[Condition] = []
        """When the branches of `tf.cond` are taken that are being built, outermost first, each with those around it."""
        self.batch_statistics: dict[Node, Node] = {}
        """Means and variances over the batch axis, and what they are taken of."""
        self.normalisations: list[Normalisation] = []
        self._truths: dict[Node, Condition] = {}
        self.shadows: dict[Value, dict[Node, VariableValue]] = {}
        """What each `ExponentialMovingAverage` keeps for what it averages."""
        self.differentiated: dict[Node, tuple[Variable, ...]] = {}
        """For which variables a gradient was asked, where a choice was made."""
        self.update_runners: list[Escape] = []
        """The calls of what is described as running the update ops."""

    def begin(self, engine: Interpreter) -> None:
        self.engine = engine
        self.program = Program(self.entry, engine.logic)
        self._stack = [self.new_graph()]

    # -- graphs ------------------------------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        return self._stack[-1]

    def new_graph(self) -> Graph:
        graph = Graph(len(self._graphs))
        self._graphs.append(graph)
        return graph

    def graph_of(self, number: int) -> Graph:
        return self._graphs[number]

    def push(self, graph: Graph) -> None:
        self._stack.append(graph)

    def pop(self) -> None:
        if len(self._stack) > 1:
            self._stack.pop()

    def reset(self) -> None:
        """`tf.reset_default_graph()`."""
        self._stack[0] = self.new_graph()

    @contextmanager
    def process(self) -> Iterator[None]:
        """Another process has a default graph and sessions of its own; what it inherits, it hardly ever uses."""
        stack, sessions = self._stack, self.sessions
        self._stack, self.sessions = [self.new_graph()], []
        try:
            yield
        finally:
            self._stack, self.sessions = stack, sessions

    # -- nodes -------------------------------------------------------------------------------------------------------

    def spot(self) -> Trace:
        trace = self.engine.trace
        assert trace is not None
        return trace

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def node(
        self, operation: str, inputs: Iterable[Value] = (), *, kind: NodeKind = "operation", edge: EdgeKind = "data",
        name: str = "", variable: Variable | None = None, reads: frozenset[str] | None = None,
    ) -> Node:  # fmt: skip
        """A new operation on the present path, waiting on the control dependencies in force."""
        graph, path = self.graph, self.engine.path
        node = Node(self.next_number(), kind, operation, self.spot(), path, graph.number, name, variable=variable)
        node.reads = gradient_reads(operation) if reads is None else reads
        node.runs = self.inside[-1] if self.inside else None
        if graph.name_scope and not name:
            graph.unnamed[node] = graph.name_scope
        for value in inputs:
            node.edges += self.edges(value, edge)
        if graph.controls:
            node.edges += graph.waits(path)
            for frame in graph.controls:
                if frame.block is not None and not frame.path.excludes(path):
                    frame.block.created.append(node)
        self.program.nodes.append(node)
        self.engine.spend(NODE_COST)
        self.engine.touch()
        return node

    def tensor(self, operation: str, inputs: Iterable[Value] = (), **more: Any) -> TensorValue:
        return TensorValue(self.node(operation, inputs, **more), self)

    def edges(self, value: Value, kind: EdgeKind = "data") -> list[Edge]:
        """Edges to every operation inside a value."""
        if isinstance(value, TensorValue):
            return [Edge(value.node, kind, self.engine.logic.true)]
        if isinstance(value, Const) or (isinstance(value, Unknown) and not value.carries):
            return []
        found: dict[tuple[Node, bool], Edge] = {}
        for condition, single, sure in self.engine.leaves(value):
            node = self.node_of(single)
            if node is None:
                continue
            known = found.get((node, sure))
            if known is None:
                found[node, sure] = Edge(node, kind, condition, sure)
            else:
                known.condition = known.condition | condition
        return list(found.values())

    def edge(self, node: Node, kind: EdgeKind, condition: Condition) -> Edge:
        return Edge(node, kind, condition)

    def with_defaults(self, function: object, arguments: Arguments) -> Arguments:
        """The arguments of a call, with what `arg_scope` sets for the function."""
        defaults = self.arg_scopes[-1].get(function, Given()).values
        if not defaults:
            return arguments
        return Arguments(arguments.positional, {**defaults, **arguments.keywords}, arguments.more, arguments.origins)

    def scopes_of(self, function: str) -> tuple[Scoped, ...]:
        """The scopes that list a normalising function, or that give its parameters to the function that calls it."""
        defaults = self.arg_scopes[-1]
        given = [one for one in defaults.get(self.caller(), Given()).scopes if PARAMETERS in one.gives]
        return (*defaults.get(function, Given()).scopes, *(replace(one, inside=PARAMETERS) for one in given))

    @contextmanager
    def calling(self, function: str) -> Iterator[None]:
        """While a function of TensorFlow's calls others, which the program did not write."""
        self._callers.append((function, self.spot()))
        yield
        self._callers.pop()

    def caller(self) -> str | None:
        """The function that the program calls here, where another one calls the present one."""
        here = self.spot()
        return next((function for function, spot in self._callers if spot is here), None)

    def value_of(self, node: Node) -> TensorValue:
        """The tensor, or the variable, that a node is."""
        if node.kind == "variable" and node.variable is not None:
            return VariableValue(node.variable, node, self)
        return TensorValue(node, self)

    def node_of(self, value: Value) -> Node | None:
        return value.node if isinstance(value, TensorValue) else None

    def nodes_inside(self, values: Iterable[Value]) -> tuple[list[Node], bool]:
        """Every operation inside values, objects included, and whether a session is among them."""
        values = [v for v in values if not isinstance(v, Const) and not (isinstance(v, Unknown) and not v.carries)]
        if not values:
            return [], False
        nodes: dict[Node, None] = {}
        session = False
        seen: set[Value] = set()
        todo, objects = list(values), 0
        while todo and objects < 2000:
            for single in self.engine.contents(todo.pop(), seen):
                node = self.node_of(single)
                if node is not None:
                    nodes[node] = None
                elif isinstance(single, SessionValue):
                    session = True
                elif isinstance(single, (InstanceValue, Unknown)):
                    objects += 1
                    fields = single.attributes if isinstance(single, InstanceValue) else (single.fields or {})
                    todo += [v for v in fields.values() if not isinstance(v, Const) and v not in seen]
        self.engine.spend(max(0, len(seen) - FEW) // LOOKED_AT)
        return list(nodes), session

    # -- truth -------------------------------------------------------------------------------------------------------

    def truth_of(self, node: Node) -> Condition:
        """When the tensor is true: by what it is made of, or by a symbol of its own."""
        known = self._truths.get(node)
        if known is None:
            known = self._truths[node] = self._combined(node) or self._own_truth(node)
        return known

    def note_truth(self, node: Node, truth: Condition) -> None:
        """The tensor is a constant."""
        self._truths[node] = truth

    def _combined(self, node: Node) -> Condition | None:
        parts = [edge.target for edge in node.edges if edge.kind == "data" and edge.condition.certain and edge.sure]
        if node.operation in _SAME and len(parts) == 1 and node.kind == "operation":
            return self.truth_of(parts[0])
        if node.operation == "tf.logical_not" and len(parts) == 1:
            return ~self.truth_of(parts[0])
        if node.operation == "tf.logical_and" and len(parts) == 2:
            return self.truth_of(parts[0]) & self.truth_of(parts[1])
        if node.operation == "tf.logical_or" and len(parts) == 2:
            return self.truth_of(parts[0]) | self.truth_of(parts[1])
        return None

    def _own_truth(self, node: Node) -> Condition:
        literal = self.engine.logic.symbol((node, "truth"), "tensor", node.name or node.operation)
        self.program.tensors[literal.level] = node
        return literal

    # -- events ------------------------------------------------------------------------------------------------------

    def event(self, kind: type[EventT], **details: Any) -> EventT:
        details.setdefault("graph", self.graph.number)
        condition = self.engine.path if kind in _BUILDING else self.engine.path & self.engine.assumed
        event = kind(number=self.next_number(), spot=self.spot(), condition=condition, **details)
        self.program.log.append(event)
        self.kinds.add(kind)
        self.engine.touch()
        return event
