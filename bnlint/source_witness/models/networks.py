"""The ready-made networks of `tf.contrib.slim.nets`, and the `arg_scope`s that come with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bnlint.engine.values import NONE, Arguments, Const, DictValue, Value
from bnlint.source_witness.api import ApiValue, Call, models
from bnlint.source_witness.defaults import PARAMETERS, Defaults, Given
from bnlint.source_witness.models.arg_scopes import ArgScopeValue
from bnlint.source_witness.models.scopes import opened
from bnlint.source_witness.tensors import tuple_of
from bnlint.tensorflow_api.networks import LayerKind, networks

_CONVOLUTION: Final = "tf.contrib.layers.conv2d"
_NORMALISATION: Final = "tf.contrib.layers.batch_norm"
_SCOPES: Final = "tf.contrib.slim.nets"


@models(*networks())
def network(call: Call) -> Value:
    """A call builds all layers; what stands at the end of each scope is an end point, by its full name and its own.

    Where branches meet, the next layer stands for what joins them.
    """
    built = networks()[call.name]
    outputs = call.value("inputs")
    points: dict[str, Value] = {}
    with opened(call, call.value("scope"), built.scope, call.value("reuse")) as scope, _training(call):
        classes = call.value("num_classes")
        with_logits = built.logits is not None and not (isinstance(classes, Const) and classes.value is None)
        for layer in (*built.layers, *([built.logits] if built.logits and with_logits else [])):
            outputs = _layer(call, layer.kind, layer.scope, outputs)
            parts = layer.scope.split("/")
            for length in range(1, len(parts) + 1):
                point = "/".join(parts[:length])
                points[point] = points[f"{scope.name}/{point}"] = outputs
    ends = DictValue()
    for name in ("predictions", "Predictions", "Logits", "PreLogits"):
        points.setdefault(name, outputs)
    for name, value in points.items():
        ends.entries[DictValue.key_of(Const(name))] = (Const(name), value)
    ends.rest = outputs
    return tuple_of(call.engine, outputs, ends)


@contextmanager
def _training(call: Call) -> Iterator[None]:
    """While a network is built, its own `is_training` is that of the normalisations, whatever was in force."""
    scopes = call.recorder.arg_scopes
    normalisation = dict(scopes[-1].get(_NORMALISATION, Given()).values)
    normalisation.pop("is_training", None)
    if call.given("is_training") is not None:
        normalisation["is_training"] = call.value("is_training")
    scopes.append({**scopes[-1], _NORMALISATION: Given(normalisation)})
    try:
        with call.recorder.calling(call.name):
            yield
    finally:
        scopes.pop()


def _layer(call: Call, kind: LayerKind, scope: str, inputs: Value) -> Value:
    function = ApiValue(call.recorder, _NORMALISATION if kind == "normalisation" else _CONVOLUTION)
    keywords: dict[str, Value] = {"scope": Const(scope)}
    if kind == "plain convolution":
        keywords["normalizer_fn"] = NONE
    return call.engine.call(function, Arguments([inputs], keywords))


@models(f"{_SCOPES}.resnet_utils.conv2d_same")
def conv2d_same(call: Call) -> Value:
    function = ApiValue(call.recorder, _CONVOLUTION)
    return call.engine.call(function, Arguments([call.value("inputs")], {"scope": call.value("scope")}))


@models(f"{_SCOPES}.resnet_utils.resnet_arg_scope")
def resnet_arg_scope(call: Call) -> Value:
    """Convolutions normalise; the settings hold for normalisations that stand alone, too."""
    settings = {"decay": call.value("batch_norm_decay"), "scale": call.value("batch_norm_scale")}
    return _normalising(call, settings, alone=True)


@models(*(f"{_SCOPES}.inception.inception_v{version}_arg_scope" for version in (1, 2, 3)))
def inception_arg_scope(call: Call) -> Value:
    """Convolutions normalise, unless they are told not to."""
    told = call.given("use_batch_norm")
    if told is not None and not call.engine.truth(told).possible:
        return ArgScopeValue(dict(call.recorder.arg_scopes[-1]))
    settings: dict[str, Value] = {"decay": Const(0.9997), "updates_collections": Const("update_ops")}
    if call.name.endswith("v3_arg_scope"):
        settings = {"decay": call.value("batch_norm_decay"), "updates_collections": call.value("updates_collections")}
    return _normalising(call, settings)


def _normalising(call: Call, settings: dict[str, Value], *, alone: bool = False) -> ArgScopeValue:
    """The scope in force, in which convolutions normalise with these settings."""
    parameters = DictValue()
    for name, value in settings.items():
        parameters.entries[DictValue.key_of(Const(name))] = (Const(name), value)
    defaults: Defaults = dict(call.recorder.arg_scopes[-1])
    convolution = {"normalizer_fn": ApiValue(call.recorder, _NORMALISATION), PARAMETERS: parameters}
    defaults[_CONVOLUTION] = defaults.get(_CONVOLUTION, Given()).inside(convolution, None)
    if alone:
        defaults[_NORMALISATION] = defaults.get(_NORMALISATION, Given()).inside(settings, None)
    return ArgScopeValue(defaults)
