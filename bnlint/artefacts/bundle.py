"""The bundle that a capture writes: a zip file whose `bundle.json` says what else it holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bnlint.artefacts.archives import Archive
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.captured import VERSION, Captured, CapturedGraph
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.graph_files import graphs_of
from bnlint.artefacts.graphs import StoredGraph
from bnlint.artefacts.typed_json import Unfit, decode

CONTENTS = "bundle.json"


def read_bundle(path: str, archive: Archive) -> Artefact:
    """The bundle `path`: its table of contents, and the graphs that `graphs` in it lists by the `file` of each.

    A graph is called after its file, and its collections are the names that the table of contents gives. One that
    cannot be read becomes a note; raises `ArtefactError` where the table of contents cannot be, or no graph at all.
    """
    captured = _contents(path, archive.read_json(CONTENTS))
    graphs: list[StoredGraph] = []
    notes = [f"{path}: {note}" for note in captured.notes]
    errors = []
    for described in captured.graphs:
        try:
            stored = archive.read(described.file)
            if not described.operations:  # taken apart, or the default graph of a script that builds in another
                if not stored:
                    notes.append(f"{path}/{described.file}: a graph that TensorFlow had taken apart")
                continue
            _, found = graphs_of(f"{path}/{described.file}", stored, described.file)
        except ArtefactError as error:
            errors.append(str(error))
        else:
            graphs += (replace(graph, collections=graph.collections or _collections(described)) for graph in found)
    if errors and not graphs:
        raise ArtefactError(errors[0])
    return Artefact(path, "bundle", tuple(graphs), notes=(*notes, *errors), captured=captured)


def _contents(path: str, contents: Mapping[str, Any]) -> Captured:
    version = contents.get("version")
    if type(version) is int and version > VERSION:
        raise ArtefactError.unexpected(path, f"a bundle of version {VERSION}", "one of a newer version")
    try:
        captured = decode(Captured, contents)
    except Unfit as error:
        where = f" at {error.path[:100]}" if error.where else ""
        raise ArtefactError.unexpected(path, f"{error.expected}{where} in {CONTENTS}", error.found) from None
    if len({graph.file for graph in captured.graphs}) < len(captured.graphs):
        raise ArtefactError.unexpected(path, f"a file for each graph in {CONTENTS}", "graphs without one of their own")
    return captured


def _collections(described: CapturedGraph) -> dict[str, tuple[str, ...]]:
    """The names in each collection."""
    return {key: described.collection(key) for key in described.collections or ()}
