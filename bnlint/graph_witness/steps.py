"""Training steps: what writes weights by gradients, and the operations that people fetch to have that done."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bnlint.graph_witness.index import Index
from bnlint.graph_witness.recognition import Recognition
from bnlint.graph_witness.values import ASSIGNMENTS

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
    index = recognition.index
    updates = {update.op for update in recognition.updates}
    for name in index.of_type(_is_kernel):
        yield from ((name, variable) for variable in _changed(recognition, name))
    for name in index.of_type(ASSIGNMENTS.__contains__):
        taken = index.takes(name)
        if name not in updates and len(taken) > 1 and _is_near_gradient(index, taken[1]):
            yield from ((name, variable) for variable in _changed(recognition, name))


def _changed(recognition: Recognition, write: str) -> list[str]:
    """The variable that an operation writes, as far as it is known."""
    op = recognition.index[write]
    return sorted(recognition.values.variables(op.data[0]))[:1] if op.data else []


def _is_kernel(kind: str) -> bool:
    return bool(APPLIES.match(kind) or SCATTERS.match(kind))


def _is_near_gradient(index: Index, value: str) -> bool:
    known = {value}
    todo = deque(known)
    while todo and len(known) < NEAR:
        name = todo.popleft()
        if GRADIENT.search(index.type_of(name)):
            return True
        new = dict.fromkeys(one for one in index.takes(name) if one not in known)
        known |= new.keys()
        todo += new
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
