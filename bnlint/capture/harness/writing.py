"""Writes what was recorded: `bundle.json`, `graphs/<n>.pb` and `feeds/<n>.npy`, as docs/bundle.md describes them."""

import json
import os
import sys
import time
from typing import Any, Dict

from .recorder import Recorder
from .savers import held
from .snapshots import snapshot

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
    taken = recorder.snapshots.get(number) or recorder.attempt(snapshot, recorder, recorder.graphs[number])
    serialised, found = taken or (b"", {"operations": 0})
    file = "graphs/{}.pb".format(number)
    with open(os.path.join(folder, file), "wb") as stream:
        stream.write(serialised)
    return dict(found, file=file)
