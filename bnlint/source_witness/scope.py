"""What the program calls its training flags, in the functions that are going on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from bnlint.engine.interpreter import Frame
from bnlint.engine.values import Choice, Const, InstanceValue, TupleValue, Value
from bnlint.facts.events import Named
from bnlint.facts.graph import Node
from bnlint.facts.roles import is_called_flag
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import TensorValue
from bnlint.sources.places import Place

_HOLDERS: Final = (InstanceValue, TupleValue)
"""What has attributes that may be flags."""
_TELLING: Final = (*_HOLDERS, TensorValue, Const, Choice)
"""All that is a flag or has one: hardly anything among the names of a module, most of which are functions."""


def flags_in_scope(recorder: Recorder, *, innermost: bool = False) -> tuple[Named, ...]:
    """The flags that have names, or are attributes of what has one, in the activations that lead to the present call.

    `innermost`: only in that which makes the call.
    """
    last = recorder.spot().depth
    found: dict[tuple[int, tuple[str, ...]], Named] = {}
    flags = _Flags(recorder)
    for frame in reversed(recorder.engine.frames):
        at = 0 if frame.trace is None else frame.trace.depth + 1
        if at <= last and (at == last or not innermost):
            for parts, flag in flags.seen_from(frame):
                found.setdefault((at, parts), Named(at, parts, *flag))
    return tuple(found.values())


def callees(recorder: Recorder) -> tuple[Place | None, ...]:
    """Where the functions are defined that the calls of the present chain call; None for those not of the program."""
    codes = (trace.callee for trace in recorder.spot().calls)
    return tuple(None if code is None else code.source.place(code.node) for code in codes)


_Called: TypeAlias = "tuple[tuple[str, ...], tuple[Node | None, bool | None]]"
"""The parts of a flag's name, and the placeholder or the bool that it is, as in `Named`."""


class _Flags:
    """The flags that scopes hold at one moment; each scope is looked through once, from however many activations."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._held: dict[int, list[_Called]] = {}

    def seen_from(self, frame: Frame) -> Iterator[_Called]:
        """Those that an activation sees: a name hides the same one of the scopes around it."""
        hidden: set[str] = set()
        for names in _scopes(frame):
            yield from [called for called in self._held_by(names) if called[0][0] not in hidden]
            if names is not frame.module.attributes:
                hidden.update(names)

    def _held_by(self, names: Mapping[str, Value]) -> list[_Called]:
        known = self._held.get(id(names))
        if known is None:
            telling = [(name, value) for name, value in names.items() if isinstance(value, _TELLING)]
            known = self._held[id(names)] = [called for item in telling for called in _called(self._recorder, *item)]
        return known


def _called(recorder: Recorder, name: str, value: Value) -> Iterator[_Called]:
    if isinstance(value, _HOLDERS):
        yield from _in_holder(recorder, name, value)
    elif isinstance(value, TensorValue) or is_called_flag(name):
        yield from _itself(recorder, (name,), value)


def _scopes(frame: Frame) -> Iterator[Mapping[str, Value]]:
    """The names of the activation itself, of those that it closes over, and of its module."""
    around: Frame | None = frame
    while around is not None:
        yield around.locals
        around = around.enclosing
    if frame.locals is not frame.module.attributes:
        yield frame.module.attributes


def _in_holder(recorder: Recorder, name: str, holder: InstanceValue | TupleValue) -> Iterator[_Called]:
    held = (
        holder.attributes.items()
        if isinstance(holder, InstanceValue)
        else zip(holder.fields, (value for _, value in holder.items), strict=False)
    )
    for attribute, value in held:
        if isinstance(value, TensorValue) or is_called_flag(attribute):
            yield from _itself(recorder, (name, attribute), value)


def _itself(recorder: Recorder, parts: tuple[str, ...], value: Value) -> Iterator[_Called]:
    if isinstance(value, TensorValue):
        node, program = value.node, recorder.program
        is_flag = node.kind == "placeholder" and (node in program.booleans or is_called_flag(parts[-1]))
        if is_flag and node not in program.numbers:
            yield parts, (node, None)
    elif _is_bool(value):
        known = value.value if isinstance(value, Const) else None
        yield parts, (None, known if isinstance(known, bool) else None)


def _is_bool(value: Value) -> bool:
    if isinstance(value, Choice):
        return all(_is_bool(single) for _, single in value.alternatives)
    return isinstance(value, Const) and isinstance(value.value, bool)
