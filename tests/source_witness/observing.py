"""What the source witness makes of `observe(value)`: the same words as `real_tensorflow.py` finds in a real graph."""

from __future__ import annotations

from typing import TypeAlias

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import NONE, Arguments, BuiltinValue, Const, Sequential, Value
from bnlint.facts.graph import Node
from bnlint.facts.program import Program
from bnlint.source_witness.tensors import TensorValue, VariableValue
from tests.source_witness.interpreting import Interpretation

Seen: TypeAlias = "str | int | list[str]"


def observations(source: str) -> list[Seen]:
    """What the program observes, in order.

    A list of variables is seen as their names, sorted; a list of update ops as the names of what they write; strings
    and numbers as themselves; an operation or tensor as the writes of moving statistics that run whenever it does, each
    with its number in order of creation.
    """
    interpretation = Interpretation.of_text(source)
    seen: list[Seen] = []

    def observe(engine: Interpreter, arguments: Arguments) -> Value:
        seen.append(_seen(interpretation.recorder.program, arguments.positional[0]))
        return NONE

    interpretation.run({"observe": BuiltinValue("observe", observe)})
    return seen


def _seen(program: Program, value: Value) -> Seen:
    if isinstance(value, Const) and isinstance(value.value, (str, int)):
        return value.value
    if isinstance(value, Sequential):
        names = [_name(item) for condition, item in value.items if condition.certain]
        return sorted(names) if any(isinstance(item, VariableValue) for _, item in value.items) else names
    assert isinstance(value, TensorValue), value
    reach = program.reach([(value.node, program.logic.true)])
    return [
        f"{number} {_written(node)}"
        for number, node in enumerate((node for node in program.nodes if node.kind == "update"), 1)
        if reach.condition(node).possible
    ]


def _name(item: Value) -> str:
    if isinstance(item, Const):
        return str(item.value)
    assert isinstance(item, TensorValue), item
    return item.variable.name if isinstance(item, VariableValue) else _written(item.node)


def _written(node: Node) -> str:
    return node.variable.name if node.variable is not None else node.operation
