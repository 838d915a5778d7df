"""Operators, comparisons and subscripts on abstract values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Final

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe, find_in
from bnlint.engine.sequences import (
    bounded,
    change,
    distinct,
    each_way,
    entries,
    plain_of,
    positions,
    present,
    rewrite,
    without_missing,
    worlds,
)
from bnlint.engine.values import (
    MISSING,
    NONE,
    Arguments,
    Choice,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    HostValue,
    InstanceValue,
    ListValue,
    MethodValue,
    ModuleValue,
    RangeValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
    identity,
)

MANY: Final = 16
"""Elements beyond which it is one question whether an unknown is among them, not one for each."""
LARGEST: Final = 10_000
"""Elements, characters or bits that a folded constant may have."""

_BINARY: Final[dict[str, tuple[str, Callable[[Any, Any], Any]]]] = {
    "Add": ("+", operator.add),
    "Sub": ("-", operator.sub),
    "Mult": ("*", operator.mul),
    "Div": ("/", operator.truediv),
    "FloorDiv": ("//", operator.floordiv),
    "Mod": ("%", operator.mod),
    "Pow": ("**", operator.pow),
    "LShift": ("<<", operator.lshift),
    "RShift": (">>", operator.rshift),
    "BitAnd": ("&", operator.and_),
    "BitOr": ("|", operator.or_),
    "BitXor": ("^", operator.xor),
    "MatMult": ("@", operator.matmul),
}
_UNARY: Final[dict[str, Callable[[Any], Any]]] = {
    "USub": operator.neg,
    "UAdd": operator.pos,
    "Invert": operator.invert,
}
_ORDER: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}
_SPECIAL: Final = {"Add": "__add__", "Sub": "__sub__", "Mult": "__mul__", "Div": "__truediv__", "Mod": "__mod__"}


def binary(engine: Interpreter, name: str, left: Value, right: Value) -> Value:
    """`left <name> right`, where `name` is ast's name of the operator."""
    if _too_many(left, right):
        return Unknown(f"{describe(left)} {_BINARY[name][0]} {describe(right)}", carries=(left, right))
    if isinstance(left, Choice):
        return engine.lift(engine.now(left), lambda single: binary(engine, name, single, right))
    if isinstance(right, Choice):
        return engine.lift(engine.now(right), lambda single: binary(engine, name, left, single))
    for known, other, reflected in ((left, right, False), (right, left, True)):
        if isinstance(known, HostValue):
            result = known.binary(engine, name, other, reflected)
            if result is not None:
                return result
    if isinstance(left, Const) and isinstance(right, Const):
        return _folded(engine, name, left, right)
    if isinstance(left, Sequential):
        result = _sequences(engine, name, left, right)
        if result is not None:
            return result
    if isinstance(left, Const) and isinstance(left.value, str) and name == "Mod":
        return formatted(engine, left.value, right)
    if isinstance(left, InstanceValue) and name in _SPECIAL:
        method = find_in(left.cls.linear, _SPECIAL[name])
        if method is not None:
            return engine.call(engine.bound(method, left), Arguments([right]))
    return _unknown(name, left, right)


def _folded(engine: Interpreter, name: str, left: Const, right: Const) -> Value:
    a, b = left.value, right.value
    if name == "Mod" and isinstance(a, str):
        return formatted(engine, a, right)
    if name in ("Pow", "LShift") and not (isinstance(b, (int, float)) and abs(b) < 64):
        return Unknown("a large number", stable=True)
    if isinstance(a, int) and isinstance(b, int) and a.bit_length() + b.bit_length() > LARGEST:
        return Unknown("a large number", stable=True)
    if name == "Mult" and any(isinstance(x, (str, bytes)) for x in (a, b)):
        times = b if isinstance(b, int) else a
        if not isinstance(times, int) or times * len(a if isinstance(a, (str, bytes)) else b) > LARGEST:
            return Unknown("a long string", stable=True)
    try:
        result = _BINARY[name][1](a, b)
    except (TypeError, ValueError, ArithmeticError):
        return Unknown(f"{a!r} {_BINARY[name][0]} {b!r}", stable=True)
    if isinstance(result, (str, bytes)) and len(result) > LARGEST:
        return Unknown("a long string", stable=True)
    return Const(result)


def is_modest(pattern: str) -> bool:
    """Whether no width or precision in a format is so large that following it would take long."""
    return not re.search("[0-9]{4}", pattern)


def formatted(engine: Interpreter, pattern: str, value: Value) -> Value:
    """`pattern % value`."""
    if isinstance(value, TupleValue) and not all(c.certain and isinstance(v, Const) for c, v in value.items):
        true = engine.logic.true

        def fill(values: list[Value]) -> Value | None:
            return _formatted_with(pattern, TupleValue([(true, v) for v in values]))

        known = each_way(engine, value, fill)
        return Unknown(repr(pattern)) if known is None else known
    return _formatted_with(pattern, value) or Unknown(repr(pattern))


def _formatted_with(pattern: str, value: Value) -> Value | None:
    if isinstance(value, Const):
        plain: Any = value.value
    elif isinstance(value, DictValue):
        parts = {key.value: plain_of(v) for key, v in value.entries.values() if isinstance(key, Const)}
        if value.rest is not None or any(v is NotImplemented for v in parts.values()):
            return None
        plain = parts
    elif isinstance(value, Sequential):
        plain = plain_of(value)
        if plain is NotImplemented:
            return None
    else:
        stable = isinstance(value, Unknown) and value.stable
        return value.derive(("%", pattern), repr(pattern)) if isinstance(value, Unknown) and stable else None
    if len(pattern) > 1000 or "*" in pattern or not is_modest(pattern):
        return Unknown("a formatted string", stable=True)
    try:
        text = pattern % plain
        return Const(text) if len(text) <= LARGEST else Unknown("a long string", stable=True)
    except (TypeError, ValueError, KeyError, OverflowError, MemoryError):
        return Unknown("a formatted string", stable=True)


def _sequences(engine: Interpreter, name: str, left: Sequential, right: Value) -> Value | None:
    if name == "Add" and isinstance(right, Sequential):
        rest = left.rest if right.rest is None else right.rest
        items, rest = bounded([*left.items, *right.items], rest)
        return type(left)(items, rest, (*left.origins, *right.origins))
    if name == "Add":
        inner = engine.elements(right)
        return type(left)([*left.items, *inner.items], inner.rest, (*left.origins, *inner.origins))
    times = right.value if isinstance(right, Const) and isinstance(right.value, int) else 10**9
    if name == "Mult" and len(left.items) * max(times, 0) <= 256:
        return type(left)(list(left.items) * min(max(times, 0), 256), left.rest, left.origins)
    if name == "Mult" and left.items:
        return type(left)([left.items[0]] * 2, left.items[0][1], left.origins)
    if isinstance(left, SetValue) and isinstance(right, Sequential):
        return set_operation(engine, name, left, right)
    return None


def set_operation(engine: Interpreter, name: str, left: Sequential, right: Sequential) -> Value | None:
    """`left | right`, `left & right`, `left - right`, `left ^ right` of two sets."""
    if name == "BitOr":
        rest = left.rest if right.rest is None else right.rest
        items = distinct(engine, [*left.items, *right.items])
        return SetValue(items, rest, (*left.origins, *right.origins))
    if name not in ("Sub", "BitAnd", "BitXor"):
        return None
    only_left = [(c & ~_contains(engine, right, v), v) for c, v in distinct(engine, left.items)]
    if name == "Sub":
        return SetValue([(c, v) for c, v in only_left if c.possible], left.rest, left.origins)
    if name == "BitAnd":
        both = [(c & ~without, v) for (c, v), (without, _) in zip(distinct(engine, left.items), only_left, strict=True)]
        return SetValue([(c, v) for c, v in both if c.possible], left.rest, left.origins)
    only_right = [(c & ~_contains(engine, left, v), v) for c, v in distinct(engine, right.items)]
    return SetValue([(c, v) for c, v in [*only_left, *only_right] if c.possible], left.rest or right.rest, left.origins)


def _unknown(name: str, left: Value, right: Value) -> Value:
    text = f"{describe(left)} {_BINARY[name][0]} {describe(right)}"
    for base, other, side in ((left, right, 0), (right, left, 1)):
        if (
            isinstance(base, Unknown)
            and base.stable
            and (isinstance(other, Const) or (isinstance(other, Unknown) and other.stable))
        ):
            return base.derive((name, identity(other), side), text)
    carries = tuple(v for v in (left, right) if not isinstance(v, Const))
    return Unknown(text, carries=carries)


def unary(engine: Interpreter, name: str, operand: Value) -> Value:
    if isinstance(operand, Choice):
        return engine.lift(engine.now(operand), lambda single: unary(engine, name, single))
    if isinstance(operand, Const):
        try:
            return Const(_UNARY[name](operand.value))
        except TypeError:
            return Unknown("an operand", stable=True)
    if isinstance(operand, HostValue):
        return operand.binary(engine, name, NONE, False) or Unknown(operand.describe(), carries=(operand,))
    if isinstance(operand, Unknown):
        return operand.derive(name, f"-{operand.text}")
    return Unknown(describe(operand), carries=(operand,))


# -- comparisons -----------------------------------------------------------------------------------------------------


def _too_many(left: Value, right: Value) -> bool:
    """Whether an operator would have to be followed for too many pairs of values."""
    return (
        isinstance(left, Choice) and isinstance(right, Choice) and len(left.alternatives) * len(right.alternatives) > 9
    )


def compare(engine: Interpreter, name: str, left: Value, right: Value) -> Value:
    if _too_many(left, right):
        return engine.truth_value(_relation(engine, name, left, right))
    if isinstance(left, Choice):
        return engine.lift(engine.now(left), lambda single: compare(engine, name, single, right))
    if isinstance(right, Choice):
        return engine.lift(engine.now(right), lambda single: compare(engine, name, left, single))
    for known, other, reflected in ((left, right, False), (right, left, True)):
        if isinstance(known, HostValue) and name not in ("Is", "IsNot", "In", "NotIn"):
            result = known.binary(engine, name, other, reflected)
            if result is not None:
                return result
    if name in ("Eq", "Is", "NotEq", "IsNot"):
        same = _same(engine, left, right, identity=name.startswith("Is"))
        return engine.truth_value(~same if name in ("NotEq", "IsNot") else same)
    if name in ("In", "NotIn"):
        inside = _contains(engine, right, left)
        return engine.truth_value(~inside if name == "NotIn" else inside)
    return engine.truth_value(_ordered(engine, name, left, right))


def _same(engine: Interpreter, left: Value, right: Value, identity: bool) -> Condition:
    logic = engine.logic
    if left is right:
        return logic.true
    if isinstance(left, Const) and isinstance(right, Const):
        return logic.true if left.value == right.value and _comparable(left.value, right.value) else logic.false
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown) and isinstance(other, Const):
            if identity or other.value is not None:
                return engine.is_equal_to(one, other.value)
            return engine.is_equal_to(one, None)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _relation(engine, "==", left, right)
    if identity:
        return logic.false
    if isinstance(left, Sequential) and isinstance(right, Sequential):
        return _same_elements(engine, left, right)
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        return _same_entries(engine, left, right)
    if isinstance(left, MethodValue) and isinstance(right, MethodValue):
        return logic.true if (left.function, left.receiver) == (right.function, right.receiver) else logic.false
    for one, other in ((left, right), (right, left)):
        if isinstance(one, InstanceValue) and (method := find_in(one.cls.linear, "__eq__")) is not None:
            return engine.truth(engine.call(engine.bound(method, one), Arguments([other])))
    return logic.false


def _comparable(left: object, right: object) -> bool:
    numbers = (bool, int, float, complex)
    return type(left) is type(right) or (isinstance(left, numbers) and isinstance(right, numbers))


def _same_elements(engine: Interpreter, left: Sequential, right: Sequential) -> Condition:
    logic = engine.logic
    if isinstance(left, SetValue) and isinstance(right, SetValue) and left.rest is None and right.rest is None:
        missing = [c & ~_contains(engine, right, v) for c, v in left.items]
        return ~logic.any_of(missing + [c & ~_contains(engine, left, v) for c, v in right.items])
    if {type(left), type(right)} == {ListValue, TupleValue}:
        return logic.false
    ways = worlds(engine, present(engine, left.items)) if left.rest is None else None
    others = worlds(engine, present(engine, right.items)) if right.rest is None else None
    if ways is None or others is None:
        return _relation(engine, "==", left, right)
    return logic.any_of(
        c & d & _all_equal(engine, a, b) for c, a in ways for d, b in others if len(a) == len(b) and not c.excludes(d)
    )


def _all_equal(engine: Interpreter, left: list[Value], right: list[Value]) -> Condition:
    result = engine.logic.true
    engine.spend(len(left))
    for a, b in zip(left, right, strict=True):
        result = result & engine.truth(compare(engine, "Eq", a, b))
    return result


def _same_entries(engine: Interpreter, left: DictValue, right: DictValue) -> Condition:
    if left.rest is not None or right.rest is not None:
        return _relation(engine, "==", left, right)
    different = engine.logic.false
    for one, other in ((left, right), (right, left)):
        for condition, key, value in entries(engine, one):
            there = _contains(engine, other, key)
            equal = engine.truth(compare(engine, "Eq", value, _entry(engine, other, key))) if there.possible else there
            different = different | (condition & ~(there & equal))
    return ~different


def _relation(engine: Interpreter, name: str, left: Value, right: Value) -> Condition:
    text = f"{describe(left)} {name} {describe(right)}"
    stable = all(isinstance(v, Const) or (isinstance(v, Unknown) and v.stable) for v in (left, right))
    return engine.logic.symbol((name, identity(left), identity(right)), "option" if stable else "varying", text)


def _contains(engine: Interpreter, container: Value, element: Value) -> Condition:
    logic = engine.logic
    if isinstance(container, Const) and isinstance(element, Const):
        try:
            return logic.true if element.value in container.value else logic.false
        except (TypeError, ValueError):
            return logic.false
    if isinstance(element, Unknown) and _size_of(container) > MANY:
        return _relation(engine, "in", element, container)
    if isinstance(container, DictValue):
        known = container.entries.get(DictValue.key_of(element))
        if known is not None and (container.rest is None or type(known[1]) is not Choice):
            return without_missing(engine, known[1])[0]
        if container.rest is None and isinstance(element, (Const, Unknown, TupleValue)):
            return _is_a_key(engine, container, element)
    if isinstance(container, Sequential):
        found = logic.any_of(c & engine.truth(compare(engine, "Eq", element, v)) for c, v in container.items)
        return found if container.rest is None else found | _relation(engine, "in", element, container)
    if isinstance(container, InstanceValue):
        method = find_in(container.cls.linear, "__contains__")
        if method is not None:
            return engine.truth(engine.call(engine.bound(method, container), Arguments([element])))
    return _relation(engine, "in", element, container)


def _is_a_key(engine: Interpreter, container: DictValue, element: Value) -> Condition:
    """When one of the keys equals an element under which nothing is kept: no constant equals another one."""
    found = engine.logic.false
    for key, value in list(container.entries.values()):
        if not (isinstance(key, Const) and isinstance(element, Const)):
            there, _ = without_missing(engine, value)
            if there.possible:
                found = found | (there & engine.truth(compare(engine, "Eq", element, key)))
    return found


def _size_of(container: Value) -> int:
    if isinstance(container, DictValue):
        return len(container.entries)
    return len(container.items) if isinstance(container, Sequential) else 0


def _ordered(engine: Interpreter, name: str, left: Value, right: Value) -> Condition:
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return engine.logic.true if _ORDER[name](left.value, right.value) else engine.logic.false
        except TypeError:
            return engine.logic.false
    plain = plain_of(left), plain_of(right)
    if plain[0] is not NotImplemented and plain[1] is not NotImplemented:
        return _ordered(engine, name, Const(plain[0]), Const(plain[1]))
    if name == "Gt":
        return _relation(engine, "<", right, left)
    if name == "LtE":
        return ~_relation(engine, "<", right, left)
    if name == "GtE":
        return ~_relation(engine, "<", left, right)
    return _relation(engine, "<", left, right)


# -- subscripts ------------------------------------------------------------------------------------------------------


def slice_of(parts: list[Value]) -> Value:
    values = [part.value if isinstance(part, Const) else Ellipsis for part in parts]
    if any(v is Ellipsis or not (v is None or isinstance(v, int)) for v in values):
        return Unknown("a slice")
    return Const(slice(*values))


def item(engine: Interpreter, container: Value, index: Value) -> Value:
    """`container[index]`."""
    if isinstance(container, Choice):
        return engine.lift(engine.now(container), lambda single: item(engine, single, index))
    if isinstance(index, Choice):
        return engine.lift(engine.now(index), lambda single: item(engine, container, single))
    if isinstance(container, Sequential):
        return engine.now(_element(engine, container, index))
    if isinstance(container, DictValue):
        return engine.now(_entry(engine, container, index))
    if isinstance(container, Const) and isinstance(index, Const) and isinstance(container.value, (str, bytes)):
        try:
            return Const(container.value[index.value])
        except (IndexError, TypeError, ValueError):
            return Unknown("a character", stable=True)
    if isinstance(container, RangeValue):
        return Unknown("the index", stable=False)
    if isinstance(container, HostValue):
        result = container.item(engine, index)
        if result is not None:
            return result
    if isinstance(container, InstanceValue):
        method = find_in(container.cls.linear, "__getitem__")
        if method is not None:
            return engine.call(engine.bound(method, container), Arguments([index]))
        if container.cls.fields:
            return item(engine, engine.elements(container), index)
    if isinstance(container, Unknown):
        return _unknown_item(container, index)
    return Unknown(f"{describe(container)}[...]", carries=(container,))


def _unknown_item(container: Unknown, index: Value) -> Value:
    key: object = (type(index.value), repr(index.value)) if isinstance(index, Const) else index
    if container.fields is not None and isinstance(index, Const):
        stored = container.fields.get(f"[{index.value!r}]")
        if stored is not None:
            return stored
    return container.derive(("[]", key), f"{container.text}[{describe(index)}]")


def _element(engine: Interpreter, container: Sequential, index: Value) -> Value:
    items, rest = container.items, container.rest
    if isinstance(index, Const) and isinstance(index.value, slice):
        return _sliced(engine, container, index.value)
    if isinstance(index, Const) and isinstance(index.value, int):
        there = present(engine, items)
        sure = all(c.certain for c, _ in there)
        if sure and -len(there) <= index.value < len(there) and (rest is None or index.value >= 0):
            return there[index.value][1]
        if rest is not None:
            return rest
        if there and not sure and abs(index.value) <= len(there):
            where = positions(engine, there, index.value)
            if any(condition.possible for condition in where):
                return engine.choice(zip(where, (v for _, v in there), strict=True))
        return Unknown("an element that is not there")
    if not items:
        return rest if rest is not None else Unknown("an element", stable=False)
    keys = [engine.symbol(_index_of(index), n, "") for n in range(min(len(items), 6) - 1)]
    return _any_of(engine, [v for _, v in items[:6]], keys)


def _index_of(index: Value) -> Unknown:
    return index if isinstance(index, Unknown) else Unknown(describe(index))


def _any_of(engine: Interpreter, values: list[Value], keys: list[Condition]) -> Value:
    left = engine.logic.true
    items: list[tuple[Condition, Value]] = []
    for key, value in zip(keys, values, strict=False):
        items.append((left & key, value))
        left = left & ~key
    return engine.choice([*items, (left, values[len(keys)])])


def _sliced(engine: Interpreter, container: Sequential, which: slice) -> Value:
    """`container[which]`; of a list whose length is unknown some of its elements."""
    items, kind, origins = present(engine, container.items), type(container), container.origins
    if container.rest is None and all(c.certain for c, _ in items):
        return kind(items[which], None, origins)
    if which.start is which.stop is None and which.step in (None, 1, -1):
        return kind(items[which], container.rest, origins)
    if container.rest is not None and which.step is None and which.stop is None and (which.start or 0) >= 0:
        sure = [c.certain for c, _ in items[: which.start]]
        if all(sure) and len(sure) == which.start:
            return kind(items[which], container.rest, origins)
    true = engine.logic.true
    known = each_way(engine, container, lambda values: kind([(true, v) for v in values[which]], None, origins))
    if known is not None:
        return known
    inside = tuple(v for _, v in items) + (() if container.rest is None else (container.rest,))
    return kind([], Unknown("an element of a slice", carries=inside), origins)


def _entry(engine: Interpreter, container: DictValue, index: Value) -> Value:
    known = container.entries.get(DictValue.key_of(index))
    if known is not None:
        there, value = without_missing(engine, known[1])
        if there.possible:
            return value
    if isinstance(index, Const):
        return container.rest if container.rest is not None else Unknown(f"the entry {index.value!r}", stable=True)
    if isinstance(index, Unknown) and container.entries and container.rest is None:
        pairs = entries(engine, container)[:8]
        conditions = [c & engine.truth(compare(engine, "Eq", index, key)) for c, key, _ in pairs]
        return engine.choice([(c, v) for c, (_, _, v) in zip(conditions, pairs, strict=True)])
    values = tuple(v for _, _, v in entries(engine, container))
    return Unknown(f"an entry [{describe(index)}]", stable=isinstance(index, Unknown) and index.stable, carries=values)


def store_item(engine: Interpreter, container: Value, index: Value, value: Value) -> None:
    """`container[index] = value`."""
    if isinstance(index, Choice):
        return for_each(engine, index, lambda single: store_item(engine, container, single, value))

    def store(single: Value) -> Value:
        if isinstance(single, DictValue):
            key = DictValue.key_of(index)
            old = single.entries.get(key)
            stored = engine.replaced(old[1] if old else MISSING, value)
            single.entries[key] = (old[0] if old else index, stored)
        elif isinstance(single, ListValue) and isinstance(index, Const) and isinstance(index.value, int):
            where = positions(engine, single.items, index.value)
            single.items[:] = [
                (c, engine.choice([(at, value), (~at, old)]) if at.possible else old)
                for (c, old), at in zip(single.items, where, strict=True)
            ]
        elif isinstance(single, ListValue) and isinstance(index, Const) and isinstance(index.value, slice):
            _store_slice(engine, single, index.value, engine.elements(value))
        elif isinstance(single, ListValue):
            single.rest = value
        elif isinstance(single, InstanceValue):
            method = find_in(single.cls.linear, "__setitem__")
            if method is not None:
                engine.call(engine.bound(method, single), Arguments([index, value]))
        elif isinstance(single, Unknown):
            if single.fields is None:
                single.fields = {}
            name = f"[{index.value!r}]" if isinstance(index, Const) else "[...]"
            single.fields[name] = engine.replaced(single.fields.get(name), value)
            single.carry(value)
        return NONE

    engine.lift(engine.now(container), store)
    return None


def _store_slice(engine: Interpreter, container: ListValue, which: slice, inner: Sequential) -> None:
    if which.start is which.stop is which.step is None:
        if engine.path.certain or inner.rest is not None:
            container.rest = inner.rest
        return rewrite(engine, container, list(inner.items))
    values = [v for _, v in inner.items]
    if not inner.exact:
        container.rest = Unknown("an element", carries=tuple(values))
        return None
    return change(engine, container, lambda old: old.__setitem__(which, values))


def delete_item(engine: Interpreter, container: Value, index: Value) -> None:
    """`del container[index]`."""

    def delete(single: Value) -> Value:
        if isinstance(single, DictValue):
            key = DictValue.key_of(index)
            if key in single.entries:
                known, value = single.entries[key]
                single.entries[key] = known, engine.replaced(value, MISSING)
                if single.entries[key][1] is MISSING:
                    del single.entries[key]
        elif isinstance(single, Sequential) and isinstance(index, Const) and isinstance(index.value, int):
            remove_at(engine, single, index.value)
        elif isinstance(single, Sequential) and isinstance(index, Const) and isinstance(index.value, slice):
            which = index.value
            change(engine, single, lambda values: values.__delitem__(which))
        elif isinstance(single, Unknown) and single.fields is not None and isinstance(index, Const):
            single.fields.pop(f"[{index.value!r}]", None)
        return NONE

    if isinstance(index, Choice):
        for_each(engine, index, lambda single: delete_item(engine, container, single))
    else:
        engine.lift(engine.now(container), delete)


def for_each(engine: Interpreter, value: Value, use: Callable[[Value], None]) -> None:
    """`use` each value that this may be, on its own path."""

    def one(single: Value) -> Value:
        use(single)
        return NONE

    engine.lift(engine.now(value), one)


def remove_at(engine: Interpreter, container: Sequential, index: int) -> None:
    """Remove the element at `index` on the present path."""
    where = positions(engine, container.items, index)
    left = [(c & ~at, v) for (c, v), at in zip(container.items, where, strict=True)]
    container.items[:] = [(c, v) for c, v in left if c.possible]


def kind_of(value: Value) -> str | None:
    """The Python type of a value, where it is known."""
    if isinstance(value, Const):
        return type(value.value).__name__
    for cls, name in (
        (ListValue, "list"), (TupleValue, "tuple"), (DictValue, "dict"), (SetValue, "set"), (RangeValue, "range"),
        (FunctionValue, "function"), (ModuleValue, "module"), (ClassValue, "type"),
    ):  # fmt: skip
        if isinstance(value, cls):
            return name
    return None
