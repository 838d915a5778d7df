"""Keras layers in a graph that is run by sessions: their updates are in `layer.updates`, and in no collection.

Without the argument `training` they ask for the learning phase, a placeholder that is False unless it is fed
(tensorflow/python/keras/backend.py, 1.15: `learning_phase`).
"""

from __future__ import annotations

from bnlint.engine.values import NONE, Const, Value
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.models.layers import Normaliser, flag_of, normalise, snake_case, weights_of
from bnlint.source_witness.models.variables import made_variable
from bnlint.source_witness.tensors import ObjectValue, TensorValue

UPDATES = "layer.updates"
"""What stands for a collection where the updates are the layer's own."""


@models("tf.keras.backend.learning_phase")
def learning_phase(call: Call) -> Value:
    recorder, graph = call.recorder, call.recorder.graph
    if graph.learning_phase is None:
        made = recorder.tensor("tf.placeholder_with_default", kind="placeholder", name="keras_learning_phase")
        recorder.program.booleans.add(made.node)
        recorder.program.defaults[made.node] = recorder.engine.logic.false
        graph.learning_phase = made
    return graph.learning_phase


@models("tf.keras.backend.set_learning_phase")
def set_learning_phase(call: Call) -> Value:
    call.recorder.graph.learning_phase = call.value("value")
    return NONE


@models("tf.keras.layers.Layer.__call__")
def layer(call: Call) -> Value:
    receiver = call.receiver
    if not isinstance(receiver, ObjectValue) or not receiver.canonical.startswith("tf.keras.layers."):
        return call.recorder.tensor(call.name, tensors_of(call))
    made = Call(call.recorder, receiver.canonical, receiver.arguments)
    kind = receiver.canonical.rpartition(".")[2]
    if "BatchNormalization" in kind:
        return _normalised(call, receiver, made)
    if "kernel" not in receiver.state and not any(word in kind for word in ("Pool", "Flatten", "Drop", "Activ")):
        receiver.state["kernel"] = made_variable(call.recorder, _name(call, receiver, made, "kernel"), trainable=True)
    weights = [value for name, value in receiver.state.items() if name == "kernel"]
    return call.recorder.tensor(receiver.canonical, (*tensors_of(call), *weights))


def _normalised(call: Call, receiver: ObjectValue, made: Call) -> TensorValue:
    scope = receiver.state.get("<name>")
    if not isinstance(scope, Const):
        scope = receiver.state["<name>"] = Const(_name(call, receiver, made, ""))
    given = call.given("training")
    if given is None or (isinstance(given, Const) and given.value is None):
        phase = learning_phase(call)
        call = Call(call.recorder, call.name, call.arguments.with_keyword("training", phase), receiver)
    trainable = made.engine.truth(made.value("trainable"))
    weights = weights_of(made, gamma="scale", beta="center")
    wanted = Normaliser(flag_of(call, "training"), UPDATES, trainable, weights)
    return normalise(call, call.value("inputs"), scope.value, False, wanted, receiver)


def _name(call: Call, receiver: ObjectValue, made: Call, part: str) -> str:
    kind = made.text("name") or snake_case(receiver.canonical.rpartition(".")[2])
    return call.recorder.graph.unique_path(f"{kind}/{part}" if part else kind, call.engine.path)
