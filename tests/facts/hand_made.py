"""Programs made of facts by hand: no source, no witness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bnlint.conditions import Condition, Logic
from bnlint.facts.events import (
    CollectionRead,
    ControlBlock,
    Escape,
    Fed,
    FlagKind,
    LayerCall,
    Misplaced,
    Mode,
    Origin,
    Restore,
    Run,
    SaverMade,
    TrainingStep,
    UnusedArgument,
)
from bnlint.facts.graph import Edge, EdgeKind, Node, NodeKind, Variable
from bnlint.facts.program import Program
from bnlint.sources.places import Place

BOTH = frozenset({"inputs", "output"})
NOTHING: frozenset[str] = frozenset()
STATISTICS = ("moving_mean", "moving_variance")


@dataclass(frozen=True)
class Line:
    """A line of the only file, reached by no call or through the calls on the lines before the last.

    `made_by` are those calls; one for each line unless told.
    """

    numbers: tuple[int, ...]
    made_by: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        return self.chain[-1]

    @property
    def chain(self) -> tuple[Place, ...]:
        return tuple(map(place, self.numbers))

    @property
    def calls(self) -> tuple[object, ...]:
        return self.made_by or self.numbers


def place(line: int) -> Place:
    return Place("train.py", line, 1, line, 2)


class HandMade:
    """A program under construction. What is added under a condition exists only then; each addition is a line."""

    def __init__(self) -> None:
        self.logic = Logic()
        self.program = Program("train.py", self.logic)
        self.always = self.logic.true
        self.never = self.logic.false
        self.graph = 0
        """The graph that everything belongs to which is added next."""
        self._number = 0
        self._reads: dict[Variable, Node] = {}

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
        spot = Line((number,))
        node = Node(number, kind, "tf.something", spot, condition, self.graph, reads=reads, variable=variable)
        node.scalar, node.runs = scalar, runs
        node.edges += [self._edge(target, "data") for target in inputs]
        node.edges += [self._edge(target, "control") for target in waits]
        node.edges += [self._edge(target, "gradient") for target in of]
        self.program.nodes.append(node)
        return node

    def placeholder(self, default: bool | None = None, *, boolean: bool = True) -> Node:
        """A placeholder for `True` or `False`, or for data; with a default where one is given."""
        node = self.node(kind="placeholder")
        if boolean:
            self.program.booleans.add(node)
        if default is not None:
            self.program.defaults[node] = self.truth(default)
        return node

    def truth(self, value: bool) -> Condition:
        return self.always if value else self.never

    def variable(self, name: str, *, guessed: bool = False, trainable: bool = False) -> Variable:
        return Variable(name, self.graph, Line((self._next(),)), trainable, guessed)

    def value_of(self, variable: Variable) -> Node:
        """The read of a variable: one operation, however often it is read."""
        if variable not in self._reads:
            self._reads[variable] = self.node(kind="variable", variable=variable, reads=NOTHING)
        return self._reads[variable]

    def assign(self, variable: Variable, *inputs: Node, runs: Condition | None = None) -> Node:
        return self.node(*inputs, kind="assign", variable=variable, runs=runs)

    def edge(
        self,
        target: Node,
        kind: EdgeKind = "data",
        when: Condition | None = None,
        *,
        sure: bool = True,
        passes: Condition | None = None,
    ) -> Edge:
        return Edge(target, kind, when or self.always, sure, passes)

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
        tensor: Node | None = None,
        chain: tuple[int, ...] = (),
        made_by: tuple[str, ...] = (),
        statistics: tuple[Variable, ...] | None = None,
        weights: tuple[Variable, ...] | None = None,
        updates: tuple[Node, ...] | None = None,
        collection: str | None = "update_ops",
        when: Condition | None = None,
        api: str = "tf.layers.batch_normalization",
        origin: Origin | None = None,
        misplaced: Misplaced | None = None,
        device: str = "",
        written_out: bool = False,
        dropped: bool = False,
    ) -> LayerCall:
        """Batch normalisation, with two update ops where it may train; `chain` are the lines of the calls to it.

        A flag of kind "tensor" is `tensor`, or a placeholder of the layer's own. What may train moves each statistic
        unless `updates` say otherwise.
        """
        if flag == "tensor" and trains is None:
            tensor = tensor or self.placeholder()
            trains = self.truth_of(tensor)
        trains = self.always if trains is None else trains
        if statistics is None:
            statistics = tuple(self.variable(f"{scope}/{name}") for name in STATISTICS)
        if weights is None:
            weights = (self.variable(f"{scope}/gamma", trainable=True),)
        if updates is None:
            moves = self.logic.forget(trains, lambda symbol: symbol.kind == "tensor")
            runs = trains if flag == "tensor" else None
            updates = tuple(
                self.node(*inputs, kind="update", variable=variable, when=moves, runs=runs)
                for variable in statistics
                if trains.possible
            )
        feeding = [*inputs, *map(self.value_of, (*weights, *statistics)), *([] if tensor is None else [tensor])]
        node = self.node(*feeding, kind="layer", when=when, waits=updates if collection is None else ())
        call = LayerCall(
            number=self._next(), spot=Line(chain or (node.number,), made_by), condition=when or self.always,
            graph=self.graph, node=node, api=api, scope=scope, flag=flag, trains=trains, updates=updates,
            collection=collection, statistics=statistics, weights=weights, device=device, tensor=tensor,
            origin=origin, misplaced=misplaced, written_out=written_out, dropped=dropped,
        )  # fmt: skip
        self.program.log.append(call)
        return call

    def loss_of(self, *layers: LayerCall) -> Node:
        """A single number that is computed from what the layers return."""
        return self.node(*(layer.node for layer in layers), scalar=True)

    def read(self, *contents: Node, scope: str | None = None, key: str = "update_ops") -> CollectionRead:
        node = self.node(kind="read")
        event = CollectionRead(
            number=self._next(), spot=node.spot, condition=self.always, graph=self.graph, node=node, key=key,
            scope=scope, live=False, contents=tuple((self.always, update) for update in contents),
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def block(self, *waits: Node, created: Iterable[Node] = ()) -> ControlBlock:
        number = self._next()
        edges = tuple(self.edge(node, "control") for node in waits)
        event = ControlBlock(
            number=number, spot=Line((number,)), condition=self.always, graph=self.graph, waits=edges,
            created=list(created),
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def step(
        self,
        loss: Node,
        *waits: Node,
        when: Condition | None = None,
        of: tuple[Variable, ...] | None = None,
        told: tuple[Node, ...] | None = None,
    ) -> TrainingStep:
        """A training step whose every operation waits on `waits`; it trains the variables `of`, or all.

        `told` are the update ops that its maker was told to run, which it waits on, too.
        """
        waits = (*waits, *(told or ()))
        gradient = self.node(kind="gradient", of=[loss], waits=waits, when=when)
        node = self.node(gradient, kind="step", waits=waits, reads=NOTHING, when=when)
        event = TrainingStep(
            number=self._next(), spot=node.spot, condition=when or self.always, graph=self.graph, node=node,
            optimizer="Adam", losses=((self.always, loss),), variables=of,
            told=None if told is None else tuple(self.edge(update, "control") for update in told),
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def run(
        self,
        *fetches: Node,
        when: Condition | None = None,
        rounds: tuple[int, ...] = (),
        feeds: Mapping[Node, bool | Condition | str] | None = None,
        complete: bool = True,
        names: tuple[str, ...] = (),
        functions: tuple[str, ...] = (),
        mode: Mode | None = None,
    ) -> Run:
        """A run of a session; what is fed is true or false, true under a condition, or data of some name."""
        number = self._next()
        edges = tuple(self.edge(node) for node in fetches)
        event = Run(
            number=number, spot=Line((number,)), condition=when or self.always, graph=self.graph, fetches=edges,
            feeds=tuple(self.fed(node, value) for node, value in (feeds or {}).items()), complete=complete,
            names=names, functions=functions, mode=mode, rounds=rounds,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def fed(self, node: Node, value: bool | Condition | str) -> Fed:
        if isinstance(value, str):
            return Fed(node, self.always, self.varying(value), value, boolean=False)
        truth = self.truth(value) if isinstance(value, bool) else value
        return Fed(node, self.always, truth, str(value), boolean=True)

    def escape(self, *nodes: Node, session: bool = False) -> Escape:
        number = self._next()
        event = Escape(
            number=number, spot=Line((number,)), condition=self.always, graph=self.graph, callee="unseen", nodes=nodes,
            session=session,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def restore(
        self,
        *,
        chosen: bool,
        variables: Iterable[Variable] | None = None,
        collection: str | None = None,
        when: Condition | None = None,
    ) -> Restore:
        number = self._next()
        event = Restore(
            number=number, spot=Line((number,)), condition=when or self.always, graph=self.graph, chosen=chosen,
            variables=None if variables is None else frozenset(variables), collection=collection,
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def saver(
        self,
        variables: Iterable[Variable] | None,
        *,
        listed: bool = True,
        saves: bool = True,
        when: Condition | None = None,
    ) -> SaverMade:
        """A Saver of these variables, or of a list that cannot be seen; it saves once, if it does."""
        number = self._next()
        event = SaverMade(
            number=number, spot=Line((number,)), condition=when or self.always, graph=self.graph, listed=listed,
            variables=None if variables is None else frozenset(variables),
            saves=[Line((number,))] if saves else [],
        )  # fmt: skip
        self.program.log.append(event)
        return event

    def unused_argument(self, parameter: str, node: Node | None = None, *, chain: tuple[int, ...]) -> UnusedArgument:
        """The function called on the last line of `chain` has a parameter that it never reads."""
        event = UnusedArgument(
            number=self._next(), spot=Line(chain), condition=self.always, graph=self.graph, parameter=parameter,
            node=node,
        )  # fmt: skip
        self.program.log.append(event)
        return event
