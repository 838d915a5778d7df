"""Variables: `get_variable` under reuse, `tf.Variable`, assignments, placeholders."""

from __future__ import annotations

from typing import Final

from bnlint.engine.values import Const, Value
from bnlint.facts.graph import Variable
from bnlint.source_witness.api import ApiValue, Call, models, tensors_of
from bnlint.source_witness.models.operations import truth_of
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.shapes import note_shape
from bnlint.source_witness.tensors import VariableValue


def variable(recorder: Recorder, name: str, *, trainable: bool, guessed: bool = False) -> VariableValue:
    """The variable of that full name in the present graph, made if need be, as `get_variable` does it."""
    graph = recorder.graph
    known = graph.shared.get(name)
    if known is None:
        known = graph.shared[name] = _made(recorder, graph.unique_path(name, recorder.engine.path), trainable, guessed)
    return VariableValue(known, graph.variables[known], recorder)


def join(recorder: Recorder, key: str, value: VariableValue) -> None:
    """Add the variable to a collection, once."""
    recorder.graph.join(key, recorder.engine.path, value.node)


def made_variable(recorder: Recorder, name: str, *, trainable: bool) -> VariableValue:
    """A variable of that very name."""
    made = _made(recorder, name, trainable, recorder.graph.scope.guessed)
    return VariableValue(made, recorder.graph.variables[made], recorder)


def _made(recorder: Recorder, name: str, trainable: bool, guessed: bool) -> Variable:
    graph = recorder.graph
    made = Variable(name, graph.number, recorder.spot(), trainable, guessed)
    node = recorder.node("tf.get_variable", kind="variable", name=name, variable=made)
    node.edges.clear()
    graph.variables[made] = node
    return made


def _is_trainable(call: Call) -> bool:
    given = call.value("trainable")
    return not (isinstance(given, Const) and given.value is False)


@models("tf.get_variable")
def get_variable(call: Call) -> Value:
    graph = call.recorder.graph
    name = call.text("name")
    full = graph.child_scope(name) if name else graph.child_scope(f"<variable at {call.recorder.spot().place.line}>")
    return variable(call.recorder, full, trainable=_is_trainable(call), guessed=graph.scope.guessed or name is None)


@models("tf.Variable")
def new_variable(call: Call) -> Value:
    graph = call.recorder.graph
    name = graph.unique_name(call.text("name") or "Variable", call.engine.path)
    made = _made(call.recorder, name, _is_trainable(call), graph.scope.guessed)
    return VariableValue(made, graph.variables[made], call.recorder)


@models("tf.assign", "tf.assign_add", "tf.assign_sub")
def assign(call: Call) -> Value:
    target = call.value("ref")
    value = call.value("value")

    def write(single: Value) -> Value:
        if isinstance(single, VariableValue):
            return single.assigned(value)
        return call.recorder.tensor(call.name, tensors_of(call), kind="assign")

    return call.engine.lift(target, write)


@models("tf.placeholder", "tf.placeholder_with_default", "tf.sparse_placeholder")
def placeholder(call: Call) -> Value:
    name = call.text("name") or "a placeholder"
    made = call.recorder.tensor(call.name, tensors_of(call), kind="placeholder", name=name)
    if _is_boolean(call.value("dtype")) or _is_boolean(call.value("input")):
        call.recorder.program.booleans.add(made.node)
    elif _is_number(call.value("dtype")):
        call.recorder.program.numbers.add(made.node)
    if call.name == "tf.placeholder_with_default":
        call.recorder.program.defaults[made.node] = truth_of(call, call.value("input"))
    return made


def _is_boolean(value: Value) -> bool:
    """Whether it is the type of booleans, or a boolean."""
    if isinstance(value, Const):
        return isinstance(value.value, bool) or value.value == "bool"
    return isinstance(value, ApiValue) and value.canonical == "tf.bool"


def _is_number(value: Value) -> bool:
    return isinstance(value, ApiValue) and value.canonical in ("tf.float16", "tf.float32", "tf.float64")


_VALUE: Final = {
    "tf.constant": "value", "tf.convert_to_tensor": "value", "tf.cast": "x", "tf.identity": "input",
}  # fmt: skip


@models(*_VALUE)
def constant(call: Call) -> Value:
    """A tensor that is what it is given; of a Python value can be seen whether it is true."""
    value = call.value(_VALUE[call.name])
    made = call.recorder.tensor(call.name, tensors_of(call))
    note_shape(made.node, (v for a in tensors_of(call) for _, v, _ in call.engine.leaves(a)), call)
    if not call.recorder.edges(value):
        call.recorder.note_truth(made.node, truth_of(call, value))
    return made


@models("tf.is_variable_initialized", "tf.report_uninitialized_variables")
def query(call: Call) -> Value:
    return call.recorder.tensor(call.name)


@models("tf.train.get_or_create_global_step", "tf.train.create_global_step", "tf.train.get_global_step")
def global_step(call: Call) -> Value:
    return variable(call.recorder, "global_step", trainable=False)


@models("tf.global_variables_initializer", "tf.initialize_all_variables", "tf.local_variables_initializer",
        "tf.variables_initializer", "tf.tables_initializer")  # fmt: skip
def initializer(call: Call) -> Value:
    return call.recorder.tensor("tf.variables_initializer", reads=frozenset())
