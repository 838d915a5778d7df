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
            return Const(self.scope.name_scope + "/" if self.scope.name_scope else "")
        if name == "reuse":
            return Const({"no": False, "yes": True}.get(self.scope.reuse, self.scope.reuse))
        if name == "reuse_variables":
            return BuiltinValue(name, self._reuse)
        return None

    def _reuse(self, engine: Interpreter, arguments: Arguments) -> Value:
        self.scope.reuse = "yes"
        return NONE


class ScopeContext(HostValue):
    """`tf.variable_scope(...)`, entered by name, by object, or with a default name that is made unique.

    Only a scope entered by object without an `own_name_scope` leaves the name scope as it is.
    """

    __slots__ = ("default_name", "own_name_scope", "recorder", "reuse", "saved", "target")

    def __init__(
        self, recorder: Recorder, target: Value, default_name: str | None, reuse: Reuse, own_name_scope: bool = True
    ) -> None:
        self.recorder = recorder
        self.target = target
        self.default_name = default_name
        self.reuse = reuse
        self.own_name_scope = own_name_scope
        self.saved: list[tuple[Condition, VariableScope, str, dict[str, Condition] | None]] = []

    def enter(self, engine: Interpreter) -> Value:
        graph, path, before = self.recorder.graph, engine.path, None
        outer, outer_names = graph.scope, graph.name_scope
        if isinstance(self.target, ScopeValue):
            scope = self._again(graph, self.target.scope, path)
            before = dict(graph.scopes_opened)
        else:
            scope = self._by_name(graph, path)
        self.saved.append((path, outer, outer_names, before))
        graph.scope = scope
        return ScopeValue(scope, graph)

    def _again(self, graph: Graph, known: VariableScope, path: Condition) -> VariableScope:
        if self.own_name_scope and known.name:
            graph.enter_name_scope(known.name.rpartition("/")[2], path)
        graph.open_scope(known.name, path)
        reuse = known.reuse if self.reuse == "no" else self.reuse
        return VariableScope(known.name, reuse, known.guessed, known.name_scope)

    def _by_name(self, graph: Graph, path: Condition) -> VariableScope:
        target, guessed = self.target, graph.scope.guessed
        if isinstance(target, Const) and isinstance(target.value, str):
            given = target.value
            name = graph.child_scope(given)
        elif isinstance(target, Const) and self.default_name is not None:
            given = self.default_name
            name, guessed = graph.unique_scope(given, path)
        else:
            given = f"<{describe(target)}>"
            name, guessed = graph.child_scope(given), not isinstance(target, Unknown) or not target.stable
        graph.open_scope(name, path)
        if self.own_name_scope and given:
            graph.enter_name_scope(given, path)
        return VariableScope(name, graph.scope.reuse if self.reuse == "no" else self.reuse, guessed, graph.name_scope)

    def leave(self, engine: Interpreter) -> None:
        graph = self.recorder.graph
        name = graph.scope.name
        path, graph.scope, graph.name_scope, before = self.saved.pop()
        if before is None:
            graph.close_below(name, path)
        else:
            graph.restore_scopes(before, path)


@models("tf.variable_scope", "tf.variable_op_scope")
def variable_scope(call: Call) -> Value:
    target = call.value("name_or_scope")
    if isinstance(target, Choice):
        target = call.engine.alternatives(target)[0][1]
    reuse, auxiliary = reuse_of(call, call.value("reuse")), call.value("auxiliary_name_scope")
    named = not (isinstance(auxiliary, Const) and auxiliary.value is False)
    return ScopeContext(call.recorder, target, call.text("default_name"), reuse, named)


def reuse_of(call: Call, value: Value) -> Reuse:
    if isinstance(value, Const):
        return "auto" if value.value == "AUTO_REUSE" else ("yes" if value.value else "no")
    return "unknown"


@models("tf.get_variable_scope")
def get_variable_scope(call: Call) -> Value:
    return ScopeValue(call.recorder.graph.scope, call.recorder.graph)


@contextmanager
def opened(
    call: Call, name: Value, default_name: str, reuse: Value = NONE, *, layer: bool = False
) -> Iterator[VariableScope]:
    """The scope that a layer opens for its variables: its name, or its kind made unique.

    A nameless `layer` of `tf.layers` with `reuse` takes its kind for a name (tensorflow/python/layers/base.py, 1.15).
    """
    mode = reuse_of(call, reuse)
    target = name if not (isinstance(name, Const) and not name.value) else NONE
    if layer and target is NONE and mode in ("yes", "auto"):
        target = Const(default_name)
    context = ScopeContext(call.recorder, target, default_name, mode)
    context.enter(call.engine)
    try:
        yield call.recorder.graph.scope
    finally:
        context.leave(call.engine)


class TemplateValue(HostValue):
    """`tf.make_template(name, function)`: every call enters the same scope, sharing variables from the second on.

    The scope is made by the first call, its name unique there (tensorflow/python/ops/template.py, 1.15).
    """

    __slots__ = ("arguments", "called", "function", "name", "recorder", "scope", "unique_name")

    def __init__(
        self, recorder: Recorder, name: str, unique_name: Value, function: Value, arguments: Arguments
    ) -> None:
        self.recorder = recorder
        self.name = name
        self.unique_name = unique_name
        self.function = function
        self.arguments = arguments
        self.scope: Value | None = None
        self.called = False

    def open(self, engine: Interpreter) -> None:
        """`create_scope_now_`: the scope is made, in no name scope of its own, before anything calls."""
        context = ScopeContext(self.recorder, self.unique_name, self.name, "no", own_name_scope=False)
        self.scope = context.enter(engine)
        context.leave(engine)

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        from bnlint.engine.interpreter import joined

        reuse: Reuse = "yes" if self.called else "no"
        context = ScopeContext(self.recorder, self.scope or self.unique_name, self.name, reuse)
        self.scope = context.enter(engine)
        result = engine.call(self.function, joined(self.arguments, arguments))
        context.leave(engine)
        self.called = True
        return result


@models("tf.make_template")
def make_template(call: Call) -> Value:
    given = {k: v for k, v in call.arguments.keywords.items() if not k.endswith("_")}
    name, function = call.text("name_") or "template", call.value("func_")
    template = TemplateValue(call.recorder, name, call.value("unique_name_"), function, Arguments((), given))
    if call.engine.truth(call.value("create_scope_now_")).certain:
        template.open(call.engine)
    return template
