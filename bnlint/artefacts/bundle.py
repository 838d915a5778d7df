"""The bundle that a capture writes: a zip file whose `bundle.json` says what else it holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bnlint.artefacts.archives import Archive
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.graph_files import graphs_of
from bnlint.artefacts.graphs import StoredGraph
from bnlint.artefacts.protos import messages

CONTENTS = "bundle.json"


def read_bundle(path: str, archive: Archive) -> Artefact:
    """The bundle `path`: its table of contents, and the graphs that `graphs` in it lists by the `file` of each.

    A graph is called after its file, and its collections are the names that the table of contents gives.
    """
    contents = archive.read_json(CONTENTS)
    graphs: list[StoredGraph] = []
    notes = []
    listed = _listed(path, contents)
    if listed:
        messages()  # without them no graph can be read: that is no matter of a single one
    for name, described in listed.items():
        try:
            _, found = graphs_of(f"{path}/{name}", archive.read(name), name)
        except ArtefactError as error:
            notes.append(str(error))
        else:
            graphs += (replace(graph, collections=graph.collections or _collections(described)) for graph in found)
    return Artefact(path, "bundle", tuple(graphs), notes=tuple(notes), bundle=contents)


def _listed(path: str, contents: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What the table of contents says of each graph, by its file."""
    listed = contents.get("graphs", [])
    if not isinstance(listed, list):
        raise ArtefactError.unexpected(path, f"a list of graphs in {CONTENTS}", f"a {type(listed).__name__}")
    graphs: dict[str, Mapping[str, Any]] = {
        one["file"]: one for one in listed if isinstance(one, dict) and isinstance(one.get("file"), str)
    }
    if len(graphs) < len(listed):
        raise ArtefactError.unexpected(path, f"a file for each graph in {CONTENTS}", "graphs without one of their own")
    return graphs


def _collections(described: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names in each collection; things without a name are left out."""
    collections = described.get("collections")
    if not isinstance(collections, dict):
        return {}
    names = {key: one["names"] for key, one in collections.items() if isinstance(one, dict) and "names" in one}
    return {
        key: tuple(name for name in some if isinstance(name, str))
        for key, some in names.items()
        if isinstance(some, list)
    }
