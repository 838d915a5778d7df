"""Described functions, classes and modules as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import Arguments, HostValue, Unknown, Value
from bnlint.facts.events import Escape
from bnlint.source_witness.api import ApiValue, Call, call_api, default_of, is_class
from bnlint.source_witness.descriptions import Description, Like, is_callable
from bnlint.source_witness.recorder import Recorder
from bnlint.tensorflow_api.signatures import Argument, Signature, signature


def described(descriptions: Iterable[Description], recorder: Recorder) -> dict[str, Value]:
    """The values of the described names in one program."""
    return {one.name: _value(one, recorder) for one in descriptions}


def _value(description: Description, recorder: Recorder) -> Value:
    if description.what == "harmless":
        return Unknown(description.name, stable=True, harmless=True)
    if description.what == "runs-update-ops":
        return UpdateRunner(recorder, description.name)
    return LikeValue(recorder, description.name, description.what)


class LikeValue(HostValue):
    """Something of the program's or of a library's that is as something of TensorFlow's."""

    __slots__ = ("_api", "_name", "_names", "_recorder", "_signature")

    def __init__(self, recorder: Recorder, name: str, like: Like) -> None:
        self._recorder = recorder
        self._name = name
        self._api = ApiValue(recorder, like.api)
        self._names = {theirs: ours for ours, theirs in like.renamed}
        self._signature = like.parameters or _renamed(like)

    def describe(self) -> str:
        return self._name

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        api = self._api.canonical
        return None if is_callable(api) and not is_class(api) else self._api.attribute(engine, name)

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        """The call of TensorFlow's that this one is. `arg_scope` may have set defaults for either."""
        recorder, api = self._recorder, self._api.canonical
        arguments = recorder.with_defaults(self, arguments)
        if self._signature is None:
            return call_api(Call(recorder, api, recorder.with_defaults(api, arguments)))
        written = self._written(self._signature, arguments)
        given = {ours: _argument(arguments, which) for ours, which in written.items()}
        defaults = {} if arguments.more else self._defaults(self._signature, given)
        if is_class(api):
            given, defaults = {**defaults, **given}, {}
        beside = arguments.positional[len(self._signature.parameters) :]
        ours = Arguments([], given, arguments.more, (*arguments.origins, *beside))
        ours.keywords = {
            name: value
            for name, value in recorder.with_defaults(api, ours).keywords.items()
            if name in given or name not in defaults
        }
        return call_api(Call(recorder, api, ours, written=written, defaults=defaults))

    def _written(self, known: Signature, arguments: Arguments) -> dict[str, Argument]:
        """Which argument of the call each of TensorFlow's parameters gets."""
        bound = known.bind(len(arguments.positional), arguments.keywords)
        others = {name: name for name in arguments.keywords if known.parameter(name) is None}
        named = ((self._ours(name), which) for name, which in {**others, **bound}.items())
        return {ours: which for ours, which in named if ours is not None}

    def _defaults(self, known: Signature, given: Mapping[str, Value]) -> dict[str, Value]:
        """What the parameters are that have a default here, and are left out."""
        named = ((self._ours(parameter.name), parameter) for parameter in known.parameters if not parameter.required)
        return {ours: default_of(parameter) for ours, parameter in named if ours is not None and ours not in given}

    def _ours(self, name: str) -> str | None:
        """TensorFlow's name of a parameter; None for one whose name is that of another in TensorFlow."""
        return self._names.get(name) or (None if name in self._names.values() else name)


def _argument(arguments: Arguments, which: Argument) -> Value:
    return arguments.positional[which] if isinstance(which, int) else arguments.keywords[which]


def _renamed(like: Like) -> Signature | None:
    """The parameters of TensorFlow's, by their names here; None where there is nothing to translate."""
    known, names = signature(like.api), dict(like.renamed)
    if known is None or not names:
        return None
    return replace(known, parameters=tuple(replace(p, name=names.get(p.name, p.name)) for p in known.parameters))


class UpdateRunner(HostValue):
    """Something that makes training run the update ops: all that there are in the end."""

    __slots__ = ("_name", "_recorder")

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name

    def describe(self) -> str:
        return self._name

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        self._recorder.update_runners.append(self._recorder.event(Escape, callee=self._name, nodes=(), session=False))
        return Unknown(f"{self._name}(...)", carries=tuple(arguments.values()), harmless=True)


def note_update_runners(recorder: Recorder) -> None:
    """Once the program is read: hand the update ops to whom was called to run them."""
    updates = tuple(node for node in recorder.program.nodes if node.kind == "update")
    for runner in recorder.update_runners:
        runner.nodes = updates
