"""Programs made of facts by hand: no source, no witness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bnlint.conditions import Condition, Logic
from bnlint.facts.events import CollectionRead, ControlBlock, Escape, FlagKind, LayerCall, Restore, Run, TrainingStep
from bnlint.facts.graph import Edge, EdgeKind, Node, NodeKind, Variable
from bnlint.facts.program import Program
from bnlint.sources.places import Place

BOTH = frozenset({"inputs", "output"})
NOTHING: frozenset[str] = frozenset()
STATISTICS = ("moving_mean", "moving_variance")


@dataclass(frozen=True)
class Line:
    """A line of the only file, reached by no call or through the calls on the lines before the last."""

    numbers: tuple[int, ...]

    @property
    def place(self) -> Place:
        return self.chain[-1]

    @property
    def chain(self) -> tuple[Place, ...]:
        return tuple(Place("train.py", number, 1, number, 2) for number in self.numbers)


class HandMade:
    """A program under construction. What is added under a condition exists only then; each addition is a line."""

    def __init__(self) -> None:
        self.logic = Logic()
        self.program = Program("train.py", self.logic)
        self.always = self.logic.true
        self._number = 0

    def option(self, name: str) -> Condition:
        return self.logic.symbol(name, "option", name)

    def varying(self, name: str) -> Condition:
        return self.logic.symbol(name, "varying", name)

    def truth_of(self, tensor: Node) -> Condition:
        """The symbol that stands for a tensor's value."""
        literal = self.logic.symbol(tensor, "tensor", "a tensor")
        self.program.tensors[literal.level] = tensor
        return literal

    # -- the graph ---------------------------------------------------------------------------------------------------

    def node(
        self,
        *inputs: Node | Edge,
        kind: NodeKind = "operation",
        waits: Iterable[Node | Edge] = (),
        of: Iterable[Node] = (),
        reads: frozenset[str] = BOTH,
        when: Condition | None = None,
        variable: Variable | None = None,
        runs: Condition | None = None,
        scalar: bool = False,
    ) -> Node:
        """An operation on `inputs` that waits on `waits`; or the gradient `of` something."""
        number, condition = self._next(), when or self.always
        node = Node(number, kind, "tf.something", Line((number,)), condition, reads=reads, variable=variable)
        node.scalar, node.runs = scalar, runs
        node.edges += [self._edge(target, "data") for target in inputs]
        node.edges += [self._edge(target, "control") for target in waits]
        node.edges += [self._edge(target, "gradient") for target in of]
        self.program.nodes.append(node)
        return node

    def variable(self, name: str, *, guessed: bool = False) -> Variable:
        return Variable(name, 0, Line((self._next(),)), guessed=guessed)

    def edge(self, target: Node, kind: EdgeKind = "data", when: Condition | None = None, *, sure: bool = True) -> Edge:
        return Edge(target, kind, when or self.always, sure)

    def _edge(self, target: Node | Edge, kind: EdgeKind) -> Edge:
        return target if isinstance(target, Edge) else self.edge(target, kind)

    def _next(self) -> int:
        self._number += 1
        return self._number

    # -- events ------------------------------------------------------------------------------------------------------

    def layer(
        self,
        *inputs: Node,
        scope: str = "bn",
        trains: Condition | None = None,
        flag: FlagKind = "tensor",
        chain: tuple[int, ...] = (),
        statistics: tuple[Variable, ...] = (),
        collection: str | None = "update_ops",
        when: Condition | None = None,
    ) -> LayerCall:
        """Batch normalisation, with two update ops where it may train; `chain` are the lines of the calls to it.

        A flag of kind "tensor" is a placeholder of the layer's own.
        """
        if trains is None:
            trains = self.truth_of(self.node(kind="placeholder")) if flag == "tensor" else self.always
        moves = self.logic.forget(trains, lambda symbol: symbol.kind == "tensor")
        statistics = statistics or tuple(self.variable(f"{scope}/{name}") for name in STATISTICS)
        updates = [
            self.node(*inputs, kind="update", variable=variable, when=moves, runs=trains if flag == "tensor" else None)
            for variable in statistics
            if trains.possible
        ]
        node = self.node(*inputs, kind="layer", when=when, waits=updates if collection is None else ())
        call = LayerCall(
            number=self._next(), spot=Line(chain or (node.number,)), condition=when or self.always, graph=0, node=node,
            api="tf.layers.batch_normalization", scope=scope, flag=flag, trains=trains, updates=tuple(updates),
            collection=collection, statistics=statistics, weights=(self.variable(f"{scope}/gamma"),),
        )  # fmt: skip
        self.program.log.append(call)
        return call

    def read(self, *contents: Node, scope: str | None = None, key: str = "update_ops") -> CollectionRead:
        node = self.node(kind="read")
        event = CollectionRead(
            number=self._next(), spot=node.spot, condition=self.always, graph=0, node=node, key=key, scope=scope,
            live=False, contents=tuple((self.always, update) for update in contents),
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def block(self, *waits: Node, created: Iterable[Node] = ()) -> ControlBlock:
        number = self._next()
        edges = tuple(self.edge(node, "control") for node in waits)
        event = ControlBlock(
            number=number, spot=Line((number,)), condition=self.always, graph=0, waits=edges, created=list(created)
        )
        self.program.log.append(event)
        return event

    def step(
        self, loss: Node, *waits: Node, when: Condition | None = None, of: tuple[Variable, ...] | None = None
    ) -> TrainingStep:
        """A training step whose every operation waits on `waits`; it trains the variables `of`, or all."""
        gradient = self.node(kind="gradient", of=[loss], waits=waits, when=when)
        node = self.node(gradient, kind="step", waits=waits, reads=NOTHING, when=when)
        event = TrainingStep(
            number=self._next(), spot=node.spot, condition=when or self.always, graph=0, node=node, optimizer="Adam",
            losses=((self.always, loss),), variables=of,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def run(self, *fetches: Node, when: Condition | None = None, rounds: tuple[int, ...] = ()) -> Run:
        number = self._next()
        edges = tuple(self.edge(node) for node in fetches)
        event = Run(
            number=number, spot=Line((number,)), condition=when or self.always, graph=0, fetches=edges, feeds=(),
            rounds=rounds,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def escape(self, *nodes: Node, session: bool = False) -> Escape:
        number = self._next()
        event = Escape(
            number=number, spot=Line((number,)), condition=self.always, graph=0, callee="unseen", nodes=nodes,
            session=session,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def restore(self, *, chosen: bool) -> Restore:
        number = self._next()
        event = Restore(number=number, spot=Line((number,)), condition=self.always, graph=0, chosen=chosen)
        self.program.log.append(event)
        return event
