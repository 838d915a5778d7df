"""The bundle that a capture writes: a zip file whose `bundle.json` says what else it holds."""

from collections.abc import Mapping
from typing import Any

from bnlint.artefacts.archives import Archive
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.graph_files import graphs_of
from bnlint.artefacts.graphs import StoredGraph

CONTENTS = "bundle.json"


def read_bundle(path: str, archive: Archive) -> Artefact:
    """The bundle `path`: its table of contents, and the graphs that `graphs` in it lists by the `file` of each."""
    contents = archive.read_json(CONTENTS)
    graphs: list[StoredGraph] = []
    notes = []
    for name in _graph_files(path, contents):
        try:
            _, found = graphs_of(f"{path}/{name}", archive.read(name), name)
        except ArtefactError as error:
            notes.append(str(error))
        else:
            graphs += found
    return Artefact(path, "bundle", tuple(graphs), notes=tuple(notes), bundle=contents)


def _graph_files(path: str, contents: Mapping[str, Any]) -> list[str]:
    listed = contents.get("graphs", [])
    if not isinstance(listed, list):
        raise ArtefactError.unexpected(path, f"a list of graphs in {CONTENTS}", f"a {type(listed).__name__}")
    names = [one["file"] for one in listed if isinstance(one, dict) and isinstance(one.get("file"), str)]
    if len(names) < len(listed):
        raise ArtefactError.unexpected(path, f"the file of each graph in {CONTENTS}", "graphs without one")
    return list(dict.fromkeys(names))
