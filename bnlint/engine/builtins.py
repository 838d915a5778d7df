"""Python's built-in functions."""

from __future__ import annotations

import builtins as python
from collections.abc import Callable
from typing import Final, TypeAlias

from bnlint.engine.interpreter import Interpreter, describe, find_in
from bnlint.engine.methods import constant_value
from bnlint.engine.operators import binary, item, kind_of
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
    HostValue,
    InstanceValue,
    Item,
    ListValue,
    RangeValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
    Wrapped,
)

Builtin: TypeAlias = Callable[[Interpreter, Arguments], Value]

_FOLDED: Final[dict[str, Callable[..., object] | None]] = {
    "abs": abs, "bool": bool, "chr": chr, "divmod": divmod, "float": float, "hex": hex, "int": int, "max": max,
    "min": min, "ord": ord, "pow": None, "repr": repr, "round": round, "str": str, "sum": None,
}  # fmt: skip


def _fold(name: str, function: Callable[..., object] | None) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        values = list(arguments.positional)
        if len(values) == 1 and isinstance(values[0], Choice):
            return engine.lift(engine.now(values[0]), lambda single: run(engine, Arguments([single])))
        if len(values) == 1 and isinstance(values[0], Sequential) and values[0].exact and name in ("max", "min"):
            values = [v for _, v in values[0].items]
        if function and values and not arguments.keywords and all(isinstance(v, Const) for v in values):
            try:
                return constant_value(engine, function(*[v.value for v in values if isinstance(v, Const)]))
            except (TypeError, ValueError, ArithmeticError, MemoryError):
                pass
        return _unknown_result(name, values)

    return run


def _unknown_result(name: str, values: list[Value]) -> Value:
    if len(values) == 1 and isinstance(values[0], Unknown):
        base = values[0]
        return base if name in ("int", "str", "float", "repr") else base.derive((name,), f"{name}({base.text})")
    return Unknown(f"{name}(...)", stable=True, carries=tuple(values))


def _bool(engine: Interpreter, arguments: Arguments) -> Value:
    value = arguments.get(0, "x", FALSE)
    if isinstance(value, HostValue):
        return value
    return engine.truth_value(engine.truth(value))


def _sum(engine: Interpreter, arguments: Arguments) -> Value:
    sequence = engine.elements(arguments.get(0, "iterable"))
    total = arguments.get(1, "start", Const(0))
    for _, value in [*sequence.items[:64], *([(None, sequence.rest)] if sequence.rest is not None else [])]:
        total = binary(engine, "Add", total, value)
    return total


def _range(engine: Interpreter, arguments: Arguments) -> Value:
    values = [engine.now(v) for v in arguments.positional]
    plain = [v.value for v in values if isinstance(v, Const) and isinstance(v.value, int)]
    if len(plain) == len(values) and 1 <= len(plain) <= 3:
        try:
            numbers = range(*plain)
        except ValueError:
            return Unknown("range(...)")
        if len(numbers) <= 64:
            return TupleValue([(engine.logic.true, Const(n)) for n in numbers])
        return RangeValue(numbers.start, numbers.step, Const(len(numbers)))
    start = values[0] if len(values) > 1 else Const(0)
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    step = values[2].value if len(values) > 2 and isinstance(values[2], Const) else 1
    return RangeValue(first, step if isinstance(step, int) else 1, values[-1] if values else NONE)


def _length(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "obj"))
    if isinstance(value, Choice):
        return engine.lift(value, lambda single: _length(engine, Arguments([single])))
    if isinstance(value, Sequential):
        present = [c for c, _ in value.items if not c.excludes(engine.path)]
        if value.rest is None and all(c.certain or engine.path.implies(c) for c in present):
            return Const(len(present))
        return Unknown("a length", stable=True)
    if isinstance(value, DictValue) and value.rest is None:
        return Const(len(value.entries))
    if isinstance(value, Const) and isinstance(value.value, (str, bytes)):
        return Const(len(value.value))
    if isinstance(value, RangeValue):
        return value.size
    if isinstance(value, InstanceValue) and (method := find_in(value.cls.linear, "__len__")):
        return engine.call(engine.bound(method, value), Arguments())
    if isinstance(value, Unknown):
        return value.derive(("len",), f"len({value.text})")
    return Unknown(f"len({describe(value)})", stable=True)


def _enumerate(engine: Interpreter, arguments: Arguments) -> Value:
    value = arguments.get(0, "iterable")
    sequence = engine.elements(value)
    start = arguments.get(1, "start", Const(0))
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    true = engine.logic.true
    pairs = [(c, TupleValue([(true, Const(first + n)), (true, v)])) for n, (c, v) in enumerate(sequence.items)]
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
    longest = max(len(s.items) for s in sequences)
    true = engine.logic.true
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
    engine.path = entry
    if zipped.rest is not None and results.items:
        results.rest = results.items[-1][1]
    return results


def _filter(engine: Interpreter, arguments: Arguments) -> Value:
    function = arguments.get(0, "function")
    sequence = engine.elements(arguments.get(1, "iterable"))
    results = ListValue(rest=sequence.rest, origins=sequence.origins)
    for condition, value in sequence.items:
        passes = value if isinstance(function, Const) else engine.call(function, Arguments([value]))
        kept = condition & engine.truth(passes)
        if kept.possible:
            results.items.append((kept, value))
    return results


def _container(kind: type[Sequential]) -> Builtin:
    def run(engine: Interpreter, arguments: Arguments) -> Value:
        if not arguments.positional:
            return kind()
        inner = engine.elements(engine.now(arguments.positional[0]))
        return kind(list(inner.items), inner.rest, inner.origins)

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
    text = f"hasattr({describe(target)}, {describe(name)})"
    key = target if isinstance(target, Unknown) else Unknown(text, stable=True)
    return engine.truth_value(engine.symbol(key, ("hasattr", describe(name)), text))


def _type(engine: Interpreter, arguments: Arguments) -> Value:
    value = engine.now(arguments.get(0, "object"))
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
        return item(engine, value, Const(0))
    return Unknown(f"next({describe(value)})", carries=tuple([value]))


def _wrapped(kind: str) -> Builtin:
    return lambda engine, arguments: Wrapped(kind, arguments.get(0, "fget"))


def _iter(engine: Interpreter, arguments: Arguments) -> Value:
    return arguments.get(0, "object")


def _none(engine: Interpreter, arguments: Arguments) -> Value:
    return NONE


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
    "frozenset": _container(SetValue), "sorted": _container(ListValue), "reversed": _reversed, "dict": _dict,
    "isinstance": _isinstance, "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "type": _type,
    "any": _any_all("any"), "all": _any_all("all"), "next": _next, "iter": _iter, "print": _none, "sum": _sum,
    "property": _wrapped("property"), "staticmethod": _wrapped("staticmethod"),
    "classmethod": _wrapped("classmethod"), "exit": _exit, "quit": _exit, "bool": _bool, "__import__": _import,
    "exec": _none, "eval": _harmless("eval"),
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
