"""The graph: operations, variables, and what each waits on.

Every operation and every edge exists under a *condition*, and an edge is *sure* or not: it is not sure where a value
went through code that nobody can see. What may reach decides about absence ("nothing runs this update"), what surely
reaches decides about presence.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bnlint.conditions import Condition, Logic
from bnlint.sources.places import Place

EdgeKind = Literal["data", "control", "gradient"]
NodeKind = Literal["operation", "placeholder", "layer", "update", "assign", "read", "gradient", "step", "variable"]


class Spot(Protocol):
    """Where in the source something happened, and through which calls."""

    @property
    def place(self) -> Place: ...

    @property
    def chain(self) -> tuple[Place, ...]:
        """The calls that led there, outermost first; the last is `place`."""

    @property
    def calls(self) -> Sequence[object]:
        """Those calls, one for each place of the chain: what a loop calls twice are two calls at one place."""


def shared_calls(one: Spot, other: Spot) -> int:
    """How many of the very same calls lead to both, from the outermost on."""
    pairs = zip(one.calls, other.calls, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a is not b), min(len(one.calls), len(other.calls)))


@dataclass(eq=False, slots=True)
class Edge:
    """`target` runs before the node that owns the edge. A gradient edge leads to what is differentiated.

    `passes` says when its value is the one that a selecting operation (`tf.cond`) passes on; None is always.
    """

    target: Node
    kind: EdgeKind
    condition: Condition
    sure: bool = True
    passes: Condition | None = None


@dataclass(eq=False, slots=True)
class Node:
    """One operation, numbered in order of creation: edges lead to lower numbers.

    `operation` is the canonical name of the function that made it. `reads` says what the gradient through it reads: of
    its "inputs" and its "output". A node of kind `read` stands for the read of a collection, whoever uses the list.
    `runs` says when the branches of `tf.cond` that it was made in are taken; what it reads from outside runs anyway
    (tensorflow/python/ops/control_flow_ops.py, 1.15: the switches take their inputs first). None is always.
    """

    number: int
    kind: NodeKind
    operation: str
    spot: Spot
    condition: Condition
    graph: int = 0
    name: str = ""
    reads: frozenset[str] = frozenset({"inputs", "output"})
    variable: Variable | None = None
    runs: Condition | None = None
    scalar: bool = False
    """Known to be a single number: then its gradient begins with a constant, else with a tensor of its shape."""
    edges: list[Edge] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Variable:
    """A variable of one graph. Its name is exact unless `guessed`."""

    name: str
    graph: int
    spot: Spot
    trainable: bool = True
    guessed: bool = False


class Reach:
    """What runs when some nodes are fetched: each node with the condition under which it may run.

    What is behind a node in `fed` does not run on account of that node: its value is given.
    """

    def __init__(
        self,
        logic: Logic,
        roots: Iterable[tuple[Node, Condition]],
        *,
        surely: bool = False,
        fed: Mapping[Node, Condition] | None = None,
    ) -> None:
        self._logic = logic
        self._fed = fed or {}
        self._surely = surely
        self.nodes: dict[Node, Condition] = {}
        self._differentiated: dict[Node, Condition] = {}
        self._queue: list[tuple[int, int, Node]] = []
        for node, condition in roots:
            self._visit(node, condition, gradient=False)
        self._walk()

    def condition(self, node: Node) -> Condition:
        """When the node may run."""
        asked = self.nodes.get(node, self._logic.false)
        return asked if node.runs is None else asked & node.runs

    def _visit(self, node: Node, condition: Condition, *, gradient: bool) -> None:
        known = self._differentiated if gradient else self.nodes
        before = known.get(node)
        after = condition if before is None else before | condition
        if after is not before and after.possible:
            known[node] = after
            heapq.heappush(self._queue, (-node.number, 0 if gradient else 1, node))

    def _walk(self) -> None:
        last: tuple[int, int] | None = None
        while self._queue:
            number, mode, node = heapq.heappop(self._queue)
            if (number, mode) == last:
                continue
            last = (number, mode)
            if mode == 0:
                self._through_gradient(node)
            else:
                self._through_value(node)

    def _through_value(self, node: Node) -> None:
        condition = self.nodes[node]
        given = self._fed.get(node)
        if given is not None:
            condition = condition & ~given
        for edge in node.edges:
            if not edge.sure and self._surely:
                continue
            self._visit(edge.target, condition & edge.condition, gradient=edge.kind == "gradient")
            if edge.kind == "gradient" and not edge.target.scalar:
                self._visit(edge.target, condition & edge.condition, gradient=False)

    def _through_gradient(self, node: Node) -> None:
        """The gradient through an operation reads only what its formula needs (tensorflow#9179: never the loss
        itself)."""
        condition = self._differentiated[node]
        if "output" in node.reads:
            self._visit(node, condition, gradient=False)
        for edge in node.edges:
            if edge.kind == "control" or (self._surely and not edge.sure):
                continue
            if "inputs" in node.reads:
                self._visit(edge.target, condition & edge.condition, gradient=False)
            self._visit(edge.target, condition & edge.condition, gradient=True)


def sources(nodes: Iterable[Node]) -> dict[Node, frozenset[Node]]:
    """What each value is computed from in the end: nodes without inputs, itself if it is one; variables left out."""
    found: dict[Node, frozenset[Node]] = {}
    for node in sorted(nodes, key=lambda node: node.number):
        if node.kind == "variable":
            continue
        inputs = [found.get(edge.target, frozenset()) for edge in node.edges if edge.kind != "control"]
        largest = max(inputs, key=len, default=frozenset((node,)))
        merged = all(one <= largest for one in inputs)
        found[node] = largest if merged else frozenset().union(*inputs)
    return found


def computed_from(starts: Collection[Node], nodes: Iterable[Node]) -> set[Node]:
    """Those of the nodes whose values are computed from one of the `starts`; these, too."""
    found = set(starts)
    for node in sorted(nodes, key=lambda node: node.number):
        if any(edge.kind != "control" and edge.target in found for edge in node.edges):
            found.add(node)
    return found


def forward(
    logic: Logic,
    roots: Iterable[tuple[Node, Condition]],
    kinds: frozenset[EdgeKind] = frozenset({"data", "gradient"}),
    stop: Collection[Node] = (),
) -> dict[Node, Condition]:
    """What some nodes are computed from, and when, along edges of these kinds; nothing behind the nodes in `stop`."""
    found: dict[Node, Condition] = {}
    queue: list[tuple[int, Node]] = []

    def visit(node: Node, condition: Condition) -> None:
        before = found.get(node)
        after = condition if before is None else before | condition
        if after is not before and after.possible:
            found[node] = after
            heapq.heappush(queue, (-node.number, node))

    for node, condition in roots:
        visit(node, condition)
    last: Node | None = None
    while queue:
        _, node = heapq.heappop(queue)
        if node is last:
            continue
        last = node
        if node in stop:
            continue
        for edge in node.edges:
            if edge.kind in kinds:
                passes = found[node] if edge.passes is None else found[node] & edge.passes
                visit(edge.target, passes & edge.condition)
    return found
