"""What an artefact holds, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from bnlint.artefacts.captured import Captured
from bnlint.artefacts.checkpoint import Checkpoint
from bnlint.artefacts.graphs import StoredGraph

Kind: TypeAlias = Literal[
    "meta graph", "graph", "saved model", "event file", "checkpoint", "keras model", "bundle", "model folder"
]


@dataclass(frozen=True, eq=False)
class Artefact:
    """What the file, folder or checkpoint at `path` holds.

    `notes` are sentences about what of it could not be read, or was left out, and why. `keras_config` is the
    configuration of a `.keras` file, which holds no graph, and `captured` the table of contents of a bundle.
    """

    path: str
    kind: Kind
    graphs: tuple[StoredGraph, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    notes: tuple[str, ...] = ()
    keras_config: Mapping[str, Any] = field(default_factory=dict)
    captured: Captured | None = None
