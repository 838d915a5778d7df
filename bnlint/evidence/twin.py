"""The loss in inference mode, of a network that is built to train only: a copy of what leads to it, in the same graph.

Where the network normalises by the batch, the copy normalises by the moving statistics; everything else, the weights
and the data, is shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bnlint.execution.executable import ADDED, Executable
from bnlint.graph_witness.index import FUSED, Index, Tensor

SCOPE: Final = f"{ADDED}/inference"
FLOAT: Final = 1
INT32: Final = 3
"""Types of tensorflow/core/framework/types.proto."""


def add_twin(executable: Executable, index: Index, loss: Tensor, statistics: Mapping[Tensor, str]) -> str | None:
    """Add the copy, and give the tensor of its loss; None where the loss does not come from these statistics.

    `statistics` has, for each mean and variance of a batch, the variable that follows it.
    """
    behind = index.computed_from([loss])
    copied = _downstream(index, behind, statistics)
    if loss.op not in copied or any("{" in name for name in copied):
        return None
    nodes = {node.name: node for node in executable.graph_def.node}
    twin = _Twin(executable, index, statistics, copied)
    for name in sorted(copied):
        twin.copy(nodes[name])
    return f"{SCOPE}/{loss.op}:{loss.output}"


def _downstream(index: Index, behind: set[str], statistics: Mapping[Tensor, str]) -> set[str]:
    """The operations on the way from the statistics to the loss, kernels that normalise included."""
    consumers: dict[Tensor, list[str]] = {}
    outputs: dict[str, set[Tensor]] = {}
    for name in behind:
        for tensor in index[name].data:
            consumers.setdefault(tensor, []).append(name)
            outputs.setdefault(tensor.op, set()).add(tensor)
    own = {tensor.op for tensor in statistics}
    fused = {name for name in own & behind if FUSED.match(index[name].type)}
    todo = [*fused, *(name for tensor in statistics if tensor.op not in fused for name in consumers.get(tensor, ()))]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found and name not in own - fused:
            found.add(name)
            given = outputs.get(name, set()) if name not in fused else {Tensor(name, 0)}
            todo += [after for tensor in given for after in consumers.get(tensor, ())]
    return found


class _Twin:
    def __init__(
        self, executable: Executable, index: Index, statistics: Mapping[Tensor, str], copied: set[str]
    ) -> None:
        self._executable = executable
        self._index = index
        self._statistics = statistics
        self._copied = copied
        self._values: dict[str, str] = {}

    def copy(self, node: Any) -> None:
        """Copy an operation; it waits on nothing, so that it updates nothing."""
        made = self._add()
        made.CopyFrom(node)
        made.name = f"{SCOPE}/{node.name}"
        data = self._index[node.name].data
        del made.input[:]
        made.input.extend(self._input(tensor) for tensor in data)
        if FUSED.match(node.op):
            self._infer(node.name, made)

    def _input(self, tensor: Tensor) -> str:
        variable = self._statistics.get(tensor)
        if variable is not None and tensor.op not in self._copied:
            return self._shaped(variable, tensor)
        scope = f"{SCOPE}/" if tensor.op in self._copied else ""
        return f"{scope}{tensor.op}:{tensor.output}" if tensor.output else f"{scope}{tensor.op}"

    def _infer(self, name: str, made: Any) -> None:
        made.attr["is_training"].b = False
        if "exponential_avg_factor" in made.attr:
            made.attr["exponential_avg_factor"].f = 1.0
        for output, at in ((1, 3), (2, 4)):
            variable = self._statistics.get(Tensor(name, output))
            if variable is not None:
                made.input[at] = self._value(variable)

    def _value(self, variable: str) -> str:
        """The value of the variable, read once."""
        if variable not in self._values:
            access = self._executable.variables[variable]
            node = self._add()
            node.name, node.op = f"{SCOPE}/value_of/{len(self._values)}", "Identity"
            node.input.append(access.read.removesuffix(":0"))
            node.attr["T"].type = FLOAT
            self._values[variable] = node.name
        return self._values[variable]

    def _shaped(self, variable: str, tensor: Tensor) -> str:
        """The value of the variable, in the shape of what it stands for."""
        value = self._value(variable)
        shape, shaped = self._add(), self._add()
        name = f"{SCOPE}/shape_of/{len(self._executable.graph_def.node)}"
        shape.name, shape.op = name, "Shape"
        shape.input.append(f"{tensor.op}:{tensor.output}" if tensor.output else tensor.op)
        shape.attr["T"].type, shape.attr["out_type"].type = FLOAT, INT32
        shaped.name, shaped.op = f"{name}/shaped", "Reshape"
        shaped.input.extend([value, name])
        shaped.attr["T"].type, shaped.attr["Tshape"].type = FLOAT, INT32
        return f"{name}/shaped"

    def _add(self) -> Any:
        return self._executable.graph_def.node.add()
