"""What a TensorFlow 1 graph computes, read from its ops alone: the type, inputs and attributes of each, never its name.

Names serve as identities only. Runs inside the interpreter that has TensorFlow (Python 3.6 or newer, TensorFlow 1.15 to
2.x, control flow v1: Switch and Merge).
"""

from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Set, Tuple

import numpy as np

Operation = Any  # tensorflow.Operation: the two TensorFlow versions have no common type stubs
Tensor = Any  # tensorflow.Tensor

VARIABLES = {"VariableV2", "Variable", "VarHandleOp"}
ASSIGNS = {"Assign", "AssignAdd", "AssignSub", "AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp"}
RESTORES = {"RestoreV2", "Restore", "RestoreSlice"}
SAVES = {"SaveV2", "SaveSlices", "Save"}
SWITCHES = {"Switch", "RefSwitch"}
MERGES = {"Merge", "RefMerge"}
LOOPS = {"Enter", "RefEnter", "Exit", "RefExit", "NextIteration", "RefNextIteration", "LoopCond"}
FUNCTIONAL = {"If", "StatelessIf", "While", "StatelessWhile", "Case", "PartitionedCall", "StatefulPartitionedCall"}
VIEWS = {
    "Identity",
    "RefIdentity",
    "ReadVariableOp",
    "StopGradient",
    "PreventGradient",
    "CheckNumerics",
    "Snapshot",
    "EnsureShape",
    "Cast",
    "Squeeze",
    "ExpandDims",
    "Reshape",
    "BroadcastTo",
    "Enter",
    "RefEnter",
    "Exit",
    "RefExit",
} | SWITCHES
ARITHMETIC = {
    "Add",
    "AddV2",
    "AddN",
    "Sub",
    "Mul",
    "Div",
    "RealDiv",
    "DivNoNan",
    "Neg",
    "Square",
    "Sqrt",
    "Rsqrt",
    "Pow",
    "Maximum",
    "Minimum",
    "Pack",
    "ConcatV2",
}
CONSTANTS = {"Const", "Fill", "ZerosLike", "OnesLike", "Range", "Shape"}
SUPPLIERS = {"IteratorGetNext", "IteratorGetNextSync", "QueueDequeueV2", "QueueDequeueManyV2", "QueueDequeueUpToV2"}
PLACEHOLDERS = {"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"}
SQUARES = {"SquaredDifference", "Square", "Mul", "Pow"}


class Leaves(NamedTuple):
    """What a value is computed from by arithmetic alone. Every member is a set of tensor or variable names."""

    batch: Set[str]  # statistics of a batch: means over the first axis, outputs of a fused normalisation
    variables: Set[str]
    fed: Set[str]  # tensors with more than one element that the caller of the run supplies
    restored: Set[str]
    other: Set[str]


class Site(NamedTuple):
    """One op that normalises: a FusedBatchNorm, or the (reciprocal) square root of a variance plus epsilon."""

    operation: str
    batch: Set[str]  # the batch statistics that it normalises by
    statistics: Set[str]  # the variables that it normalises by
    parameters: Set[str]  # scale and offset variables
    inputs: Set[str]  # the tensors that it normalises; of a hand-written one, those whose batch statistics it takes


class Write(NamedTuple):
    """An assignment to a variable, and where its value comes from: batch, copy, fed, restore or initial."""

    variable: str
    origin: str
    batch: Set[str]


def is_fused(operation: Operation) -> bool:
    kind: str = operation.type
    return kind.startswith("FusedBatchNorm") and "Grad" not in kind


def is_optimizer(operation: Operation) -> bool:
    """ApplyAdam, ResourceApplyMomentum, SparseApplyAdagrad, ResourceSparseApplyFtrl and the like."""
    kind: str = operation.type
    for prefix in ("Resource", "Sparse"):
        if kind.startswith(prefix):
            kind = kind[len(prefix) :]
    return kind.startswith("Apply") and len(kind) > len("Apply")


def constant(tensor: Tensor) -> Optional[Any]:
    """The value of a Const, as an array."""
    if tensor.op.type != "Const":
        return None
    from tensorflow.python.framework import tensor_util

    return tensor_util.MakeNdarray(tensor.op.get_attr("value"))


def is_scalar(tensor: Tensor) -> bool:
    return bool(tensor.shape.ndims == 0)


def is_trainable(graph: Any, variable: str) -> bool:
    return any(v.op.name == variable for v in graph.get_collection("trainable_variables"))


def reduces_batch(operation: Operation) -> bool:
    """A Mean over the first and perhaps further axes that keeps at least one."""
    axes = constant(operation.inputs[1]) if operation.type == "Mean" else None
    if axes is None:
        return False
    rank = operation.inputs[0].shape.ndims
    reduced = {int(axis) if axis >= 0 or rank is None else int(axis) + rank for axis in np.ravel(axes)}
    return 0 in reduced and (rank is None or len(reduced) < rank)


def predicate(switch: Operation) -> Tensor:
    """The tensor outside every conditional that decides a Switch."""
    tensor = switch.inputs[1]
    while tensor.op.type in VIEWS and tensor.op.inputs:
        tensor = tensor.op.inputs[0]
    return tensor


def ancestors(operations: Iterable[Operation], fed: Set[str]) -> Dict[str, Operation]:
    """Every op that a run of `operations` needs, by name; tensors in `fed` are not computed."""
    found: Dict[str, Operation] = {}
    waiting = list(operations)
    while waiting:
        operation = waiting.pop()
        if operation.name in found:
            continue
        found[operation.name] = operation
        waiting.extend(tensor.op for tensor in operation.inputs if tensor.name not in fed)
        waiting.extend(operation.control_inputs)
    return found


def dead_tensors(operations: Dict[str, Operation], decided: Dict[str, bool]) -> Tuple[Set[str], Set[str]]:
    """(tensors, ops) of a run that stay dead when the predicates have the values `decided`, by TensorFlow's own rule:

    the branch of a Switch not taken is dead; an op is dead with any dead input, a Merge with all of them.
    """
    tensors: Set[str] = set()
    dead: Set[str] = set()
    waiting: List[Operation] = []
    for operation in operations.values():
        if operation.type in SWITCHES and predicate(operation).name in decided:
            tensor = operation.outputs[0 if decided[predicate(operation).name] else 1]
            tensors.add(tensor.name)
            waiting.extend(tensor.consumers())
    while waiting:
        operation = waiting.pop()
        if operation.name in dead or operation.name not in operations:
            continue
        inputs = [tensor.name in tensors for tensor in operation.inputs]
        gone = all(inputs) if operation.type in MERGES else any(inputs)
        if gone or any(before.name in dead for before in operation.control_inputs):
            dead.add(operation.name)
            for tensor in operation.outputs:
                tensors.add(tensor.name)
                waiting.extend(tensor.consumers())
            waiting.extend(operation._control_outputs)
    return tensors, dead


class Reading:
    """Reads values back to where they come from. Without `dead` tensors, every branch of every conditional counts."""

    def __init__(self, dead: Iterable[str] = (), fed: Iterable[str] = ()) -> None:
        self.dead = set(dead)
        self.fed = set(fed)

    def live_inputs(self, operation: Operation) -> List[Tensor]:
        return [tensor for tensor in operation.inputs if tensor.name not in self.dead]

    def sources(self, tensor: Tensor) -> List[Tensor]:
        """The tensors that `tensor` is merely a view of, one for each branch that may supply it."""
        found: List[Tensor] = []
        seen: Set[str] = set()
        waiting: List[Tensor] = [tensor]
        while waiting:
            tensor = waiting.pop()
            if tensor.name in seen:
                continue
            seen.add(tensor.name)
            operation = tensor.op
            if tensor.name in self.fed:
                found.append(tensor)
            elif operation.type in VIEWS and operation.inputs:
                waiting.append(operation.inputs[0])
            elif operation.type in MERGES:
                waiting.extend(self.live_inputs(operation))
            elif operation.type in ASSIGNS and operation.outputs:
                waiting.append(operation.inputs[0])  # a reference to the variable that was written
            else:
                found.append(tensor)
        return found

    def parts(self, tensor: Tensor) -> Set[str]:
        """The sources of a tensor, or of the tensors that it is put together from."""
        found: Set[str] = set()
        for source in self.sources(tensor):
            if source.op.type == "ConcatV2":
                found.update(part for one in source.op.inputs[:-1] for part in self.parts(one))
            else:
                found.add(source.name)
        return found

    def variables(self, tensor: Tensor) -> Set[str]:
        return {source.op.name for source in self.sources(tensor) if source.op.type in VARIABLES}

    def leaves(self, tensor: Tensor) -> Leaves:
        """Follows arithmetic, views and the branches that are alive."""
        leaves = Leaves(set(), set(), set(), set(), set())
        seen: Set[str] = set()
        waiting: List[Tensor] = [tensor]
        while waiting:
            tensor = waiting.pop()
            if tensor.name in seen:
                continue
            seen.add(tensor.name)
            operation = tensor.op
            if tensor.name in self.fed or operation.type in PLACEHOLDERS:
                if not is_scalar(tensor):
                    leaves.fed.add(tensor.name)
            elif operation.type in VARIABLES:
                leaves.variables.add(operation.name)
            elif is_fused(operation) and tensor.value_index in (1, 2):
                if operation.get_attr("is_training"):
                    leaves.batch.add(tensor.name)
                else:
                    waiting.append(operation.inputs[tensor.value_index + 2])
            elif operation.type == "Mean" and operation.inputs[0].op.type == "Pack":
                waiting.extend(operation.inputs[0].op.inputs)  # the mean over towers
            elif reduces_batch(operation):
                leaves.batch.add(tensor.name)
            elif operation.type in RESTORES:
                leaves.restored.add(tensor.name)
            elif operation.type in VIEWS and operation.inputs:
                waiting.append(operation.inputs[0])
            elif operation.type in MERGES:
                waiting.extend(self.live_inputs(operation))
            elif operation.type in ("Select", "SelectV2"):
                waiting.extend(operation.inputs[1:])
            elif operation.type in ARITHMETIC or operation.type in ASSIGNS:
                waiting.extend(self.live_inputs(operation))
            elif operation.type not in CONSTANTS and not is_scalar(tensor):
                leaves.other.add(tensor.name)
        return leaves

    def site(self, operation: Operation) -> Optional[Site]:
        """The normalisation that `operation` performs, if it is one by batch statistics or by variables."""
        if is_fused(operation):
            return self.fused_site(operation)
        if operation.type in ("Rsqrt", "Sqrt"):
            return self.plain_site(operation)
        return None

    def fused_site(self, operation: Operation) -> Site:
        parameters = self.variables(operation.inputs[1]) | self.variables(operation.inputs[2])
        inputs = self.parts(operation.inputs[0])
        if operation.get_attr("is_training"):
            batch = {operation.outputs[1].name, operation.outputs[2].name}
            return Site(operation.name, batch, set(), parameters, inputs)
        statistics = self.variables(operation.inputs[3]) | self.variables(operation.inputs[4])
        return Site(operation.name, set(), statistics, parameters, inputs)

    def plain_site(self, operation: Operation) -> Optional[Site]:
        variance = without_epsilon(operation.inputs[0])
        if variance is None:
            return None
        leaves = self.leaves(variance)
        if leaves.other or leaves.fed or not (leaves.batch or leaves.variables):
            return None
        site = Site(operation.name, set(leaves.batch), set(leaves.variables), set(), set())
        for name in leaves.batch:
            self.add_batch_mean(site, operation.graph.get_tensor_by_name(name))
        for name in sorted(site.batch):
            averaged = operation.graph.get_tensor_by_name(name).op.inputs[0]
            if averaged.op.type not in SQUARES:
                site.inputs.update(self.parts(averaged))
        inverse = operation.outputs[0]
        for scale, product in products(inverse):
            if self.variables(scale) and not self.leaves(scale).other:
                site.parameters.update(self.variables(scale) - leaves.variables)
                self.add_shift(site, product)
        self.add_shift(site, inverse)
        return site

    def add_batch_mean(self, site: Site, variance: Tensor) -> None:
        """A variance is the mean of squared differences from the mean; take that mean, too."""
        deviation = variance.op.inputs[0].op
        if deviation.type == "SquaredDifference":
            for tensor in deviation.inputs:
                site.batch.update(self.leaves(tensor).batch)

    def add_shift(self, site: Site, inverse: Tensor) -> None:
        """The mean that is subtracted: (x - mean) * inverse, (x - mean) / root, or offset - mean * inverse."""
        for factor, product in products(inverse):
            mean = factor.op.inputs[1] if factor.op.type == "Sub" else factor
            leaves = self.leaves(mean)
            if leaves.other or leaves.fed or not (leaves.batch or leaves.variables):
                if not site.batch:
                    site.inputs.update(self.parts(factor))
                continue
            if mean is not factor and not site.batch:
                site.inputs.update(self.parts(factor.op.inputs[0]))
            users = product.consumers()
            subtracted = [user for user in users if user.type == "Sub" and user.inputs[1].name == product.name]
            if mean is factor and not subtracted:
                continue
            site.batch.update(leaves.batch)
            site.statistics.update(leaves.variables)
            for user in subtracted:
                site.parameters.update(self.variables(user.inputs[0]))

    def write(self, operation: Operation) -> Optional[Write]:
        """The assignment that `operation` makes to one variable."""
        if operation.type not in ASSIGNS:
            return None
        targets = self.variables(operation.inputs[0])
        if len(targets) != 1:
            return None
        leaves = self.leaves(operation.inputs[1])
        target = targets.pop()
        if leaves.batch and not leaves.other:
            return Write(target, "batch", leaves.batch)
        for origin, found in (("restore", leaves.restored), ("fed", leaves.fed), ("copy", leaves.variables - {target})):
            if found:
                return Write(target, origin, set())
        return Write(target, "initial", set())

    def saved(self, operation: Operation) -> Set[str]:
        """The variables whose values `operation` writes to a checkpoint."""
        if operation.type not in SAVES:
            return set()
        return {variable for tensor in operation.inputs for variable in self.variables(tensor)}

    def trained(self, operation: Operation) -> Set[str]:
        """The variables that `operation` trains: as an optimizer's kernel, or by an assignment from a gradient."""
        if is_optimizer(operation):
            return self.variables(operation.inputs[0])
        if operation.type not in ASSIGNS:
            return set()
        targets = self.variables(operation.inputs[0])
        trainable = all(is_trainable(operation.graph, target) for target in targets)
        if not trainable or not self.leaves(operation.inputs[1]).other:
            return set()
        needed = ancestors([operation.inputs[1].op], self.fed)
        return targets if any(one.type in VARIABLES for one in needed.values()) else set()


def without_epsilon(tensor: Tensor) -> Optional[Tensor]:
    """The variance in `variance + epsilon`."""
    if tensor.op.type not in ("Add", "AddV2"):
        return None
    left, right = tensor.op.inputs
    for variance, epsilon in ((left, right), (right, left)):
        if is_scalar(epsilon) and constant(epsilon) is not None and not is_scalar(variance):
            return variance
    return None


def products(tensor: Tensor) -> List[Tuple[Tensor, Tensor]]:
    """(other factor, product) for every product of `tensor`, and (dividend, quotient) for every division by it."""
    found = []
    for user in list(tensor.consumers()):
        waiting = [user]
        if user.type in VIEWS and user.outputs:
            waiting = list(user.outputs[0].consumers())
        for operation in waiting:
            if operation.type in ("Mul", "RealDiv", "Div"):
                left, right = operation.inputs
                same = {tensor.name} | {output.name for output in user.outputs}
                if right.name in same:
                    found.append((left, operation.outputs[0]))
                elif left.name in same and operation.type == "Mul":
                    found.append((right, operation.outputs[0]))
    return found
