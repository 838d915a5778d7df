"""Runs programs under a real TensorFlow and tells what they observe: JSON on standard input and on standard output.

Runs in users' interpreters, from Python 3.7 on, and knows nothing of bnlint.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

import tensorflow.compat.v1 as tf

STATISTICS = ("moving_mean", "moving_variance")


def answer(source: str) -> dict[str, Any]:
    """What the program observes, in order, and whether TensorFlow refused it at some point."""
    seen: list[Any] = []
    graph = tf.Graph()
    with graph.as_default():
        names = {"__name__": "__main__", "observe": lambda value: seen.append(observed(graph, value))}
        try:
            exec(compile(source, "program.py", "exec"), names)
        except (AttributeError, ImportError, TypeError, ValueError, tf.errors.OpError) as error:
            return {"seen": seen, "raised": f"{type(error).__name__}: {error}"}
    return {"seen": seen, "raised": None}


def observed(graph: Any, value: Any) -> Any:
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        names = [name_of(item) for item in value]
        return sorted(names) if any(isinstance(item, tf.Variable) for item in value) else names
    reached = ancestors(operation(value))
    return [
        f"{number} {target(write)}"
        for number, write in enumerate((op for op in graph.get_operations() if is_statistics_write(op)), 1)
        if write in reached
    ]


def operation(value: Any) -> Any:
    return getattr(value, "op", value)


def name_of(item: Any) -> str:
    """A name itself, a variable's name, or the name of the variable that an update op writes."""
    if isinstance(item, str):
        return item
    if isinstance(item, tf.Variable):
        return str(item.op.name)
    todo = [operation(item)]
    for op in todo:
        if is_write(op):
            return target(op)
        todo += [tensor.op for tensor in op.inputs]
    return str(todo[0].type)


def is_write(op: Any) -> bool:
    return str(op.type) in ("AssignSub", "AssignSubVariableOp")


def is_statistics_write(op: Any) -> bool:
    return is_write(op) and target(op).rpartition("/")[2].startswith(STATISTICS)


def target(write: Any) -> str:
    """The name of the variable that an assignment writes."""
    op = write.inputs[0].op
    while op.type in ("Switch", "RefSwitch", "Identity", "Enter"):
        op = op.inputs[0].op
    return str(op.name)


def ancestors(op: Any) -> set[Any]:
    """The operation and all that runs before it."""
    found = {op}
    todo = [op]
    while todo:
        now = todo.pop()
        before = {tensor.op for tensor in now.inputs} | set(now.control_inputs)
        todo += before - found
        found |= before
    return found


def main() -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_v2_behavior()
    with contextlib.redirect_stdout(sys.stderr):
        answers = [answer(source) for source in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
