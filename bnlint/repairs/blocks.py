"""Puts statements into `with` blocks of their own."""

from __future__ import annotations

import libcst as cst

from bnlint.findings.repair import Share
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.tree import SMALL, Statement, Tree, dotted


def share(tree: Tree, change: Share) -> cst.Module:
    """The statements of both calls, each under a `with tf.variable_scope(...)` that is called like the function."""
    if change.first.path != change.second.path or change.first == change.second:
        raise CannotRepair("the two networks are not built in one file")
    calls = [tree.at(place, cst.Call) for place in (change.first, change.second)]
    name = (dotted(calls[0].func) or "network").rpartition(".")[2]
    scope = f'{tree.tensorflow}.variable_scope("{name}", reuse={tree.tensorflow}.AUTO_REUSE)'
    made: dict[cst.CSTNode, list[cst.CSTNode]] = {}
    for call in calls:
        small = tree.small_statement(call)
        line = tree.line_of(small)
        if line in made:
            raise CannotRepair("the two networks are built in one line")
        made[line] = wrapped(tree, line, small, cst.parse_expression(scope))
    return tree.with_replacements(made)


def wrapped(
    tree: Tree,
    line: cst.SimpleStatementLine | cst.SimpleStatementSuite,
    small: SMALL,
    manager: cst.BaseExpression,
) -> list[cst.CSTNode]:
    """The line's statements, one of them in a block; of several on one line, those before and behind keep theirs."""
    body, at = list(line.body), list(line.body).index(small)
    is_last = at == len(body) - 1
    step = cst.SimpleStatementLine([small if is_last else small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)])
    if is_last:
        step = step.with_changes(trailing_whitespace=line.trailing_whitespace)
    indent = tree.indentation(line)
    block: Statement = cst.With([cst.WithItem(manager)], cst.IndentedBlock([step], indent=indent))
    made: list[Statement] = [block]
    if at:
        before = [*body[: at - 1], body[at - 1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)]
        made.insert(0, cst.SimpleStatementLine(before))
    if not is_last:
        behind = cst.SimpleStatementLine(body[at + 1 :])
        made.append(behind.with_changes(trailing_whitespace=line.trailing_whitespace))
    if isinstance(line, cst.SimpleStatementSuite):
        return [cst.IndentedBlock(made, indent=indent)]
    made[0] = made[0].with_changes(leading_lines=line.leading_lines)
    return list(made)
