"""Where an argument comes from, through the functions that only pass it on; and arguments in the wrong place."""

from __future__ import annotations

import ast
from typing import Final

from bnlint.engine.code import FunctionCode
from bnlint.engine.interpreter import Trace
from bnlint.engine.values import Const, Value, Written
from bnlint.facts.events import Misplaced, Origin
from bnlint.facts.roles import is_called_flag, words
from bnlint.source_witness.api import Call
from bnlint.source_witness.defaults import PARAMETERS
from bnlint.source_witness.tensors import TensorValue
from bnlint.tensorflow_api.signatures import signature


def origin_of(value: Written) -> Origin:
    """Where a `True` or `False` is written."""
    left_out = None if value.call is None else value.call.place
    return Origin(value.source.place(value.node), value.parameter, left_out)


def parameter_of(call: Call, name: str) -> tuple[str | None, str | None]:
    """What a parameter of a layer is called in the call that is written at its spot, and, where that is the call of
    another layer, in which parameter of that it stands."""
    if not isinstance(call.recorder.spot().node, ast.Call):
        return None, None
    known = signature(call.recorder.caller() or "")
    return name, PARAMETERS if known is not None and known.parameter(PARAMETERS) is not None else None


MODES: Final = frozenset("train training eval evaluation test testing infer inference predict val valid".split())
_NO_FLAGS: Final = ("axis", "momentum", "epsilon", "decay", "name", "scope")
"""Parameters of normalising layers for which a boolean can never be meant."""


def misplaced(call: Call, flag: str) -> Misplaced | None:
    """The argument of a normalising layer that stands where another belongs: a flag that is none, or one elsewhere."""
    given = call.given(flag)
    if given is not None and _is_no_flag(call, given):
        return Misplaced(given_at(call, flag).place, flag, _described(given))
    for name in _NO_FLAGS:
        other = call.given(name)
        if other is not None and _is_flag(call, other):
            trace, written = given_at(call, name), call.expression(name)
            argument = trace.source.place(written) if written is not None and trace is call.recorder.spot() else None
            return Misplaced(trace.place, name, "the training flag", argument)
    return None


def _is_no_flag(call: Call, value: Value) -> bool:
    if isinstance(value, Const):
        known = value.value
        if isinstance(known, str):
            return known.lower() not in MODES
        return isinstance(known, (int, float)) and known not in (0, 1)
    return isinstance(value, TensorValue) and (
        value.node in call.recorder.program.numbers or value.node.kind == "layer"
    )


def _is_flag(call: Call, value: Value) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, bool)
    return isinstance(value, TensorValue) and value.node in call.recorder.program.booleans


def _described(value: Value) -> str:
    return repr(value.value) if isinstance(value, Const) else "a tensor of numbers"


def given_at(call: Call, parameter: str) -> Trace:
    """The call in which the argument is something else than a parameter that is passed on."""
    trace = call.recorder.spot()
    expression = call.expression(parameter)
    while isinstance(expression, ast.Name) and _is_meant(expression.id, parameter) and trace.parent is not None:
        callee, parameter = trace.parent.callee, expression.id
        outer = None if callee is None else _argument(trace.parent, callee, parameter)
        if outer is None:
            break
        trace, expression = trace.parent, outer
    return trace


def _is_meant(name: str, parameter: str) -> bool:
    """Whether a parameter of this name is for the same: then the mistake was made further out."""
    return not words([name]).isdisjoint(words([parameter])) or (is_called_flag(name) and is_called_flag(parameter))


def _argument(trace: Trace, callee: FunctionCode, parameter: str) -> ast.expr | None:
    """What the call gives for a parameter, as far as it is written there."""
    node = trace.node
    if not isinstance(node, ast.Call) or any(isinstance(part, ast.Starred) for part in node.args):
        return None
    for keyword in node.keywords:
        if keyword.arg == parameter:
            return keyword.value
    names = callee.positional[1:] if callee.positional[:1] in (["self"], ["cls"]) else callee.positional
    at = names.index(parameter) if parameter in names else len(node.args)
    return node.args[at] if at < len(node.args) else None
