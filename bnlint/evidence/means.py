"""With what graphs are run."""

from __future__ import annotations

from dataclasses import dataclass, field

from bnlint.execution.batches import Batches


@dataclass(frozen=True)
class Means:
    """With what graphs are run, and how far: `steps` training runs, `batches` where data are missing.

    `train_ops` are what trains in a graph that comes without its script; all that can be found, unless told.
    """

    steps: int = 5
    train_ops: tuple[str, ...] = ()
    batches: Batches = field(default_factory=Batches)
