"""Moving averages of weights: they look like the moving statistics, but are nobody's to normalise by."""

from __future__ import annotations

from bnlint.engine.values import Value
from bnlint.source_witness.api import Call, models, tensors_of


@models("tf.train.ExponentialMovingAverage.apply")
def apply(call: Call) -> Value:
    """One operation that moves every average, made where `apply` is called."""
    return call.recorder.tensor(call.name, tensors_of(call), reads=frozenset())


@models("tf.train.ExponentialMovingAverage.average")
def average(call: Call) -> Value:
    return call.recorder.tensor(call.name, tensors_of(call))
