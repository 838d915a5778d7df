"""Hooks on optimizers, TensorFlow's and Keras's: which loss they minimise, what they apply, and by which operation."""

from typing import Any, Dict, Optional

from . import values
from .recorder import Event, Recorder, method


class OptimizerHooks:
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self, module: Any) -> None:
        """For each module that defines a class from which optimizers inherit."""
        for name in ("Optimizer", "_BaseOptimizer", "OptimizerV2", "BaseOptimizer"):
            owner = getattr(module, name, None)
            if owner is None or owner.__module__ != module.__name__:
                continue
            method(owner, "minimize", self._minimize)
            method(owner, "compute_gradients", self._compute_gradients)
            method(owner, "apply_gradients", self._apply_gradients)
            method(owner, "apply", self._apply)

    def _minimize(self, original: Any, optimizer: Any, loss: Any, *arguments: Any, **keywords: Any) -> Any:
        event = self._begin("minimize", optimizer, {"loss": _loss(loss)})
        return self._end(event, lambda: original(optimizer, loss, *arguments, **keywords))

    def _compute_gradients(self, original: Any, optimizer: Any, loss: Any, *arguments: Any, **keywords: Any) -> Any:
        event = self._begin("compute_gradients", optimizer, {"loss": _loss(loss)})
        return self._end(event, lambda: original(optimizer, loss, *arguments, **keywords))

    def _apply_gradients(
        self, original: Any, optimizer: Any, grads_and_vars: Any, *arguments: Any, **keywords: Any
    ) -> Any:
        pairs = list(grads_and_vars)  # it may be an iterator
        variables = [variable for gradient, variable in pairs if gradient is not None]
        event = self._begin("apply_gradients", optimizer, {"variables": self._recorder.name_list(variables)})
        return self._end(event, lambda: original(optimizer, pairs, *arguments, **keywords))

    def _apply(self, original: Any, optimizer: Any, *arguments: Any, **keywords: Any) -> Any:
        event = self._begin("apply", optimizer, {})
        return self._end(event, lambda: original(optimizer, *arguments, **keywords))

    def _begin(self, name: str, optimizer: Any, fields: Dict[str, Any]) -> Optional[Event]:
        fields = dict(fields, method=name, optimizer=type(optimizer).__name__)
        event = self._recorder.begin("optimizer", fields)
        self._recorder.open(event)
        return event

    def _end(self, event: Optional[Event], call: Any) -> Any:
        try:
            result = call()
        finally:
            self._recorder.close(event)
        if event is not None:
            event["result"] = values.name_of(result)
            if event["method"] == "compute_gradients":
                event["variables"] = self._recorder.attempt(self._differentiated, result)
        return result

    def _differentiated(self, pairs: Any) -> int:
        return self._recorder.name_list([variable for gradient, variable in pairs if gradient is not None])


def _loss(loss: Any) -> Optional[str]:
    return values.name_of(loss)
