"""TensorBoard's event files: the graphs among their events."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from bnlint.artefacts import protos
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.files import LARGEST, open_regular, read_exactly, size_of
from bnlint.artefacts.graphs import StoredGraph, flaw_of, from_meta_graph
from bnlint.artefacts.records import records
from bnlint.artefacts.varint import read_varint

PREFIX = "events.out.tfevents."

_MOST_EVENTS = 1_000_000
_HEAD = 32
_WALL_TIME, _STEP, _GRAPH_DEF, _META_GRAPH_DEF = 0x09, 0x10, 0x22, 0x4A


def read_events(path: str) -> tuple[list[StoredGraph], list[str]]:
    """The graphs of the event file `path`, and what of it could not be read; raises `ArtefactError` if it is none.

    Only events that hold graphs are read, of however large a file, and of its first million events. A graph that is
    there as a meta graph, too, is handed out as that alone.
    """
    with open_regular(path) as file:
        reader = _Reader(path, file)
        reader.read()
    return reader.graphs, reader.notes


class _Reader:
    """Collects `graphs` and `notes` from an open event file."""

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.graphs: list[StoredGraph] = []
        self.notes: list[str] = []
        self._path = path
        self._file = file

    def read(self) -> None:
        for number, record in enumerate(records(self._file, size_of(self._file)), 1):
            if number == 1:
                self._check_first(record)
            if record is None:
                self.notes.append(f"{self._path}: damaged or cut off behind event {number - 1}")
            elif number > _MOST_EVENTS:
                self.notes.append(f"{self._path}: not read beyond event {_MOST_EVENTS:,}")
                return
            elif self._holds_graph(*record):
                self._read_event(number, *record)

    def _check_first(self, record: tuple[int, int] | None) -> None:
        """Raises `ArtefactError` where the first record is no event that opens a file."""
        if record is not None:
            event = protos.parse(protos.messages().event, self._bytes(record[0], min(record[1], 4096)))
            if event is not None and event.file_version.startswith("brain.Event:"):
                return
        raise ArtefactError.unexpected(self._path, "an event file", "records of something else")

    def _bytes(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return read_exactly(self._path, self._file, length)

    def _holds_graph(self, offset: int, length: int) -> bool:
        """Whether what follows time and step, which is all that an event holds, is a graph."""
        head, at = self._bytes(offset, min(length, _HEAD)), 0
        try:
            while at < len(head) and head[at] in (_WALL_TIME, _STEP):
                at = at + 9 if head[at] == _WALL_TIME else read_varint(head, at + 1)[1]
        except ValueError:
            return False
        return at < len(head) and head[at] in (_GRAPH_DEF, _META_GRAPH_DEF)

    def _read_event(self, number: int, offset: int, length: int) -> None:
        what = f"{self._path}: event {number}"
        if length > LARGEST:
            self.notes.append(f"{what} is larger than 2 GiB, and not read")
            return
        event = protos.parse(protos.messages().event, self._bytes(offset, length))
        graph = self._graph(event, number) if event is not None else None
        if graph is None:
            self.notes.append(f"{what} should hold a graph, but does not")
        elif flaw := flaw_of(graph.graph_def):
            self.notes.append(f"{what} holds {flaw}")
        else:
            self._add(graph)

    def _graph(self, event: protos.Untyped, number: int) -> StoredGraph | None:
        name = f"step {event.step}" if event.step else f"event {number}"
        messages = protos.messages()
        if event.meta_graph_def:
            meta = protos.parse(messages.meta_graph_def, event.meta_graph_def)
            return from_meta_graph(name, meta) if meta is not None else None
        graph_def = protos.parse(messages.graph_def, event.graph_def)
        return StoredGraph(name, graph_def) if graph_def is not None else None

    def _add(self, graph: StoredGraph) -> None:
        """A meta graph takes the place of the same graph without its collections."""
        last = self.graphs[-1] if self.graphs else None
        if last is not None and not last.collections and last.graph_def == graph.graph_def:
            self.graphs[-1] = graph
        else:
            self.graphs.append(graph)


def newest_first(folder: str) -> Iterator[str]:
    """The event files of a folder; their names begin with the time of their making, in seconds."""
    names = sorted((name for name in os.listdir(folder) if PREFIX in name), reverse=True)
    return (os.path.join(folder, name) for name in names)
