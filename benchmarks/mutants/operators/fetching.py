"""Breaks the fetch of update ops in a session's run."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from benchmarks.mutants.mutation import Mutation, Replacement, removed, without_element
from benchmarks.mutants.operators.operator import Code, Operator
from benchmarks.mutants.source import last


def fetch_dropped(code: Code) -> Iterator[Mutation]:
    yield from _listed_fetches(code)
    yield from _runs_of_their_own(code)


def _listed_fetches(code: Code) -> Iterator[Mutation]:
    for listed in code.source.nodes(cst.List):
        elements = [one for one in listed.elements if code.update_ops.only(code.source, one.value)]
        run = _run_of(code, listed) if elements and len(listed.elements) > len(elements) else None
        if run is None:
            continue
        result = _result_changes(code, run, list(listed.elements).index(elements[0]), len(listed.elements))
        if result is not None:
            yield Mutation(elements[0], {listed: without_element(listed, elements[0]), **result})


def _run_of(code: Code, listed: cst.List) -> cst.Call | None:
    """The call `session.run(listed)`, or `session.run(fetches)` behind `fetches = listed`."""
    parent = next(code.source.parents(listed))
    if isinstance(parent, cst.Arg):
        call = next(code.source.parents(parent))
        return call if isinstance(call, cst.Call) and last(call.func) == "run" and call.args[0] is parent else None
    if isinstance(parent, cst.Assign) and isinstance(target := parent.targets[0].target, cst.Name):
        runs = [
            call
            for call in code.source.nodes(cst.Call, within=code.source.scope(listed))
            if last(call.func) == "run"
            and call.args
            and isinstance(name := call.args[0].value, cst.Name)
            and name.value == target.value
        ]
        return runs[0] if len(runs) == 1 else None
    return None


def _result_changes(code: Code, run: cst.Call, index: int, count: int) -> dict[cst.CSTNode, Replacement] | None:
    """What must become of the names that the run's results get when the fetch at `index` goes; None: cannot be said."""
    parent = next(code.source.parents(run))
    if isinstance(parent, cst.Expr):
        return {}
    if not isinstance(parent, cst.Assign) or len(parent.targets) != 1:
        return None
    target = parent.targets[0].target
    if isinstance(target, cst.Name):
        return {} if index == count - 1 else None
    if not isinstance(target, cst.Tuple) or len(target.elements) != count:
        return None
    element = target.elements[index]
    if not last(element.value).startswith("_"):
        return None
    return {target: without_element(target, element)}


def _runs_of_their_own(code: Code) -> Iterator[Mutation]:
    for statement in code.source.nodes(cst.SimpleStatementLine):
        expression = statement.body[0]
        if len(statement.body) != 1 or not isinstance(expression, cst.Expr):
            continue
        call = expression.value
        if not isinstance(call, cst.Call) or last(call.func) != "run" or not isinstance(call.func, cst.Attribute):
            continue
        fetched = [call.func.value, *(arg.value for arg in call.args[:1])]
        if any(code.update_ops.only(code.source, one) for one in fetched):
            yield Mutation(statement, {statement: removed(statement, code.source.siblings(statement))})


OPERATORS = (
    Operator(
        "fetch-dropped",
        "The session no longer runs the update ops beside the training step, or in a run of their own.",
        ("BN101",),
        fetch_dropped,
        "training",
    ),
)
