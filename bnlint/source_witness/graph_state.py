"""What TensorFlow keeps while a graph is built: graphs, collections, control dependencies, scopes and names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from bnlint.conditions import Condition
from bnlint.engine.values import Sequential, Value
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
    """A variable scope: where variables get their names, and whether existing ones are shared.

    `name_scope` is the name scope that was opened with it, its `original_name_scope` without the slash.
    """

    name: str
    reuse: Reuse
    guessed: bool = False
    name_scope: str = ROOT


@dataclass(eq=False)
class Graph:
    """One `tf.Graph` under construction.

    `shared` are the variables that `get_variable` knows, by full name; `variables` all of them, in order. `names` says
    when a name, in lower case, is taken by an operation or a name scope. `scopes_opened` says when a variable scope was
    opened, of those that TensorFlow still counts (tensorflow/python/ops/variable_scope.py, 1.15:
    `variable_scopes_count`; it matters there only whether a count is zero).
    """

    number: int
    collections: dict[str, list[tuple[Condition, Node]]] = field(default_factory=dict)
    controls: list[ControlFrame] = field(default_factory=list)
    shared: dict[str, Variable] = field(default_factory=dict)
    variables: dict[Variable, Node] = field(default_factory=dict)
    scope: VariableScope = field(default_factory=lambda: VariableScope(ROOT, "no"))
    scopes_opened: dict[str, Condition] = field(default_factory=dict)
    _joined: set[tuple[str, Node]] = field(default_factory=set)
    name_scope: str = ROOT
    names: dict[str, Condition] = field(default_factory=dict)
    unnamed: dict[Node, str] = field(default_factory=dict)
    """The name scopes of operations whose own names are not known, of those that were made in one."""
    devices: list[str] = field(default_factory=list)
    learning_phase: Value | None = None
    """Keras' learning phase: a placeholder once somebody asks for it, or what it was set to."""
    live: dict[str, list[tuple[CollectionRead, Sequential]]] = field(default_factory=dict)
    """The lists that `get_collection_ref` handed out, by collection."""

    aliases: dict[Node, list[str]] = field(default_factory=dict)
    """Under which names layers were collected among the end points (tf.contrib.layers.utils.append_tensor_alias)."""

    def collect(self, key: str, condition: Condition, node: Node) -> None:
        self.collections.setdefault(key, []).append((condition, node))

    def join(self, key: str, condition: Condition, node: Node) -> None:
        """Add the node to the collection, once."""
        if (key, node) not in self._joined:
            self._joined.add((key, node))
            self.collect(key, condition, node)

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

    def name_of(self, node: Node) -> str:
        """The name of an operation, at least as far as its name scope tells."""
        scope = self.unnamed.get(node)
        return node.name if scope is None else f"{scope}/{node.operation.rpartition('.')[2]}"

    # -- names -------------------------------------------------------------------------------------------------------

    def unique_name(self, name: str, path: Condition) -> str:
        """`tf.Graph.unique_name`: the name in the present name scope that no operation or scope has on this path."""
        return self.unique_path(f"{self.name_scope}/{name}" if self.name_scope else name, path)

    def unique_path(self, full: str, path: Condition) -> str:
        """The like for a full name, as those of `get_variable`, which no name scope changes."""
        name, number = full, 0
        while (used := self.names.get(name.lower())) is not None and not used.excludes(path):
            number += 1
            name = f"{full}_{number}"
        self.names[name.lower()] = path if used is None else used | path
        return name

    def enter_name_scope(self, name: str, path: Condition) -> str:
        """`tf.name_scope(name)`: a name that ends with a slash is entered again, any other made unique; the name."""
        if not name:
            self.name_scope = ROOT
        elif name.endswith("/"):
            self.name_scope = name[:-1]
        else:
            self.name_scope = self.unique_name(name, path)
        return self.name_scope

    def open_scope(self, name: str, path: Condition) -> None:
        self.scopes_opened[name] = self.scopes_opened.get(name, path) | path

    def close_below(self, name: str, path: Condition) -> None:
        """Leaving a scope that was opened by name forgets which were opened below it."""
        prefix = name + "/"
        for opened in [opened for opened in self.scopes_opened if opened.startswith(prefix)]:
            still = self.scopes_opened.pop(opened) & ~path
            if still.possible:
                self.scopes_opened[opened] = still

    def restore_scopes(self, before: dict[str, Condition], path: Condition) -> None:
        """Leaving a scope that was entered by object forgets what was opened, anywhere, since."""
        if path.certain:
            self.scopes_opened = before
            return
        never = path.logic.false
        for opened, when in self.scopes_opened.items():
            known = before.get(opened, never)
            if when is not known:
                self.scopes_opened[opened] = (when & ~path) | (known & path)

    def unique_scope(self, prefix: str, path: Condition) -> tuple[str, bool]:
        """The name that an unnamed layer gets below the present scope, and whether it is a guess.

        It is one where some earlier layer of the kind exists on some paths only.
        """
        full, guessed, number = self.child_scope(prefix), self.scope.guessed, 0
        while True:
            name = full if number == 0 else f"{full}_{number}"
            opened = self.scopes_opened.get(name)
            if opened is None or opened.excludes(path):
                return name, guessed
            guessed = guessed or not path.implies(opened)
            number += 1

    def child_scope(self, name: str) -> str:
        return f"{self.scope.name}/{name}" if self.scope.name else name
