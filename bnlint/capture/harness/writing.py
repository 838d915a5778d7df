"""Writes what was recorded: `bundle.json`, `graphs/<n>.pb` and `feeds/<n>.npy`, as docs/bundle.md describes them."""

import json
import os
import sys
import time
from typing import Any, Dict, List, Optional

from . import values
from .frames import creation
from .recorder import Recorder
from .savers import held

FORMAT = 1


def write(recorder: Recorder, folder: str, facts: Dict[str, Any]) -> None:
    """Write everything to a new `folder`, which is complete once it exists."""
    part = folder + ".part"
    for name in ("graphs", "feeds"):
        os.makedirs(os.path.join(part, name))
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        recorder.attempt(_add_default_graph, recorder, tensorflow)
    started = time.time()
    graphs = [_write_graph(recorder, part, number) for number in range(len(recorder.graphs))]
    for file, array in recorder.arrays:
        sys.modules["numpy"].save(os.path.join(part, file), array, allow_pickle=False)
    bundle = {"version": FORMAT}  # type: Dict[str, Any]
    bundle.update(facts)
    bundle.update(
        python=sys.version.split()[0],
        interpreter=sys.executable,
        tensorflow=getattr(tensorflow, "__version__", None),
        writing_seconds=round(time.time() - started, 3),
        graphs=graphs,
        variables=list(recorder.variables.values()),
        savers=[recorder.attempt(held, saver) for saver in recorder.savers],
        runs=recorder.runs,
        events=recorder.events,
        names=recorder.names,
        frames=recorder.stacks.frames,
        stacks=recorder.stacks.stacks,
        notes=recorder.notes,
    )
    with open(os.path.join(part, "bundle.json"), "w") as file_:
        json.dump(bundle, file_, default=repr)
    os.rename(part, folder)


def _add_default_graph(recorder: Recorder, tensorflow: Any) -> None:
    """For scripts that built one and came no further."""
    graph = getattr(getattr(tensorflow, "compat", None), "v1", tensorflow).get_default_graph()
    if graph.get_operations():
        recorder.graph(graph)


def _write_graph(recorder: Recorder, folder: str, number: int) -> Dict[str, Any]:
    """Write a graph, and describe it; one that cannot be written is an empty file."""
    graph = recorder.graphs[number]
    found = {"file": "graphs/{}.pb".format(number), "operations": 0}  # type: Dict[str, Any]
    serialised = recorder.attempt(lambda: graph.as_graph_def(add_shapes=True).SerializeToString())
    with open(os.path.join(folder, found["file"]), "wb") as file:
        file.write(serialised or b"")
    if serialised:
        found.update(recorder.attempt(_described, recorder, graph) or {})
    return found


def _described(recorder: Recorder, graph: Any) -> Dict[str, Any]:
    operations = graph.get_operations()
    is_function = hasattr(graph, "captures")
    found: Dict[str, Any] = {"operations": len(operations)}
    found.update(
        kind="function" if is_function else "graph",
        name=getattr(graph, "name", None),
        stacks=[recorder.stacks.add(creation(operation)) for operation in operations],
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
    handles = {id(variable.handle): variable.name for variable in graph.variables}
    return {inner.name: handles.get(id(outer)) for outer, inner in pairs}
