"""Python's built-in functions."""

from __future__ import annotations

import ast
import builtins as python
from collections.abc import Callable
from typing import Final, TypeAlias

from bnlint.conditions import Condition
from bnlint.engine.interpreter import UNROLL, Interpreter, describe, find_in
from bnlint.engine.methods import constant_value
from bnlint.engine.operators import binary, item, kind_of, remove_at
from bnlint.engine.sequences import WORLDS, distinct, each_way, in_order, indices, plain_of, positions, present, worlds
from bnlint.engine.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    BuiltinValue,
    Choice,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    HostValue,
    InstanceValue,
    Item,
    ListValue,
    MethodValue,
    PartialValue,
    RangeValue,
    RecordValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
    Wrapped,
)

Builtin: TypeAlias = Callable[[Interpreter, Arguments], Value]

_FOLDED: Final[dict[str, Callable[..., object] | None]] = {
    "abs": abs, "bool": bool, "chr": chr, "divmod": divmod, "float": float, "hex": hex, "int": int, "ord": ord,
    "pow": None, "repr": repr, "round": round, "str": str,
}  # fmt: skip


def _fold(name: str, function: Callable[..., object] | None) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        values = list(arguments.positional)
        undecided = next((n for n, value in enumerate(values) if isinstance(value, Choice)), None)
        if undecided is not None:
            before, after = values[:undecided], values[undecided + 1 :]
            which = engine.now(values[undecided])
            if not isinstance(which, Choice):
                return run(engine, Arguments([*before, which, *after]))
            return engine.lift(which, lambda single: run(engine, Arguments([*before, single, *after])))
        plain = [plain_of(v) for v in values]
        if function and values and not arguments.keywords and all(v is not NotImplemented for v in plain):
            try:
                return constant_value(engine, function(*plain))
            except (TypeError, ValueError, LookupError, ArithmeticError, MemoryError):
                pass
        return _unknown_result(name, values)

    return run


def _unknown_result(name: str, values: list[Value]) -> Value:
    if len(values) == 1 and isinstance(values[0], Unknown):
        base = values[0]
        return base if name in ("int", "float") else base.derive((name,), f"{name}({base.text})")
    return Unknown(f"{name}(...)", stable=True, carries=tuple(values))


def _bool(engine: Interpreter, arguments: Arguments) -> Value:
    value = arguments.get(0, "x", FALSE)
    if isinstance(value, HostValue):
        return value
    return engine.truth_value(engine.truth(value))


def _sum(engine: Interpreter, arguments: Arguments) -> Value:
    sequence = engine.elements(arguments.get(0, "iterable"))
    total = arguments.get(1, "start", Const(0))
    if len(sequence.items) > UNROLL:
        return Unknown("sum(...)", stable=True, carries=tuple(v for _, v in sequence.items))
    entry = engine.path
    for condition, value in present(engine, sequence.items):
        engine.path = entry & condition
        total = engine.choice([(condition, binary(engine, "Add", engine.now(total), value)), (~condition, total)])
    engine.path = entry
    if sequence.rest is None:
        return total
    if all(isinstance(v, Const) for value in (total, sequence.rest) for _, v in engine.alternatives(value)):
        return Unknown("sum(...)", stable=True)
    return binary(engine, "Add", total, sequence.rest)


def _extreme(descending: bool) -> Builtin:
    """`max` and `min`."""

    def run(engine: Interpreter, arguments: Arguments) -> Value:
        given, key = arguments.positional, arguments.keywords.get("key")
        items = [(engine.logic.true, v) for v in given]
        if len(given) == 1:
            sequence = engine.elements(engine.now(given[0]))
            items = present(engine, sequence.items)
            if sequence.rest is not None:
                items = []
        ordered = in_order(engine, items, key_of(engine, key), descending) if arguments.more is None else None
        name = "max" if descending else "min"
        if not ordered:
            return _unknown_result(name, list(given))
        where = positions(engine, ordered, 0)
        empty = ~engine.logic.any_of(where) & engine.path
        default = arguments.keywords.get("default", NONE)
        return engine.choice([*zip(where, (v for _, v in ordered), strict=True), (empty, default)])

    return run


def key_of(engine: Interpreter, key: Value | None) -> Callable[[Value], Value]:
    """The order that `key=` asks for."""
    if key is None or (isinstance(key, Const) and key.value is None):
        return lambda value: value
    return lambda value: engine.call(key, Arguments([value]))


def _sorted(engine: Interpreter, arguments: Arguments) -> Value:
    """Elements whose order is unknown stay as they are."""
    inner = engine.elements(engine.now(arguments.get(0, "iterable")))
    backwards = engine.truth(arguments.keywords.get("reverse", FALSE)).certain
    ordered = in_order(engine, inner.items, key_of(engine, arguments.keywords.get("key")), backwards)
    return ListValue(list(inner.items) if ordered is None else ordered, inner.rest, inner.origins)


def _range(engine: Interpreter, arguments: Arguments) -> Value:
    values = [engine.now(v) for v in arguments.positional]
    plain = [v.value for v in values if isinstance(v, Const) and isinstance(v.value, int)]
    if len(plain) == len(values) and 1 <= len(plain) <= 3:
        try:
            numbers = range(*plain)
        except ValueError:
            return Unknown("range(...)")
        size = max(0, -((numbers.start - numbers.stop) // numbers.step))  # len() cannot say more than sys.maxsize
        if size <= UNROLL:
            return TupleValue([(engine.logic.true, Const(n)) for n in numbers])
        return RangeValue(numbers.start, numbers.step, Const(size))
    start = values[0] if len(values) > 1 else Const(0)
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    step = values[2].value if len(values) > 2 and isinstance(values[2], Const) else 1
    return RangeValue(first, step if isinstance(step, int) else 1, values[-1] if values else NONE)


def _length(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "obj"))
    if isinstance(value, Choice):
        return engine.lift(value, lambda single: _length(engine, Arguments([single])))
    if isinstance(value, Sequential):
        known = each_way(engine, value, lambda values: _count_of(value, values))
        return Unknown("a length", stable=True) if known is None else known
    if isinstance(value, DictValue) and value.rest is None:
        return _length(engine, Arguments([engine.elements(value)]))
    if isinstance(value, Const) and isinstance(value.value, (str, bytes)):
        return Const(len(value.value))
    if isinstance(value, RangeValue):
        return value.size
    if isinstance(value, InstanceValue) and (method := find_in(value.cls.linear, "__len__")):
        return engine.call(engine.bound(method, value), Arguments())
    if isinstance(value, Unknown):
        return value.derive(("len",), f"len({value.text})")
    return Unknown(f"len({describe(value)})", stable=True)


def _count_of(value: Value, values: list[Value]) -> Value | None:
    """How many they are; elements of a set may turn out to be the same."""
    if isinstance(value, SetValue) and len(values) > 1 and not all(isinstance(v, Const) for v in values):
        return None
    return Const(len(values))


def _enumerate(engine: Interpreter, arguments: Arguments) -> Value:
    value = arguments.get(0, "iterable")
    sequence = engine.elements(value)
    start = arguments.get(1, "start", Const(0))
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    true = engine.logic.true
    items = present(engine, sequence.items)
    if all(c.certain for c, _ in items):
        numbers: list[Value] = [Const(first + n) for n in range(len(items))]
    else:
        numbers = [engine.choice((c, Const(first + n)) for c, n in ways) for ways in indices(engine, items)]
    pairs = [(c, TupleValue([(true, n), (true, v)])) for n, (c, v) in zip(numbers, items, strict=True)]
    rest = None
    if sequence.rest is not None:
        index: Value = Unknown("the index") if len(pairs) != 1 else Const(first + 1)
        rest = TupleValue([(true, index), (true, sequence.rest)])
    return ListValue(list(pairs), rest)


def _zip(engine: Interpreter, arguments: Arguments) -> Value:
    sequences = [engine.elements(value) for value in arguments.positional]
    if arguments.more is not None:
        sequences.append(engine.elements(Unknown("an iterable", carries=(arguments.more,))))
    if not sequences:
        return ListValue()
    true = engine.logic.true
    if any(not s.exact for s in sequences) and all(s.rest is None for s in sequences):
        return _zipped_each_way(engine, sequences)
    longest = max(len(s.items) for s in sequences)
    rows: list[Item] = []
    for n in range(longest):
        parts = [s.items[n] if n < len(s.items) else (true, s.rest) for s in sequences]
        if any(v is None for _, v in parts):
            break
        condition = true
        for c, _ in parts:
            condition = condition & c
        rows.append((condition, TupleValue([(true, v) for _, v in parts if v is not None])))
    rests = [s.rest for s in sequences]
    rest = TupleValue([(true, r) for r in rests if r is not None]) if all(r is not None for r in rests) else None
    origins = tuple(o for s in sequences for o in s.origins)
    return ListValue(rows, rest, origins)


def _zipped_each_way(engine: Interpreter, sequences: list[Sequential]) -> Value:
    """Which elements meet depends on which of them are there."""
    ways: list[tuple[Condition, list[list[Value]]]] = [(engine.path, [])]
    for sequence in sequences:
        inner = worlds(engine, present(engine, sequence.items))
        if inner is None or len(ways) * len(inner) > WORLDS * 4:
            pairs = TupleValue([(engine.logic.true, Unknown("an element", carries=_all(s))) for s in sequences])
            return ListValue([], pairs)
        ways = [(c & d, [*done, v]) for c, done in ways for d, v in inner if not c.excludes(d)]
    true = engine.logic.true
    rows = [(c, TupleValue([(true, v) for v in row])) for c, columns in ways for row in zip(*columns, strict=False)]
    return ListValue(list(rows))


def _all(sequence: Sequential) -> tuple[Value, ...]:
    return tuple(v for _, v in sequence.items)


def _map(engine: Interpreter, arguments: Arguments) -> Value:
    function = arguments.get(0, "func")
    zipped = _zip(engine, Arguments(arguments.positional[1:]))
    assert isinstance(zipped, ListValue)
    results = ListValue(origins=zipped.origins)
    entry = engine.path
    for condition, row in [*zipped.items, *([(engine.logic.true, zipped.rest)] if zipped.rest else [])]:
        engine.path = entry & condition
        if engine.path.possible and isinstance(row, TupleValue):
            results.items.append((condition, engine.call(function, Arguments([v for _, v in row.items]))))
    engine.path = entry & ~engine.raised
    if zipped.rest is not None and results.items:
        results.rest = results.items[-1][1]
    return results


def _filter(engine: Interpreter, arguments: Arguments) -> Value:
    function = arguments.get(0, "function")
    sequence = engine.elements(arguments.get(1, "iterable"))
    results = ListValue(rest=sequence.rest, origins=sequence.origins)
    entry = engine.path
    for condition, value in sequence.items:
        engine.path = entry & condition
        passes = value if isinstance(function, Const) else engine.call(function, Arguments([value]))
        kept = condition & engine.truth(passes)
        if kept.possible:
            results.items.append((kept, value))
    engine.path = entry & ~engine.raised
    return results


def _container(kind: type[Sequential]) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        if not arguments.positional:
            return kind()
        inner = engine.elements(engine.now(arguments.positional[0]))
        items = distinct(engine, inner.items) if kind is SetValue else list(inner.items)
        return kind(items, inner.rest, inner.origins)

    return run


def _reversed(engine: Interpreter, arguments: Arguments) -> Value:
    inner = engine.elements(engine.now(arguments.get(0, "sequence")))
    return ListValue(inner.items[::-1], inner.rest, inner.origins)


def _dict(engine: Interpreter, arguments: Arguments) -> Value:
    from bnlint.engine.expressions import merge_dict
    from bnlint.engine.operators import store_item

    result = DictValue()
    for value in arguments.positional:
        merge_dict(engine, result, engine.now(value))
    for name, value in arguments.keywords.items():
        store_item(engine, result, Const(name), value)
    if arguments.more is not None:
        result.rest = arguments.more
    return result


def _isinstance(engine: Interpreter, arguments: Arguments) -> Value:
    value, wanted = engine.now(arguments.get(0, "obj")), engine.now(arguments.get(1, "cls"))
    if isinstance(value, Choice):
        return engine.lift(value, lambda single: _isinstance(engine, Arguments([single, wanted])))
    names = [single for _, single in engine.elements(wanted).items] if isinstance(wanted, TupleValue) else [wanted]
    answers = [_is_of(engine, value, single) for single in names]
    if any(answer is True for answer in answers):
        return TRUE
    if all(answer is False for answer in answers):
        return FALSE
    key = value if isinstance(value, Unknown) else Unknown(describe(value), stable=True)
    text = f"isinstance({describe(value)}, {describe(wanted)})"
    return engine.truth_value(engine.symbol(key, ("isinstance", tuple(describe(n) for n in names)), text))


def _is_of(engine: Interpreter, value: Value, wanted: Value) -> bool | None:
    if isinstance(wanted, ClassValue):
        if isinstance(value, InstanceValue):
            return True if wanted in value.cls.linear else (None if any(value.cls.foreign_bases()) else False)
        return None if isinstance(value, Unknown) else False
    if isinstance(wanted, RecordValue):
        return None if isinstance(value, Unknown) else isinstance(value, TupleValue) and value.record is wanted
    if isinstance(value, HostValue) and isinstance(wanted, HostValue):
        return value.is_instance(wanted)
    kind = kind_of(value)
    if isinstance(wanted, BuiltinValue) and kind is not None:
        expected = {"bool": {"bool"}, "int": {"int", "bool"}, "unicode": {"str"}, "long": {"int"}}
        return kind in expected.get(wanted.name, {wanted.name})
    if isinstance(wanted, BuiltinValue) and isinstance(value, (InstanceValue, HostValue)):
        return wanted.name == "object"
    return False if kind is not None and isinstance(wanted, HostValue) else None


def _getattr(engine: Interpreter, arguments: Arguments) -> Value:
    target, name = arguments.get(0, "object"), engine.now(arguments.get(1, "name"))
    if isinstance(name, Choice):
        return engine.lift(
            name, lambda single: _getattr(engine, Arguments([target, single, *arguments.positional[2:]]))
        )
    if not (isinstance(name, Const) and isinstance(name.value, str)):
        return Unknown(f"getattr({describe(target)}, {describe(name)})", stable=True, carries=(target,))
    if len(arguments.positional) > 2 and _surely_lacks(target, name.value):
        return arguments.positional[2]
    return engine.attribute(target, name.value)


def _surely_lacks(target: Value, name: str) -> bool:
    if not isinstance(target, InstanceValue) or any(target.cls.foreign_bases()):
        return False
    return name not in target.attributes and find_in(target.cls.linear, name) is None


def _setattr(engine: Interpreter, arguments: Arguments) -> Value:
    name = arguments.get(1, "name")
    if isinstance(name, Const) and isinstance(name.value, str):
        engine.assign_attribute(arguments.get(0, "obj"), name.value, arguments.get(2, "value"))
    return NONE


def _hasattr(engine: Interpreter, arguments: Arguments) -> Value:
    target, name = engine.now(arguments.get(0, "obj")), arguments.get(1, "name")
    if isinstance(target, InstanceValue) and isinstance(name, Const) and not any(target.cls.foreign_bases()):
        known = name.value in target.attributes or find_in(target.cls.linear, name.value) is not None
        return TRUE if known else FALSE
    if isinstance(target, Const) and isinstance(name, Const) and isinstance(name.value, str):
        return TRUE if hasattr(target.value, name.value) else FALSE
    text = f"hasattr({describe(target)}, {describe(name)})"
    key = target if isinstance(target, Unknown) else Unknown(text, stable=True)
    return engine.truth_value(engine.symbol(key, ("hasattr", describe(name)), text))


def _type(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "object"))
    if isinstance(value, Const) and type(value.value).__name__ in ("bool", "float", "int", "str"):
        return engine.builtins[type(value.value).__name__]
    return value.cls if isinstance(value, InstanceValue) else Unknown(f"type({describe(value)})", stable=True)


def _any_all(name: str) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        sequence = engine.elements(engine.now(arguments.get(0, "iterable")))
        if sequence.rest is not None:
            return Unknown(f"{name}(...)", stable=True)
        if name == "any":
            return engine.truth_value(engine.logic.any_of(c & engine.truth(v) for c, v in sequence.items))
        return engine.truth_value(~engine.logic.any_of(c & ~engine.truth(v) for c, v in sequence.items))

    return run


def _next(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "iterator"))
    if isinstance(value, Sequential) and value.items:
        first = item(engine, value, Const(0))
        remove_at(engine, value, 0)
        return first
    if isinstance(value, Sequential) and value.rest is None and len(arguments.positional) > 1:
        return arguments.positional[1]
    return Unknown(f"next({describe(value)})", carries=(value,))


def _wrapped(kind: str) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        setter = arguments.get(1, "fset")
        return Wrapped(kind, arguments.get(0, "fget"), None if setter is NONE else setter)

    return run


def _iter(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "object"))
    if isinstance(value, (Sequential, DictValue)):
        inner = engine.elements(value)
        return ListValue(list(inner.items), inner.rest, inner.origins)
    return value


def _callable(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "obj"))
    if isinstance(value, (FunctionValue, MethodValue, BuiltinValue, ClassValue, PartialValue)):
        return TRUE
    if isinstance(value, (Const, Sequential, DictValue)):
        return FALSE
    return Unknown(f"callable({describe(value)})", stable=True)


def _none(engine: Interpreter, arguments: Arguments) -> Value:
    return NONE


def _eval(engine: Interpreter, arguments: Arguments) -> Value:
    """Of a text that is known and is a dotted name, or a literal; whatever else is written there stays unknown."""
    text = engine.now(arguments.get(0, "expression"))
    if isinstance(text, Choice):
        return engine.lift(text, lambda single: _eval(engine, Arguments([single, *arguments.positional[1:]])))
    names = text.value.strip().split(".") if isinstance(text, Const) and isinstance(text.value, str) else []
    if not names or len(arguments.positional) > 1:
        return _harmless("eval")(engine, arguments)
    if all(name.isidentifier() for name in names):
        value = engine.frames[-1].load(names[0])
        for name in names[1:]:
            value = engine.attribute(value, name)
        return value
    try:
        plain = ast.literal_eval(".".join(names))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        plain = NotImplemented
    known = plain is None or isinstance(plain, (bool, int, float, str))
    return Const(plain) if known else _harmless("eval")(engine, arguments)


def _exit(engine: Interpreter, arguments: Arguments) -> Value:
    engine.fail()
    return NONE


def _import(engine: Interpreter, arguments: Arguments) -> Value:
    name = arguments.get(0, "name")
    importer = engine.modules.loaded.get(engine.modules.entry)
    if isinstance(name, Const) and isinstance(name.value, str) and importer is not None:
        return engine.modules.load(engine, name.value, 0, importer)
    return Unknown(f"__import__({describe(name)})", stable=True)


def _harmless(name: str) -> Builtin:
    return lambda engine, arguments: Unknown(f"{name}(...)", harmless=True, carries=tuple(arguments.values()))


_MODELLED: Final[dict[str, Builtin]] = {
    "range": _range, "xrange": _range, "len": _length, "enumerate": _enumerate, "zip": _zip, "map": _map,
    "filter": _filter, "list": _container(ListValue), "tuple": _container(TupleValue), "set": _container(SetValue),
    "frozenset": _container(SetValue), "sorted": _sorted, "reversed": _reversed, "dict": _dict,
    "isinstance": _isinstance, "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "type": _type,
    "any": _any_all("any"), "all": _any_all("all"), "next": _next, "iter": _iter, "print": _none, "sum": _sum,
    "max": _extreme(descending=True), "min": _extreme(descending=False), "callable": _callable,
    "property": _wrapped("property"), "staticmethod": _wrapped("staticmethod"),
    "classmethod": _wrapped("classmethod"), "exit": _exit, "quit": _exit, "bool": _bool, "__import__": _import,
    "exec": _none, "eval": _eval,
}  # fmt: skip


def builtin_values() -> dict[str, Value]:
    """Every name of Python's `builtins` (and Python 2's common ones): modelled, or unknown and harmless."""
    values: dict[str, Value] = {
        name: Unknown(name, stable=True, harmless=True) for name in dir(python) if not name.startswith("_")
    }
    for name in ("raw_input", "unicode", "long", "reduce", "basestring", "file", "unichr", "__doc__"):
        values[name] = Unknown(name, stable=True, harmless=True)
    for name, function in _FOLDED.items():
        values[name] = BuiltinValue(name, _fold(name, function))
    for name, implementation in _MODELLED.items():
        values[name] = BuiltinValue(name, implementation)
    values["object"] = ClassValue(None, None, ())
    values.update({"True": TRUE, "False": FALSE, "None": NONE})
    return values
