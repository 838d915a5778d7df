"""What a tensor of a graph is made of: variables, constants, statistics of the batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import unpack
from typing import Final

from bnlint.graph_witness.index import FUSED, Index, Op, Tensor

VARIABLES: Final = frozenset({"VariableV2", "Variable", "VarHandleOp", "AutoReloadVariable", "TemporaryVariable"})
RESOURCE: Final = 20
"""The data type of a handle (tensorflow/core/framework/types.proto)."""
PASSING: Final = frozenset(
    "Identity Switch RefSwitch RefIdentity Enter RefEnter ReadVariableOp _Arg StopGradient Cast Squeeze Reshape "
    "ExpandDims Exit RefExit PreventGradient CheckNumerics Snapshot EnsureShape IdentityN DebugIdentity".split()
)
"""Operations that hand on their first input."""
MERGES: Final = frozenset({"Merge", "RefMerge"})
CHOICES: Final = frozenset({"Select", "SelectV2"})
ARITHMETIC: Final = PASSING | frozenset(
    "Sub Mul Add AddV2 AddN Merge RefMerge Sqrt Square RealDiv Div Maximum Minimum Relu Neg Rsqrt Pow DivNoNan "
    "NcclAllReduce CollectiveReduce CollectiveReduceV2 BroadcastTo Pack Unpack Split ConcatV2".split()
)
"""What moving averages are computed with; MirroredStrategy adds reductions over devices."""
MOST_ELEMENTS: Final = 64
"""Of a constant that says something: axes, a share, an epsilon."""
ASSIGNMENTS: Final = frozenset(
    "Assign AssignSub AssignAdd AssignVariableOp AssignSubVariableOp AssignAddVariableOp".split()
)
LARGEST: Final = 400
"""Operations behind a moving average that are looked through."""
_FLOATS: Final = {
    1: ("float_val", "f4"),
    2: ("double_val", "f8"),
    3: ("int_val", "i4"),
    9: ("int64_val", "i8"),
    10: ("bool_val", "?"),
}


@dataclass
class Cone:
    """What goes into a value through arithmetic alone. `others` are operations that are none."""

    variables: set[str] = field(default_factory=set)
    statistics: set[Tensor] = field(default_factory=set)
    numbers: list[float] = field(default_factory=list)
    others: set[str] = field(default_factory=set)


class Values:
    """Questions about the tensors of one graph."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._constants: dict[str, list[float] | None] = {}
        self._training: dict[str, bool] = {}

    def is_variable(self, name: str) -> bool:
        op = self.index[name]
        if op.type in VARIABLES:
            return True
        handle = op.type in ("Placeholder", "_Arg") and not op.inputs
        return handle and "dtype" in op.attributes and op.attributes["dtype"].type == RESOURCE

    def origins(self, tensor: Tensor) -> set[Tensor]:
        """What the tensor is a mere view of, whichever way is taken."""
        found: set[Tensor] = set()
        seen: set[Tensor] = set()
        todo = [tensor]
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            op = self.index[one.op]
            returned = self.index.through_calls(one)
            if returned is not None:
                todo += returned
            elif op.type in MERGES:
                todo += op.data
            elif op.type in PASSING and op.data:
                todo.append(op.data[min(one.output, len(op.data) - 1)] if op.type == "IdentityN" else op.data[0])
            else:
                found.add(one)
        return found

    def variables(self, tensor: Tensor) -> set[str]:
        return {origin.op for origin in self.origins(tensor) if self.is_variable(origin.op)}

    def numbers(self, tensor: Tensor) -> list[float] | None:
        """The elements of a small constant."""
        for origin in self.origins(tensor):
            if self.index.type_of(origin.op) == "Const":
                if origin.op not in self._constants:
                    self._constants[origin.op] = _elements(self.index[origin.op])
                return self._constants[origin.op]
        return None

    def is_batch_statistic(self, tensor: Tensor) -> bool:
        """A mean or variance over the batch: of a fused kernel that trains, or a mean over axes that hold the first."""
        op = self.index[tensor.op]
        if FUSED.match(op.type):
            return tensor.output in (1, 2) and self.trains(op)
        if op.type == "Mean" and len(op.data) > 1:
            axes = self.numbers(op.data[1])
            return bool(axes) and 0 in (axes or ())
        return False

    def may_be_computed(self, name: str) -> bool:
        """Whether the cone of what the operation makes can have anything in it but the operation itself."""
        kind = self.index.type_of(name)
        known = kind in ARITHMETIC or kind in CHOICES or kind == "Mean" or FUSED.match(kind) is not None
        return known or self.index.calls(name)

    def cone(self, tensor: Tensor, largest: int = LARGEST) -> Cone:
        found = Cone()
        seen: set[Tensor] = set()
        todo = deque([tensor])
        while todo and len(seen) < largest:
            one = todo.popleft()
            if one in seen:
                continue
            seen.add(one)
            op = self.index[one.op]
            returned = self.index.through_calls(one)
            if self.is_batch_statistic(one):
                found.statistics.add(one)
            elif FUSED.match(op.type) and one.output in (1, 2):
                continue  # in inference it hands the moving statistics on
            elif returned is not None:
                todo += returned
            elif self.is_variable(one.op):
                found.variables.add(one.op)
            elif op.type == "Const":
                listed = self.numbers(one) or []
                found.numbers += listed if len(listed) == 1 else []
            elif op.type in CHOICES:
                todo += op.data[1:]  # the condition guards against empty batches
            elif op.type in ASSIGNMENTS:
                todo += op.data  # a reference to what is there afterwards
            elif op.type in ARITHMETIC and op.data:
                todo += op.data[:1] if op.type in PASSING and op.type != "IdentityN" else op.data
            else:
                found.others.add(one.op)
        return found

    def trains(self, op: Op) -> bool:
        """Whether a fused kernel normalises by the batch: so it does where the attribute was stripped as a default."""
        known = self._training.get(op.name)
        if known is None:
            known = self._training[op.name] = op.attributes["is_training"].b if "is_training" in op.attributes else True
        return known

    def is_data(self, names: Iterable[str]) -> bool:
        """Whether one of the operations is more than a number that a run is fed."""
        return any(not self._is_fed_number(self.index[name]) for name in names)

    def _is_fed_number(self, op: Op) -> bool:
        if op.type not in ("Placeholder", "PlaceholderWithDefault"):
            return False
        shape = op.attributes["shape"].shape if "shape" in op.attributes else None
        return shape is None or shape.unknown_rank or not shape.dim


def _elements(op: Op) -> list[float] | None:
    if "value" not in op.attributes:
        return None
    tensor = op.attributes["value"].tensor
    known = _FLOATS.get(tensor.dtype)
    if known is None:
        return None
    key, code = known
    if max(len(getattr(tensor, key)), len(tensor.tensor_content)) > MOST_ELEMENTS * 8:
        return None
    listed = list(getattr(tensor, key))
    if not listed and tensor.tensor_content:
        size, letter = {"f4": (4, "f"), "f8": (8, "d"), "i4": (4, "i"), "i8": (8, "q"), "?": (1, "?")}[code]
        listed = list(
            unpack(
                f"<{len(tensor.tensor_content) // size}{letter}",
                tensor.tensor_content[: len(tensor.tensor_content) // size * size],
            )
        )
    return listed or ([0.0] if not tensor.tensor_shape.dim else None)
