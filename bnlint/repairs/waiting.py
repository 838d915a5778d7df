"""Lets a training step wait on the update ops."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from bnlint.findings.repair import BringInto, GroupWith, WaitFor
from bnlint.repairs.blocks import wrapped
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.spelling import read_of
from bnlint.repairs.tree import SMALL, Tree, dotted, mentions, split_lines_above
from bnlint.sources.places import Place


def wait_for(tree: Tree, change: WaitFor) -> cst.Module:
    """The statement of the step, under a `with tf.control_dependencies(...)` of its own."""
    call = tree.at(change.step, cst.Call)
    small = tree.small_statement(call)
    line = tree.line_of(small)
    waits = f"{tree.tensorflow}.control_dependencies({_list(tree, small, change.collection, change.read)})"
    return tree.replaced(line, *wrapped(tree, line, small, cst.parse_expression(waits)))


def group_with(tree: Tree, change: GroupWith) -> cst.Module:
    """`tf.group(<step>, *<update ops>)` in place of the step."""
    call = tree.at(change.step, cst.Call)
    held = _list(tree, call, change.collection, change.read)
    group = cst.parse_expression(f"{tree.tensorflow}.group(step, *{held})")
    assert isinstance(group, cst.Call)
    step = group.args[0].with_changes(value=call)
    return tree.replaced(call, group.with_changes(args=[step, *group.args[1:]]))


def bring_into(tree: Tree, change: BringInto) -> cst.Module:
    """The statement of the step, moved into the block that stands before it, or into the one behind it."""
    small = tree.small_statement(tree.at(change.step, cst.Call))
    line, block = tree.line_of(small), _with_around(tree, change.block)
    suite = tree.parent(line)
    if not isinstance(suite, (cst.Module, cst.IndentedBlock)) or suite is not tree.parent(block):
        raise CannotRepair("the block stands elsewhere")
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        raise CannotRepair("the step shares its line with another statement")
    if not isinstance(block.body, cst.IndentedBlock):
        raise CannotRepair("the block is one line")
    body = tree.body(suite)
    step, at = body.index(line), body.index(block)
    if step == at + 1:
        body[at] = _with_last(block, block.body, line)
    elif step < at:
        _check_may_wait(tree, small, [*body[step + 1 : at], block.items[0]])
        blank, comments = split_lines_above(line)
        inside = [line.with_changes(leading_lines=comments), *block.body.body]
        body[at] = block.with_changes(body=block.body.with_changes(body=inside))
        body[step + 1] = body[step + 1].with_changes(leading_lines=[*blank, *body[step + 1].leading_lines])
    else:
        raise CannotRepair("something is made between the block and the step")
    del body[step]
    return tree.with_body(suite, body)


def _with_last(block: cst.With, inside: cst.IndentedBlock, line: cst.SimpleStatementLine) -> cst.With:
    last = line.with_changes(leading_lines=[*inside.footer, *line.leading_lines])
    return block.with_changes(body=inside.with_changes(body=[*inside.body, last], footer=()))


def _with_around(tree: Tree, place: Place) -> cst.With:
    item = tree.parent(tree.at(place, cst.Call))
    block = tree.parent(item)
    if not isinstance(item, cst.WithItem) or not isinstance(block, cst.With):
        raise CannotRepair("the block is no `with` statement")
    return block


def _check_may_wait(tree: Tree, step: SMALL, between: Sequence[cst.CSTNode]) -> None:
    """Whether the step may be made after what stands between: nothing there is made, but for reads of collections."""
    if not isinstance(step, (cst.Assign, cst.AnnAssign)):
        raise CannotRepair("the step's statement cannot be moved")
    targets = [target.target for target in step.targets] if isinstance(step, cst.Assign) else [step.target]
    names = [dotted(target) for target in targets]
    for node in between:
        if any(name is None or mentions(node, name) for name in names):
            raise CannotRepair("the step is used before the block")
        if not isinstance(node, cst.WithItem) and not _only_reads(node):
            raise CannotRepair("something is made between the step and the block")


def _only_reads(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.SimpleStatementLine):
        return False
    return all((dotted(call.func) or "").endswith("get_collection") for call in _calls(node))


def _calls(node: cst.CSTNode) -> list[cst.Call]:
    found = [node] if isinstance(node, cst.Call) else []
    return [*found, *(call for child in node.children for call in _calls(child))]


# -- the list of update ops --------------------------------------------------------------------------------------------


def _list(tree: Tree, node: cst.CSTNode, collection: str, read: Place | None) -> str:
    """What the program calls the list that was read, where the node may use it, or else a read of its own."""
    name = None if read is None else _name_of(tree, node, read)
    return name or read_of(tree.tensorflow, collection)


def _name_of(tree: Tree, node: cst.CSTNode, read: Place) -> str | None:
    """The name to which a call was assigned, if it surely was, and still has that value, when the node is run."""
    try:
        small = tree.small_statement(tree.at(read, cst.Call))
    except CannotRepair:
        return None
    if not isinstance(small, cst.Assign) or small.value is not tree.at(read, cst.Call) or len(small.targets) != 1:
        return None
    name, line = dotted(small.targets[0].target), tree.line_of(small)
    for suite, number in tree.statements_around(node):
        body: list[cst.CSTNode] = list(suite.body)
        if name is not None and line in body[:number]:
            assigned = any(_assigns(later, name) for later in body[body.index(line) + 1 : number + 1])
            return None if assigned else name
    return None


def _assigns(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.For, cst.NamedExpr)) and dotted(node.target) == name:
        return True
    return any(_assigns(child, name) for child in node.children)
