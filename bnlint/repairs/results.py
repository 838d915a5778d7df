"""Gives what a call returns to the code behind it."""

from __future__ import annotations

import libcst as cst

from bnlint.findings.repair import KeepResult
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.tree import Tree, dotted


def keep_result(tree: Tree, change: KeepResult) -> cst.Module:
    """The result assigned to the name of the first argument, in place of the name that it has, if any."""
    call = tree.at(change.call, cst.Call)
    small = tree.small_statement(call)
    first = next((arg.value for arg in call.args if arg.keyword is None and not arg.star), None)
    if not isinstance(first, (cst.Name, cst.Attribute)) or dotted(first) is None:
        raise CannotRepair("the first argument has no name")
    if isinstance(small, cst.Expr) and small.value is call:
        return tree.replaced(small, cst.Assign([cst.AssignTarget(first)], call, small.semicolon))
    if isinstance(small, cst.Assign) and small.value is call and len(small.targets) == 1:
        return tree.replaced(small.targets[0].target, first)
    raise CannotRepair("the call is a part of something else")
