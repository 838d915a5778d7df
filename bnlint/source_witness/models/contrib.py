"""`tf.contrib.layers` and slim: layers that normalise and activate themselves, and ready-made training steps."""

from __future__ import annotations

from typing import Final

from bnlint.engine.expressions import spread
from bnlint.engine.interpreter import describe
from bnlint.engine.values import (
    Arguments,
    Choice,
    Const,
    FunctionValue,
    HostValue,
    PartialValue,
    Sequential,
    Unknown,
    Value,
)
from bnlint.facts.events import Restore
from bnlint.source_witness.api import ApiValue, Call, models, tensors_of
from bnlint.source_witness.defaults import PARAMETERS
from bnlint.source_witness.models.arg_scopes import ScopedFunction
from bnlint.source_witness.models.end_points import collect_output
from bnlint.source_witness.models.optimizers import step
from bnlint.source_witness.models.scopes import opened
from bnlint.source_witness.models.sessions import record_run
from bnlint.source_witness.models.variables import join, variable
from bnlint.source_witness.tensors import TensorValue

_KINDS: Final = {
    "conv1d": "Conv", "conv2d": "Conv", "conv3d": "Conv",
    "convolution": "Conv", "convolution1d": "Conv", "convolution2d": "Conv", "convolution3d": "Conv",
    "conv2d_in_plane": "ConvInPlane", "convolution2d_in_plane": "ConvInPlane",
    "conv2d_transpose": "Conv2d_transpose", "convolution2d_transpose": "Conv2d_transpose",
    "conv3d_transpose": "Conv3d_transpose", "convolution3d_transpose": "Conv3d_transpose",
    "fully_connected": "fully_connected", "linear": "fully_connected", "relu": "fully_connected",
    "relu6": "fully_connected",
    "separable_conv2d": "SeparableConv2d", "separable_convolution2d": "SeparableConv2d",
}  # fmt: skip
"""The layers that take a `normalizer_fn`, and the scope that each opens when it is given no name."""


@models(*(f"tf.contrib.layers.{name}" for name in _KINDS))
def weighted_layer(call: Call) -> Value:
    with opened(call, call.value("scope"), _KINDS[call.name.rpartition(".")[2]], call.value("reuse")) as scope:
        normalizer = call.value("normalizer_fn")
        trainable = call.engine.truth(call.value("trainable")).possible
        weights = [
            variable(call.recorder, f"{scope.name}/{name}", trainable=trainable, guessed=scope.guessed)
            for name in _weights(call, normalizer)
        ]
        for made in weights:
            join(call.recorder, "model_variables", made)
        inputs = [
            v for v in tensors_of(call) if isinstance(v, (TensorValue, Sequential)) or not isinstance(v, HostValue)
        ]
        outputs: Value = call.recorder.tensor(call.name, (*inputs, *weights), name=scope.name)
        if not isinstance(normalizer, Const):
            outputs = _called_with(call, normalizer, outputs, call.value(PARAMETERS))
        activation = call.value("activation_fn")
        if isinstance(activation, (FunctionValue, PartialValue)):
            outputs = call.engine.call(activation, Arguments([outputs]))
        collect_output(call, call.value("outputs_collections"), scope.name, outputs)
        return outputs


def _weights(call: Call, normalizer: Value) -> list[str]:
    """A layer that surely normalises has no biases."""
    kernels = ["depthwise_weights", "pointwise_weights"] if "separable" in call.name else ["weights"]
    without = not isinstance(normalizer, (Const, Choice, Unknown)) or isinstance(
        call.given("biases_initializer"), Const
    )
    return kernels if without else [*kernels, "biases"]


def _called_with(call: Call, function: Value, outputs: Value, parameters: Value) -> Value:
    arguments = Arguments([outputs])
    if not isinstance(parameters, Const):
        spread(call.engine, arguments, parameters)
    with call.recorder.calling(call.name):
        return call.engine.lift(
            function, lambda single: outputs if isinstance(single, Const) else call.engine.call(single, arguments)
        )


@models("tf.contrib.layers.repeat")
def repeat(call: Call) -> Value:
    """`repeat(inputs, n, layer, *args, scope=...)` calls the layer n times, in scopes `<scope>_1` to `<scope>_n`."""
    times = call.value("repetitions")
    count = times.value if isinstance(times, Const) and isinstance(times.value, int) else 2
    outputs, layer = call.value("inputs"), call.value("layer")
    rest = Arguments(call.arguments.positional[3:], dict(call.arguments.keywords), call.arguments.more)
    for name in ("inputs", "repetitions", "layer", "scope"):
        rest.keywords.pop(name, None)
    given = call.arguments.keywords.get("scope", Const(None))
    with opened(call, given, "Repeat"):
        base = _numbered_scope(given, layer)
        for number in range(1, min(count, 64) + 1):
            rest.keywords["scope"] = Const(f"{base}_{number}")
            outputs = call.engine.call(layer, rest.prepended(outputs))
    return outputs


@models("tf.contrib.layers.stack")
def stack(call: Call) -> Value:
    outputs, layer = call.value("inputs"), call.value("layer")
    keywords = {k: v for k, v in call.arguments.keywords.items() if k not in ("inputs", "layer", "stack_args", "scope")}
    given = call.arguments.keywords.get("scope", Const(None))
    with opened(call, given, "Stack"):
        base = _numbered_scope(given, layer)
        for number, (_, one) in enumerate(call.engine.elements(call.value("stack_args")).items[:64], 1):
            extra = [v for _, v in one.items] if isinstance(one, Sequential) else [one]
            arguments = Arguments([outputs, *extra], {**keywords, "scope": Const(f"{base}_{number}")})
            outputs = call.engine.call(layer, arguments)
    return outputs


def _numbered_scope(given: Value, layer: Value) -> str:
    """The scope that was given, or the Python name of the layer's function: slim's `conv2d` is `convolution2d`."""
    if isinstance(given, Const) and given.value:
        return str(given.value)
    while isinstance(layer, (PartialValue, ScopedFunction)):
        layer = layer.function
    name = describe(layer).rpartition(".")[2]
    return name if "convolution" in name or not isinstance(layer, ApiValue) else name.replace("conv", "convolution")


@models(
    "tf.contrib.slim.learning.create_train_op", "tf.contrib.training.create_train_op", "tf.contrib.layers.optimize_loss"
)
def train_op(call: Call) -> Value:
    """Runs the update ops that exist by now, unless it is told which: then the loss, which is returned, waits on them.

    tensorflow/contrib/training/python/training/training.py and contrib/layers/python/layers/optimizers.py, 1.15.
    """
    recorder = call.recorder
    loss = call.value("loss" if call.name.endswith("optimize_loss") else "total_loss")
    chosen = call.value("update_ops")
    waits = recorder.edges(chosen, "control")
    if isinstance(chosen, Const):
        collected = recorder.graph.collections.get("update_ops", ())
        waits = [recorder.edge(node, "control", condition) for condition, node in collected]
    barrier = recorder.node("tf.with_dependencies", (loss,), reads=frozenset())
    barrier.edges += waits
    gradient = recorder.tensor("tf.gradients", (TensorValue(barrier, recorder),), kind="gradient", edge="gradient")
    told = None if isinstance(chosen, Const) else tuple(waits)
    made = step(call, [gradient], told)
    result = recorder.node("tf.with_dependencies", (TensorValue(barrier, recorder), made), reads=frozenset())
    return TensorValue(result, recorder)


@models("tf.contrib.slim.learning.train", "tf.contrib.training.train")
def train(call: Call) -> Value:
    """The training loop that comes with slim: it runs the training step, and nothing that it was not given."""
    engine = call.engine
    told = engine.logic.any_of(when for when, one in engine.alternatives(call.value("init_fn")) if not _is_none(one))
    entry, engine.path = engine.path, engine.path & told
    if engine.path.possible:
        call.recorder.event(Restore, chosen=True)
    engine.path = entry
    record_run(call.recorder, call.value("train_op"), Const(None))
    return Const(None)


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None
