"""Reads what people have: by its contents, whatever it is called."""

import os

from bnlint.artefacts import archives, bundle
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.checkpoint import INDEX, latest_checkpoint, refuse_table
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.event_files import read_events
from bnlint.artefacts.files import cannot_open, read_ends, read_whole
from bnlint.artefacts.folders import STATE, read_checkpoint_with_graph, read_folder, read_saved_model
from bnlint.artefacts.records import length_of
from bnlint.artefacts.sorted_table import FOOTER, MAGIC

_HDF5 = b"\x89HDF\r\n\x1a\n"
_STATE_FIELD = b"model_checkpoint_path:"
_KERAS_CONFIG = "config.json"


def read_artefact(path: str) -> Artefact:
    """What lies at `path`: a file, a folder, or the prefix of a checkpoint.

    Raises `ArtefactError` where nothing of it can be read; what is left out of a partial result stands in its notes.
    """
    try:
        return _read(path)
    except OSError as error:
        raise cannot_open(path, error) from None


def _read(path: str) -> Artefact:
    if os.path.isdir(path):
        return read_folder(path)
    prefix = _prefix(path)
    if prefix is not None:
        return read_checkpoint_with_graph(prefix, path)
    return _read_file(path)


def _prefix(path: str) -> str | None:
    """The prefix of the checkpoint to which `path`, one of its files or the prefix itself, belongs."""
    stem, mark, _ = path.rpartition(".data-")
    if mark and os.sep not in path[len(stem) + len(mark) :]:
        return stem
    if path.endswith(INDEX):
        return path.removesuffix(INDEX)
    return path if not os.path.exists(path) and os.path.exists(path + INDEX) else None


def _read_file(path: str) -> Artefact:
    head, tail = read_ends(path, FOOTER)
    if head.startswith(archives.MAGIC):
        return _read_archive(path)
    if head.startswith(_HDF5):
        found = "weights in HDF5, which hold none; save the model as .keras or as a SavedModel"
        raise ArtefactError.unexpected(path, "an artefact with a graph", found)
    if tail.endswith(MAGIC):
        raise refuse_table(path, read_whole(path))
    if length_of(head[:12]) is not None:
        graphs, notes = read_events(path)
        return Artefact(path, "event file", tuple(graphs), notes=tuple(notes))
    if head.lstrip().startswith(_STATE_FIELD) or os.path.basename(path) == STATE:
        return read_checkpoint_with_graph(latest_checkpoint(path), path)
    return read_saved_model(path, path)


def _read_archive(path: str) -> Artefact:
    with archives.Archive(path) as archive:
        if bundle.CONTENTS in archive.names:
            return bundle.read_bundle(path, archive)
        if _KERAS_CONFIG in archive.names:
            return Artefact(path, "keras model", keras_config=archive.read_json(_KERAS_CONFIG))
    raise ArtefactError.unexpected(path, "a .keras file or a bundle", "a zip file with neither in it")
