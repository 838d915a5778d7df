"""Breaks the way in which training waits on the update ops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from benchmarks.mutants.mutation import (
    Mutation,
    Replacement,
    Statement,
    expression,
    removed,
    replaced,
    with_keyword,
    without,
    without_element,
)
from benchmarks.mutants.operators.operator import Code, Operator
from benchmarks.mutants.programs import TRAINING_STEPS
from benchmarks.mutants.source import last, stored_names
from benchmarks.mutants.update_ops import is_read


def dependencies_emptied(code: Code) -> Iterator[Mutation]:
    for _, _, argument in code.update_ops.blocks(code.source):
        rest = _without_update_ops(code, argument.value)
        if rest is not None:
            yield replaced(argument.value, rest)


def _without_update_ops(code: Code, listed: cst.BaseExpression) -> cst.BaseExpression | None:
    """The list without its update ops; None if that cannot be written simply."""
    if code.update_ops.only(code.source, listed):
        return expression("[]")
    if isinstance(listed, cst.List):
        for element in listed.elements:
            if code.update_ops.only(code.source, element.value):
                shorter = without_element(listed, element)
                assert isinstance(shorter, cst.List)
                return shorter
    if isinstance(listed, cst.BinaryOperation):
        for part, other in ((listed.left, listed.right), (listed.right, listed.left)):
            if code.update_ops.only(code.source, part):
                return other
    return None


def block_dedented(code: Code) -> Iterator[Mutation]:
    for block, _, argument in code.update_ops.blocks(code.source):
        if len(block.items) == 1 and code.update_ops.only(code.source, argument.value):
            yield Mutation(block, {block: cst.FlattenSentinel(_led(block, _body(block)))})


def step_moved_out(code: Code) -> Iterator[Mutation]:
    for block, _, argument in code.update_ops.blocks(code.source):
        body = _body(block)
        if not code.update_ops.only(code.source, argument.value):
            continue
        for statement in body:
            if not isinstance(statement, cst.SimpleStatementLine) or not _makes_step(code, statement):
                continue
            rest = [one for one in body if one is not statement] or [cst.SimpleStatementLine([cst.Pass()])]
            emptied = block.with_changes(body=block.body.with_changes(body=rest))
            if statement is body[-1]:
                yield Mutation(statement, {block: cst.FlattenSentinel([emptied, statement])})
            elif statement is body[0]:
                bare = emptied.with_changes(leading_lines=())
                yield Mutation(statement, {block: cst.FlattenSentinel(_led(block, [statement, bare]))})


def _body(block: cst.With) -> Sequence[Statement]:
    body = block.body.body
    return [one for one in body if isinstance(one, cst.SimpleStatementLine | cst.BaseCompoundStatement)]


def _led(block: cst.With, statements: Sequence[Statement]) -> list[Statement]:
    """Statements that take the place of a block, below the comments and empty lines above it."""
    if not statements:
        return []
    first, *others = statements
    lines = [*block.leading_lines, *getattr(first, "leading_lines", ())]
    return [first.with_changes(leading_lines=lines), *others]


def _makes_step(code: Code, statement: cst.CSTNode) -> bool:
    calls = code.source.nodes(cst.Call, within=statement)
    return any(last(call.func) in TRAINING_STEPS for call in calls)


def read_moved_up(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        if not is_read(call) or not _reads_nothing_made_here(code, call):
            continue
        anchor = _start(code, call)
        statement = code.source.around(call, cst.SimpleStatementLine)
        if anchor is None or anchor is statement:
            continue
        changes: dict[cst.CSTNode, Replacement] = {}
        if statement is not None and _is_assigned(statement, call):
            moved = statement
            changes[statement] = removed(statement, code.source.siblings(statement))
        elif "update_ops" not in stored_names(code.source, code.source.scope(call)):
            moved = cst.SimpleStatementLine(
                [cst.Assign([cst.AssignTarget(cst.Name("update_ops"))], call.with_changes())]
            )
            changes[call] = cst.Name("update_ops")
        else:
            continue
        changes[anchor] = _Before(moved)
        yield Mutation(call, changes)


class _Before:
    """Puts a statement before another one, below the comments and empty lines above that."""

    def __init__(self, statement: cst.SimpleStatementLine) -> None:
        self._statement = statement

    def __call__(self, node: cst.CSTNode) -> cst.FlattenSentinel[Statement]:
        assert isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement)
        first = self._statement.with_changes(leading_lines=getattr(node, "leading_lines", ()))
        return cst.FlattenSentinel([first, node.with_changes(leading_lines=())])


def _is_assigned(statement: cst.SimpleStatementLine, call: cst.Call) -> bool:
    """Whether the statement does nothing but give a name to what is read."""
    return len(statement.body) == 1 and isinstance(one := statement.body[0], cst.Assign) and one.value is call


def _start(code: Code, call: cst.Call) -> cst.CSTNode | None:
    """The first statement of the function around a read, or of the `with graph.as_default()`, or behind the imports."""
    for parent in code.source.parents(call):
        if isinstance(parent, cst.FunctionDef) or (isinstance(parent, cst.With) and _is_graph(parent)):
            body = parent.body.body
            return body[1] if _is_docstring(body[0]) and len(body) > 1 else body[0]
    body = code.source.module.body
    imports = [number for number, one in enumerate(body) if _imports(one)]
    behind = imports[-1] + 1 if imports else 0
    return body[behind] if behind < len(body) else None


def _is_graph(block: cst.With) -> bool:
    return any(isinstance(item.item, cst.Call) and last(item.item.func) == "as_default" for item in block.items)


def _is_docstring(statement: cst.CSTNode) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine) or not isinstance(statement.body[0], cst.Expr):
        return False
    return isinstance(statement.body[0].value, cst.SimpleString | cst.ConcatenatedString)


def _imports(statement: cst.CSTNode) -> bool:
    return any(isinstance(node, cst.Import | cst.ImportFrom) for node in _at_level(statement))


def _at_level(statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(statement, cst.SimpleStatementLine):
        yield from statement.body
    elif isinstance(statement, cst.Try):
        yield from (node for one in statement.body.body for node in _at_level(one))


def _reads_nothing_made_here(code: Code, call: cst.Call) -> bool:
    """Whether the arguments of the read are known where its function begins."""
    stored = stored_names(code.source, code.source.scope(call))
    names = {node.value for arg in call.args for node in code.source.nodes(cst.Name, within=arg.value)}
    return not (names - set(code.source.aliases)) & stored


def read_in_wrong_scope(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        if not is_read(call) or last(call.func) != "get_collection":
            continue
        if len(call.args) > 1 and not call.args[1].keyword:
            yield Mutation(call, {call.args[1].value: expression('"elsewhere"')})
        else:
            yield replaced(call, with_keyword(call, "scope", '"elsewhere"'))


def given_no_update_ops(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        if last(call.func) in ("create_train_op", "optimize_loss") and code.idioms.from_library(call.func):
            yield replaced(call, with_keyword(call, "update_ops", "[]"))


def group_without_update_ops(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        if last(call.func) != "group":
            continue
        updates = [arg for arg in call.args if code.update_ops.within(code.source, arg.value)]
        others = [arg for arg in call.args if not arg.keyword and arg not in updates]
        if updates and others:
            shorter = call
            for argument in updates:
                shorter = without(shorter, argument)
            yield replaced(call, shorter)


OPERATORS = (
    Operator(
        "dependencies-emptied",
        "`tf.control_dependencies(update_ops)` gets a list without the update ops.",
        ("BN101",),
        dependencies_emptied,
        "training",
    ),
    Operator(
        "block-dedented",
        "The block that waits on the update ops is gone, and its body stands where it stood.",
        ("BN101",),
        block_dedented,
        "training",
    ),
    Operator(
        "step-moved-out",
        "The training step is created before or behind the block that waits on the update ops.",
        ("BN103",),
        step_moved_out,
        "training",
    ),
    Operator(
        "read-moved-up",
        "The collection is read where the function, or the graph's block, begins.",
        ("BN102",),
        read_moved_up,
        "training",
    ),
    Operator(
        "read-in-wrong-scope",
        "The collection is read with a scope that holds none of the update ops.",
        ("BN101",),
        read_in_wrong_scope,
        "training",
    ),
    Operator(
        "given-no-update-ops",
        "`create_train_op` or `optimize_loss` gets `update_ops=[]`.",
        ("BN106",),
        given_no_update_ops,
        "training",
    ),
    Operator(
        "group-without-update-ops",
        "`tf.group(train_op, update_ops)` loses the update ops.",
        ("BN101",),
        group_without_update_ops,
        "training",
    ),
)
