"""Sonnet 1: modules are objects that are connected to the graph by calling them, each time with the same variables.

A module's scope is opened when it is made, and every call builds in it (sonnet/python/modules/base.py, 1.36).
"""

from __future__ import annotations

from typing import Final

from bnlint.engine.interpreter import find_in
from bnlint.engine.values import NONE, Arguments, Const, InstanceValue, Value
from bnlint.source_witness.api import ApiValue, Call, models, tensors_of
from bnlint.source_witness.models.layers import Normaliser, flag_of, normalise, scope_of, snake_case, weights_of
from bnlint.source_witness.models.scopes import TemplateValue
from bnlint.source_witness.models.variables import variable
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import ObjectValue

MODULE: Final = "sonnet.AbstractModule"
_TEMPLATE: Final = "<template>"
_WITHOUT_WEIGHTS: Final = ("Batch", "Flatten", "Reshape", "Slice", "Merge", "Tile")


def is_module(instance: InstanceValue) -> bool:
    """Whether it is an object of one of the program's own modules."""
    return any(isinstance(base, ApiValue) and base.canonical == MODULE for base in instance.cls.foreign_bases())


def initialised(recorder: Recorder, instance: InstanceValue, arguments: Arguments) -> None:
    """The module takes its name, and opens its scope."""
    build = find_in(instance.cls.linear, "_build")
    if build is not None:
        name = Call(recorder, MODULE, arguments).text("name") or snake_case(instance.cls.name)
        template = TemplateValue(recorder, name, NONE, recorder.engine.bound(build, instance), Arguments())
        template.open(recorder.engine)
        instance.attributes[_TEMPLATE] = template


def connected(recorder: Recorder, instance: InstanceValue, arguments: Arguments) -> Value | None:
    """What calling the module gives, where it says what it builds."""
    if _TEMPLATE not in instance.attributes:
        initialised(recorder, instance, Arguments())
    template = instance.attributes.get(_TEMPLATE)
    return None if template is None else recorder.engine.call(template, arguments)


@models("sonnet.BatchNorm.__call__", "sonnet.BatchNormV2.__call__")
def batch_norm(call: Call) -> Value:
    """One that may normalise by the batch whatever the flag says, as by default, is one without moving statistics."""
    layer = call.receiver
    assert isinstance(layer, ObjectValue)
    if call.engine.truth(call.value("test_local_stats")).possible:
        return module_of_sonnets(call)
    made = Call(call.recorder, layer.canonical, layer.arguments)
    collection = made.value("update_ops_collection")
    key = "update_ops" if not isinstance(collection, Const) else collection.value
    weights = weights_of(made, gamma="scale", beta="offset")
    wanted = Normaliser(
        flag_of(call, "is_training"), key if isinstance(key, str) else None, call.engine.logic.true, weights
    )
    with scope_of(layer, made) as scope:
        return normalise(call, call.value("input_batch"), scope.name, scope.guessed, wanted, layer)


@models("sonnet.Sequential.__call__")
def sequential(call: Call) -> Value:
    layer = call.receiver
    assert isinstance(layer, ObjectValue)
    made = Call(call.recorder, layer.canonical, layer.arguments)
    result = call.arguments.get(0, "input")
    for _, step in call.engine.elements(made.value("layers")).items:
        result = call.engine.call(step, Arguments([result]))
    return result


@models(f"{MODULE}.__call__")
def module_of_sonnets(call: Call) -> Value:
    """What one of Sonnet's other modules computes: from its inputs and its weights."""
    layer = call.receiver
    if not isinstance(layer, ObjectValue):
        return call.recorder.tensor(call.name, tensors_of(call))
    made = Call(call.recorder, layer.canonical, layer.arguments)
    kind = layer.canonical.rpartition(".")[2]
    with scope_of(layer, made) as scope:
        weights = (
            []
            if kind.startswith(_WITHOUT_WEIGHTS)
            else [
                variable(call.recorder, f"{scope.name}/{part}", trainable=True, guessed=scope.guessed)
                for part in ("w", "b")
            ]
        )
        return call.recorder.tensor(layer.canonical, [*tensors_of(call), *weights], name=scope.name)
