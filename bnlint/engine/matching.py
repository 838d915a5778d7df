"""`match`: which patterns a value fits."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from bnlint.conditions import Condition
from bnlint.engine.code import Evaluate, Execute
from bnlint.engine.interpreter import Frame, describe
from bnlint.engine.operators import compare
from bnlint.engine.values import Const, Unknown, Value

if TYPE_CHECKING:
    from bnlint.engine.statements import Compiler

Fits: TypeAlias = Callable[[Frame, Value], Condition]
"""Binds the names of a pattern and gives the condition under which a value fits."""


def match_statement(compiler: Compiler, node: ast.Match) -> Execute:
    """The cases one after the other, each on the path that the earlier ones leave."""
    subject = compiler.expression(node.subject)
    cases = [_case(compiler, case) for case in node.cases]

    def run(frame: Frame) -> None:
        engine = frame.engine
        value, after = subject(frame), engine.logic.false
        for fit, guard, body in cases:
            entry = engine.path
            taken = fit(frame, value)
            if guard is not None:
                engine.path = entry & taken
                taken = taken & engine.truth(guard(frame)) if engine.path.possible else taken
            engine.path = entry & taken
            if engine.path.possible:
                body(frame)
            after = after | engine.path
            engine.path = entry & ~taken
            if not engine.path.possible:
                break
        engine.path = engine.path | after

    return run


def _case(compiler: Compiler, case: ast.match_case) -> tuple[Fits, Evaluate | None, Execute]:
    guard = compiler.expression(case.guard) if case.guard else None
    return fits(compiler, case.pattern), guard, compiler.block(case.body)


def fits(compiler: Compiler, pattern: ast.pattern) -> Fits:
    if isinstance(pattern, ast.MatchValue):
        wanted = compiler.expression(pattern.value)
        return lambda frame, value: frame.engine.truth(compare(frame.engine, "Eq", value, wanted(frame)))
    if isinstance(pattern, ast.MatchSingleton):
        constant = Const(pattern.value)
        return lambda frame, value: frame.engine.truth(compare(frame.engine, "Is", value, constant))
    if isinstance(pattern, ast.MatchOr):
        ways = [fits(compiler, way) for way in pattern.patterns]
        return lambda frame, value: frame.engine.logic.any_of([way(frame, value) for way in ways])
    if isinstance(pattern, ast.MatchAs):
        return _captured(pattern.name, fits(compiler, pattern.pattern) if pattern.pattern else None)
    return _undecided(pattern)


def _captured(name: str | None, inner: Fits | None) -> Fits:
    def fit(frame: Frame, value: Value) -> Condition:
        taken = frame.engine.logic.true if inner is None else inner(frame, value)
        if name is not None:
            frame.store(name, value)
        return taken

    return fit


def _undecided(pattern: ast.pattern) -> Fits:
    """Sequences, mappings and classes are not looked into: they may fit, and what they bind is unknown."""
    names = [
        name for part in ast.walk(pattern) if (name := getattr(part, "name", None) or getattr(part, "rest", None))
    ]  # fmt: skip

    def fit(frame: Frame, value: Value) -> Condition:
        for name in names:
            frame.store(name, Unknown(name, carries=(value,)))
        key = value if isinstance(value, Unknown) else Unknown(describe(value), stable=True)
        return frame.engine.symbol(key, ("fits", pattern), f"{describe(value)} fits a pattern")

    return fit
