"""What TensorFlow keeps while a graph is built: graphs, collections, control dependencies, scopes and names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from bnlint.conditions import Condition
from bnlint.engine.values import Sequential
from bnlint.facts.events import CollectionRead, ControlBlock
from bnlint.facts.graph import Edge, Node, Variable

Reuse = Literal["no", "yes", "auto", "unknown"]
ROOT: Final = ""


@dataclass(eq=False)
class ControlFrame:
    """One entered `control_dependencies`: its waits hold for what is created on its path."""

    path: Condition
    waits: tuple[Edge, ...]
    clears: bool
    block: ControlBlock | None


@dataclass(eq=False)
class VariableScope:
    """A variable scope: where variables get their names, and whether existing ones are shared."""

    name: str
    reuse: Reuse
    guessed: bool = False


@dataclass(eq=False)
class Graph:
    """One `tf.Graph` under construction.

    `scope_counts` are TensorFlow's `variable_scopes_count`: how often each variable scope name was opened
    (tensorflow/python/ops/variable_scope.py, 1.15: `_get_unique_variable_scope`, `close_variable_subscopes`).
    """

    number: int
    collections: dict[str, list[tuple[Condition, Node]]] = field(default_factory=dict)
    controls: list[ControlFrame] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    variable_nodes: dict[Variable, Node] = field(default_factory=dict)
    scope: VariableScope = field(default_factory=lambda: VariableScope(ROOT, "no"))
    scope_counts: dict[str, list[Condition]] = field(default_factory=dict)
    name_scope: str = ROOT
    names: dict[str, int] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)
    live: dict[str, list[tuple[CollectionRead, Sequential]]] = field(default_factory=dict)
    """The lists that `get_collection_ref` handed out, by collection."""

    def collect(self, key: str, condition: Condition, node: Node) -> None:
        self.collections.setdefault(key, []).append((condition, node))

    def waits(self, path: Condition) -> list[Edge]:
        """What an operation created on this path waits on."""
        edges: list[Edge] = []
        for frame in self.controls:
            if frame.path.excludes(path):
                continue
            if frame.clears and path.implies(frame.path):
                edges.clear()
                continue
            limit = frame.path if not path.implies(frame.path) else frame.path.logic.true
            edges += [Edge(e.target, "control", e.condition & limit, e.sure) for e in frame.waits]
        return edges

    # -- names -------------------------------------------------------------------------------------------------------

    def unique_name(self, name: str) -> str:
        """`tf.Graph.unique_name`."""
        full = f"{self.name_scope}/{name}" if self.name_scope else name
        count = self.names.get(full, 0)
        self.names[full] = count + 1
        return full if count == 0 else f"{full}_{count}"

    def open_count(self, name: str, path: Condition) -> None:
        self.scope_counts.setdefault(name, []).append(path)

    def close_below(self, name: str, path: Condition) -> None:
        """Leaving a scope that was opened by name forgets the counts below it."""
        prefix = name + "/"
        for opened in self.scope_counts:
            if opened.startswith(prefix) or not name:
                self.scope_counts[opened] = [left for c in self.scope_counts[opened] if (left := c & ~path).possible]

    def unique_scope(self, prefix: str, path: Condition) -> tuple[str, bool]:
        """The name that an unnamed layer gets below the present scope, and whether it is a guess.

        It is one where some earlier layer of the kind exists on some paths only.
        """
        full = f"{self.scope.name}/{prefix}" if self.scope.name else prefix
        guessed, number = self.scope.guessed, 0
        while True:
            name = full if number == 0 else f"{full}_{number}"
            opened = [c for c in self.scope_counts.get(name, ()) if not c.excludes(path)]
            if not opened:
                return name, guessed
            guessed = guessed or not any(path.implies(c) for c in opened)
            number += 1

    def child_scope(self, name: str) -> str:
        return f"{self.scope.name}/{name}" if self.scope.name else name
