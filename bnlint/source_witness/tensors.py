"""Tensors, operations, variables, and the objects that TensorFlow hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import (
    Arguments,
    BuiltinValue,
    Const,
    HostValue,
    ListValue,
    Sequential,
    TupleValue,
    Unknown,
    Value,
)
from bnlint.facts.events import PythonBranch
from bnlint.facts.graph import Node, Variable
from bnlint.source_witness.graph_state import Graph

if TYPE_CHECKING:
    from bnlint.source_witness.recorder import Recorder

_OPERATORS: Final = {
    "Add": "tf.add", "Sub": "tf.subtract", "Mult": "tf.multiply", "Div": "tf.divide", "FloorDiv": "tf.floordiv",
    "Mod": "tf.mod", "Pow": "tf.pow", "MatMult": "tf.matmul", "USub": "tf.negative", "Invert": "tf.logical_not",
    "Lt": "tf.less", "LtE": "tf.less_equal", "Gt": "tf.greater", "GtE": "tf.greater_equal",
    "BitAnd": "tf.logical_and", "BitOr": "tf.logical_or", "BitXor": "tf.logical_xor",
}  # fmt: skip
_SHAPES: Final = frozenset({"shape", "get_shape", "dtype", "rank", "name", "device", "graph", "ndims"})


class TensorValue(HostValue):
    """A tensor or an operation: the two are told apart nowhere here."""

    __slots__ = ("_shapes", "node", "recorder")

    def __init__(self, node: Node, recorder: Recorder) -> None:
        self.node = node
        self.recorder = recorder
        self._shapes: dict[str, Unknown] = {}

    def describe(self) -> str:
        return self.node.name or self.node.operation

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        if name == "name" and self.node.kind == "update" and "<" not in self.node.name:
            return Const(self.node.name)
        if name in _SHAPES:
            return self._shapes.setdefault(name, Unknown(f"{self.describe()}.{name}", stable=True, harmless=True))
        if name in ("op", "outputs", "experimental_ref", "ref"):
            return ListValue([(engine.logic.true, self)]) if name == "outputs" else self
        if name in ("run", "eval"):
            return BuiltinValue(name, self._run)
        return BuiltinValue(name, lambda engine, arguments: Unknown(f"{self.describe()}.{name}()", harmless=True))

    def _run(self, engine: Interpreter, arguments: Arguments) -> Value:
        from bnlint.source_witness.models.sessions import record_run

        record_run(self.recorder, self, arguments.get(0, "feed_dict"))
        return Unknown(f"the value of {self.describe()}", harmless=True)

    def binary(self, engine: Interpreter, operator: str, other: Value, reflected: bool) -> Value | None:
        from bnlint.source_witness.shapes import note_shape

        operation = _OPERATORS.get(operator)
        if operation is None:
            return None
        made = self.recorder.tensor(operation, (self, other))
        note_shape(made.node, (self, other))
        return made

    def item(self, engine: Interpreter, index: Value) -> Value | None:
        return self.recorder.tensor("tf.strided_slice", (self, index))

    def elements(self, engine: Interpreter) -> Sequential | None:
        return ListValue([], self)

    def truth(self, engine: Interpreter) -> Condition | None:
        return None

    def is_instance(self, wanted: HostValue) -> bool | None:
        """Of `tf.Tensor` are inputs, what layers compute, and what a function computes from tensors."""
        kind, computed = self.node.kind, any(edge.kind == "data" for edge in self.node.edges)
        tensor = kind in ("placeholder", "layer") or (kind == "operation" and computed)
        return _class_answer(wanted, {"tf.Tensor": tensor or None, "tf.Variable": False if tensor else None})

    def refuses_truth(self, engine: Interpreter) -> bool:
        """`Tensor.__bool__` raises TypeError while a graph is built (tensorflow/python/framework/ops.py, 1.15)."""
        if self.node.kind == "placeholder":
            self.recorder.event(PythonBranch, node=self.node)
        return self.node.kind == "placeholder"

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        return None


class VariableValue(TensorValue):
    """A variable; its node is the read of its value."""

    __slots__ = ("variable",)

    def __init__(self, variable: Variable, node: Node, recorder: Recorder) -> None:
        super().__init__(node, recorder)
        self.variable = variable

    def describe(self) -> str:
        return self.variable.name

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        if name in ("name", "op") and not self.variable.guessed and "<" not in self.variable.name:
            return Const(f"{self.variable.name}:0") if name == "name" else VariableOperation(self)
        if name in ("assign", "assign_add", "assign_sub"):
            return BuiltinValue(name, lambda engine, arguments: self.assigned(arguments.get(0, "value")))
        if name == "name" and not self.variable.guessed:
            return Const(f"{self.variable.name}:0")
        if name in ("value", "read_value", "initialized_value"):
            return BuiltinValue(name, lambda engine, arguments: self)
        if name == "load":
            return BuiltinValue(name, self._load)
        if name in ("initializer", "initial_value"):
            return self.recorder.tensor("tf.variables_initializer")
        return super().attribute(engine, name)

    def is_instance(self, wanted: HostValue) -> bool | None:
        return _class_answer(wanted, {"tf.Tensor": False, "tf.Variable": True})

    def assigned(self, value: Value) -> TensorValue:
        return self.recorder.tensor("tf.assign", (value,), kind="assign", variable=self.variable)

    def _load(self, engine: Interpreter, arguments: Arguments) -> Value:
        from bnlint.source_witness.models.sessions import record_run

        record_run(self.recorder, self.assigned(arguments.get(0, "value")), Const(None))
        return Const(None)


def _class_answer(wanted: HostValue, answers: dict[str, bool | None]) -> bool | None:
    from bnlint.source_witness.api import ApiValue

    return answers.get(wanted.canonical) if isinstance(wanted, ApiValue) else None


class VariableOperation(TensorValue):
    """The operation behind a variable, `v.op`."""

    __slots__ = ("variable",)

    def __init__(self, value: VariableValue) -> None:
        super().__init__(value.node, value.recorder)
        self.variable = value.variable

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        return Const(self.variable.name) if name == "name" else super().attribute(engine, name)


class GraphValue(HostValue):
    """A `tf.Graph`; entered by `as_default()`."""

    __slots__ = ("graph", "recorder")

    def __init__(self, graph: Graph, recorder: Recorder) -> None:
        self.graph = graph
        self.recorder = recorder

    def describe(self) -> str:
        return "a graph"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        from bnlint.source_witness.api import ApiMethod

        return ApiMethod(self.recorder, "tf.Graph", name, self)

    def enter(self, engine: Interpreter) -> Value:
        self.recorder.push(self.graph)
        return self

    def leave(self, engine: Interpreter) -> None:
        self.recorder.pop()


class SessionValue(HostValue):
    """A session on a graph (None: the default graph of the moment). `hooks` see every run of a monitored one."""

    __slots__ = ("graph", "hooks", "recorder")

    def __init__(self, recorder: Recorder, graph: Graph | None) -> None:
        self.recorder = recorder
        self.graph = graph
        self.hooks: list[Value] = []

    def describe(self) -> str:
        return "a session"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        from bnlint.source_witness.api import ApiMethod

        if name == "graph":
            return GraphValue(self.graph or self.recorder.graph, self.recorder)
        return ApiMethod(self.recorder, "tf.Session", name, self)

    def enter(self, engine: Interpreter) -> Value:
        if self.graph is not None:
            self.recorder.push(self.graph)
        return self

    def leave(self, engine: Interpreter) -> None:
        if self.graph is not None:
            self.recorder.pop()


class ObjectValue(HostValue):
    """An object of one of TensorFlow's classes whose methods are modelled by canonical name."""

    __slots__ = ("arguments", "canonical", "recorder", "state")

    def __init__(self, recorder: Recorder, canonical: str, arguments: Arguments) -> None:
        self.recorder = recorder
        self.canonical = canonical
        self.arguments = arguments
        self.state: dict[str, Value] = {}

    def describe(self) -> str:
        return self.canonical

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        from bnlint.source_witness.api import ApiMethod

        if name in self.state:
            return self.state[name]
        return ApiMethod(self.recorder, self.canonical, name, self)

    def assign_attribute(self, engine: Interpreter, name: str, value: Value) -> None:
        self.state[name] = engine.replaced(self.state.get(name), value)

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        from bnlint.source_witness.api import ApiMethod

        return ApiMethod(self.recorder, self.canonical, "__call__", self).call(engine, arguments)


def tuple_of(engine: Interpreter, *values: Value) -> TupleValue:
    return TupleValue([(engine.logic.true, value) for value in values])
