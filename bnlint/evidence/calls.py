"""The runs of a graph that are made again: those that a script made, or those that training would make."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bnlint.artefacts.archives import Archive
from bnlint.artefacts.captured import Captured, Feed, RunCall
from bnlint.artefacts.errors import ArtefactError
from bnlint.execution.batches import Batches
from bnlint.execution.remote import Array, Described
from bnlint.facts.events import Run
from bnlint.facts.program import Program
from bnlint.graph_witness.bundles import flags_of
from bnlint.graph_witness.index import Index, Tensor

MOST: Final = 200
"""Runs of a script that are made again."""
LARGEST: Final = 1 << 28
"""Elements of what is fed."""
FILES: Final = frozenset("SaveV2 Save SaveSlices WriteFile ShardedFilename MergeV2Checkpoints".split())
"""What writes files."""


@dataclass(frozen=True, eq=False)
class Call:
    """A run: the tensors it fetches, the operations it asks for, and what it is fed.

    `event` counts the events of the script; `fact` is what the graph witness states of it, if it does.
    """

    event: int
    fetches: tuple[str, ...]
    targets: tuple[str, ...]
    feeds: Mapping[str, Array]
    trains: bool
    fact: Run | None = None

    @property
    def roots(self) -> tuple[str, ...]:
        """The operations that it fetches."""
        return (*self.targets, *(name.partition(":")[0] for name in self.fetches))


def captured_calls(
    captured: Captured, graph: int, index: Index, facts: Mapping[tuple[int, tuple[tuple[str, bool], ...]], Run],
    archive: Archive, batches: Batches,
) -> Iterator[Call]:  # fmt: skip
    """The runs of a captured script, in order, at most `MOST`; of those that write files only savers', which are fed
    the path of a checkpoint."""
    known: dict[str, Array] = {}
    made = 0
    for event in captured.events:
        if not isinstance(event, RunCall) or event.error is not None or made >= MOST:
            continue
        run = captured.runs[event.run]
        if run.graph != graph or run.via == "tape":
            continue
        tensors, targets = _split(index, [name for name in run.fetches if name is not None])
        behind = index.behind([*targets, *(tensor.partition(":")[0] for tensor in tensors)])
        has_path = any(isinstance(feed.value, str) for feed in event.feeds)
        if any(index[name].type in FILES for name in behind) and not has_path:
            continue
        flags = flags_of(index, event.feeds)
        feeds = {
            feed.name or "": _array(feed, archive, known, batches) for feed in event.feeds if _is_given(index, feed)
        }
        made += 1
        yield Call(
            event.id, tuple(tensors), tuple(targets), feeds, run.role == "train", facts.get((event.run, flags))
        )  # fmt: skip


def _split(index: Index, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tensors, and operations."""
    present = [name for name in names if index.tensor(name) is not None]
    return [name for name in present if ":" in name], [name for name in present if ":" not in name]


def _is_given(index: Index, feed: Feed) -> bool:
    known = feed.value is not None or feed.dtype not in ("string", "object", None)
    return known and index.tensor(feed.name or "") is not None


def _array(feed: Feed, archive: Archive, known: dict[str, Array], batches: Batches) -> Array:
    """What was fed; where it was not kept, samples like those that were fed for the same tensor before.

    Raises `ArtefactError` where the bundle says what no array can be.
    """
    name, dtype = feed.name or "", feed.dtype or "float32"
    try:
        if feed.value is not None:
            return np.asarray(feed.value, dtype)
        if feed.file is not None:
            known[name] = np.load(io.BytesIO(archive.read(feed.file)), allow_pickle=False)
            return known[name]
        if math.prod(feed.shape or ()) > LARGEST or min(feed.shape or (), default=0) < 0:
            raise ValueError(feed.shape)
        return batches.array(Described(np.dtype(dtype).name, feed.shape or ()), known.get(name))
    except (TypeError, ValueError, OverflowError, EOFError) as error:
        raise ArtefactError(f"what {name} was fed cannot be read: {error}") from error


def training_flags(program: Program) -> dict[str, bool]:
    """The tensors that are training flags, each with the value under which its layers normalise by the batch."""
    tensors = program.tensors
    return {
        f"{tensors[symbol.index].name}:0": value
        for layer in program.layers
        if layer.tensor is not None
        for symbol, value in layer.trains.easiest()
        if symbol.index in tensors
    }


def imagined_calls(index: Index, program: Program, count: int) -> Iterator[Call]:
    """Training as a graph alone suggests it: each step so often, with its training flags at what trains."""
    flags = training_flags(program)
    given = {
        name: np.asarray(value)
        for name, value in flags.items()
        if (flag := index.tensor(name)) is not None and index[flag.op].type.startswith("Placeholder")
    }
    for number in range(count):
        for step in program.steps:
            yield Call(number, (), (step.node.name,), given, True)


def tensor_name(tensor: Tensor) -> str:
    return f"{tensor.op}:{tensor.output}"
