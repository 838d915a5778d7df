"""`arg_scope`: default arguments by scope (tensorflow/contrib/framework/python/ops/arg_scope.py, 1.15)."""

from __future__ import annotations

from bnlint.engine.interpreter import Interpreter, Trace, describe
from bnlint.engine.values import Arguments, DictValue, FunctionValue, HostValue, Value
from bnlint.source_witness.api import ApiValue, Call, models
from bnlint.source_witness.defaults import Defaults, Given
from bnlint.source_witness.recorder import Recorder


class ArgScopeValue(HostValue):
    """The defaults that a scope had in force: `with arg_scope(...) as scope`."""

    __slots__ = ("defaults",)

    def __init__(self, defaults: Defaults) -> None:
        self.defaults = defaults


class ArgScopeContext(HostValue):
    __slots__ = ("given", "recorder", "spot", "target")

    def __init__(self, recorder: Recorder, target: Value, given: dict[str, Value]) -> None:
        self.recorder = recorder
        self.spot: Trace = recorder.spot()
        self.target = target
        self.given = given

    def enter(self, engine: Interpreter) -> Value:
        recorder = self.recorder
        defaults = dict(recorder.arg_scopes[-1])
        if isinstance(self.target, ArgScopeValue):
            defaults = dict(self.target.defaults)
        elif not isinstance(self.target, DictValue):
            keys = {key_of(operation): None for _, operation, _ in engine.leaves(self.target)}
            for key in keys:
                defaults[key] = defaults.get(key, Given()).inside(self.given, self.spot, shared=len(keys) > 1)
        recorder.arg_scopes.append(defaults)
        return ArgScopeValue(defaults)

    def leave(self, engine: Interpreter) -> None:
        self.recorder.arg_scopes.pop()


def key_of(operation: Value) -> object:
    """What names a function for `arg_scope`, however it was reached."""
    if isinstance(operation, ApiValue):
        return operation.canonical
    if isinstance(operation, ScopedFunction):
        return key_of(operation.function)
    return operation.code.node if isinstance(operation, FunctionValue) else operation


@models("tf.contrib.framework.arg_scope")
def arg_scope(call: Call) -> Value:
    target = call.value("list_ops_or_scope")
    given = {k: v for k, v in call.arguments.keywords.items() if k != "list_ops_or_scope"}
    return ArgScopeContext(call.recorder, target, given)


class ScopedFunction(HostValue):
    """A function of the program that `@add_arg_scope` decorates."""

    __slots__ = ("function", "recorder")

    def __init__(self, recorder: Recorder, function: Value) -> None:
        self.recorder = recorder
        self.function = function

    def describe(self) -> str:
        return describe(self.function)

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        return engine.call(self.function, self.recorder.with_defaults(key_of(self), arguments))

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        return engine.attribute(self.function, name)


@models("tf.contrib.framework.add_arg_scope")
def add_arg_scope(call: Call) -> Value:
    return ScopedFunction(call.recorder, call.value("func"))
