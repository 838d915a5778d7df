"""What of a graph writes checkpoints and reads them, and what comes through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from bnlint.evidence.bench import Bench
from bnlint.evidence.calls import Call, tensor_name
from bnlint.evidence.laboratory import changed
from bnlint.graph_witness.index import Op
from bnlint.graph_witness.recognition import Recognition
from bnlint.graph_witness.values import ASSIGNMENTS

RESTORES: Final = frozenset({"RestoreV2", "Restore"})


@dataclass(frozen=True)
class Saving:
    """A saver in the graph: the operation that saves, the tensor of the path, what restores, and the variables."""

    op: str
    path: str
    loads: tuple[str, ...]
    names: tuple[str, ...]


def loads(bench: Bench, call: Call) -> bool:
    """Whether the run reads a checkpoint."""
    return any(bench.index[name].type in RESTORES for name in bench.behind(call))


def savers(bench: Bench) -> Iterator[Saving]:
    """What writes checkpoints, and what reads them back."""
    recognition, index = bench.witness.recognition, bench.index
    origins = recognition.values.origins
    restores = [index[name] for name in index.of_type(RESTORES.__contains__) if index.takes(name)]
    for op in map(index.__getitem__, index.of_type("SaveV2".__eq__)):
        if len(op.data) > 1:
            origin = origins(op.data[0])
            reads = [other.name for other in restores if origins(other.data[0]) == origin]
            writes = tuple(name for read in reads for name in _written_from(recognition, read))
            yield Saving(op.name, tensor_name(min(origin)), writes, tuple(_saved(recognition, op)))


def _written_from(recognition: Recognition, read: str) -> Iterator[str]:
    """The assignments of what is read."""
    for name in recognition.consumers(read):
        kind = recognition.index[name].type
        if kind in ASSIGNMENTS:
            yield name
        elif kind == "Identity":
            yield from _written_from(recognition, name)


def _saved(recognition: Recognition, op: Op) -> Iterator[str]:
    """The variables whose values are saved."""
    for tensor in op.data[3:]:
        yield from recognition.values.variables(tensor)


def lost_in_round_trip(bench: Bench, saving: Saving) -> frozenset[str]:
    """The moving statistics that lose their values when they are saved, initialised, and restored."""
    laboratory = bench.laboratory
    path = {saving.path: np.asarray(laboratory.files.place(f"round trip of {saving.op}"))}
    with laboratory.aside():
        here = laboratory.disturb(laboratory.watched)
        laboratory.session.run(feeds=path, targets=[saving.op])
        laboratory.begin()
        laboratory.session.run(feeds=path, targets=saving.loads)
        return changed(here, laboratory.read(laboratory.watched))
