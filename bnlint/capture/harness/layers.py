"""Hooks on batch normalisation: calls of tf.layers, Keras, contrib and slim, with the training flag that arrives."""

import inspect
from typing import Any, Callable, Dict

from . import values
from .recorder import Event, Recorder, method, wrapped

FLAGS = ("training", "is_training")


class LayerHooks:
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install_function(self, module: Any) -> None:
        """For `layers.normalization` of tf.layers: the function `batch_normalization`."""
        original = getattr(module, "batch_normalization", None)
        if original is None:
            return
        watched = self._watched(original, "tf.layers.batch_normalization")
        for name in [name for name, value in module.__dict__.items() if value is original]:  # it has an alias
            setattr(module, name, watched)

    def install_arg_scope(self, module: Any) -> None:
        """For `arg_scope` of contrib and tf_slim: inside of the decorator, where the scope's arguments have arrived."""
        original = module.add_arg_scope

        def add_arg_scope(function: Callable[..., Any]) -> Any:
            if getattr(function, "__name__", "") != "batch_norm":
                return original(function)
            decorated = original(self._watched(function, function.__module__ + ".batch_norm"))
            module._DECORATED_OPS[module.arg_scope_func_key(decorated)] = module._kwarg_names(function)
            return decorated

        module.add_arg_scope = add_arg_scope

    def install_keras(self, module: Any) -> None:
        """For the modules that define Keras's layers, Keras 3 included."""
        base = getattr(module, "BatchNormalizationBase", None) or getattr(module, "BatchNormalization", None)
        if base is None or base.__module__ != module.__name__ or "__call__" in base.__dict__:
            return
        inherited = base.__call__

        def call(layer: Any, *arguments: Any, **keywords: Any) -> Any:
            original = getattr(super(base, layer), "__call__")  # noqa: B004, B009 - whichever class is next in line
            return self._call("keras.layers.BatchNormalization", base.call, original, layer, arguments, keywords)

        base.__call__ = wrapped(inherited, lambda _, *arguments, **keywords: call(*arguments, **keywords))
        if "_get_training_value" in base.__dict__:
            method(base, "_get_training_value", self._resolve)
        elif module.__name__.startswith("keras."):
            method(base, "call", self._call_of_keras_3)

    def _watched(self, function: Callable[..., Any], api: str) -> Callable[..., Any]:
        def around(original: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
            event = self._begin(api, function, arguments, keywords)
            try:
                return self._end(event, original(*arguments, **keywords))
            finally:
                self._recorder.close(event)

        return wrapped(function, around)

    def _call(self, api: str, signature: Any, original: Any, layer: Any, arguments: Any, keywords: Any) -> Any:
        event = self._begin(api, signature, (layer, *arguments), keywords)
        if event is not None:
            self._recorder.attempt(_describe_layer, event, layer)
        try:
            return self._end(event, original(*arguments, **keywords))
        finally:
            self._recorder.close(event)

    def _begin(self, api: str, function: Any, arguments: Any, keywords: Any) -> Any:
        given = self._recorder.attempt(_given, function, arguments, keywords) or {}
        fields: Dict[str, Any] = {
            "api": api,
            "arguments": {name: values.argument(value) for name, value in given.items()},
        }
        flag = next((name for name in FLAGS if name in given), None)
        fields["training"] = None if flag is None else values.flag(given[flag])
        event = self._recorder.begin("layer", fields)
        self._recorder.open(event)
        return event

    def _end(self, event: Any, result: Any) -> Any:
        if event is not None:
            event["result"] = values.name_of(result)
        return result

    def _resolve(self, original: Any, layer: Any, training: Any = None) -> Any:
        resolved = original(layer, training)
        self._note_resolved(layer, resolved)
        return resolved

    def _call_of_keras_3(self, original: Any, layer: Any, inputs: Any, *arguments: Any, **keywords: Any) -> Any:
        training = arguments[0] if arguments else keywords.get("training")
        self._note_resolved(layer, training and layer.trainable if isinstance(training, bool) else training)
        return original(layer, inputs, *arguments, **keywords)

    def _note_resolved(self, layer: Any, resolved: Any) -> None:
        event = self._recorder.innermost("layer")
        if event is not None and event.get("layer") == layer.name:
            event["resolved"] = values.flag(resolved)


def _given(function: Callable[..., Any], arguments: Any, keywords: Any) -> Dict[str, Any]:
    bound = inspect.signature(function).bind_partial(*arguments, **keywords)
    return {name: value for name, value in bound.arguments.items() if name != "self"}


def _describe_layer(event: Event, layer: Any) -> None:
    event["layer"] = layer.name
    event["class"] = type(layer).__name__
    event["trainable"] = bool(layer.trainable)
    event["momentum"] = values.argument(getattr(layer, "momentum", None))
