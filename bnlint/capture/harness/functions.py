"""Hooks on `tf.function`, on gradient tapes outside of functions, and on the variables of eager programs."""

from typing import Any, Dict, List, Optional, Tuple

from . import values
from .recorder import Recorder, method
from .roles import graph_trains
from .snapshots import snapshot
from .watch import Watch


class FunctionHooks:
    def __init__(self, recorder: Recorder, watch: Watch) -> None:
        self._recorder = recorder
        self._watch = watch
        self._training: Dict[int, bool] = {}

    def install(self, module: Any) -> None:
        """For the module that defines ConcreteFunction."""
        owner = getattr(module, "ConcreteFunction", None)
        if owner is not None and owner.__module__ == module.__name__:
            method(owner, "_call_flat", self._call_flat)

    def _call_flat(self, original: Any, function: Any, inputs: Any, *arguments: Any, **keywords: Any) -> Any:
        inputs = list(inputs)  # it may be a generator

        def call() -> Any:
            return original(function, inputs, *arguments, **keywords)

        if not self._recorder.is_eager():
            return call()
        trains = self._recorder.attempt(self._trains, function.graph)
        kind = "training function" if trains else "function"
        return self._watch.through(kind, function.graph, lambda: _described(function, inputs), call)

    def _trains(self, graph: Any) -> bool:
        number = self._recorder.graph(graph)
        assert number is not None
        if number not in self._training:
            self._recorder.snapshots[number] = snapshot(self._recorder, graph)  # TensorFlow may dismantle it later
            self._training[number] = graph_trains(graph.as_graph_def())
        return self._training[number]


class EagerHooks:
    def __init__(self, recorder: Recorder, watch: Watch) -> None:
        self._recorder = recorder
        self._watch = watch

    def install_tape(self, module: Any) -> None:
        """For `python.eager.backprop`."""
        method(module.GradientTape, "gradient", self._gradient)

    def _gradient(self, original: Any, tape: Any, target: Any, sources: Any, *arguments: Any, **keywords: Any) -> Any:
        def call() -> Any:
            return original(tape, target, sources, *arguments, **keywords)

        if not self._recorder.is_eager():
            return call()
        return self._watch.through("tape", None, lambda: (list(values.leaves(sources)), []), call)

    def install_variables(self, module: Any) -> None:
        """For `python.ops.resource_variable_ops`."""
        owner = getattr(module, "BaseResourceVariable", module.ResourceVariable)  # since TensorFlow 1.15
        method(owner, "__init__", self._init)
        for name in ("assign", "assign_add", "assign_sub"):
            method(owner, name, self._assign)

    def _init(self, original: Any, variable: Any, *arguments: Any, **keywords: Any) -> None:
        original(variable, *arguments, **keywords)
        if self._recorder.is_eager() and self._recorder.is_watching() and type(variable).__name__ != "_UnreadVariable":
            self._recorder.attempt(self._note, variable)

    def _note(self, variable: Any) -> None:
        self._recorder.variables[variable._unique_id] = {
            "name": values.name_of(variable),
            "dtype": variable.dtype.name,
            "shape": values.shape_of(variable),
            "trainable": bool(variable.trainable),
            "stack": self._recorder.stacks.here(),
            "assigned": 0,
        }

    def _assign(self, original: Any, variable: Any, *arguments: Any, **keywords: Any) -> Any:
        result = original(variable, *arguments, **keywords)
        if self._recorder.is_eager():
            noted = self._recorder.variables.get(getattr(variable, "_unique_id", None))
            if noted is not None:
                noted["assigned"] += 1
        return result


def _described(function: Any, inputs: Any) -> Tuple[List[Any], List[Tuple[Optional[str], Any]]]:
    names = [values.name_of(one) for one in function.graph.inputs]
    plain = [(name, value) for name, value in zip(names, inputs) if value.dtype.name not in ("resource", "variant")]
    return list(function.graph.outputs), plain
