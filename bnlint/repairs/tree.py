"""A file, or a cell of a notebook, as LibCST reads it: what stands at a place, and what stands around that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from bnlint.repairs.errors import CannotRepair
from bnlint.sources.places import Place

NodeT = TypeVar("NodeT", bound=cst.CSTNode)
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
Suite = cst.Module | cst.IndentedBlock
SMALL = cst.BaseSmallStatement
_OTHER_TIME = (cst.Lambda, cst.FunctionDef, cst.ClassDef, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
"""What stands in these is not run where, or as often as, it stands."""


class Tree:
    """The tree of `text`, whose first line is line `first_line` of its program; raises `CannotRepair` for no Python 3.

    `tensorflow` is what the program calls the module that has `control_dependencies`, if it has a name for it.
    """

    def __init__(self, text: str, first_line: int = 1, tensorflow: str | None = None) -> None:
        self.first_line = first_line
        self._tensorflow = tensorflow
        try:
            module = cst.parse_module(text)
        except (cst.ParserSyntaxError, UnicodeError, RecursionError):
            raise CannotRepair("LibCST does not read this file") from None
        if module.code != text:
            raise CannotRepair("LibCST would write this file in another way")
        self.module = module

    @property
    def tensorflow(self) -> str:
        if self._tensorflow is None:
            raise CannotRepair("the file does not import TensorFlow")
        return self._tensorflow

    @cached_property
    def _wrapper(self) -> MetadataWrapper:
        return MetadataWrapper(self.module, unsafe_skip_copy=True)

    @cached_property
    def _parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        return self._wrapper.resolve(ParentNodeProvider)  # type: ignore[return-value]

    @cached_property
    def _by_range(self) -> dict[tuple[int, int, int, int], list[cst.CSTNode]]:
        found: dict[tuple[int, int, int, int], list[cst.CSTNode]] = {}
        for node, at in self._wrapper.resolve(PositionProvider).items():
            key = (at.start.line, at.start.column, at.end.line, at.end.column)
            found.setdefault(key, []).append(node)
        return found

    def at(self, place: Place, kind: type[NodeT]) -> NodeT:
        """The outermost node of a kind that stands exactly at the place."""
        shift = self.first_line - 1
        key = (place.line - shift, place.column - 1, place.end_line - shift, place.end_column - 1)
        found = [node for node in self._by_range.get(key, ()) if isinstance(node, kind)]
        if not found:
            raise CannotRepair(f"there is no {kind.__name__.lower()} at line {place.line}")
        return next((node for node in found if self.parent(node) not in found), found[0])

    def function_at(self, line: int) -> cst.FunctionDef:
        """The function whose definition, its decorators apart, begins at the line."""
        for (start, *_), nodes in self._by_range.items():
            for node in nodes:
                if isinstance(node, cst.FunctionDef) and start == line - self.first_line + 1:
                    return node
        raise CannotRepair(f"there is no function at line {line}")

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        return self._parents[node]

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What the node stands in, innermost first."""
        while not isinstance(node, cst.Module):
            node = self.parent(node)
            yield node

    def small_statement(self, node: cst.CSTNode) -> SMALL:
        """The simple statement that runs the node, once, whenever it is run."""
        for outer in self.around(node):
            if isinstance(outer, cst.BaseSmallStatement):
                return outer
            if isinstance(outer, (cst.BaseCompoundStatement, *_OTHER_TIME)):
                break
        raise CannotRepair("it stands in no simple statement")

    def line_of(self, small: SMALL) -> cst.SimpleStatementLine | cst.SimpleStatementSuite:
        """The line of simple statements that holds one."""
        line = self.parent(small)
        assert isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
        return line

    def statements_around(self, node: cst.CSTNode) -> list[tuple[Suite, int]]:
        """Where each statement stands that the node is, or is in: its suite and its number there, innermost first.

        Those outside of the function that the node is in are left out.
        """
        found: list[tuple[Suite, int]] = []
        for inner, outer in pairwise([node, *self.around(node)]):
            if isinstance(inner, (cst.FunctionDef, cst.ClassDef, cst.Lambda)) and inner is not node:
                break
            if isinstance(outer, (cst.Module, cst.IndentedBlock)) and inner in outer.body:
                found.append((outer, self.body(outer).index(cast(Statement, inner))))
        return found

    def functions_around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The functions that the node is in, innermost first, and the file."""
        return (outer for outer in self.around(node) if isinstance(outer, (cst.FunctionDef, cst.Lambda, cst.Module)))

    def function_around(self, node: cst.CSTNode) -> cst.CSTNode:
        """The function that the node is in, or the file."""
        return next(outer for outer in self.around(node) if isinstance(outer, (cst.FunctionDef, cst.Module)))

    def indentation(self, node: cst.CSTNode) -> str | None:
        """How the block around the node is indented; None is as the file does."""
        block = next((outer for outer in self.around(node) if isinstance(outer, cst.IndentedBlock)), None)
        return None if block is None else block.indent

    def code(self, node: cst.CSTNode) -> str:
        return self.module.code_for_node(node)

    def replaced(self, old: cst.CSTNode, *new: cst.CSTNode) -> cst.Module:
        """The file with other nodes in place of one."""
        return self.with_replacements({old: new})

    def with_replacements(self, replacements: Mapping[cst.CSTNode, Sequence[cst.CSTNode]]) -> cst.Module:
        """The file with other nodes in place of each."""
        changed = self.module.visit(_Replacing(replacements))
        assert isinstance(changed, cst.Module)
        return changed

    def body(self, suite: Suite) -> list[Statement]:
        """The statements of a suite."""
        return [cast(Statement, statement) for statement in suite.body]

    def with_body(self, suite: Suite, body: Sequence[Statement]) -> cst.Module:
        """The file with other statements in one of its suites."""
        changed = suite.with_changes(body=list(body))
        return changed if isinstance(changed, cst.Module) else self.replaced(suite, changed)


class _Replacing(cst.CSTTransformer):
    def __init__(self, replacements: Mapping[cst.CSTNode, Sequence[cst.CSTNode]]) -> None:
        super().__init__()
        self._replacements = replacements

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node not in self._replacements

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]:
        new = self._replacements.get(original_node)
        if new is None:
            return updated_node
        return new[0] if len(new) == 1 else cst.FlattenSentinel(new)


def mentions(node: cst.CSTNode, code: str) -> bool:
    """Whether a name or an attribute, such as `ops` or `self.ops`, occurs in the node."""
    return any(_is_called(found, code) for found in descendants(node))


def _is_called(node: cst.CSTNode, code: str) -> bool:
    return isinstance(node, (cst.Name, cst.Attribute)) and dotted(node) == code


def dotted(node: cst.CSTNode) -> str | None:
    """`self.ops` for such an attribute, the name for a name; None for everything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        owner = dotted(node.value)
        return None if owner is None else f"{owner}.{node.attr.value}"
    return None


def split_lines_above(line: Statement) -> tuple[list[cst.EmptyLine], list[cst.EmptyLine]]:
    """The blank lines and comments above a statement: what stays when it moves, and the comments that go with it."""
    above = list(line.leading_lines)
    blank = [n for n, each in enumerate(above) if each.comment is None]
    at = blank[-1] + 1 if blank else 0
    return above[:at], above[at:]


def smallest_change(old: cst.CSTNode, new: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode]:
    """The smallest part of a tree that is otherwise in another, and what stands there in that."""
    pairs = list(zip(old.children, new.children, strict=False))
    changed = [(one, other) for one, other in pairs if not one.deep_equals(other)]
    if type(old) is type(new) and len(old.children) == len(new.children) and len(changed) == 1:
        inner = smallest_change(*changed[0])
        if old.deep_replace(*inner).deep_equals(new):
            return inner
    return old, new


def is_bound(function: cst.CSTNode, name: str) -> bool:
    """Whether the function, or the file, gives the name a value; one that imports everything of a module may."""
    todo = list(function.children)
    while todo:
        node = todo.pop()
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            if node.name.value == name:
                return True
            continue
        bound = node.name if isinstance(node, (cst.Param, cst.AsName)) else getattr(node, "target", None)
        if isinstance(node, cst.ImportAlias):
            bound = node.name if node.asname is None else None
        if isinstance(node, cst.ImportStar) or (bound is not None and _holds_name(bound, name)):
            return True
        if not isinstance(node, cst.Lambda):
            todo += node.children
    return False


def _holds_name(target: cst.CSTNode, name: str) -> bool:
    if isinstance(target, (cst.Tuple, cst.List)):
        return any(_holds_name(element.value, name) for element in target.elements)
    return (dotted(target) or "").partition(".")[0] == name and not isinstance(target, cst.Subscript)


def descendants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo += one.children
