"""Hooks on `tf.Graph`: reads of its collections, and blocks of control dependencies."""

from typing import Any

from . import values
from .frames import CORE
from .recorder import Event, Recorder, method, position, wrapped

UPDATE_OPS = "update_ops"
NEAR = 2
"""Frames of TensorFlow's own between the script and what the script asked for: `tf.group`, `tf.trainable_variables`."""


class GraphHooks:
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self, module: Any) -> None:
        """For `python.framework.ops`."""
        recorder = self._recorder
        recorder.current_graph = module.get_default_graph
        recorder.is_eager = getattr(module.context, "executing_eagerly", recorder.is_eager)  # since TensorFlow 1.7
        method(module.Graph, "get_collection", self._get_collection)
        method(module.Graph, "get_collection_ref", self._get_collection_ref)
        method(module.Graph, "control_dependencies", self._control_dependencies)
        controller = module.Graph._ControlDependenciesController
        controller.__enter__ = wrapped(controller.__enter__, self._enter)
        controller.__exit__ = wrapped(controller.__exit__, self._exit)

    def _get_collection(self, original: Any, graph: Any, name: Any, scope: Any = None) -> Any:
        found = original(graph, name, scope)
        self._read(graph, name, scope, found, live=False)
        return found

    def _get_collection_ref(self, original: Any, graph: Any, name: Any) -> Any:
        found = original(graph, name)
        self._read(graph, name, None, found, live=True)
        return found

    def _read(self, graph: Any, key: Any, scope: Any, found: Any, live: bool) -> None:
        if isinstance(key, str) and self._recorder.is_watching():  # TensorFlow's own scopes have tuples for keys
            self._recorder.attempt(self._note_read, graph, key, scope, found, live)

    def _note_read(self, graph: Any, key: str, scope: Any, found: Any, live: bool) -> None:
        by, depth = self._recorder.stacks.caller()
        if (by == CORE or depth > NEAR) and key != UPDATE_OPS:
            return
        event = self._recorder._begin(
            "collection",
            {
                "key": key,
                "scope": scope,
                "count": len(found),
                "names": self._recorder.name_list(found),
                "live": live,
                "by": by,
            },
        )
        if event is not None:
            event["graph"] = self._recorder.graph(graph)

    def _control_dependencies(self, original: Any, graph: Any, control_inputs: Any) -> Any:
        controller = original(graph, control_inputs)
        if control_inputs is not None and self._recorder.is_watching():
            self._recorder.attempt(self._note_block, graph, controller, control_inputs)
        return controller

    def _note_block(self, graph: Any, controller: Any, control_inputs: Any) -> None:
        by, depth = self._recorder.stacks.caller()
        if by == CORE or depth > NEAR:
            return
        inputs = list(values.leaves(control_inputs))
        event = self._recorder._begin(
            "control_dependencies", {"inputs": self._recorder.name_list(inputs), "count": len(inputs), "by": by}
        )
        if event is not None:
            event["graph"] = self._recorder.graph(graph)
            controller.bnlint_event = event

    def _enter(self, original: Any, controller: Any) -> Any:
        event = getattr(controller, "bnlint_event", None)
        if event is not None:
            self._recorder.attempt(self._opened, event)
        return original(controller)

    def _opened(self, event: Event) -> None:
        event["created"] = [position(self._recorder.graphs[event["graph"]])] * 2
        self._recorder.open(event)

    def _exit(self, original: Any, controller: Any, *error: Any) -> Any:
        event = getattr(controller, "bnlint_event", None)
        if event is not None:
            self._recorder.attempt(self._recorder.close, event)
        return original(controller, *error)
