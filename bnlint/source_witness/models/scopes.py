"""Variable scopes, reuse, and how layers get their names (tensorflow/python/ops/variable_scope.py, 1.15)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import NONE, Arguments, Choice, Const, HostValue, Unknown, Value
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.graph_state import Graph, Reuse, VariableScope
from bnlint.source_witness.recorder import Recorder


class ScopeValue(HostValue):
    """A `tf.VariableScope` object."""

    __slots__ = ("graph", "scope")

    def __init__(self, scope: VariableScope, graph: Graph) -> None:
        self.scope = scope
        self.graph = graph

    def describe(self) -> str:
        return f"the variable scope {self.scope.name!r}"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        from bnlint.engine.values import BuiltinValue

        if name == "name":
            return Const(self.scope.name)
        if name == "original_name_scope":
            return Const(self.scope.name + "/")
        if name == "reuse":
            return Const({"no": False, "yes": True}.get(self.scope.reuse, self.scope.reuse))
        if name == "reuse_variables":
            return BuiltinValue(name, self._reuse)
        return None

    def _reuse(self, engine: Interpreter, arguments: Arguments) -> Value:
        self.scope.reuse = "yes"
        return NONE


class ScopeContext(HostValue):
    """`tf.variable_scope(...)`, entered by name, by object, or with a default name that is made unique."""

    __slots__ = ("default_name", "recorder", "reuse", "saved", "target")

    def __init__(self, recorder: Recorder, target: Value, default_name: str | None, reuse: Reuse) -> None:
        self.recorder = recorder
        self.target = target
        self.default_name = default_name
        self.reuse = reuse
        self.saved: list[tuple[VariableScope, str, dict[str, list[Condition]] | None]] = []

    def enter(self, engine: Interpreter) -> Value:
        graph, path = self.recorder.graph, engine.path
        counts = None
        if isinstance(self.target, ScopeValue):
            name, guessed, inherited = self.target.scope.name, self.target.scope.guessed, self.target.scope.reuse
            counts = {key: list(value) for key, value in graph.scope_counts.items()}
        else:
            name, guessed = self._name(graph, path)
            inherited = graph.scope.reuse
        self.saved.append((graph.scope, graph.name_scope, counts))
        graph.open_count(name, path)
        reuse = inherited if self.reuse == "no" else self.reuse
        graph.scope = VariableScope(name, reuse, guessed)
        if name and counts is None:
            graph.name_scope = graph.unique_name(name.rpartition("/")[2])
        return ScopeValue(graph.scope, graph)

    def _name(self, graph: Graph, path: Condition) -> tuple[str, bool]:
        target = self.target
        if isinstance(target, Const) and isinstance(target.value, str):
            return graph.child_scope(target.value), graph.scope.guessed
        if isinstance(target, Const) and self.default_name is not None:
            return graph.unique_scope(self.default_name, path)
        return graph.child_scope(f"<{describe(target)}>"), not isinstance(target, Unknown) or not target.stable

    def leave(self, engine: Interpreter) -> None:
        graph = self.recorder.graph
        name = graph.scope.name
        graph.scope, graph.name_scope, counts = self.saved.pop()
        if counts is None:
            graph.close_below(name, engine.logic.true)
        else:
            graph.scope_counts = counts


@models("tf.variable_scope", "tf.variable_op_scope")
def variable_scope(call: Call) -> Value:
    target = call.value("name_or_scope")
    if isinstance(target, Choice):
        target = call.engine.alternatives(target)[0][1]
    return ScopeContext(call.recorder, target, call.text("default_name"), reuse_of(call, call.value("reuse")))


def reuse_of(call: Call, value: Value) -> Reuse:
    if isinstance(value, Const):
        return "auto" if value.value == "AUTO_REUSE" else ("yes" if value.value else "no")
    return "unknown"


@models("tf.get_variable_scope")
def get_variable_scope(call: Call) -> Value:
    return ScopeValue(call.recorder.graph.scope, call.recorder.graph)


@contextmanager
def opened(call: Call, name: Value, default_name: str) -> Iterator[VariableScope]:
    """The scope that a layer opens for its variables: its name, or its kind made unique."""
    target = name if not (isinstance(name, Const) and not name.value) else NONE
    context = ScopeContext(call.recorder, target, default_name, "no")
    context.enter(call.engine)
    try:
        yield call.recorder.graph.scope
    finally:
        context.leave(call.engine)


class TemplateValue(HostValue):
    """`tf.make_template(name, function)`: every call enters the same scope, sharing variables from the second on."""

    __slots__ = ("arguments", "called", "function", "recorder", "scope")

    def __init__(self, recorder: Recorder, scope: str, function: Value, arguments: Arguments) -> None:
        self.recorder = recorder
        self.scope = scope
        self.function = function
        self.arguments = arguments
        self.called = False

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        from bnlint.engine.interpreter import joined

        graph = self.recorder.graph
        outer, graph.scope = graph.scope, VariableScope("", graph.scope.reuse)
        context = ScopeContext(self.recorder, Const(self.scope), None, "yes" if self.called else "auto")
        context.enter(engine)
        self.called = True
        result = engine.call(self.function, joined(self.arguments, arguments))
        context.leave(engine)
        graph.scope = outer
        return result


@models("tf.make_template")
def make_template(call: Call) -> Value:
    graph = call.recorder.graph
    name, _ = graph.unique_scope(call.text("name_") or "template", call.engine.path)
    graph.open_count(name, call.engine.path)
    given = {k: v for k, v in call.arguments.keywords.items() if not k.endswith("_")}
    return TemplateValue(call.recorder, name, call.value("func_"), Arguments((), given))
