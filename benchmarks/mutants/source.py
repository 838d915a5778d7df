"""One file as LibCST reads it, with what its names stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, TypeVar, cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

Node = TypeVar("Node", bound=cst.CSTNode)
Definition: TypeAlias = "cst.FunctionDef | cst.ClassDef"


class Source:
    """The file `path`, in POSIX form and relative to the program's folder.

    Raises `libcst.ParserSyntaxError` for what is not Python 3.
    """

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.module = cst.parse_module(content)
        self._children: dict[cst.CSTNode, Sequence[cst.CSTNode]] = {}
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._of_kind: dict[type[cst.CSTNode], list[cst.CSTNode]] = defaultdict(list)
        self._numbers: dict[cst.CSTNode, int] = {}
        waiting: list[cst.CSTNode] = [self.module]
        while waiting:
            node = waiting.pop()
            self._of_kind[type(node)].append(node)
            self._numbers[node] = len(self._numbers)
            self._children[node] = node.children
            self._parents.update((child, node) for child in self._children[node])
            waiting.extend(reversed(self._children[node]))

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        return MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)

    def line(self, node: cst.CSTNode) -> int:
        """Where the node begins, from 1."""
        start: int = self._positions[node].start.line
        return start

    def number(self, node: cst.CSTNode) -> int:
        """How many nodes begin before it: cheaper than `line`, and different for each."""
        return self._numbers[node]

    def children(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        """What the node is made of, in the order in which it is written."""
        return self._children[node]

    def nodes(self, kind: type[Node], within: cst.CSTNode | None = None) -> Iterator[Node]:
        """The nodes of a kind, in the order in which they are written; `within` itself may be one."""
        if within is None:
            return iter(cast("list[Node]", self._of_kind.get(kind, [])))
        return (node for node in self.all_nodes(within) if isinstance(node, kind))

    def all_nodes(self, within: cst.CSTNode | None = None) -> Iterator[cst.CSTNode]:
        """`within`, or else the module, and everything that it is made of, in the order in which it is written."""
        waiting = [within or self.module]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(self._children[node]))

    def parents(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around it, innermost first."""
        while node is not self.module:
            node = self._parents[node]
            yield node

    def around(self, node: cst.CSTNode, kind: type[Node]) -> Node | None:
        """The innermost node of a kind around `node`."""
        return next((parent for parent in self.parents(node) if isinstance(parent, kind)), None)

    def siblings(self, statement: cst.SimpleStatementLine) -> Sequence[cst.BaseStatement]:
        """The statements of the block that it belongs to, itself included."""
        block = self._parents[statement]
        assert isinstance(block, cst.Module | cst.IndentedBlock)
        return block.body

    def scope(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Module:
        """The function whose body holds the node, or else the module."""
        return self.around(node, cst.FunctionDef) or self.module

    @cached_property
    def definitions(self) -> Sequence[Definition]:
        """The functions, methods and classes."""
        return [*self.nodes(cst.FunctionDef), *self.nodes(cst.ClassDef)]

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """What imports, and assignments such as `slim = tf.contrib.slim`, bind: local name to the whole dotted name."""
        found: dict[str, str] = {}
        for node in self.all_nodes():
            if isinstance(node, cst.Import):
                found.update(_imported(node))
            elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
                found.update(_imported_from(node))
            elif isinstance(node, cst.Assign) and isinstance(target := node.targets[0].target, cst.Name):
                name = dotted(node.value)
                if name is not None and name.partition(".")[0] in found:
                    found[target.value] = whole(name, found)
        return found

    def name(self, node: cst.CSTNode) -> str:
        """The dotted name with imports expanded, such as "tensorflow.layers.dense"; "" for what is no dotted name."""
        name = dotted(node)
        return "" if name is None else whole(name, self.aliases)


def stored_names(source: Source, scope: cst.CSTNode) -> set[str]:
    """The names that a function, or a module, binds."""
    targets = [
        node.target if isinstance(node, cst.AssignTarget | cst.For | cst.AugAssign) else node.name
        for node in source.all_nodes(scope)
        if isinstance(node, cst.AssignTarget | cst.For | cst.AugAssign | cst.AsName)
    ]
    return {node.value for target in targets for node in source.nodes(cst.Name, within=target)}


def dotted(node: cst.CSTNode) -> str | None:
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        owner = dotted(node.value)
        return None if owner is None else f"{owner}.{node.attr.value}"
    return None


def last(node: cst.CSTNode) -> str:
    """The last part of a dotted name, also behind a call or a subscript: "run" for `sessions[0].run`; or ""."""
    if isinstance(node, cst.Name):
        return node.value
    return node.attr.value if isinstance(node, cst.Attribute) else ""


def whole(name: str, aliases: Mapping[str, str]) -> str:
    root, dot, rest = name.partition(".")
    return aliases.get(root, root) + dot + rest


def _imported(node: cst.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        name = dotted(alias.name) or ""
        if alias.asname is None:
            yield name.partition(".")[0], name.partition(".")[0]
        else:
            yield last(alias.asname.name), name


def _imported_from(node: cst.ImportFrom) -> Iterator[tuple[str, str]]:
    assert not isinstance(node.names, cst.ImportStar)
    module = "." * len(node.relative) + ((dotted(node.module) or "") if node.module else "")
    for alias in node.names:
        bound = last(alias.asname.name) if alias.asname else last(alias.name)
        yield bound, f"{module}.{last(alias.name)}"
