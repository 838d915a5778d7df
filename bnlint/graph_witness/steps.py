"""Training steps: what writes weights by gradients, and the operations that people fetch to have that done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bnlint.graph_witness.index import Index, Tensor
from bnlint.graph_witness.recognition import ASSIGNMENTS, Recognition

APPLIES: Final = re.compile(r"(Resource)?(Sparse)?Apply[A-Z]\w+$")
"""The kernels of optimizers (tensorflow/core/ops/training_ops.cc)."""
SCATTERS: Final = re.compile(r"(Resource)?Scatter(Add|Sub|Update)$")
READS: Final = frozenset({"ReadVariableOp", "Identity"})
GRADIENT: Final = re.compile(r"Grad(V\d)?$|Backprop(?!Input)|BackProp")
"""Only gradients have operations of these types. `Conv2DBackpropInput` is a transposed convolution, too."""
NEAR: Final = 80


@dataclass(frozen=True)
class Step:
    """`op` makes the `writes` of weights, each a write and the variable that it changes."""

    op: str
    writes: tuple[tuple[str, str], ...]


def steps(recognition: Recognition, named: tuple[str, ...] = ()) -> list[Step]:
    """The training steps of a graph: those `named`, else all that nothing else waits for, largest first."""
    index = recognition.index
    writes = dict(_writes(recognition))
    if named:
        found = [Step(name, _made(index, name, writes)) for name in named]
    else:
        found = [Step(name, _made(index, name, writes)) for name in _ends(recognition, set(writes))]
    return sorted((step for step in found if step.writes), key=lambda step: -len(step.writes))


def _writes(recognition: Recognition) -> Iterator[tuple[str, str]]:
    """The operations that change a weight by its gradient."""
    index, values = recognition.index, recognition.values
    updates = {update.op for update in recognition.updates}
    for op in index.of_type(lambda kind: kind in ASSIGNMENTS or _is_kernel(kind)):
        if not op.data:
            continue
        changed = values.variables(op.data[0])
        if not _is_kernel(op.type) and (
            not changed or op.name in updates or len(op.data) < 2 or not _is_near_gradient(index, op.data[1])
        ):
            continue
        for variable in sorted(changed)[:1]:
            yield op.name, variable


def _is_kernel(kind: str) -> bool:
    return bool(APPLIES.match(kind) or SCATTERS.match(kind))


def _is_near_gradient(index: Index, tensor: Tensor) -> bool:
    seen: list[str] = []
    known: set[str] = set()
    todo = [tensor.op]
    while todo and len(seen) < NEAR:
        name = todo.pop(0)
        if name in known:
            continue
        known.add(name)
        seen.append(name)
        op = index[name]
        if GRADIENT.search(op.type):
            return True
        todo += [one.op for one in op.data]
    return False


def _made(index: Index, name: str, writes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    behind = index.behind([name])
    return tuple((write, variable) for write, variable in writes.items() if write in behind)


def _ends(recognition: Recognition, writes: set[str]) -> list[str]:
    """What lies behind the writes and is waited for by nothing."""
    index = recognition.index
    after = {name for name in index.after(writes) if index.type_of(name) != "ReadVariableOp"} if writes else set()
    waited_for = {before for name in after for before in index.before(name)}
    return [name for name in index if name in after and name not in waited_for and "{" not in name]
