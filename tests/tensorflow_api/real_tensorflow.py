"""Answers questions about the TensorFlow that it runs under: JSON on standard input, JSON on standard output.

Runs in users' interpreters, from Python 3.7 on, and knows nothing of bnlint.
"""

import contextlib
import enum
import importlib
import inspect
import json
import sys
import types
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

UNKNOWN = object()
PRIVATE_BASES = ("BaseSession", "_MonitoredSession")


def load() -> Tuple[Any, Any]:
    """TensorFlow, and its first generation's API."""
    with contextlib.redirect_stdout(sys.stderr):
        tensorflow = importlib.import_module("tensorflow")
        v1 = tensorflow.compat.v1
        v1.logging.set_verbosity(v1.logging.ERROR)
        if tensorflow.__version__.startswith("1."):
            importlib.import_module("tensorflow.contrib.slim.nets")
            return tensorflow, tensorflow
        v1.disable_v2_behavior()
        return tensorflow, v1


TENSORFLOW, TF = load()


def look_up(name: str) -> Any:
    """What a name means: `tf.*` in the first generation's API, `tensorflow.*` as imports resolve it."""
    root, *path = name.split(".")
    if root == "tf":
        return follow(TF, path)
    for length in range(len(path), -1, -1):
        try:
            module = importlib.import_module(".".join([root, *path[:length]]))
        except ImportError:
            continue
        return follow(module, path[length:])
    return UNKNOWN


def follow(value: Any, path: List[str]) -> Any:
    """The attribute at the end of a path; UNKNOWN also where TensorFlow's own lazy import behind it fails."""
    for part in path:
        try:
            value = getattr(value, part, UNKNOWN)
        except ImportError:
            return UNKNOWN
    return value


def same(pairs: List[Tuple[str, str]]) -> List[str]:
    """The pairs of names that do not mean one object; names that this TensorFlow lacks are no difference."""
    differences = []
    for left, right in pairs:
        meanings = look_up(left), look_up(right)
        if UNKNOWN not in meanings and undecorated(meanings[0]) is not undecorated(meanings[1]):
            differences.append("%s is not %s" % (left, right))
    return differences


def missing(names: List[str]) -> List[str]:
    """The names that mean nothing here."""
    return [name for name in names if look_up(name) is UNKNOWN]


def values(names: List[str]) -> Dict[str, Any]:
    """What constants are worth: themselves, or the name of an enumeration's member."""
    worth = {name: look_up(name) for name in names}
    return {name: getattr(value, "name", value) for name, value in worth.items() if value is not UNKNOWN}


def subclasses(pairs: List[Tuple[str, str]]) -> List[str]:
    """The pairs of names of which the first inherits neither from the second nor from that one's private base."""
    classes = [(left, right, look_up(left), look_up(right)) for left, right in pairs]
    known = [row for row in classes if UNKNOWN not in row]
    return ["%s is no %s" % row[:2] for row in known if not inherits(row[2], row[3])]


def inherits(child: Any, parent: Any) -> bool:
    base = parent.__bases__[0]
    parents = (parent, base) if base.__name__ in PRIVATE_BASES else (parent,)
    return inspect.isclass(child) and any(issubclass(child, one) for one in parents)


def signatures(claims: Dict[str, str]) -> List[str]:
    """Where claimed parameters are not the real ones. A claim holds Python's own syntax: "x, axis=-1"."""
    differences = []
    for name, parameters in claims.items():
        actual = real_parameters(look_up(name))
        if actual is None:
            continue
        namespace: Dict[str, Any] = {"tf": TF, "USE_DEFAULT": UNKNOWN}
        exec("def claimed(%s): pass" % parameters, namespace)
        claimed = list(inspect.signature(namespace["claimed"]).parameters.values())
        if [outline(parameter) for parameter in claimed] != [outline(parameter) for parameter in actual]:
            differences.append("%s(%s) is really (%s)" % (name, parameters, ", ".join(map(str, actual))))
            continue
        differences += [
            "%s: %s is really %s" % (name, left, right)
            for left, right in zip(claimed, actual)
            if not equal(left.default, right.default)
        ]
    return differences


def outline(parameter: inspect.Parameter) -> Tuple[str, Any, bool]:
    return parameter.name, parameter.kind, parameter.default is parameter.empty


def real_parameters(real: Any) -> Optional[List[inspect.Parameter]]:
    """The parameters without `self`, or None for what does not exist here or is written in C++."""
    if real is UNKNOWN or inspect.isbuiltin(real):
        return None
    function = real
    if inspect.isclass(real):
        function = real.__new__ if issubclass(real, tuple) else real.__init__
        if function is object.__init__:
            return []
    parameters = list(inspect.signature(undecorated(function)).parameters.values())
    return parameters[1:] if parameters and parameters[0].name in ("self", "cls", "_cls") else parameters


def undecorated(function: Any) -> Any:
    decorators = importlib.import_module("tensorflow.python.util.tf_decorator")
    return decorators.unwrap(function)[1]


def equal(claimed: Any, actual: Any) -> bool:
    """Whether two defaults are worth the same: equal, of one class where equality is identity, made by one function."""
    if claimed is UNKNOWN:
        return type(actual) is object or isinstance(actual, enum.Enum)
    if isinstance(claimed, types.FunctionType) and isinstance(actual, types.FunctionType):
        return bool(undecorated(claimed).__qualname__ == undecorated(actual).__qualname__)
    if claimed is actual or type(claimed) is not type(actual):
        return claimed is actual
    kind: Any = type(claimed)
    compares_by_identity: bool = kind.__eq__ is object.__eq__ and not isinstance(claimed, enum.Enum)
    return compares_by_identity or bool(claimed == actual)


def gradient_reads(calls: Dict[str, str]) -> Dict[str, List[str]]:
    """What the gradient of each function reads, "inputs" or "output", by an example call on `x`, `y`, `w` and `b`.

    The inputs wait on one marker and what the call makes waits on another; the gradient reads what its ancestors hold.
    """
    return {name: reads_of(call) for name, call in calls.items()}


def reads_of(call: str) -> List[str]:
    with TF.Graph().as_default():
        feeds = [TF.placeholder(TF.float32, [None, 8]) for _ in range(2)]
        with TF.control_dependencies([TF.no_op("inputs")]):
            x, y = (TF.identity(feed) for feed in feeds)
            w, b = TF.ones([8, 3]), TF.ones([8])
        arguments = {"x": x, "y": y, "w": w, "b": b}
        with TF.control_dependencies([TF.no_op("output")]):
            result = eval(call, {"tf": TF, **arguments})
        weights = TF.placeholder(result.dtype, result.shape)
        gradients = TF.gradients(result, list(arguments.values()), grad_ys=weights)
        return sorted({"inputs", "output"} & {operation.name for operation in ancestors(gradients)})


def normalisations(networks: Dict[str, List[int]]) -> Dict[str, List[str]]:
    """Where the networks normalise, by the name of a function and the classes that it is asked for.

    Each is built below the `arg_scope` that comes with it; what is returned are the scopes of the moving means.
    """
    return {name: normalised_scopes(name, *shape) for name, shape in networks.items()}


def normalised_scopes(name: str, size: int, classes: int) -> List[str]:
    module, _, function = name.rpartition(".")
    scope = "resnet_arg_scope" if "resnet" in function else function + "_arg_scope"
    with TF.Graph().as_default():
        with TF.contrib.framework.arg_scope(look_up("%s.%s" % (module, scope))()):
            look_up(name)(TF.zeros([2, size, size, 3]), num_classes=classes)
        names = [variable.op.name for variable in TF.global_variables()]
    return [variable[: -len("/moving_mean")] for variable in names if variable.endswith("/moving_mean")]


def ancestors(tensors: List[Optional[Any]]) -> Set[Any]:
    seen: Set[Any] = set()
    waiting = [tensor.op for tensor in tensors if tensor is not None]
    while waiting:
        operation = waiting.pop()
        if operation not in seen:
            seen.add(operation)
            waiting += [tensor.op for tensor in operation.inputs] + list(operation.control_inputs)
    return seen


QUESTIONS: Dict[str, Callable[[Any], Any]] = {
    question.__name__: question
    for question in (same, missing, values, subclasses, signatures, gradient_reads, normalisations)
}


def answers(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        question, about = json.loads(line)
        yield json.dumps(QUESTIONS[question](about))


if __name__ == "__main__":
    for answer in answers(iter(sys.stdin.readline, "")):
        print(answer, flush=True)
