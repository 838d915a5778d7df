"""A graph made ready to run alone: every variable can be read and written, and what initialises it is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bnlint.execution.remote import Array
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.values import RESOURCE, VARIABLES, Values

ADDED: Final = "bnlint"
"""The name scope of what is added."""
DRAWS: Final = re.compile(
    r"(RandomUniform|RandomUniformInt|RandomStandardNormal|TruncatedNormal|RandomShuffle|ParameterizedTruncatedNormal)$"
)
SEED: Final = 1
"""Of what draws at random without a seed, so that the figures are the same each time."""
HANDLES: Final = frozenset({"VarHandleOp"})
FIRST_WRITES: Final = frozenset({"Assign", "AssignVariableOp"})


@dataclass(frozen=True)
class Access:
    """How a variable is read, a tensor, and written: the operation, and the tensor that is fed the value."""

    read: str
    write: str
    value: str
    shape: tuple[int, ...] | None


@dataclass(frozen=True)
class Handle:
    """A variable that a function was handed: its name, type (a number of types.proto) and shape."""

    name: str
    dtype: int
    shape: tuple[int | None, ...]


@dataclass
class Executable:
    """`graph_def` runs alone; `initialisers` are operations that do so in stages, and `bare` has variables without."""

    graph_def: Any
    variables: dict[str, Access] = field(default_factory=dict)
    initialisers: list[list[str]] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)


def executable(
    graph_def: Any, index: Index, handles: Mapping[str, Handle], device: Callable[[str], str] = lambda name: ""
) -> Executable:
    """A copy of the graph, on other devices, in which `handles` stand for the placeholders of these names."""
    copy = type(graph_def)()
    copy.CopyFrom(graph_def)
    found = Executable(copy)
    for number, node in enumerate(list(copy.node)):
        node.device = device(node.device)
        node.attr.pop("_output_shapes", None)  # another version may infer others, and refuses these
        if DRAWS.match(node.op) and not (node.attr["seed"].i or node.attr["seed2"].i):
            node.attr["seed"].i, node.attr["seed2"].i = SEED, number
        if node.name in handles:
            _own(node, handles[node.name])
    for node in [node for node in copy.node if node.op in VARIABLES]:
        found.variables[node.name] = _access(copy, node, len(found.variables))
    firsts = _first_writes(index, frozenset(found.variables))
    found.bare = [name for name in found.variables if name not in firsts]
    found.initialisers = _in_stages(index, firsts)
    return found


def _own(node: Any, handle: Handle) -> None:
    """Make a variable of the placeholder for a handle."""
    node.op = "VarHandleOp"
    for key in list(node.attr):
        del node.attr[key]
    node.attr["dtype"].type = handle.dtype
    node.attr["shape"].shape.unknown_rank = False
    for size in handle.shape:
        node.attr["shape"].shape.dim.add().size = -1 if size is None else size
    node.attr["shared_name"].s = handle.name.encode()


def _access(graph_def: Any, node: Any, number: int) -> Access:
    """Add what reads and writes the variable."""
    dtype, shape = node.attr["dtype"].type, node.attr["shape"].shape
    scope = f"{ADDED}/{number}"
    value = graph_def.node.add(name=f"{scope}/value", op="Placeholder", device=node.device)
    value.attr["dtype"].type = dtype
    value.attr["shape"].shape.unknown_rank = True
    write = graph_def.node.add(name=f"{scope}/write", input=[node.name, value.name], device=node.device)
    read = f"{node.name}:0"
    if node.op in HANDLES:
        write.op, write.attr["dtype"].type = "AssignVariableOp", dtype
        reading = graph_def.node.add(name=f"{scope}/read", op="ReadVariableOp", input=[node.name], device=node.device)
        reading.attr["dtype"].type = dtype
        read = f"{reading.name}:0"
    else:
        write.op, write.attr["T"].type = "Assign", dtype
        write.attr["validate_shape"].b = False
        write.attr["use_locking"].b = True
    sizes = None if shape.unknown_rank else tuple(dim.size for dim in shape.dim)
    return Access(read, write.name, f"{value.name}:0", None if sizes is None or min(sizes, default=0) < 0 else sizes)


def _first_writes(index: Index, variables: frozenset[str]) -> dict[str, str]:
    """What gives each variable its initial value: the first that assigns to it, unless that is made of data."""
    values = Values(index)
    found: dict[str, str] = {}
    for op in map(index.__getitem__, index.of_type(FIRST_WRITES.__contains__)):
        if len(op.data) > 1 and "{" not in op.name:
            for variable in sorted(values.variables(op.data[0]) & variables):
                if variable not in found and not any(_is_data(index, name) for name in index.behind([op.data[1].op])):
                    found[variable] = op.name
    return found


def _is_data(index: Index, name: str) -> bool:
    op = index[name]
    return op.type == "Placeholder" and ("dtype" not in op.attributes or op.attributes["dtype"].type != RESOURCE)


def _in_stages(index: Index, firsts: Mapping[str, str]) -> list[list[str]]:
    """The initialisers, each behind those of the variables that its value is made of."""
    needed = {
        variable: {name for name in index.behind([index[op].data[1].op]) if name in firsts and name != variable}
        for variable, op in firsts.items()
    }
    stages: list[list[str]] = []
    done: set[str] = set()
    while len(done) < len(firsts):
        ready = [name for name in firsts if name not in done and needed[name] <= done]
        ready = ready or [name for name in firsts if name not in done]  # they wait on one another: all at once
        stages.append([firsts[name] for name in ready])
        done.update(ready)
    return stages


def written(executable: Executable, values: Mapping[str, Array]) -> tuple[dict[str, Array], list[str]]:
    """The feeds, and the operations, that give variables these values."""
    known = {name: executable.variables[name] for name in values if name in executable.variables}
    return {access.value: values[name] for name, access in known.items()}, [one.write for one in known.values()]


def reads(executable: Executable, names: Iterable[str]) -> dict[str, str]:
    """The tensors to fetch for the values of variables."""
    return {name: executable.variables[name].read for name in names if name in executable.variables}
