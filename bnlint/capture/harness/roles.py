"""Whether running something trains: whether an optimizer's kernel, or an assignment from a gradient, is run by it."""

import re
from typing import Any, Dict, Iterable, List, Set

_KERNEL = re.compile(r"(Resource)?(Sparse)?Apply[A-Z]")
_ASSIGNS = {
    "Assign",
    "AssignAdd",
    "AssignSub",
    "AssignVariableOp",
    "AssignAddVariableOp",
    "AssignSubVariableOp",
    "ScatterAdd",
    "ScatterSub",
    "ScatterUpdate",
    "ResourceScatterAdd",
    "ResourceScatterSub",
    "ResourceScatterUpdate",
}
_GRADIENT_SCOPE = re.compile(r"(^|/)(gradients?|gradient_tape)(_\d+)?/")
_GRADIENT_TYPE = re.compile(r"Grad($|[A-Z])|Backprop(?!Input)")  # `Conv2DBackpropInput`: a transposed convolution, too


def trains(operations: Iterable[Any], library: "Library") -> bool:
    """Whether running these operations of a graph trains."""
    needed = _ancestors(operations, controls=True)
    if any(_KERNEL.match(operation.type) for operation in needed):
        return True
    if any(library.trains(name) for operation in needed for name in library.called_by(operation)):
        return True
    assigns = [operation for operation in needed if operation.type in _ASSIGNS]
    values = [source.op for operation in assigns for source in list(operation.inputs)[1:]]
    return any(_is_gradient(source.name, source.type) for source in _ancestors(values, controls=False))


def graph_trains(definition: Any) -> bool:
    """Whether a function trains, of which `definition` is the GraphDef: its own nodes, or those of what it calls."""
    bodies = [definition.node] + [function.node_def for function in definition.library.function]
    return any(_nodes_train(nodes) for nodes in bodies)


class Library:
    """The functions of a graph, which its operations call by name."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._version = -1
        self._bodies: Dict[str, List[Any]] = {}

    def called_by(self, operation: Any) -> List[str]:
        if "Call" not in operation.type and operation.type not in _CALLERS:
            return [operation.type] if operation.type in self._functions() else []
        return _called(operation.node_def.attr.values())

    def trains(self, name: str) -> bool:
        """Whether a function trains, or one that it calls."""
        waiting, seen = [name], set()  # type: List[str], Set[str]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            nodes = self._functions().get(name, [])
            if _nodes_train(nodes):
                return True
            for node in nodes:
                waiting.extend(_called(node.attr.values()))
        return False

    def _functions(self) -> Dict[str, List[Any]]:
        if self._version != self._graph.version:
            self._version = self._graph.version
            functions = getattr(self._graph, "_functions", None)
            library = self._graph.as_graph_def().library.function if functions is None or len(functions) else []
            self._bodies = {function.signature.name: list(function.node_def) for function in library}
        return self._bodies


_CALLERS = {"If", "StatelessIf", "While", "StatelessWhile", "Case", "StatelessCase"}


def _called(attributes: Iterable[Any]) -> List[str]:
    """The functions that a node's attributes name."""
    found: List[str] = []
    for value in attributes:
        found.extend(function.name for function in ([value.func] if value.HasField("func") else value.list.func))
    return found


def _nodes_train(nodes: Iterable[Any]) -> bool:
    kinds = {node.op for node in nodes}
    if any(_KERNEL.match(kind) for kind in kinds):
        return True
    return bool(kinds & _ASSIGNS) and any(_is_gradient(node.name, node.op) for node in nodes)


def _is_gradient(name: str, kind: str) -> bool:
    return bool(_GRADIENT_SCOPE.search(name) or _GRADIENT_TYPE.search(kind))


def _ancestors(operations: Iterable[Any], controls: bool) -> Set[Any]:
    seen: Set[Any] = set()
    waiting = list(operations)
    while waiting:
        operation = waiting.pop()
        if operation in seen:
            continue
        seen.add(operation)
        waiting.extend(tensor.op for tensor in operation.inputs)
        if controls:
            waiting.extend(operation.control_inputs)
    return seen
