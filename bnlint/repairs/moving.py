"""Lets something be read, or made, later."""

from __future__ import annotations

import libcst as cst

from bnlint.findings.repair import MoveBehind, ReadAgain
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.spelling import read_of
from bnlint.repairs.tree import Statement, Suite, Tree, descendants, dotted, mentions, split_lines_above


def move_behind(tree: Tree, change: MoveBehind) -> cst.Module:
    """The assignment, moved behind the statement of its own suite in which the other thing happens, or up to it."""
    call = tree.at(change.call, cst.Call)
    small = tree.small_statement(call)
    line = tree.line_of(small)
    if not isinstance(small, cst.Assign) or not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        raise CannotRepair("it is no assignment with a line of its own")
    suite, here = tree.statements_around(line)[0]
    there = _number_in(tree, suite, tree.at(change.behind, cst.Call))
    if there in (here, here - 1):
        raise CannotRepair("it stands there already")
    body = tree.body(suite)
    passed = body[here + 1 : there + 1] if there > here else body[there + 1 : here]
    for name in (dotted(target.target) for target in small.targets):
        _check_unused(tree, name, passed, tree.function_around(line))
    blank, comments = split_lines_above(line)
    if here + 1 < len(body):
        body[here + 1] = body[here + 1].with_changes(leading_lines=[*blank, *body[here + 1].leading_lines])
    del body[here]
    body.insert(there + 1 if there < here else there, line.with_changes(leading_lines=comments))
    return tree.with_body(suite, body)


def _number_in(tree: Tree, suite: Suite, node: cst.CSTNode) -> int:
    for outer, number in tree.statements_around(node):
        if outer is suite:
            return number
    raise CannotRepair("that happens outside of its block")


def _check_unused(tree: Tree, name: str | None, between: list[Statement], function: cst.CSTNode) -> None:
    """Whether nothing between uses the name, nor calls a function of this one that does."""
    if name is None:
        raise CannotRepair("it is assigned to no name")
    using = [name]
    for node in descendants(tree.module if "." in name else function):
        if isinstance(node, cst.FunctionDef) and node is not function and mentions(node, name):
            using += [node.name.value, f"self.{node.name.value}"]
    for statement in between:
        parts: list[cst.CSTNode] = [statement]
        if isinstance(statement, cst.FunctionDef):
            parts = [statement.params, *statement.decorators]
        if any(mentions(part, used) for part in parts for used in using):
            raise CannotRepair(f"`{name}` is used before")


def read_again(tree: Tree, change: ReadAgain) -> cst.Module:
    """A new read in place of the name of the list that `tf.control_dependencies` waits on."""
    call = tree.at(change.block, cst.Call)
    if len(call.args) != 1 or dotted(call.args[0].value) is None:
        raise CannotRepair("the block waits on more than the list")
    return tree.replaced(call.args[0].value, cst.parse_expression(read_of(tree.tensorflow, change.collection)))
