"""A graph as it is at some moment: its GraphDef, and what a GraphDef does not say."""

import time
from typing import Any, Dict, List, Optional, Tuple

from . import values
from .frames import creation
from .recorder import Recorder

Snapshot = Tuple[bytes, Dict[str, Any]]

TRIES = 100
BETWEEN = 0.01
"""Seconds between two tries."""


def snapshot(recorder: Recorder, graph: Any) -> Snapshot:
    """The serialised GraphDef, with the functions that it calls, and the graph's entry in the bundle."""
    definition = _definition(graph)
    serialised: bytes = definition.SerializeToString()
    return serialised, _described(recorder, graph, len(definition.node))


def _definition(graph: Any) -> Any:
    """The GraphDef. While another thread adds an operation, TensorFlow's tables do not agree for a moment: KeyError."""
    for _ in range(TRIES):
        try:
            return graph.as_graph_def(add_shapes=True)
        except KeyError:
            time.sleep(BETWEEN)
    return graph.as_graph_def(add_shapes=True)


def _described(recorder: Recorder, graph: Any, count: int) -> Dict[str, Any]:
    operations = graph.get_operations()[:count]  # there may be newer ones
    stacks = recorder.created[recorder.graph(graph)]  # of those that were there at the last snapshot
    stacks.extend(recorder.stacks.add(creation(operation)) for operation in operations[len(stacks) :])
    is_function = hasattr(graph, "captures")
    found: Dict[str, Any] = {"operations": len(operations)}
    found.update(
        kind="function" if is_function else "graph",
        name=getattr(graph, "name", None),
        stacks=list(stacks),
        collections=recorder.attempt(_collections, recorder, graph),
    )
    if is_function:
        found["captures"] = recorder.attempt(_captures, graph)
        found["inputs"] = [values.name_of(tensor) for tensor in graph.inputs]
        found["outputs"] = [values.name_of(tensor) for tensor in graph.outputs]
    return found


def _collections(recorder: Recorder, graph: Any) -> Dict[str, Any]:
    keys = [key for key in graph.get_all_collection_keys() if isinstance(key, str)]
    return {key: _collection(recorder, list(graph.get_collection_ref(key))) for key in keys}


def _collection(recorder: Recorder, items: List[Any]) -> Dict[str, Any]:
    found = {"names": [values.name_of(item) for item in items]}  # type: Dict[str, Any]
    protos = [recorder.attempt(item.to_proto) for item in items if hasattr(item, "to_proto")]
    written = [proto for proto in protos if proto is not None]
    if written and len(written) == len(items):
        found["proto"] = written[0].DESCRIPTOR.name
        found["protos"] = [values.encoded(proto) for proto in written]
    return found


def _captures(graph: Any) -> Dict[str, Optional[str]]:
    """The variable behind each placeholder through which a function reads what lies outside of it."""
    captures = graph.captures
    pairs = list(captures.items()) if isinstance(captures, dict) else list(captures)
    variables = [reference() for reference in graph._weak_variables]
    handles = {id(variable.handle): values.name_of(variable) for variable in variables if variable is not None}
    return {inner.name: handles.get(id(outer)) for outer, inner in pairs}
