"""Files that hold one message: a graph, a meta graph or a SavedModel, in protobuf's wire format or its text format."""

import re
from collections.abc import Iterable

from bnlint.artefacts import protos
from bnlint.artefacts.artefact import Kind
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.graphs import StoredGraph, flaw_of, from_meta_graph

_EXPECTED = "a graph, a meta graph or a SavedModel"
_LARGEST_TEXT = 2**27
"""Characters; protobuf reads two million a second."""
_FIRST_FIELD = re.compile(r"(?:\s|#[^\n]*\n)*([a-z_]+)\s*[:{<]")
_FIELDS: dict[Kind, frozenset[str]] = {
    "saved model": frozenset({"saved_model_schema_version", "meta_graphs"}),
    "meta graph": frozenset(
        {
            "meta_info_def",
            "graph_def",
            "saver_def",
            "collection_def",
            "signature_def",
            "asset_file_def",
            "object_graph_def",
        }
    ),
    "graph": frozenset({"node", "library", "version", "versions"}),
}
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")


def graphs_of(path: str, data: bytes, name: str) -> tuple[Kind, tuple[StoredGraph, ...]]:
    """What `data`, the contents of `path`, is, and its graphs, a single one called `name`; raises `ArtefactError`."""
    if not data:
        raise ArtefactError.unexpected(path, _EXPECTED, "an empty file")
    if (text := _text(data)) is not None and _FIRST_FIELD.match(text):
        return _from_text(path, text, name)
    found = "bytes that are none, or not all of one" if text is None else f"text that begins with {text[:20]!r}"
    for kind in _FIELDS:
        graphs = _parsed(kind, data, name)
        flaws = [flaw for graph in graphs if (flaw := flaw_of(graph.graph_def))]
        if graphs and not flaws:
            return kind, graphs
        if flaws and text is None:
            found = flaws[0]
    raise ArtefactError.unexpected(path, _EXPECTED, found)


def _parsed(kind: Kind, data: bytes, name: str) -> tuple[StoredGraph, ...]:
    """The graphs of `data` if that can be such a message."""
    messages = protos.messages()
    if kind == "graph":
        graph = protos.parse(messages.graph_def, data)
        return (StoredGraph(name, graph),) if graph is not None else ()
    if kind == "meta graph":
        meta = protos.parse(messages.meta_graph_def, data)
        return (from_meta_graph(name, meta),) if meta is not None and meta.HasField("graph_def") else ()
    saved = protos.parse(messages.saved_model, data)
    return _from_saved_model(saved.meta_graphs) if saved is not None else ()


def _from_saved_model(metas: Iterable[protos.Untyped]) -> tuple[StoredGraph, ...]:
    """The graphs of a SavedModel, each called after its tags."""
    return tuple(
        from_meta_graph(", ".join(meta.meta_info_def.tags) or f"graph {number}", meta)
        for number, meta in enumerate(metas, 1)
    )


def _from_text(path: str, text: str, name: str) -> tuple[Kind, tuple[StoredGraph, ...]]:
    if len(text) > _LARGEST_TEXT:
        raise ArtefactError.unexpected(path, "at most 128 MiB of text", f"{len(text):,} characters")
    field = _FIRST_FIELD.match(text)
    kind = next((kind for kind, fields in _FIELDS.items() if field and field[1] in fields), None)
    if kind is None:
        raise ArtefactError.unexpected(path, _EXPECTED, f"text that begins with {text[:20]!r}")
    messages = protos.messages()
    graphs: tuple[StoredGraph, ...]
    if kind == "graph":
        graph = _message(path, protos.parse_text(messages.graph_def, text))
        graphs = (StoredGraph(name, graph),)
    elif kind == "meta graph":
        graphs = (from_meta_graph(name, _message(path, protos.parse_text(messages.meta_graph_def, text))),)
    else:
        graphs = _from_saved_model(_message(path, protos.parse_text(messages.saved_model, text)).meta_graphs)
    flaws = [flaw for graph in graphs if (flaw := flaw_of(graph.graph_def))]
    if flaws or not graphs:
        raise ArtefactError.unexpected(path, _EXPECTED, flaws[0] if flaws else "a SavedModel without a graph")
    return kind, graphs


def _message(path: str, message: protos.AnyMessage | str) -> protos.AnyMessage:
    if isinstance(message, str):
        raise ArtefactError.unexpected(path, _EXPECTED, message)
    return message


def _text(data: bytes) -> str | None:
    """The text that `data` is; `None` where it is none."""
    if _CONTROL.search(data, 0, 4096):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
