"""Moving averages by `tf.train.ExponentialMovingAverage` and `assign_moving_average`: of weights, or of statistics."""

from __future__ import annotations

from bnlint.engine.values import Const, Unknown, Value
from bnlint.facts.graph import Node
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.models.collections import add, variables
from bnlint.source_witness.models.variables import made_variable
from bnlint.source_witness.tensors import ObjectValue, TensorValue, VariableValue

AVERAGE = "tf.train.ExponentialMovingAverage"


@models(f"{AVERAGE}.apply")
def apply(call: Call) -> Value:
    """One operation that moves every average, made where `apply` is called (training/moving_averages.py, 1.15).

    The variables among what is averaged join `tf.GraphKeys.MOVING_AVERAGE_VARIABLES`.
    """
    listed = call.value("var_list")
    if isinstance(listed, Const):
        listed = variables(call, trainable=True)
    moved: list[Value] = []
    for _, single, _ in call.engine.leaves(listed):
        if isinstance(single, TensorValue) and single.node.kind != "read":
            moved.append(_shadow(call, single).assigned(single))
            if isinstance(single, VariableValue):
                add(call, call.recorder.graph, "moving_average_variables", call.engine.path, single.node)
    return call.recorder.tensor("tf.group", moved, edge="control", reads=frozenset())


@models(f"{AVERAGE}.average")
def average(call: Call) -> Value:
    def of(single: Value) -> Value:
        known = _shadows(call).get(single.node) if isinstance(single, TensorValue) else None
        return known or call.recorder.tensor(call.name, tensors_of(call))

    return call.engine.lift(call.value("var"), of)


@models(f"{AVERAGE}.average_name")
def average_name(call: Call) -> Value:
    value = call.value("var")
    known = isinstance(value, VariableValue) and not value.variable.guessed
    return Const(f"{value.variable.name}/ExponentialMovingAverage") if known else Unknown("a name", harmless=True)  # type: ignore[attr-defined]


@models(f"{AVERAGE}.variables_to_restore")
def variables_to_restore(call: Call) -> Value:
    """The averages for what is averaged, and all other variables under their own names."""
    return Unknown("all variables", stable=True, harmless=True)


def _shadows(call: Call) -> dict[Node, VariableValue]:
    owner = call.receiver
    return call.recorder.shadows.setdefault(owner, {}) if isinstance(owner, ObjectValue) else {}


def _shadow(call: Call, averaged: TensorValue) -> VariableValue:
    shadows = _shadows(call)
    known = shadows.get(averaged.node)
    if known is None:
        name = call.recorder.graph.unique_path(_name(call, averaged), call.engine.path)
        known = shadows[averaged.node] = made_variable(call.recorder, name, trainable=False)
    return known


def _name(call: Call, averaged: TensorValue) -> str:
    """That of a tensor's average begins with the variable scope (training/slot_creator.py, 1.15: `create_slot`)."""
    if isinstance(averaged, VariableValue):
        return f"{averaged.variable.name}/ExponentialMovingAverage"
    return call.recorder.graph.child_scope(f"{averaged.node.name or 'average'}/ExponentialMovingAverage")


@models("tf.train.assign_moving_average")
def assign_moving_average(call: Call) -> Value:
    """`variable -= (variable - value) * (1 - decay)` (tensorflow/python/training/moving_averages.py, 1.15)."""
    value = call.value("value")

    def move(single: Value) -> Value:
        if isinstance(single, VariableValue):
            return single.assigned(value)
        return call.recorder.tensor(call.name, tensors_of(call), kind="assign")

    return call.engine.lift(call.value("variable"), move)
