"""A graph to walk through: operations by name, functions of its library in place of the operations that call them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

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
"""Operations of a graph that are looked at."""
MOST_CALLED: Final = 200_000
"""Operations of called functions that are, those of a function counted at each call."""
ROUNDS: Final = 3
"""Passes over all operations: in the order of their making, as graphs are mostly stored, one finds what comes after."""
LONGEST_NUMBER: Final = 9
"""Digits of an output's number."""

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
    """One operation: its `inputs`, control inputs last, and the `data` among them."""

    __slots__ = ("_node", "data", "inputs", "name", "type")

    def __init__(self, name: str, kind: str, inputs: list[Tensor], node: Any) -> None:
        self.name = name
        self.type = kind
        self.data = [tensor for tensor in inputs if tensor.output >= 0]
        self.inputs = inputs if len(self.data) == len(inputs) else self.data + [t for t in inputs if t.output < 0]
        self._node = node

    @property
    def attributes(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = {} if self._node is None else self._node.attr
        return found

    @property
    def device(self) -> str:
        return "" if self._node is None else str(self._node.device)


class _Frame(NamedTuple):
    """One call of a function: what its operations are prefixed with, their types, and when a conditional runs them."""

    prefix: str
    types: Mapping[str, str]
    branch: tuple[Tensor, bool] | None


_Row: TypeAlias = "tuple[str, list[str], Any, _Frame | None]"
"""An operation as it is stored: its type, its inputs, which are texts until somebody asks for them, its node, and the
call within which it runs."""


class Index:
    """The operations of a graph, by name; those of called functions as `call{function}/name`.

    What cannot be followed is left out, and `flaws` says what that is: inputs and functions that do not exist, second
    operations of a name, functions that call themselves, calls deeper than `DEEPEST`, and what is beyond `MOST` and
    `MOST_CALLED`.

    A graph has many more operations than anybody asks for: an `Op` is made when it is asked for, and who waits for whom
    is kept by name.
    """

    def __init__(self, graph_def: Any) -> None:
        self.flaws: dict[str, None] = {}
        self._rows: dict[str, _Row] = {}
        self._ops: dict[str, Op] = {}
        self._given: dict[str, tuple[list[Tensor], tuple[Tensor, bool] | None]] = {}
        self._calls: dict[str, tuple[list[list[Tensor]], list[str]]] = {}
        self._functions = {function.signature.name: function for function in graph_def.library.function}
        self._open: list[str] = []
        self._left = MOST_CALLED
        self._add_graph(graph_def.node)
        if self._functions and not self._calls:
            self._add_bodies()
        self._data: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        self._connect()

    @property
    def complete(self) -> bool:
        return not self.flaws

    def __getitem__(self, name: str) -> Op:
        known = self._ops.get(name)
        if known is None:
            kind, texts, node, frame = self._rows[name]
            known = self._ops[name] = Op(name, kind, self._inputs(name, texts, frame), node)
        return known

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def of_type(self, is_wanted: Callable[[str], object]) -> list[str]:
        """The operations of these types, in the order of the graph."""
        wanted = [kind for kind in self._by_type if is_wanted(kind)]
        found = [name for kind in wanted for name in self._by_type[kind]]
        return sorted(found, key=self._order.__getitem__) if len(wanted) > 1 else found

    @cached_property
    def _by_type(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, row in self._rows.items():
            found.setdefault(row[0], []).append(name)
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._rows)}

    def calls(self, name: str) -> bool:
        """Whether the operation calls functions."""
        return name in self._calls

    def type_of(self, name: str) -> str:
        return self._rows[name][0]

    def branch_of(self, name: str) -> tuple[Tensor, bool] | None:
        """The predicate, and the value of it, under which a functional `If` runs the operation."""
        frame = self._rows[name][3]
        return None if frame is None or frame.branch is None or frame.branch[0].op not in self._rows else frame.branch

    # -- reading -----------------------------------------------------------------------------------------------------

    def _add_graph(self, nodes: Any) -> None:
        rows, functions = self._rows, self._functions
        if len(nodes) > MOST:
            self._flaw("more operations than can be followed")
        for node in nodes[:MOST]:
            name, kind = node.name, node.op
            if name in rows:
                self._flaw("several operations of one name")
                continue
            rows[name] = kind, node.input[:], node, None
            if kind in CALLS or kind in functions:
                self._follow(name, node, None)

    def _add_bodies(self) -> None:
        """A graph that calls nothing may be a shell around functions that programs call by signature."""
        for name, function in self._functions.items():
            self._add_body(function, f"{{{name}}}/", [], None)

    def _add_body(self, function: Any, prefix: str, given: list[Tensor], branch: tuple[Tensor, bool] | None) -> _Frame:
        """The operations of a called function; its arguments hand on what it is `given`."""
        frame = _Frame(prefix, {node.name: node.op for node in function.node_def}, branch)
        self._left -= len(frame.types)
        for at, argument in enumerate(function.signature.input_arg):
            self._rows[prefix + argument.name] = "_Arg", [], None, frame
            self._given[prefix + argument.name] = given[at : at + 1], branch
        for node in function.node_def:
            name = prefix + node.name
            self._rows[name] = node.op, node.input[:], node, frame
            if node.op in CALLS or node.op in self._functions:
                self._follow(name, node, frame)
        return frame

    def _follow(self, name: str, node: Any, frame: _Frame | None) -> None:
        """The functions that the operation calls."""
        returns: list[list[Tensor]] = []
        runs: list[str] = []
        self._calls[name] = returns, runs
        given = [tensor for text in node.input if (tensor := _tensor(text, frame)).output >= 0]
        for number, called in enumerate(self._called(node)):
            function = self._functions.get(called)
            if function is None or called in self._open or len(self._open) >= DEEPEST or self._left < 0:
                self._flaw("calls of functions that it lacks, that call themselves, or that are too many")
                continue
            returned, last = self._call(name, node.op, number, called, function, given)
            if node.op not in LOOPING or number > 0:
                returns.append(returned)
            runs += last

    def _called(self, node: Any) -> list[str]:
        keys = CALLS.get(node.op)
        if keys is None:
            return [node.op]
        found = []
        for key in keys:
            if key in node.attr:
                value = node.attr[key]
                found += [f.name for f in value.list.func] if key == "branches" else [value.func.name]
        return found

    def _call(
        self, name: str, kind: str, number: int, called: str, function: Any, given: list[Tensor]
    ) -> tuple[list[Tensor], list[str]]:
        """What the call returns, and what runs within it."""
        branch = None
        if kind in CHOOSING and given:
            branch, given = (given[0], number == 0) if kind in CONDITIONAL else None, given[1:]
        self._open.append(called)
        several = str(number) if kind in CHOOSING | LOOPING else ""
        frame = self._add_body(function, f"{name}{{{called}}}{several}/", given, branch)
        self._open.pop()
        outputs = (output.name for output in function.signature.output_arg)
        returned = [_tensor(function.ret[output], frame) for output in outputs if output in function.ret]
        controls = [frame.prefix + last for last in function.control_ret.values()]
        return returned, [tensor.op for tensor in returned] + controls

    def _connect(self) -> None:
        """Who waits for whom, by the very texts that are the keys. Most inputs are operations' names as they stand."""
        rows = self._rows
        own = {name: name for name in rows}.get
        for name, (_, texts, _, frame) in rows.items():
            if frame is not None:
                tensors = self._inputs(name, texts, frame)
                data = [tensor.op for tensor in tensors if tensor.output >= 0]
                waits = [tensor.op for tensor in tensors if tensor.output < 0]
            else:
                data = [known for text in texts if (known := own(text))]
                waits = []
                if len(data) < len(texts):
                    given = (own(text.partition(":")[0]) for text in texts if text[:1] != "^")
                    controls = (own(text[1:]) for text in texts if text[:1] == "^")
                    data, waits = ([known for known in some if known] for some in (given, controls))
                    if len(data) + len(waits) < len(texts):
                        self._flaw("inputs that it lacks")
            self._data[name] = data
            self._before[name] = data + waits if waits else data
        for name, (_, runs) in self._calls.items():
            self._before[name] = self._before[name] + [inner for inner in runs if inner in rows]

    def _inputs(self, name: str, texts: list[str], frame: _Frame | None) -> list[Tensor]:
        given = self._given.get(name)
        found = [_tensor(text, frame) for text in texts] if given is None else given[0]
        there = [tensor for tensor in found if tensor.op in self._rows]
        if len(there) < len(found):
            self._flaw("inputs that it lacks")
        return there

    def _flaw(self, what: str) -> None:
        self.flaws[what] = None

    def tensor(self, text: str) -> Tensor | None:
        """The tensor of a name such as `logits:0`; None where the graph has none of it."""
        found = _tensor(text, None)
        return found if found.op in self._rows else None

    # -- walking -----------------------------------------------------------------------------------------------------

    def takes(self, name: str) -> list[str]:
        """The operations whose values the operation takes, in the order of its inputs."""
        return self._data[name]

    def before(self, name: str) -> list[str]:
        """What the operation waits for, and what runs within it."""
        return self._before[name]

    def consumers(self) -> dict[str, list[str]]:
        """The operations that take a value of each, in the order of the graph."""
        return _reversed(self._data)

    def after(self, starts: Iterable[str]) -> set[str]:
        """Everything that waits for one of these operations, they included."""
        found = set(starts)
        for _ in range(ROUNDS):
            size = len(found)
            for name, before in self._before.items():
                if not found.isdisjoint(before):
                    found.add(name)
            if len(found) == size:
                return found
        return _closure(found, _reversed(self._before))

    def through_calls(self, tensor: Tensor) -> list[Tensor] | None:
        """What a called function returns for the tensor; None for one that no call makes."""
        call = self._calls.get(tensor.op)
        if call is None or not call[0]:
            return None
        found = [returned[tensor.output] for returned in call[0] if 0 <= tensor.output < len(returned)]
        return [inner for inner in found if inner.op in self._rows]

    def behind(self, starts: Iterable[str]) -> set[str]:
        """Everything that runs when these operations do, they included."""
        return _closure(starts, self._before)

    def computed_from(self, starts: Iterable[Tensor]) -> set[str]:
        """The operations whose values go into these tensors: no waits, and of calls what is returned for them."""
        tensors = list(starts)
        if not self._calls:
            return _closure((tensor.op for tensor in tensors), self._data)
        seen: set[Tensor] = set()
        while tensors:
            tensor = tensors.pop()
            if tensor not in seen:
                seen.add(tensor)
                returned = self.through_calls(tensor)
                tensors += self[tensor.op].data if returned is None else returned
        return {tensor.op for tensor in seen}


def _closure(starts: Iterable[str], edges: Mapping[str, list[str]]) -> set[str]:
    """The starts, and whatever edges lead to from there."""
    found = set(starts)
    todo = list(found)
    while todo:
        for name in edges[todo.pop()]:
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _reversed(edges: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in edges}
    for name, targets in edges.items():
        for target in targets:
            found[target].append(name)
    return found


def _tensor(text: str, frame: _Frame | None) -> Tensor:
    """`name`, `name:1`, `^name`; within functions `name:output:1`."""
    prefix = "" if frame is None else frame.prefix
    if text.startswith("^"):
        return Tensor(prefix + text[1:], -1)
    name, *rest = text.split(":", 2)
    if not rest:
        return Tensor(prefix + name, 0)
    if frame is None or len(rest) == 1:
        return Tensor(prefix + name, _number(rest[0]))
    kind = frame.types.get(name, "")
    outputs = _OUTPUTS.get("FusedBatchNorm" if FUSED.match(kind) else kind, ())
    first = outputs.index(rest[0]) if rest[0] in outputs else 0
    return Tensor(prefix + name, first + _number(rest[1]))


def _number(text: str) -> int:
    """The number of an output; what is no number, or none that an output can have, counts as the first."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
