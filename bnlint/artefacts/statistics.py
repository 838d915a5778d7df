"""Moving statistics in a checkpoint, summed up."""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.artefacts.checkpoint import Checkpoint
from bnlint.artefacts.errors import ArtefactError

STEP = "global_step"
NAMES = ("moving_mean", "moving_variance", "moving_avg", "moving_var")
"""How TensorFlow, Keras and tf_slim end the names of moving statistics: all that a checkpoint without a graph tells."""


class StatisticsOf:
    """The values of one checkpoint by the names of variables. What cannot be read is left out, and noted."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self.notes: list[str] = []

    def statistics(self) -> Iterator[str]:
        """The variables that are called like moving statistics."""
        return (name for name in self._names() if name.rpartition("/")[2] in NAMES)

    def steps(self) -> int | None:
        """How many steps training had made, if the checkpoint counts them."""
        name = self._names().get(STEP)
        if name is None:
            return None
        try:
            value = self._checkpoint.value(name)
        except ArtefactError as error:
            self.notes.append(str(error))
            return None
        return int(value) if value.size == 1 else None

    def summary(self, name: str) -> dict[str, int] | None:
        """The numbers of values, and of those that no statistic should have; None where the checkpoint lacks it."""
        import numpy as np

        tensor = self._names().get(name)
        if tensor is None:
            return None
        try:
            value = self._checkpoint.value(tensor)
        except ArtefactError as error:
            self.notes.append(str(error))
            return None
        if value.dtype.kind != "f":
            return None
        finite = np.isfinite(value)
        return {
            "size": int(value.size),
            "not_finite": int(value.size - finite.sum()),
            "negative": int((value[finite] < 0).sum()),
            "vanished": int((value[finite] == 0).sum()),
        }

    def _names(self) -> dict[str, str]:
        try:
            return dict(self._checkpoint.variables)
        except ArtefactError as error:
            self.notes.append(str(error))
            return {}
