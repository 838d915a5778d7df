"""What the operators look for: layers of batch normalisation and training flags.

By their spelling alone, so that nothing here depends on what bnlint makes of a program.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from benchmarks.mutants.programs import Sources
from benchmarks.mutants.source import Definition, Source, last

LAYERS = frozenset({"batch_norm", "batch_normalization", "BatchNorm", "BatchNormalization"})
LAYER_FLAGS = frozenset({"training", "is_training"})
_INITIALISERS = (
    "global_variables_initializer", "initialize_all_variables", "variables_initializer", "initialize_variables",
    "MonitoredSession", "MonitoredTrainingSession", "Supervisor",
)  # fmt: skip
_LIBRARIES = ("tensorflow", "tf_slim", "tf_keras", "keras", "sonnet", "tflearn")
_FLAG = re.compile(r"(is|in|bn|net|phase|mode)?train(ing|phase|flag|mode|bool)?(flag|ph|pl|placeholder|tensor)?|phase")
_INVERTED = re.compile(r"test|tst|infer|eval|frozen|freeze", re.IGNORECASE)
_NORMALISES = re.compile(r"norm|bn", re.IGNORECASE)


def is_flag_name(name: str) -> bool:
    """Whether a name reads like the flag that is true in training: `is_training`, `phase_train`, `isTrain`."""
    return _FLAG.fullmatch(name.replace("_", "").lower()) is not None


@dataclass(frozen=True)
class Bound:
    """An argument of a call, and the parameter of the program's own function that receives it."""

    call: cst.Call
    argument: cst.Arg
    parameter: cst.Param


class Idioms:
    """Looks into the file `source` of the program `sources`."""

    def __init__(self, sources: Sources, source: Source) -> None:
        self.sources = sources
        self.source = source

    def from_library(self, function: cst.BaseExpression) -> bool:
        """Whether a function is TensorFlow's, or of a library on top of it."""
        return self.source.name(function).startswith(_LIBRARIES)

    def is_layer(self, function: cst.BaseExpression) -> bool:
        """Whether it is a library's batch normalisation: `tf.layers.batch_normalization`, `slim.batch_norm`."""
        return last(function) in LAYERS and self.from_library(function)

    def is_contrib_layer(self, function: cst.BaseExpression) -> bool:
        return last(function) == "batch_norm" and self.is_layer(function)

    def is_layer_call(self, call: cst.Call) -> bool:
        """Whether it calls a layer's function, or a layer object that the program made of a layer's class."""
        if isinstance(call.func, cst.Call):
            return self.is_layer(call.func.func)
        return self.is_layer(call.func) or last(call.func) in self._layer_objects

    @cached_property
    def _layer_objects(self) -> frozenset[str]:
        return frozenset(
            last(target.target)
            for source in self.sources.files.values()
            for node in source.nodes(cst.Assign)
            if isinstance(node.value, cst.Call) and last(node.value.func) == "BatchNormalization"
            for target in node.targets
        ) - {""}

    def contrib_places(self) -> Iterator[cst.Call | cst.Dict]:
        """What gives arguments to contrib's layer: its calls, an `arg_scope` of it, a dictionary of its parameters."""
        for node in self.source.all_nodes():
            if isinstance(node, cst.Call):
                if self.is_contrib_layer(node.func) or self._is_scope_of_layer(node):
                    yield node
            elif isinstance(node, cst.Dict) and self._is_parameters_of_layer(node):
                yield node

    def _is_scope_of_layer(self, call: cst.Call) -> bool:
        if last(call.func) != "arg_scope" or not call.args or not isinstance(call.args[0].value, cst.List):
            return False
        return any(self.is_contrib_layer(element.value) for element in call.args[0].value.elements)

    def _is_parameters_of_layer(self, display: cst.Dict) -> bool:
        parent = self.source.around(display, cst.Arg) or self.source.around(display, cst.Assign)
        if isinstance(parent, cst.Arg):
            name = parent.keyword.value if parent.keyword and parent.value is display else ""
        else:
            name = last(parent.targets[0].target) if parent and parent.value is display else ""
        keys = {text(one.key) for one in display.elements if isinstance(one, cst.DictElement)}
        return bool(_NORMALISES.search(name)) and bool(keys & (LAYER_FLAGS | {"decay", "updates_collections"}))

    def layer_flags(self) -> Iterator[tuple[cst.Call | cst.Dict, cst.Arg | cst.DictElement]]:
        """The arguments that tell layers the mode, with the call or dictionary that each belongs to."""
        for call in self.source.nodes(cst.Call):
            if self.is_layer_call(call) or self._is_scope_of_layer(call):
                yield from ((call, arg) for arg in call.args if arg.keyword and arg.keyword.value in LAYER_FLAGS)
        for place in self.contrib_places():
            if isinstance(place, cst.Dict):
                elements = (one for one in place.elements if isinstance(one, cst.DictElement))
                yield from ((place, element) for element in elements if text(element.key) in LAYER_FLAGS)

    def bound(self) -> Iterator[Bound]:
        """Arguments of calls of the program's own functions and classes, where one name means one signature."""
        for call in self.source.nodes(cst.Call):
            definitions = self.sources.definitions.get(last(call.func), ())
            if len(definitions) != 1 or self.from_library(call.func):
                continue
            if not self._normalises(definitions[0]):
                continue
            for function in _called(definitions[0]):
                yield from _bound(call, function, isinstance(call.func, cst.Attribute))

    def _normalises(self, definition: Definition) -> bool:
        """Whether what a function or class can reach, going by names, speaks of normalisation: a reader of the data
        has a flag, too, and it is another one."""
        known = self.sources.normalising
        if definition not in known:
            parts = self.sources.within_reach(definition)
            names = (name.value for one in parts for name in self.sources.home(one).nodes(cst.Name, within=one))
            known[definition] = any(_NORMALISES.search(name) for name in names)
        return known[definition]

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """Names of what is a placeholder of a Boolean somewhere in the program."""
        return frozenset(self._assigned_from(lambda call: last(call.func).startswith("placeholder") and _is_bool(call)))

    @cached_property
    def with_default(self) -> frozenset[str]:
        """Names of placeholders that need not be fed."""
        return frozenset(self._assigned_from(lambda call: last(call.func) == "placeholder_with_default"))

    def _assigned_from(self, wanted: Callable[[cst.Call], bool]) -> Iterator[str]:
        for source in self.sources.files.values():
            for node in source.nodes(cst.Assign):
                if isinstance(node.value, cst.Call) and wanted(node.value):
                    yield from (last(target.target) for target in node.targets if last(target.target))

    def is_flag(self, key: cst.BaseExpression) -> bool:
        """Whether the key of a feed is the training flag."""
        if isinstance(key, cst.Subscript):
            index = key.slice[0].slice
            return isinstance(index, cst.Index) and is_flag_name(text(index.value) or last(index.value))
        if isinstance(key, cst.SimpleString):
            name, _, output = text(key).partition(":")
            return output == "0" and is_flag_name(name.rpartition("/")[2])
        name = last(key)
        if _INVERTED.search(name):
            return False
        return bool(name) and (name in self.placeholders or is_flag_name(name) or name == "trainable")

    def feeds(self) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression, cst.Name]]:
        """What feeds the training flag: the entry (of a dictionary) or assignment, the flag, the literal fed.

        `feed = {is_training: flag}` feeds the literal that the only assignment to `flag` in its function gives it.
        """
        for node in self.source.all_nodes():
            key, value = _fed(node)
            if key is None or value is None or not self.is_flag(key):
                continue
            if self._is_read(key) and not self._initialises(node):
                literal = value if is_literal(value) else self._assigned_literal(value)
                if literal is not None:
                    assert isinstance(literal, cst.Name)
                    yield node, key, literal

    def _is_read(self, key: cst.BaseExpression) -> bool:
        """Whether something besides assignments and feeds mentions the flag, where it has a name."""
        name = last(key)
        return not name or self.mentions(name) > len(self.assignments(name)) + self._fed_names[name]

    @cached_property
    def _fed_names(self) -> Counter[str]:
        return Counter(
            last(key) for source in self.sources.files.values() for node in source.all_nodes() if (key := _fed(node)[0])
        )

    def mentions(self, name: str) -> int:
        """How often the program writes a name."""
        return self.sources.mentions[name]

    def assignments(self, name: str) -> list[cst.Assign]:
        """The assignments that give the name a value."""
        return [
            node
            for source in self.sources.files.values()
            for node in source.nodes(cst.Assign)
            if name in {last(target.target) for target in node.targets}
        ]

    @property
    def initialises(self) -> bool:
        """Whether the program may give variables their initial values: without them, what is not restored raises."""
        return any(self.mentions(name) for name in _INITIALISERS)

    def uses(self, name: str) -> Iterator[str]:
        """The attributes that the program takes of what has this name."""
        for source in self.sources.files.values():
            yield from (one.attr.value for one in source.nodes(cst.Attribute) if last(one.value) == name)

    def _initialises(self, entry: cst.CSTNode) -> bool:
        """Whether what is fed, is fed to a run of initialisers: they may read a flag, and nothing comes of it."""
        call = self.source.around(entry, cst.Call)
        fetched = call.args[0].value if call is not None and last(call.func) == "run" and call.args else None
        name = "" if fetched is None else last(fetched.func if isinstance(fetched, cst.Call) else fetched)
        return name.endswith(("initializer", "initialize_all_variables")) or name in ("init", "init_op")

    def _assigned_literal(self, name: cst.BaseExpression) -> cst.BaseExpression | None:
        if not isinstance(name, cst.Name):
            return None
        scope = self.source.scope(name)
        values = [
            node.value
            for node in self.source.nodes(cst.Assign, within=scope)
            if any(isinstance(target.target, cst.Name) and target.target.value == name.value for target in node.targets)
        ]
        return values[0] if len(values) == 1 and is_literal(values[0]) else None


def is_literal(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value in ("True", "False")


def text(node: cst.CSTNode) -> str:
    """The content of a string; "" for what is none."""
    return str(node.raw_value) if isinstance(node, cst.SimpleString) else ""


def _is_bool(call: cst.Call) -> bool:
    return any(
        last(arg.value) == "bool" or is_literal(arg.value) or text(arg.value) == "bool" for arg in call.args[:2]
    ) or any(arg.keyword and arg.keyword.value == "dtype" and last(arg.value) == "bool" for arg in call.args)


def _fed(node: cst.CSTNode) -> tuple[cst.BaseExpression | None, cst.BaseExpression | None]:
    if isinstance(node, cst.DictElement):
        return node.key, node.value
    if isinstance(node, cst.Assign) and isinstance(target := node.targets[0].target, cst.Subscript):
        index = target.slice[0].slice
        return (index.value, node.value) if isinstance(index, cst.Index) else (None, None)
    return None, None


def _called(definition: Definition) -> Iterator[cst.FunctionDef]:
    """The function itself, or the `__init__` of a class."""
    if isinstance(definition, cst.FunctionDef):
        yield definition
    else:
        functions = (one for one in definition.body.body if isinstance(one, cst.FunctionDef))
        yield from (one for one in functions if one.name.value == "__init__")


def _bound(call: cst.Call, function: cst.FunctionDef, by_attribute: bool) -> Iterator[Bound]:
    parameters = [*function.params.posonly_params, *function.params.params]
    named = {parameter.name.value: parameter for parameter in [*parameters, *function.params.kwonly_params]}
    bound_to_self = parameters and parameters[0].name.value in ("self", "cls")
    if bound_to_self and (by_attribute or function.name.value == "__init__"):
        parameters = parameters[1:]
    if any(arg.star for arg in call.args):
        return
    positional = [arg for arg in call.args if not arg.keyword]
    for argument, parameter in zip(positional, parameters, strict=False):
        yield Bound(call, argument, parameter)
    for argument in call.args:
        if argument.keyword and argument.keyword.value in named:
            yield Bound(call, argument, named[argument.keyword.value])
