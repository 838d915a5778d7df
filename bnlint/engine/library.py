"""The few modules of the standard library, and of absl, whose functions shape a program."""

from __future__ import annotations

import os.path
from collections.abc import Callable
from typing import Final, TypeAlias

from bnlint.conditions import Condition
from bnlint.engine.chosen import ChosenModule
from bnlint.engine.concurrency import runner_class
from bnlint.engine.contexts import context_manager
from bnlint.engine.dataclass import dataclass, field
from bnlint.engine.interpreter import UNROLL, Interpreter, describe
from bnlint.engine.methods import constant_value
from bnlint.engine.sequences import bounded
from bnlint.engine.values import (
    NONE,
    Arguments,
    BuiltinValue,
    Const,
    DictValue,
    HostValue,
    InstanceValue,
    ListValue,
    ModuleValue,
    PartialValue,
    RecordValue,
    Sequential,
    TupleValue,
    Unknown,
    Value,
    Wrapped,
)

Function: TypeAlias = Callable[[Interpreter, Arguments], Value]


def library_module(name: str) -> Value | None:
    """The modelled part of a standard module; whatever else it has is unknown and harmless."""
    functions = _MODULES.get(name)
    if functions is None:
        return None
    module = ModuleValue(name, None, None, None)
    module.attributes.update({n: BuiltinValue(n, f) for n, f in functions.items()})
    module.attributes.update({n: runner_class(n) for n in _RUNNERS.get(name, ())})
    if name == "os":
        module.attributes["path"] = library_module("os.path") or NONE
    if name == "sys":
        module.attributes["path"] = SearchPath()
    if name == "absl":
        module.attributes["app"] = library_module("absl.app") or NONE
    return module


class SearchPath(HostValue):
    """`sys.path`: what is put there is looked through for imports."""

    __slots__ = ()

    def describe(self) -> str:
        return "sys.path"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        skip = {"append": 0, "insert": 1}.get(name)
        return (
            None if skip is None else BuiltinValue(name, lambda engine, given: _extend_search_path(engine, given, skip))
        )


def _extend_search_path(engine: Interpreter, arguments: Arguments, skip: int) -> Value:
    for value in arguments.positional[skip:]:
        if isinstance(value, Const) and isinstance(value.value, str):
            engine.modules.extend_path(value.value)
    return NONE


def _partial(engine: Interpreter, arguments: Arguments) -> Value:
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.more, arguments.origins)
    return PartialValue(arguments.get(0, "func"), rest)


def _wraps(engine: Interpreter, arguments: Arguments) -> Value:
    return BuiltinValue("wraps", lambda engine, given: given.get(0, "function"))


def _same(engine: Interpreter, arguments: Arguments) -> Value:
    return arguments.get(0, "value")


def _reduce(engine: Interpreter, arguments: Arguments) -> Value:
    function, sequence = arguments.get(0, "function"), engine.elements(arguments.get(1, "iterable"))
    values = [v for _, v in sequence.items] + ([sequence.rest] if sequence.rest is not None else [])
    values = ([arguments.positional[2]] if len(arguments.positional) > 2 else []) + values
    if not values:
        return Unknown("reduce(...)")
    if len(values) > UNROLL or not sequence.exact:
        return Unknown("reduce(...)", carries=tuple(values))
    total = values[0]
    for value in values[1:]:
        total = engine.call(function, Arguments([total, value]))
    return total


def _chain(engine: Interpreter, arguments: Arguments) -> Value:
    result = ListValue()
    for value in arguments.positional:
        inner = engine.elements(value)
        rest = result.rest if inner.rest is None else inner.rest
        result.items, result.rest = bounded([*result.items, *inner.items], rest)
        result.origins += inner.origins
    return result


def _product(engine: Interpreter, arguments: Arguments) -> Value:
    repeat = engine.now(arguments.keywords.get("repeat", Const(1)))
    times = repeat.value if isinstance(repeat, Const) and isinstance(repeat.value, int) else 2
    sequences = [engine.elements(value) for value in arguments.positional * min(times, 8)]
    true = engine.logic.true
    rows: list[tuple[Condition, list[Value]]] = [(true, [])]
    for sequence in sequences:
        items = sequence.items if sequence.rest is None else [*sequence.items, (true, sequence.rest)]
        rows = [(both, [*row, v]) for d, row in rows for c, v in items if (both := d & c).possible]
        if len(rows) > 4 * UNROLL:
            inside = tuple(v for s in sequences for _, v in s.items)
            return ListValue([], TupleValue([(true, Unknown("an element", carries=inside)) for _ in sequences]))
    every = [(c, TupleValue([(true, v) for v in row])) for c, row in rows]
    known = all(s.rest is None for s in sequences) and isinstance(repeat, Const)
    return ListValue(list(every), None if known or not every else every[-1][1])


def _named_tuple(engine: Interpreter, arguments: Arguments) -> Value:
    names, fields = arguments.get(0, "typename"), arguments.get(1, "field_names")
    listed: list[str] = []
    if isinstance(fields, Const) and isinstance(fields.value, str):
        listed = fields.value.replace(",", " ").split()
    elif isinstance(fields, Sequential):
        listed = [str(v.value) for _, v in fields.items if isinstance(v, Const)]

    def make(engine: Interpreter, given: Arguments) -> Value:
        values = [given.get(n, field, Unknown(field, stable=True)) for n, field in enumerate(listed)]
        result = TupleValue([(engine.logic.true, value) for value in values])
        result.record = record
        return result

    record = RecordValue(describe(names), tuple(listed), make)
    return record


def _default_dict(engine: Interpreter, arguments: Arguments) -> Value:
    result = DictValue()
    factory = arguments.get(0, "default_factory")
    result.rest = Unknown("a default", stable=True) if isinstance(factory, Const) else engine.call(factory, Arguments())
    return result


def _dict(engine: Interpreter, arguments: Arguments) -> Value:
    from bnlint.engine.builtins import builtin_values

    return engine.call(builtin_values()["dict"], arguments)


def _list(engine: Interpreter, arguments: Arguments) -> Value:
    inner = engine.elements(arguments.get(0, "iterable", ListValue()))
    return ListValue(list(inner.items), inner.rest, inner.origins)


def _namespace(engine: Interpreter, arguments: Arguments) -> Value:
    result = Unknown("a namespace", stable=True)
    result.fields = dict(arguments.keywords)
    return result


def _copied(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "x"))
    if isinstance(value, TupleValue) and value.record is not None:
        return value
    if isinstance(value, Sequential):
        return type(value)(list(value.items), value.rest, value.origins)
    if isinstance(value, DictValue):
        result = DictValue()
        result.entries, result.rest = dict(value.entries), value.rest
        return result
    if isinstance(value, InstanceValue):
        copy = InstanceValue(value.cls)
        copy.attributes = dict(value.attributes)
        return copy
    return value


def _exit(engine: Interpreter, arguments: Arguments) -> Value:
    engine.fail()
    return NONE


def _run_main(engine: Interpreter, arguments: Arguments) -> Value:
    """`absl.app.run(main)` ends the program with what `main(argv)` returns."""
    engine.call(arguments.get(0, "main"), Arguments([Unknown("argv", stable=True, harmless=True)]))
    return _exit(engine, arguments)


def _import_module(engine: Interpreter, arguments: Arguments) -> Value:
    name = engine.now(arguments.get(0, "name"))
    if isinstance(name, Unknown) and name.stable:  # an option: the program works as it is by default
        name = engine.option_defaults.get(name.text.rpartition(".")[2], name)
    importer = engine.modules.loaded.get(engine.modules.entry)
    if isinstance(name, Const) and isinstance(name.value, str) and importer is not None:
        level = len(name.value) - len(name.value.lstrip("."))
        return engine.modules.load(engine, name.value.lstrip("."), level, importer)
    return ChosenModule(name) if isinstance(name, Unknown) and name.stable else _unknown_module(name)


def _unknown_module(name: Value) -> Value:
    return Unknown(f"import_module({describe(name)})", stable=True)


def _path_function(name: str) -> Function:
    function = getattr(os.path, name)

    def run(engine: Interpreter, arguments: Arguments) -> Value:
        values = [engine.now(v) for v in arguments.positional]
        plain = [v.value for v in values if isinstance(v, Const) and isinstance(v.value, str)]
        if len(plain) != len(values) or not plain:
            return Unknown(f"{name}(...)", stable=True, harmless=True)
        return constant_value(engine, function(*plain))

    return run


def _abspath(engine: Interpreter, arguments: Arguments) -> Value:
    return arguments.get(0, "path")


def _null_context(engine: Interpreter, arguments: Arguments) -> Value:
    return Unknown("nullcontext()", harmless=True)


def _cached(engine: Interpreter, arguments: Arguments) -> Value:
    function = arguments.get(0, "function")
    return BuiltinValue("cache", lambda engine, given: given.get(0, "f")) if isinstance(function, Const) else function


_RUNNERS: Final = {"threading": ("Thread",), "multiprocessing": ("Process",)}
_COPY: Final[dict[str, Function]] = {"copy": _copied, "deepcopy": _copied}
_MODULES: Final[dict[str, dict[str, Function]]] = {
    "functools": {
        "partial": _partial, "wraps": _wraps, "reduce": _reduce, "lru_cache": _cached, "cache": _cached,
        "cached_property": lambda engine, arguments: Wrapped("property", arguments.get(0, "func")),
    },
    "contextlib": {"contextmanager": context_manager, "nullcontext": _null_context},
    "itertools": {"chain": _chain, "product": _product},
    "collections": {
        "namedtuple": _named_tuple, "OrderedDict": _dict, "defaultdict": _default_dict, "deque": _list,
    },
    "dataclasses": {"dataclass": dataclass, "field": field},
    "argparse": {"Namespace": _namespace},
    "types": {"SimpleNamespace": _namespace},
    "copy": _COPY,
    "sys": {"exit": _exit},
    "os": {"_exit": _exit},
    "os.path": {
        **{name: _path_function(name) for name in ("join", "dirname", "basename", "splitext", "normpath", "split")},
        "abspath": _abspath, "realpath": _abspath, "expanduser": _abspath,
    },
    "importlib": {"import_module": _import_module},
    "six.moves": {},
    "abc": {"abstractmethod": _same},
    "threading": {},
    "multiprocessing": {},
    "absl": {},
    "absl.app": {"run": _run_main},
}  # fmt: skip
