"""Normalisation that the program makes of single operations: `tf.nn.moments` and what takes its result."""

from __future__ import annotations

from typing import Final

from bnlint.engine.values import Const, RangeValue, Sequential, Value
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.tensors import tuple_of
from bnlint.source_witness.written_out import Normalisation

_PARTS: Final = {
    "tf.nn.batch_normalization": ("x", "mean", "variance", "offset", "scale"),
    "tf.nn.batch_norm_with_global_normalization": ("t", "m", "v", "beta", "gamma"),
}


@models("tf.nn.moments")
def moments(call: Call) -> Value:
    """Mean and variance; over the batch where the axes hold 0."""
    mean, variance = (call.recorder.tensor(call.name, tensors_of(call)) for _ in range(2))
    taken = call.recorder.node_of(call.value("x"))
    if taken is not None and _holds_batch_axis(call, call.value("axes")):
        for statistic in (mean, variance):
            call.recorder.batch_statistics[statistic.node] = taken
    return tuple_of(call.engine, mean, variance)


def _holds_batch_axis(call: Call, axes: Value) -> bool:
    if isinstance(axes, RangeValue):
        return axes.start == 0
    listed = [v for _, v in axes.items] if isinstance(axes, Sequential) else [axes]
    return any(isinstance(v, Const) and v.value == 0 and v.value is not False for v in listed)


@models(*_PARTS)
def normalised(call: Call) -> Value:
    inputs, mean, variance, offset, scale = (call.value(name) for name in _PARTS[call.name])
    made = call.recorder.tensor(call.name, tensors_of(call))
    weights = tuple(edge.target for value in (offset, scale) for edge in call.recorder.edges(value))
    call.recorder.normalisations.append(
        Normalisation(
            made.node,
            tuple(call.recorder.edges(mean)),
            tuple(call.recorder.edges(variance)),
            weights,
            call.recorder.node_of(inputs),
        )
    )
    return made


@models("tf.nn.fused_batch_norm")
def fused(call: Call) -> Value:
    """The output, and the mean and variance that it was normalised by."""
    outputs = [call.recorder.tensor(call.name, tensors_of(call)) for _ in range(3)]
    training = call.engine.truth(call.value("is_training"))
    taken = call.recorder.node_of(call.value("x"))
    if taken is not None and training.certain:
        for statistic in outputs[1:]:
            call.recorder.batch_statistics[statistic.node] = taken
    given = [call.recorder.edges(call.value(name)) for name in ("mean", "variance")]
    own = [call.recorder.edges(statistic) for statistic in outputs[1:]]
    weights = tuple(edge.target for name in ("scale", "offset") for edge in call.recorder.edges(call.value(name)))
    mean, variance = own if training.certain else given
    if training.certain or not training.possible:
        call.recorder.normalisations.append(
            Normalisation(outputs[0].node, tuple(mean), tuple(variance), weights, taken)
        )
    return tuple_of(call.engine, *outputs)
