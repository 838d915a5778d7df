"""Methods of Python's own containers and strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.operators import LARGEST, compare, delete_item, is_modest, item, remove_at, set_operation, store_item
from bnlint.engine.sequences import change, distinct, each_way, entries, plain_of, present, rewrite
from bnlint.engine.values import (
    NONE,
    Arguments,
    BuiltinValue,
    Choice,
    Const,
    DictValue,
    ListValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
)

Method: TypeAlias = Callable[[Interpreter, Value, Arguments], Value]


def method_of(value: Value, name: str) -> Value | None:
    """The method as a bound callable, or None where the type has none of that name."""
    if isinstance(value, Sequential):
        method = _SEQUENCE.get(name)
    elif isinstance(value, DictValue):
        method = _DICT.get(name)
    elif isinstance(value, Const):
        return _constant_method(value, name)
    else:
        return None
    if method is None:
        return None
    bound = method
    return BuiltinValue(name, lambda engine, arguments: bound(engine, value, arguments))


# -- lists, tuples, sets ---------------------------------------------------------------------------------------------


def _append(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    element = arguments.get(0, "object")
    if isinstance(element, Unknown) and not element.carries and not engine.path.certain and len(value.items) >= 2:
        value.rest = element if value.rest is None else value.rest
    else:
        value.items.append((engine.path, element))
    return NONE


def _extend(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    from bnlint.engine.statements import extend

    assert isinstance(value, Sequential)
    extend(engine, value, arguments.get(0, "iterable"))
    return NONE


def _insert(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    index, new = arguments.get(0, "index"), arguments.get(1, "object")
    where = index.value if isinstance(index, Const) and isinstance(index.value, int) else 0
    if where == 0 or value.exact:
        value.items.insert(where, (engine.path, new))
    else:
        change(engine, value, lambda values: values.insert(where, new))
    return NONE


def _pop(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    index = arguments.get(0, "index", Const(-1))
    result = item(engine, value, index)
    if isinstance(index, Const) and isinstance(index.value, int):
        remove_at(engine, value, index.value)
    return result


def _clear(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    value.items[:] = [(left, v) for c, v in value.items if (left := c & ~engine.path).possible]
    value.rest = None
    return NONE


def _remove(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    wanted = arguments.get(0, "value")
    left, path = [], engine.path
    for condition, element in value.items:
        same = path & condition & engine.truth(compare(engine, "Eq", element, wanted))
        path = path & ~same
        if (condition & ~same).possible:
            left.append((condition & ~same, element))
    value.items[:] = left
    return NONE


def _copy(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    return type(value)(list(value.items), value.rest, value.origins)


def _reverse(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    rewrite(engine, value, present(engine, value.items)[::-1])
    return NONE


def _sort(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    from bnlint.engine.builtins import builtin_values

    assert isinstance(value, Sequential)
    ordered = engine.call(builtin_values()["sorted"], Arguments([value], arguments.keywords))
    assert isinstance(ordered, Sequential)
    rewrite(engine, value, present(engine, ordered.items))
    return NONE


def _index(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    wanted = arguments.get(0, "value")

    def find(values: list[Value]) -> Value | None:
        left, found = engine.path, []
        for number, element in enumerate(values):
            same = engine.truth(compare(engine, "Eq", element, wanted))
            found.append((left & same, Const(number)))
            left = left & ~same
        return engine.choice(found) if not left.possible else None

    known = each_way(engine, value, find)
    return Unknown("an index", stable=True) if known is None else known


def _count(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    wanted = arguments.get(0, "value")
    same = [(c & engine.truth(compare(engine, "Eq", v, wanted)), v) for c, v in value.items]
    known = each_way(engine, ListValue([(c, v) for c, v in same if c.possible], value.rest), lambda v: Const(len(v)))
    return Unknown("a count", stable=True) if known is None else known


def _merged(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    result = SetValue(list(value.items), value.rest, value.origins)
    for other in arguments.positional:
        _update_set(engine, result, Arguments([other]))
    return result


def _update_set(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, Sequential)
    for other in arguments.positional:
        _extend(engine, value, Arguments([other]))
    value.items[:] = distinct(engine, value.items)
    return NONE


def _add(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    return _update_set(engine, value, Arguments([TupleValue([(engine.logic.true, arguments.get(0, "object"))])]))


def _operation(name: str) -> Method:
    """`difference`, `intersection`."""

    def run(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
        assert isinstance(value, Sequential)
        result: Value = SetValue(list(value.items), value.rest, value.origins)
        for other in arguments.positional:
            assert isinstance(result, Sequential)
            result = set_operation(engine, name, result, engine.elements(other)) or result
        return result

    return run


_SEQUENCE: Final[dict[str, Method]] = {
    "append": _append,
    "appendleft": lambda engine, value, arguments: _insert(engine, value, arguments.prepended(Const(0))),
    "add": _add,
    "extend": _extend,
    "update": _update_set,
    "insert": _insert,
    "pop": _pop,
    "popleft": lambda engine, value, arguments: _pop(engine, value, Arguments([Const(0)])),
    "clear": _clear,
    "remove": _remove,
    "discard": _remove,
    "copy": _copy,
    "reverse": _reverse,
    "sort": _sort,
    "index": _index,
    "count": _count,
    "union": _merged,
    "difference": _operation("Sub"),
    "intersection": _operation("BitAnd"),
}


# -- dicts -----------------------------------------------------------------------------------------------------------


def _get(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    key, default = arguments.get(0, "key"), arguments.get(1, "default")
    if isinstance(key, Choice):
        return engine.lift(engine.now(key), lambda single: _get(engine, value, Arguments([single, default])))
    if isinstance(key, Const) and value.rest is None:
        there = engine.truth(compare(engine, "In", key, value))
        return engine.choice([(there, item(engine, value, key)), (~there, default)]) if there.possible else default
    return item(engine, value, key)


def _keys(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    return ListValue([(c, key) for c, key, _ in entries(engine, value)], _unknown_key(value))


def _values(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    return ListValue([(c, v) for c, _, v in entries(engine, value)], value.rest)


def _items(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    true = engine.logic.true
    rest = None if value.rest is None else TupleValue([(true, Unknown("a key")), (true, value.rest)])
    return ListValue([(c, TupleValue([(true, key), (true, v)])) for c, key, v in entries(engine, value)], rest)


def _unknown_key(value: DictValue) -> Value | None:
    return None if value.rest is None else Unknown("a key")


def _update(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    from bnlint.engine.expressions import merge_dict

    assert isinstance(value, DictValue)
    for other in arguments.positional:
        merge_dict(engine, value, other)
    for name, given in arguments.keywords.items():
        store_item(engine, value, Const(name), given)
    return NONE


def _setdefault(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    key = engine.now(arguments.get(0, "key"))
    if isinstance(key, Choice):
        rest = arguments.positional[1:]
        return engine.lift(key, lambda single: _setdefault(engine, value, Arguments([single, *rest])))
    entry = engine.path
    engine.path = entry & ~engine.truth(compare(engine, "In", key, value))
    if engine.path.possible:
        store_item(engine, value, key, arguments.get(1, "default"))
    engine.path = entry
    return item(engine, value, key)


def _pop_key(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    result = _get(engine, value, arguments)
    delete_item(engine, value, arguments.get(0, "key"))
    return result


def _clear_dict(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    for key, _ in list(value.entries.values()):
        delete_item(engine, value, key)
    return NONE


def _copy_dict(engine: Interpreter, value: Value, arguments: Arguments) -> Value:
    assert isinstance(value, DictValue)
    result = DictValue()
    result.entries, result.rest = dict(value.entries), value.rest
    return result


_DICT: Final[dict[str, Method]] = {
    "get": _get,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "iteritems": _items,
    "itervalues": _values,
    "iterkeys": _keys,
    "update": _update,
    "setdefault": _setdefault,
    "pop": _pop_key,
    "clear": _clear_dict,
    "copy": _copy_dict,
    "has_key": lambda engine, value, arguments: compare(engine, "In", arguments.get(0, "key"), value),
}


# -- strings ---------------------------------------------------------------------------------------------------------

_PURE: Final = frozenset(
    "capitalize casefold count encode endswith find format index isalnum isalpha isdigit islower isupper join lower "
    "lstrip partition replace rfind rpartition rsplit rstrip split splitlines startswith strip swapcase title upper "
    "zfill decode".split()
)


def _constant_method(value: Const, name: str) -> Value | None:
    if not isinstance(value.value, (str, bytes)) or name not in _PURE or not hasattr(value.value, name):
        return None

    def run(engine: Interpreter, arguments: Arguments) -> Value:
        if any(isinstance(a, Choice) for a in arguments.positional):
            given = TupleValue([(engine.logic.true, a) for a in arguments.positional])
            known = each_way(engine, given, lambda values: fold(engine, Arguments(values, arguments.keywords)))
            if known is not None:
                return known
        return fold(engine, arguments)

    def fold(engine: Interpreter, arguments: Arguments) -> Value:
        only = arguments.positional[0] if len(arguments.positional) == 1 and not arguments.keywords else None
        if isinstance(only, Sequential):
            ways = each_way(engine, only, lambda values: folded_with(engine, values))
            if ways is not None:
                return ways
        return _folded(engine, value, name, arguments)

    def folded_with(engine: Interpreter, values: list[Value]) -> Value | None:
        if not all(isinstance(v, Const) for v in values):
            return None
        return _folded(engine, value, name, Arguments([TupleValue([(engine.logic.true, v) for v in values])]))

    return BuiltinValue(name, run)


def _folded(engine: Interpreter, value: Const, name: str, arguments: Arguments) -> Value:
    given = [plain_of(a) for a in arguments.positional]
    named = {k: plain_of(v) for k, v in arguments.keywords.items()}
    if arguments.more is not None or any(v is NotImplemented for v in (*given, *named.values())):
        unknown = next((a for a in arguments.values() if isinstance(a, Unknown) and a.stable), None)
        if unknown is not None and name in ("format", "join"):
            return unknown.derive((name, value.value), repr(value.value))
        return Unknown(f"{describe(value)}.{name}(...)")
    if len(value.value) > LARGEST or not _is_modest(value.value, name, [*given, *named.values()]):
        return Unknown("a long string", stable=True)
    try:
        return constant_value(engine, getattr(value.value, name)(*given, **named))
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, MemoryError):
        return Unknown(f"{describe(value)}.{name}(...)", stable=True)


def _is_modest(text: str | bytes, name: str, given: list[object]) -> bool:
    """Whether a method's result cannot be very long."""
    if name == "zfill" or (name == "format" and ":{" in str(text)):
        return not any(isinstance(v, int) and v > 1000 for v in given)
    if name == "replace":
        return len(text) * max((len(v) for v in given if isinstance(v, (str, bytes))), default=0) <= 100 * LARGEST
    return name != "format" or is_modest(str(text))


def constant_value(engine: Interpreter, result: object) -> Value:
    """A Python object as an abstract value."""
    if isinstance(result, (list, tuple)):
        items = [(engine.logic.true, constant_value(engine, part)) for part in result]
        return ListValue(items) if isinstance(result, list) else TupleValue(items)
    if isinstance(result, (str, bytes)) and len(result) > LARGEST:
        return Unknown("a long string", stable=True)
    return Const(result)
