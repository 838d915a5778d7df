"""`with`: entering and leaving context managers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bnlint.engine.code import Bind, Evaluate, Execute
from bnlint.engine.interpreter import Frame, Interpreter, Trace, describe, find_in
from bnlint.engine.values import NONE, Arguments, BuiltinValue, FunctionValue, HostValue, InstanceValue, Unknown, Value

if TYPE_CHECKING:
    from bnlint.sources.source import Source


class GeneratorContext(Value):
    """A call of a function that `contextlib.contextmanager` decorates."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: FunctionValue, arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments


def context_manager(engine: Interpreter, arguments: Arguments) -> Value:
    """`contextlib.contextmanager` as a decorator."""
    function = arguments.get(0, "func")
    if not isinstance(function, FunctionValue):
        return function
    known = function
    return BuiltinValue(known.code.name, lambda engine, given: GeneratorContext(known, given))


def entered(source: Source, node: ast.expr, value: Evaluate, bind: Bind | None, body: Execute) -> Execute:
    """`with value as bind: body`."""

    def run(frame: Frame) -> None:
        engine = frame.engine
        before = engine.trace
        manager = value(frame)
        if isinstance(manager, GeneratorContext):
            _run_in_generator(frame, manager, bind, body)
            return
        entry = engine.path
        managers = engine.alternatives(manager)
        results = []
        for condition, single in managers:
            engine.path = entry & condition
            engine.trace = Trace(before, source, node)
            results.append((condition, enter(engine, single)))
            engine.trace = before
        engine.path = entry
        if bind is not None:
            bind(frame, engine.choice(results))
        body(frame)
        left = engine.path
        for condition, single in reversed(managers):
            engine.path = left & condition
            leave(engine, single)
        engine.path = left

    return run


def _run_in_generator(frame: Frame, manager: GeneratorContext, bind: Bind | None, body: Execute) -> None:
    """The body of the `with` runs where the generator yields."""

    def on_yield(value: Value) -> None:
        if bind is not None:
            bind(frame, value)
        body(frame)

    frame.engine.call_function(manager.function, manager.arguments, on_yield)


def enter(engine: Interpreter, manager: Value) -> Value:
    if isinstance(manager, HostValue):
        return manager.enter(engine)
    if isinstance(manager, InstanceValue):
        method = find_in(manager.cls.linear, "__enter__")
        if method is not None:
            return engine.call(engine.bound(method, manager), Arguments())
    if isinstance(manager, Unknown):
        return manager.derive("as", manager.text)
    return Unknown(describe(manager), carries=(manager,))


def leave(engine: Interpreter, manager: Value) -> None:
    if isinstance(manager, HostValue):
        manager.leave(engine)
    elif isinstance(manager, InstanceValue):
        method = find_in(manager.cls.linear, "__exit__")
        if method is not None and engine.path.possible:
            engine.call(engine.bound(method, manager), Arguments([NONE, NONE, NONE]))
