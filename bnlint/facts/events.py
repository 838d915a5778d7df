"""What happened while the program ran, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bnlint.conditions import Condition
from bnlint.facts.graph import Edge, Node, Spot, Variable

FlagKind = Literal["absent", "literal", "python", "tensor", "unknown"]
"""How the training flag was given: left at its default, written out in the call, a Python value from elsewhere, a
tensor, or something that cannot be seen."""


@dataclass(eq=False, kw_only=True, slots=True)
class Event:
    number: int
    spot: Spot
    condition: Condition
    graph: int


@dataclass(eq=False, kw_only=True, slots=True)
class LayerCall(Event):
    """A normalising layer was called: once per call, though calls may share variables.

    `trains` says when it normalises by the batch; with a tensor flag that is decided anew in each run, so `trains` is
    true. `updates` are the operations that write the moving statistics, in `collection` (None: they run with the
    output).
    """

    node: Node
    api: str
    scope: str
    flag: FlagKind
    trains: Condition
    updates: tuple[Node, ...]
    collection: str | None
    statistics: tuple[Variable, ...]
    weights: tuple[Variable, ...]
    device: str = ""


@dataclass(eq=False, kw_only=True, slots=True)
class CollectionRead(Event):
    """A collection was read. `contents` is what it held then; `live` if the list that was handed out still grows."""

    node: Node
    key: str
    scope: str | None
    live: bool
    contents: tuple[tuple[Condition, Node], ...]


@dataclass(eq=False, kw_only=True, slots=True)
class ControlBlock(Event):
    """A `with tf.control_dependencies(...)`: what is created inside waits on `waits`."""

    waits: tuple[Edge, ...]
    created: list[Node]


@dataclass(eq=False, kw_only=True, slots=True)
class TrainingStep(Event):
    """A training step was made: an operation that applies gradients. `losses` is what it differentiates."""

    node: Node
    optimizer: str
    losses: tuple[tuple[Condition, Node], ...]
    variables: tuple[Variable, ...] | None = None
    """What it trains, where a choice was made; None stands for all trainable variables."""

    def trains(self, layer: LayerCall) -> bool:
        """Whether it changes the layer's scale or offset."""
        return self.variables is None or not set(self.variables).isdisjoint(layer.weights)


@dataclass(eq=False, kw_only=True, slots=True)
class Run(Event):
    """A session ran. `fetches` are the operations asked for, sure or not; `rounds` the rounds of the loops around
    it."""

    fetches: tuple[Edge, ...]
    feeds: tuple[tuple[Node, object], ...]
    rounds: tuple[int, ...] = ()


@dataclass(eq=False, kw_only=True, slots=True)
class Restore(Event):
    """Variables were restored from a checkpoint; `chosen` if by an explicit list or map."""

    chosen: bool


@dataclass(eq=False, kw_only=True, slots=True)
class Escape(Event):
    """Something was handed to code that cannot be seen, which may use it in any way."""

    callee: str
    nodes: tuple[Node, ...]
    session: bool
