"""A graph to walk through: operations by name, functions of its library in place of the operations that call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "PartitionedCall": ("f",), "StatefulPartitionedCall": ("f",), "RemoteCall": ("f",), "TPUPartitionedCall": ("f",),
    "If": ("then_branch", "else_branch"), "StatelessIf": ("then_branch", "else_branch"),
    "While": ("cond", "body"), "StatelessWhile": ("cond", "body"),
    "Case": ("branches",), "StatelessCase": ("branches",),
}  # fmt: skip
"""The operations that call functions, and the attributes that name these (tensorflow/core/ops/functional_ops.cc)."""
CONDITIONAL: Final = frozenset({"If", "StatelessIf"})
CHOOSING: Final = CONDITIONAL | {"Case", "StatelessCase"}
LOOPING: Final = frozenset({"While", "StatelessWhile"})
FUSED: Final = re.compile(r"FusedBatchNorm(V2|V3)?$")
DEEPEST: Final = 12
"""Calls within calls that are followed."""
MOST: Final = 2_000_000
"""Operations, those of called functions counted at each call."""

_OUTPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "FusedBatchNorm": ("y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"),
    "Switch": ("output_false", "output_true"), "RefSwitch": ("output_false", "output_true"),
    "Merge": ("output", "value_index"), "RefMerge": ("output", "value_index"),
}  # fmt: skip
"""What functions call the outputs of an operation by, where it has several."""


class Tensor(NamedTuple):
    """The output of the operation `op` of this number; -1 is the wait for its end."""

    op: str
    output: int


class Op:
    """One operation: its `inputs`, control inputs last, and what each function that it calls `returns`."""

    __slots__ = ("attributes", "branch", "device", "inputs", "name", "returns", "runs", "type")

    def __init__(self, name: str, kind: str, attributes: Any, device: str) -> None:
        self.name = name
        self.type = kind
        self.attributes = attributes
        self.device = device
        self.inputs: list[Tensor] = []
        self.returns: list[list[Tensor]] = []
        self.runs: list[str] = []
        """What runs within the functions that it calls."""
        self.branch: tuple[Tensor, bool] | None = None
        """The predicate, and the value of it, under which a functional `If` runs it."""

    @property
    def data(self) -> list[Tensor]:
        return [tensor for tensor in self.inputs if tensor.output >= 0]


class Index:
    """The operations of a graph, by name; those of called functions as `call{function}/name`.

    Where there are more than `MOST`, or calls lie deeper than `DEEPEST`, or a function calls itself, the rest is left
    out, and `complete` is False. Inputs that do not exist are left out, too.
    """

    def __init__(self, graph_def: Any) -> None:
        self.ops: dict[str, Op] = {}
        self.complete = True
        self._functions = {function.signature.name: function for function in graph_def.library.function}
        self._open: list[str] = []
        for node in graph_def.node:
            self._add(node, "", None)
        self._roots: list[str] = []
        if not any(op.type in CALLS or op.type in self._functions for op in self.ops.values()):
            self._add_bodies()
        for op in self.ops.values():
            if any(tensor.op not in self.ops for tensor in op.inputs):
                self.complete = False
                op.inputs = [tensor for tensor in op.inputs if tensor.op in self.ops]
            op.runs = [name for name in op.runs if name in self.ops]

    def __getitem__(self, name: str) -> Op:
        return self.ops[name]

    def __contains__(self, name: str) -> bool:
        return name in self.ops

    def __iter__(self) -> Iterator[Op]:
        return iter(self.ops.values())

    def _add_bodies(self) -> None:
        """A graph that calls nothing may be a shell around functions that programs call by signature."""
        for name, function in self._functions.items():
            prefix = f"{{{name}}}/"
            for argument in function.signature.input_arg:
                self.ops[prefix + argument.name] = Op(prefix + argument.name, "_Arg", {}, "")
            self._add_body(function, prefix, None)

    def _add(self, node: Any, prefix: str, types: Mapping[str, str] | None) -> Op:
        op = self.ops[prefix + node.name] = Op(prefix + node.name, node.op, node.attr, node.device)
        op.inputs = sorted((_tensor(text, prefix, types) for text in node.input), key=lambda tensor: tensor.output < 0)
        for number, name in enumerate(self._called(node)):
            self._call(op, name, number)
        return op

    def _called(self, node: Any) -> list[str]:
        keys = CALLS.get(node.op)
        if keys is None:
            return [node.op] if node.op in self._functions else []
        found = []
        for key in keys:
            if key in node.attr:
                value = node.attr[key]
                found += [f.name for f in value.list.func] if key == "branches" else [value.func.name]
        return found

    def _call(self, op: Op, name: str, number: int) -> None:
        function = self._functions.get(name)
        if function is None or name in self._open or len(self._open) >= DEEPEST or len(self.ops) > MOST:
            self.complete = False
            return
        prefix = f"{op.name}{{{name}}}{number}/" if op.type in CHOOSING | LOOPING else f"{op.name}{{{name}}}/"
        given = op.data
        branch = None
        if op.type in CHOOSING and given:
            branch, given = (given[0], number == 0) if op.type in CONDITIONAL else None, given[1:]
        for at, argument in enumerate(function.signature.input_arg):
            inner = self.ops[prefix + argument.name] = Op(prefix + argument.name, "_Arg", {}, "")
            inner.inputs = given[at : at + 1]
            inner.branch = branch
        self._open.append(name)
        types = self._add_body(function, prefix, branch)
        self._open.pop()
        returned = [
            _tensor(function.ret[o.name], prefix, types)
            for o in function.signature.output_arg
            if o.name in function.ret
        ]
        if op.type not in LOOPING or number > 0:
            op.returns.append(returned)
        op.runs += [tensor.op for tensor in returned] + [prefix + last for last in function.control_ret.values()]

    def _add_body(self, function: Any, prefix: str, branch: tuple[Tensor, bool] | None) -> dict[str, str]:
        types = {node.name: node.op for node in function.node_def}
        for node in function.node_def:
            self._add(node, prefix, types).branch = branch
        return types

    def tensor(self, text: str) -> Tensor | None:
        """The tensor of a name such as `logits:0`; None where the graph has none of it."""
        found = _tensor(text, "", None)
        return found if found.op in self.ops else None

    # -- walking -----------------------------------------------------------------------------------------------------

    def through_calls(self, tensor: Tensor) -> list[Tensor] | None:
        """What a called function returns for the tensor; None for one that no call makes."""
        op = self.ops[tensor.op]
        if not op.returns:
            return None
        return [returned[tensor.output] for returned in op.returns if 0 <= tensor.output < len(returned)]

    def behind(self, starts: Iterable[str]) -> set[str]:
        """Everything that runs when these operations do, they included."""
        found: set[str] = set()
        todo = list(starts)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                op = self.ops[name]
                todo += [tensor.op for tensor in op.inputs]
                todo += op.runs
        return found

    def computed_from(self, starts: Iterable[Tensor]) -> set[str]:
        """The operations whose values go into these tensors: no waits, and of calls what is returned for them."""
        found: set[str] = set()
        seen: set[Tensor] = set()
        todo = list(starts)
        while todo:
            tensor = todo.pop()
            if tensor in seen:
                continue
            seen.add(tensor)
            found.add(tensor.op)
            returned = self.through_calls(tensor)
            todo += self.ops[tensor.op].data if returned is None else returned
        return found


def _tensor(text: str, prefix: str, types: Mapping[str, str] | None) -> Tensor:
    """`name`, `name:1`, `^name`; within functions `name:output:1`."""
    if text.startswith("^"):
        return Tensor(prefix + text[1:], -1)
    name, *rest = text.split(":")
    if not rest:
        return Tensor(prefix + name, 0)
    if types is None or len(rest) == 1:
        return Tensor(prefix + name, int(rest[0]) if rest[0].isdecimal() else 0)
    kind = types.get(name, "")
    outputs = _OUTPUTS.get("FusedBatchNorm" if FUSED.match(kind) else kind, ())
    first = outputs.index(rest[0]) if rest[0] in outputs else 0
    return Tensor(prefix + name, first + (int(rest[1]) if rest[1].isdecimal() else 0))
