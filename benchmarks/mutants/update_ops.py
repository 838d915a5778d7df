"""Which expressions of a program are update ops, and which blocks wait on them. By spelling alone, as `idioms`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from benchmarks.mutants.idioms import text
from benchmarks.mutants.programs import Sources
from benchmarks.mutants.source import Source, last

GATHERING = frozenset({"group", "tuple", "list", "set", "identity"})
"""Functions whose result is update ops where all their arguments are."""


class UpdateOps:
    """Local names count in their file, attributes in the whole program."""

    def __init__(self, sources: Sources) -> None:
        self._locals: dict[Source, set[str]] = {source: set() for source in sources.files.values()}
        self._attributes: set[str] = set()
        self._mixed = {source: set(_extended(source)) for source in self._locals}
        before = -1
        while before != self._known():
            before = self._known()
            for source in self._locals:
                self._learn(source)

    def _known(self) -> int:
        return len(self._attributes) + sum(len(names) for names in self._locals.values())

    def _learn(self, source: Source) -> None:
        for node in source.nodes(cst.Assign):
            if self.only(source, node.value):
                for target in node.targets:
                    if isinstance(target.target, cst.Name) and target.target.value not in self._mixed[source]:
                        self._locals[source].add(target.target.value)
                    elif isinstance(target.target, cst.Attribute):
                        self._attributes.add(target.target.attr.value)

    def only(self, source: Source, node: cst.CSTNode) -> bool:
        """Whether the expression consists of nothing but update ops."""
        match node:
            case cst.Name(value=name):
                return name in self._locals[source]
            case cst.Attribute(attr=cst.Name(value=name)):
                return name in self._attributes
            case cst.Call():
                parts = [arg.value for arg in node.args if not arg.keyword]
                if is_read(node):
                    return True
                if last(node.func) not in GATHERING:
                    return False
            case cst.List() | cst.Tuple():
                parts = [element.value for element in node.elements]
            case cst.ListComp():
                parts = [node.for_in.iter]
            case cst.BinaryOperation():
                parts = [node.left, node.right]
            case _:
                return False
        return bool(parts) and all(self.only(source, part) for part in parts)

    def within(self, source: Source, node: cst.CSTNode) -> bool:
        """Whether the expression mentions update ops."""
        return any(self.only(source, part) for part in source.all_nodes(node))

    def blocks(self, source: Source) -> Iterator[tuple[cst.With, cst.WithItem, cst.Arg]]:
        """The blocks that wait on update ops, each with the item that waits and the argument that lists them."""
        for block in source.nodes(cst.With):
            for item in block.items:
                call = item.item
                if not isinstance(call, cst.Call) or last(call.func) != "control_dependencies" or not call.args:
                    continue
                if self.within(source, call.args[0].value):
                    yield block, item, call.args[0]


def _extended(source: Source) -> Iterator[str]:
    """Names of lists that get further elements, which may be anything."""
    for node in source.nodes(cst.AugAssign):
        yield last(node.target)
    for call in source.nodes(cst.Call):
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in ("append", "extend"):
            yield last(call.func.value)


def is_read(call: cst.Call) -> bool:
    """Whether it reads the collection of update ops."""
    if last(call.func) not in ("get_collection", "get_collection_ref") or not call.args:
        return False
    key = call.args[0].value
    return last(key) == "UPDATE_OPS" or text(key) == "update_ops"
