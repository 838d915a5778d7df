"""Breaks what keeps the moving statistics: shared variables, the collection of the updates, the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from benchmarks.mutants.idioms import text
from benchmarks.mutants.mutation import Harm, Mutation, expression, removed, replaced, with_keyword, without
from benchmarks.mutants.operators.flags import can_go
from benchmarks.mutants.operators.operator import Code, Operator
from benchmarks.mutants.source import dotted, last

UNREAD = '"unread_updates"'


def reuse_dropped(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        for argument in call.args:
            if argument.keyword and argument.keyword.value == "reuse" and _reuses(call, argument.value):
                yield Mutation(argument, {call: without(call, argument)})
    for bound in code.idioms.bound():
        if bound.argument.keyword or bound.parameter.name.value != "reuse" or not bound.parameter.default:
            continue
        if _reuses(bound.call, bound.argument.value) and can_go(bound):
            yield Mutation(bound.argument, {bound.call: without(bound.call, bound.argument)})
    yield from _reuse_variables(code)


def _reuses(call: cst.Call, value: cst.BaseExpression) -> bool:
    """Whether it makes a network share variables; without `AUTO_REUSE`, a scope entered twice would only raise."""
    return last(value) == "True" or (last(value) == "AUTO_REUSE" and last(call.func) != "variable_scope")


def _reuse_variables(code: Code) -> Iterator[Mutation]:
    for statement in code.source.nodes(cst.SimpleStatementLine):
        only = statement.body[0]
        if len(statement.body) != 1 or not isinstance(only, cst.Expr) or not isinstance(only.value, cst.Call):
            continue
        if last(only.value.func) == "reuse_variables":
            yield Mutation(statement, {statement: removed(statement, code.source.siblings(statement))})


def updates_unread(code: Code) -> Iterator[Mutation]:
    for place in code.idioms.contrib_places():
        if isinstance(place, cst.Call):
            yield replaced(place, with_keyword(place, "updates_collections", UNREAD))
            continue
        for element in place.elements:
            if isinstance(element, cst.DictElement) and text(element.key) == "updates_collections":
                yield replaced(element.value, expression(UNREAD))


def saver_narrowed(code: Code) -> Iterator[Mutation]:
    for call in code.source.nodes(cst.Call):
        name = dotted(call.func) or ""
        if not name.endswith(".train.Saver") or not code.idioms.from_library(call.func):
            continue
        restores = _only_restores(code, call)
        if not _is_used(code, call) or (restores and not code.idioms.initialises):
            continue
        harms: Harm = "loading" if restores else "either"
        trainable = f"{name.removesuffix('.train.Saver')}.trainable_variables()"
        given = next((arg for arg in call.args if arg.keyword is None or arg.keyword.value == "var_list"), None)
        if given is None:
            yield replaced(call, with_keyword(call, "var_list", trainable), harms)
        elif "trainable" not in code.source.module.code_for_node(given.value).lower():
            yield Mutation(call, {given.value: expression(trainable)}, harms)


def _is_used(code: Code, saver: cst.Call) -> bool:
    """Whether the program mentions the Saver again, where it has a name."""
    parent = next(code.source.parents(saver))
    if not isinstance(parent, cst.Assign):
        return True
    names = {last(target.target) for target in parent.targets}
    return any(code.idioms.mentions(name) > len(code.idioms.assignments(name)) for name in names)


def _only_restores(code: Code, saver: cst.Call) -> bool:
    """Whether nothing is done with the Saver but restoring: then what it omits keeps its initial value, or training
    maintains it, or it has none, which raises."""
    parent = next(code.source.parents(saver))
    if isinstance(parent, cst.Attribute):
        return parent.attr.value == "restore"
    if not isinstance(parent, cst.Assign):
        return False
    names = {last(target.target) for target in parent.targets}
    uses = [use for name in names for use in code.idioms.uses(name)]
    mentioned = sum(code.idioms.mentions(name) - len(code.idioms.assignments(name)) for name in names)
    return set(uses) == {"restore"} and len(uses) == mentioned


OPERATORS = (
    Operator(
        "reuse-dropped",
        "`reuse=True`, a network's `reuse=tf.AUTO_REUSE` or `reuse_variables()` is left out.",
        ("BN301",),
        reuse_dropped,
    ),
    Operator(
        "updates-unread",
        "contrib's layer puts its updates into a collection that nothing reads.",
        ("BN106",),
        updates_unread,
        "training",
    ),
    Operator(
        "saver-narrowed",
        "The Saver gets the trainable variables only.",
        ("BN401", "BN404"),
        saver_narrowed,
    ),
)
