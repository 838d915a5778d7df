"""TensorFlow's names as values: attribute by attribute to a canonical name, and from there to a model.

A model is a function registered under canonical names with `@models(...)`; what has no model is judged by the tables of
`tensorflow_api`: it makes an operation out of the tensors among its arguments, or nothing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Final, TypeAlias

from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import MISSING, NONE, Arguments, Choice, Const, HostValue, Unknown, Value
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.shapes import note_shape
from bnlint.source_witness.tensors import ObjectValue, TensorValue
from bnlint.tensorflow_api.classes import bases
from bnlint.tensorflow_api.collections import constant
from bnlint.tensorflow_api.effects import returns_tensor
from bnlint.tensorflow_api.names import canonical
from bnlint.tensorflow_api.signatures import Argument, Expression, Parameter, signature

Model: TypeAlias = "Callable[[Call], Value]"
_MODELS: Final[dict[str, Model]] = {}


def models(*names: str) -> Callable[[Model], Model]:
    """Registers a function as the model of these canonical names."""

    def register(model: Model) -> Model:
        _MODELS.update(dict.fromkeys(names, model))
        return model

    return register


@cache
def load_models() -> None:
    """Every module of the folder `models` registers what it models."""
    from bnlint.source_witness import models as folder

    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{folder.__name__}.{module.name}")


def model_of(name: str) -> Model | None:
    load_models()
    found = _MODELS.get(name)
    if found is None and "." in name:
        owner, _, member = name.rpartition(".")
        found = next((m for base in bases(owner) if (m := _MODELS.get(f"{base}.{member}"))), None)
    return found


def modelled() -> Collection[str]:
    """The canonical names that have models of their own."""
    load_models()
    return _MODELS.keys()


class Call:
    """A call of one of TensorFlow's callables, its arguments bound by name.

    Where the program calls something that is like it, the parameters `written` tell which argument of the program's
    call each is, and those with `defaults` have not those of TensorFlow.
    """

    __slots__ = ("_bound", "_defaults", "_written", "arguments", "engine", "name", "receiver", "recorder")

    def __init__(
        self, recorder: Recorder, name: str, arguments: Arguments, receiver: Value | None = None, *,
        written: Mapping[str, Argument] | None = None, defaults: Mapping[str, Value] | None = None,
    ) -> None:  # fmt: skip
        self.recorder = recorder
        self.engine = recorder.engine
        self.name = name
        self.arguments = arguments
        self.receiver = receiver
        known = signature(name)
        self._bound = known.bind(len(arguments.positional), arguments.keywords) if known else dict[str, Argument]()
        self._written = self._bound if written is None else written
        self._defaults = defaults or {}

    def given(self, name: str) -> Value | None:
        """The argument as passed, or None where it was left out."""
        which = self._bound.get(name)
        if which is None:
            return self.arguments.keywords.get(name)
        return self.arguments.positional[which] if isinstance(which, int) else self.arguments.keywords[which]

    def is_literal(self, name: str) -> bool:
        """Whether the argument is written out in the call itself, so that it is the same whenever this code runs."""
        return isinstance(self.expression(name), ast.Constant)

    def expression(self, name: str) -> ast.expr | None:
        """What the program writes for an argument, where it stands in the call itself."""
        node = self.recorder.spot().node
        if not isinstance(node, ast.Call):
            return None
        which = self._written.get(name, name)
        if isinstance(which, int):
            return node.args[which] if which < len(node.args) else None
        return next((keyword.value for keyword in node.keywords if keyword.arg == which), None)

    def value(self, name: str) -> Value:
        """The argument, or the parameter's default."""
        default = self._default(name)
        given = self.given(name)
        if given is None:
            more = self.arguments.more
            return default if more is None else Unknown(name, stable=True, carries=(more,))
        given = self.engine.now(given)
        if isinstance(given, Choice):
            return self.engine.choice((c, default if v is MISSING else v) for c, v in given.alternatives)
        return given

    def _default(self, name: str) -> Value:
        if name in self._defaults:
            return self._defaults[name]
        known = signature(self.name)
        parameter = known.parameter(name) if known else None
        return NONE if parameter is None else default_of(parameter)

    def text(self, name: str) -> str | None:
        """A string argument, where it is known."""
        value = self.value(name)
        return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


def default_of(parameter: Parameter) -> Value:
    if isinstance(parameter.default, (Expression, tuple, list)):
        return Unknown(parameter.name, stable=True, harmless=True)
    return Const(parameter.default)


class ApiValue(HostValue):
    """A module, function or class of TensorFlow, by dotted name as the program reached it."""

    __slots__ = ("_attributes", "canonical", "dotted", "recorder")

    def __init__(self, recorder: Recorder, dotted: str) -> None:
        self.recorder = recorder
        self.dotted = dotted
        self.canonical = canonical(dotted)
        self._attributes: dict[str, Value] = {}

    def describe(self) -> str:
        return self.canonical

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        known = self._attributes.get(name)
        if known is None:
            known = self._attributes[name] = self._member(name)
        return known

    def _member(self, name: str) -> Value:
        child = ApiValue(self.recorder, f"{self.dotted}.{name}")
        value = constant(child.canonical)
        if value is not None:
            return Const(value)
        if child.canonical in ("tf.app.flags.FLAGS", "tf.flags.FLAGS"):
            return Unknown("FLAGS", stable=True)
        return child

    def assign_attribute(self, engine: Interpreter, name: str, value: Value) -> None:
        self._attributes[name] = value

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        return call_api(Call(self.recorder, self.canonical, self.recorder.with_defaults(self.canonical, arguments)))


class ApiMethod(HostValue):
    """A method of an object of TensorFlow's."""

    __slots__ = ("name", "owner", "receiver", "recorder")

    def __init__(self, recorder: Recorder, owner: str, name: str, receiver: Value) -> None:
        self.recorder = recorder
        self.owner = owner
        self.name = name
        self.receiver = receiver

    def describe(self) -> str:
        return f"{describe(self.receiver)}.{self.name}"

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        return call_api(Call(self.recorder, f"{self.owner}.{self.name}", arguments, self.receiver))

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        return ApiMethod(self.recorder, f"{self.owner}.{self.name}", name, self)


def call_api(call: Call) -> Value:
    """What a call gives. A method without a model may make operations, which wait on what is in force here."""
    model = model_of(call.name)
    if model is not None:
        return model(call)
    if call.receiver is None and returns_tensor(call.name):
        return operation(call)
    if call.receiver is None and is_class(call.name):
        return ObjectValue(call.recorder, call.name, call.arguments)
    carries = call.arguments.values() if call.receiver is None else (call.receiver, *call.arguments.values())
    kept = [v for v in carries if not isinstance(v, Const)]
    if call.receiver is not None and call.recorder.graph.controls:
        kept.append(call.recorder.tensor(call.name))
    return Unknown(f"{call.name}(...)", stable=not call.engine.rounds_now, carries=tuple(kept), harmless=True)


def operation(call: Call) -> TensorValue:
    """The operation that a function of TensorFlow's makes of its arguments."""
    made = call.recorder.tensor(call.name, tensors_of(call))
    note_shape(made.node, (v for a in tensors_of(call) for _, v, _ in call.engine.leaves(a)), call)
    return made


def tensors_of(call: Call) -> list[Value]:
    return [*call.arguments.values(), *call.arguments.origins]


def is_class(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()
