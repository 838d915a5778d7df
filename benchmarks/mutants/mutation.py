"""One change to one file: some nodes are replaced, and everything else stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

import libcst as cst

Statement: TypeAlias = "cst.SimpleStatementLine | cst.BaseCompoundStatement"
Statements: TypeAlias = "cst.FlattenSentinel[Statement]"
Replacement: TypeAlias = (
    "cst.CSTNode | Statements | cst.RemovalSentinel | Callable[[cst.CSTNode], cst.CSTNode | Statements]"
)


Harm: TypeAlias = Literal["training", "evaluation", "loading", "either"]
"""What a mutation can break, in a program that does it; loading matters to programs that do not train afterwards."""


@dataclass(frozen=True)
class Mutation:
    """What becomes of some nodes of a file; `at` is where a person looks.

    A function gets the node with the changes inside it made; other nodes that are replaced hold no other one.
    """

    at: cst.CSTNode
    changes: Mapping[cst.CSTNode, Replacement]
    harms: Harm = "either"

    def applied(self, module: cst.Module) -> bytes:
        """The content of the changed file."""
        changed = module.visit(_Replace(self.changes))
        assert isinstance(changed, cst.Module)
        return changed.bytes


class _Replace(cst.CSTTransformer):
    def __init__(self, changes: Mapping[cst.CSTNode, Replacement]) -> None:
        super().__init__()
        self._changes = changes

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node not in self._changes or callable(self._changes[node])

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> cst.CSTNodeT:
        change = self._changes.get(original_node, updated_node)
        return cast("cst.CSTNodeT", change(updated_node) if callable(change) else change)


def replaced(node: cst.CSTNode, by: cst.CSTNode, harms: Harm = "either") -> Mutation:
    return Mutation(node, {node: by}, harms)


def expression(code: str) -> cst.BaseExpression:
    return cst.parse_expression(code)


def without(call: cst.Call, argument: cst.Arg) -> cst.Call:
    """The call without one of its arguments."""
    arguments = [arg for arg in call.args if arg is not argument]
    if arguments and call.args[-1] is argument:
        end = {"comma": argument.comma, "whitespace_after_arg": argument.whitespace_after_arg}
        arguments[-1] = arguments[-1].with_changes(**end)
    return call.with_changes(args=arguments)


def with_keyword(call: cst.Call, name: str, value: str) -> cst.Call:
    """The call with `name=value`, in the place of such an argument or behind the others."""
    given = next((arg for arg in call.args if arg.keyword and arg.keyword.value == name), None)
    if given is not None:
        return call.with_deep_changes(given, value=expression(value))
    if not call.args:
        return call.with_changes(args=[_keyword(name, value)])
    *others, end = call.args
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    new = _keyword(name, value).with_changes(comma=end.comma, whitespace_after_arg=end.whitespace_after_arg)
    behind = end.with_changes(comma=comma, whitespace_after_arg=cst.SimpleWhitespace(""))
    return call.with_changes(args=[*others, behind, new])


def without_element(display: cst.List | cst.Tuple | cst.Dict, element: cst.CSTNode) -> cst.CSTNode:
    """The list, tuple or dictionary without one of its elements."""
    elements = [one for one in display.elements if one is not element]
    if elements and display.elements[-1] is element:
        elements[-1] = elements[-1].with_changes(comma=display.elements[-1].comma)
    if isinstance(display, cst.Tuple) and len(elements) == 1:
        elements[-1] = elements[-1].with_changes(comma=cst.Comma())
    return display.with_changes(elements=elements)


def removed(statement: cst.SimpleStatementLine, siblings: Sequence[cst.CSTNode]) -> Replacement:
    """What becomes of a statement that goes: nothing, or `pass` where its block has no other."""
    if len(siblings) > 1:
        return cst.RemoveFromParent()
    return statement.with_changes(body=[cst.Pass()])


def _keyword(name: str, value: str) -> cst.Arg:
    tight = cst.AssignEqual(whitespace_before=cst.SimpleWhitespace(""), whitespace_after=cst.SimpleWhitespace(""))
    return cst.Arg(expression(value), cst.Name(name), tight)
