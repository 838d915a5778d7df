"""What `bundle.json` says, as far as it is judged. docs/bundle.md describes the fields."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, TypeAlias

from bnlint.artefacts.typed_json import Into, Tagged

VERSION = 1
"""Of the format; a higher one may mean something else by the same fields."""

Graph: TypeAlias = Annotated[int, Into("graphs")]
Stack: TypeAlias = Annotated[int, Into("stacks")]
Names: TypeAlias = Annotated[int, Into("names")]
Saver: TypeAlias = Annotated[int, Into("savers")]


@dataclass(frozen=True)
class Collection:
    names: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class CapturedGraph:
    """A graph, and the stack of each of its nodes; `captures` are the variables behind placeholders of a function.

    It has no `operations` where TensorFlow had taken it apart.
    """

    file: str
    operations: int
    kind: str = "graph"
    stacks: tuple[Stack | None, ...] = ()
    collections: Mapping[str, Collection] | None = None
    captures: Mapping[str, str | None] | None = None

    def collection(self, key: str) -> tuple[str, ...]:
        """The names in a collection; things without one are left out."""
        found = (self.collections or {}).get(key, Collection())
        return tuple(name for name in found.names if name is not None)


@dataclass(frozen=True)
class CapturedRun:
    """All calls from one place with the same fetches and feeds."""

    via: str
    graph: Graph | None
    fetches: tuple[str | None, ...]
    fed: tuple[str, ...]
    role: str
    stack: Stack | None
    calls: int


@dataclass(frozen=True)
class Saved:
    """What a Saver holds."""

    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Event:
    """Something that Python did; `created` are the first node of the graph made meanwhile, and that behind the last."""

    id: int
    stack: Stack | None = None
    graph: Graph | None = None
    created: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class CollectionReadBy(_Event):
    """A collection was read, when it held `names`."""

    KIND: ClassVar = "collection"
    key: str
    names: Names
    live: bool
    by: str
    scope: object = None


@dataclass(frozen=True, kw_only=True)
class Block(_Event):
    """Control dependencies on `inputs`."""

    KIND: ClassVar = "control_dependencies"
    inputs: Names
    by: str


@dataclass(frozen=True, kw_only=True)
class LayerCalled(_Event):
    """Batch normalisation was called; `training` is None where no flag was given."""

    KIND: ClassVar = "layer"
    training: object = None


@dataclass(frozen=True, kw_only=True)
class OptimizerCall(_Event):
    KIND: ClassVar = "optimizer"
    loss: str | None = None


@dataclass(frozen=True, kw_only=True)
class _SaverEvent(_Event):
    saver: Saver | None = None


@dataclass(frozen=True, kw_only=True)
class SaverBuilt(_SaverEvent):
    KIND: ClassVar = "saver"


@dataclass(frozen=True, kw_only=True)
class Save(_SaverEvent):
    KIND: ClassVar = "save"


@dataclass(frozen=True, kw_only=True)
class RestoreBy(_SaverEvent):
    KIND: ClassVar = "restore"


@dataclass(frozen=True)
class Feed:
    """What a tensor was fed: `value` where it is a single one, `file` where the array was kept.

    `trained`: a training run was fed the same data before.
    """

    name: str | None = None
    value: object = None
    dtype: str | None = None
    shape: tuple[int, ...] | None = None
    file: str | None = None
    trained: bool = False


@dataclass(frozen=True, kw_only=True)
class RunCall(_Event):
    """One call of a run."""

    KIND: ClassVar = "run"
    run: Annotated[int, Into("runs")]
    feeds: tuple[Feed, ...] = ()
    error: str | None = None


AnyEvent: TypeAlias = CollectionReadBy | Block | LayerCalled | OptimizerCall | SaverBuilt | Save | RestoreBy | RunCall


@dataclass(frozen=True)
class Ended:
    """How the script came to its end: `how` is a word, `why` a sentence, and `stack` where, if anywhere."""

    how: str
    why: str
    stack: Stack | None = None


@dataclass(frozen=True)
class Captured:
    """The table of contents of a bundle; None in `events` stands for kinds that are not judged."""

    version: int
    graphs: tuple[CapturedGraph, ...]
    savers: tuple[tuple[Saved, ...] | None, ...]
    runs: tuple[CapturedRun, ...]
    events: tuple[Annotated[AnyEvent | None, Tagged("kind")], ...]
    names: tuple[tuple[str | None, ...] | None, ...]
    frames: tuple[tuple[str, int | None, str], ...]
    stacks: tuple[tuple[Annotated[int, Into("frames")], ...], ...]
    folder: str | None = None
    notes: tuple[str, ...] = field(default=())
    ended: Ended | None = None

    def beside(self, script: str) -> Captured:
        """The same, of a script that has been moved: the folder is the one below which its file lies as it did then."""
        path = os.path.abspath(script).replace(os.sep, "/")
        known = [file for file, _, _ in self.frames if path.endswith(f"/{file}")]
        if not known:
            return self
        return replace(self, folder=path.removesuffix(f"/{max(known, key=len)}"))
