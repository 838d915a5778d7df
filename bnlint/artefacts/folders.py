"""Folders: a SavedModel, and the folder into which a program trains."""

import os
import re
from collections.abc import Callable
from typing import TypeVar

from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.checkpoint import INDEX, Checkpoint, latest_checkpoint, read_checkpoint
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.event_files import newest_first, read_events
from bnlint.artefacts.files import cannot_open, read_whole
from bnlint.artefacts.graph_files import graphs_of
from bnlint.artefacts.graphs import StoredGraph

META = ".meta"
STATE = "checkpoint"

_SAVED_MODELS = ("saved_model.pb", "saved_model.pbtxt")
_SPLIT_SAVED_MODEL = "saved_model.cpb"
_GRAPHS = ("graph.pbtxt", "graph.pb")
_STEP = re.compile(r"^(.*?)-?(\d+)$")

Read = TypeVar("Read")


def read_folder(path: str) -> Artefact:
    """The SavedModel or the model folder at `path`; raises `ArtefactError` where it is neither."""
    try:
        names = frozenset(os.listdir(path))
    except OSError as error:
        raise cannot_open(path, error) from None
    for name in _SAVED_MODELS:
        if name in names:
            return read_saved_model(os.path.join(path, name), path)
    if _SPLIT_SAVED_MODEL in names:
        expected = f"a SavedModel in one piece, {_SAVED_MODELS[0]}"
        raise ArtefactError.unexpected(path, expected, f"one that was split for its size, {_SPLIT_SAVED_MODEL}")
    return _ModelFolder(path, names).read()


def read_saved_model(file: str, path: str) -> Artefact:
    """The SavedModel whose message is `file`, with the variables beside it; `path` is what the user named."""
    kind, graphs = graphs_of(file, read_whole(file), os.path.basename(file))
    if kind != "saved model":
        return Artefact(path, kind, graphs)
    try:
        checkpoint, notes = read_checkpoint(os.path.join(os.path.dirname(file), "variables", "variables"))
    except ArtefactError as error:
        return Artefact(path, kind, graphs, notes=(str(error),))
    return Artefact(path, kind, graphs, (checkpoint,), notes)


def read_checkpoint_with_graph(prefix: str, path: str) -> Artefact:
    """The checkpoint `prefix`, and the meta graph that `tf.train.Saver` writes beside it."""
    checkpoint, notes = read_checkpoint(prefix)
    meta = prefix + META
    if not os.path.exists(meta):
        return Artefact(path, "checkpoint", (), (checkpoint,), notes)
    try:
        _, graphs = graphs_of(meta, read_whole(meta), os.path.basename(meta))
    except ArtefactError as error:
        return Artefact(path, "checkpoint", (), (checkpoint,), (*notes, str(error)))
    return Artefact(path, "checkpoint", graphs, (checkpoint,), notes)


class _ModelFolder:
    """The folder into which a program trains: its latest checkpoint, and the graphs that lie there."""

    def __init__(self, path: str, names: frozenset[str]) -> None:
        self._path = path
        self._names = names
        self._graphs: list[StoredGraph] = []
        self._checkpoints: list[Checkpoint] = []
        self._notes: list[str] = []

    def read(self) -> Artefact:
        if prefix := self._try(self._latest):
            self._try(lambda: self._read_checkpoint(prefix))
        for name in (*self._latest_of_each(META), *(name for name in _GRAPHS if name in self._names)):
            self._try(lambda: self._read_graphs(os.path.join(self._path, name)))  # noqa: B023  called at once
        self._read_events()
        if not self._graphs and not self._checkpoints:
            if self._notes:
                raise ArtefactError(self._notes[0])
            expected = "a SavedModel, a checkpoint, an event file or a graph"
            raise ArtefactError.unexpected(self._path, expected, "a folder without one")
        return Artefact(self._path, "model folder", tuple(self._graphs), tuple(self._checkpoints), tuple(self._notes))

    def _try(self, read: Callable[[], Read]) -> Read | None:
        """What `read` says; what it cannot read becomes a note."""
        try:
            return read()
        except ArtefactError as error:
            self._notes.append(str(error))
            return None

    def _latest(self) -> str | None:
        """The prefix of the latest checkpoint: that of the state file, else that of the highest step."""
        if STATE in self._names:
            return latest_checkpoint(os.path.join(self._path, STATE))
        indices = self._latest_of_each(INDEX)
        return os.path.join(self._path, indices[-1].removesuffix(INDEX)) if indices else None

    def _read_checkpoint(self, prefix: str) -> None:
        checkpoint, notes = read_checkpoint(prefix)
        self._checkpoints.append(checkpoint)
        self._notes += notes

    def _read_graphs(self, path: str) -> None:
        self._graphs += graphs_of(path, read_whole(path), os.path.basename(path))[1]

    def _read_events(self) -> None:
        """The graphs of the newest event file that has any."""
        for path in newest_first(self._path):
            graphs, notes = self._try(lambda: read_events(path)) or ([], [])  # noqa: B023  called at once
            self._notes += notes
            if graphs:
                self._graphs += graphs
                return

    def _latest_of_each(self, suffix: str) -> list[str]:
        """The files `name-step` with `suffix`, of each name the one with the highest step."""
        latest: dict[str, tuple[int, str]] = {}
        for name in sorted(self._names):
            if name.endswith(suffix):
                stem = name.removesuffix(suffix)
                step = _STEP.match(stem)
                key, number = (step[1], int(step[2][:18])) if step else (stem, -1)
                latest[key] = max(latest.get(key, (number, name)), (number, name))
        return [name for _, name in sorted(latest.values())]
