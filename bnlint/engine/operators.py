"""Operators, comparisons and subscripts on abstract values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe, find_in
from bnlint.engine.values import (
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
    ModuleValue,
    RangeValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
)

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
        return _folded(name, left, right)
    if isinstance(left, Sequential):
        result = _sequences(engine, name, left, right)
        if result is not None:
            return result
    if isinstance(left, Const) and isinstance(left.value, str) and name == "Mod":
        return _formatted(left.value, right)
    if isinstance(left, InstanceValue) and name in _SPECIAL:
        method = find_in(left.cls.linear, _SPECIAL[name])
        if method is not None:
            return engine.call(engine.bound(method, left), Arguments([right]))
    return _unknown(name, left, right)


def _folded(name: str, left: Const, right: Const) -> Value:
    a, b = left.value, right.value
    if name == "Mod" and isinstance(a, str):
        return _formatted(a, right)
    if name in ("Pow", "LShift") and not (isinstance(b, (int, float)) and abs(b) < 64):
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


def _formatted(pattern: str, value: Value) -> Value:
    """`pattern % value`."""
    if isinstance(value, Const):
        plain: Any = value.value
    elif isinstance(value, TupleValue) and value.exact and all(isinstance(v, Const) for _, v in value.items):
        plain = tuple(v.value for _, v in value.items if isinstance(v, Const))
    else:
        stable = isinstance(value, Unknown) and value.stable
        return (
            value.derive(("%", pattern), repr(pattern))
            if isinstance(value, Unknown) and stable
            else Unknown(repr(pattern))
        )
    if len(pattern) > 1000 or "*" in pattern or any(c.isdigit() and len(pattern) > 200 for c in pattern):
        return Unknown("a formatted string", stable=True)
    try:
        return Const((pattern % plain)[:LARGEST])
    except (TypeError, ValueError, KeyError, OverflowError, MemoryError):
        return Unknown("a formatted string", stable=True)


def _sequences(engine: Interpreter, name: str, left: Sequential, right: Value) -> Value | None:
    if name == "Add" and isinstance(right, Sequential):
        rest = left.rest if right.rest is None else right.rest
        return type(left)([*left.items, *right.items], rest, (*left.origins, *right.origins))
    if name == "Add":
        inner = engine.elements(right)
        return type(left)([*left.items, *inner.items], inner.rest, (*left.origins, *inner.origins))
    times = right.value if isinstance(right, Const) and isinstance(right.value, int) else 10**9
    if name == "Mult" and len(left.items) * max(times, 0) <= 256:
        return type(left)(list(left.items) * max(times, 0), left.rest, left.origins)
    if name == "Mult" and left.items:
        return type(left)([left.items[0]] * 2, left.items[0][1], left.origins)
    if name in ("BitOr", "Sub", "BitAnd") and isinstance(left, SetValue):
        return SetValue(list(left.items), left.rest, left.origins)
    return None


def _unknown(name: str, left: Value, right: Value) -> Value:
    text = f"{describe(left)} {_BINARY[name][0]} {describe(right)}"
    for base, other, side in ((left, right, 0), (right, left, 1)):
        if (
            isinstance(base, Unknown)
            and base.stable
            and (isinstance(other, Const) or (isinstance(other, Unknown) and other.stable))
        ):
            key = (type(other.value), other.value) if isinstance(other, Const) else other
            return base.derive((name, key, side), text)
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


def compare(engine: Interpreter, name: str, left: Value, right: Value) -> Value:
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
    if isinstance(left, Sequential) and isinstance(right, Sequential) and not identity:
        return _same_elements(engine, left, right)
    return logic.false


def _comparable(left: object, right: object) -> bool:
    numbers = (bool, int, float, complex)
    return type(left) is type(right) or (isinstance(left, numbers) and isinstance(right, numbers))


def _same_elements(engine: Interpreter, left: Sequential, right: Sequential) -> Condition:
    if not (left.exact and right.exact):
        return _relation(engine, "==", left, right)
    if len(left.items) != len(right.items):
        return engine.logic.false
    result = engine.logic.true
    for (_, a), (_, b) in zip(left.items, right.items, strict=True):
        result = result & engine.truth(compare(engine, "Eq", a, b))
    return result


def _relation(engine: Interpreter, name: str, left: Value, right: Value) -> Condition:
    text = f"{describe(left)} {name} {describe(right)}"
    stable = all(isinstance(v, Const) or (isinstance(v, Unknown) and v.stable) for v in (left, right))
    keys = [(type(v.value), v.value) if isinstance(v, Const) else v for v in (left, right)]
    return engine.logic.symbol((name, *keys), "option" if stable else "varying", text)


def _contains(engine: Interpreter, container: Value, element: Value) -> Condition:
    logic = engine.logic
    if isinstance(container, Const) and isinstance(element, Const):
        try:
            return logic.true if element.value in container.value else logic.false
        except TypeError:
            return logic.false
    if isinstance(container, DictValue):
        if DictValue.key_of(element) in container.entries:
            return logic.true
        if container.rest is None and isinstance(element, Const):
            return logic.any_of(
                engine.is_equal_to(k, element.value) for k, _ in container.entries.values() if isinstance(k, Unknown)
            )
        if container.rest is None and isinstance(element, Unknown):
            return logic.any_of(engine.truth(compare(engine, "Eq", element, k)) for k, _ in container.entries.values())
    if isinstance(container, Sequential):
        found = logic.any_of(c & engine.truth(compare(engine, "Eq", element, v)) for c, v in container.items)
        return found if container.rest is None else found | _relation(engine, "in", element, container)
    if isinstance(container, InstanceValue):
        method = find_in(container.cls.linear, "__contains__")
        if method is not None:
            return engine.truth(engine.call(engine.bound(method, container), Arguments([element])))
    return _relation(engine, "in", element, container)


def _ordered(engine: Interpreter, name: str, left: Value, right: Value) -> Condition:
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return engine.logic.true if _ORDER[name](left.value, right.value) else engine.logic.false
        except TypeError:
            return engine.logic.false
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
        whole = rest is None and all(c.certain or engine.path.implies(c) for c, _ in items)
        chosen = items[index.value] if whole else list(items)
        return type(container)(chosen, rest, container.origins)
    if isinstance(index, Const) and isinstance(index.value, int):
        present = [(c, v) for c, v in items if not c.excludes(engine.path)]
        sure = all(c.certain or engine.path.implies(c) for c, _ in present)
        if sure and -len(present) <= index.value < len(present) and (rest is None or index.value >= 0):
            return present[index.value][1]
        if rest is not None:
            return rest
        if present and not sure:
            return _nth(engine, present, index.value)
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


def _nth(engine: Interpreter, items: list[tuple[Condition, Value]], index: int) -> Value:
    """The element at `index` among elements that are not all there on every path."""
    if index < 0:
        items, index = items[::-1], -index - 1
    counts = [engine.path] + [engine.logic.false] * (index + 1)
    found: list[tuple[Condition, Value]] = []
    for condition, value in items:
        found.append((counts[index] & condition, value))
        for n in range(index, -1, -1):
            moved = counts[n] & condition
            counts[n + 1] = counts[n + 1] | moved
            counts[n] = counts[n] & ~condition
    return engine.choice(found)


def _entry(engine: Interpreter, container: DictValue, index: Value) -> Value:
    known = container.entries.get(DictValue.key_of(index))
    if known is not None:
        return known[1]
    if isinstance(index, Const):
        return container.rest if container.rest is not None else Unknown(f"the entry {index.value!r}", stable=True)
    if isinstance(index, Unknown) and container.entries and container.rest is None:
        pairs = list(container.entries.values())[:8]
        conditions = [engine.truth(compare(engine, "Eq", index, key)) for key, _ in pairs]
        return engine.choice([(c, v) for c, (_, v) in zip(conditions, pairs, strict=True)])
    values = tuple(v for _, v in container.entries.values())
    return Unknown(f"an entry [{describe(index)}]", stable=isinstance(index, Unknown) and index.stable, carries=values)


def store_item(engine: Interpreter, container: Value, index: Value, value: Value) -> None:
    """`container[index] = value`."""

    def store(single: Value) -> Value:
        if isinstance(single, DictValue):
            key = DictValue.key_of(index)
            old = single.entries.get(key)
            stored = engine.replaced(old[1] if old else None, value)
            single.entries[key] = (index, stored)
        elif isinstance(single, ListValue) and isinstance(index, Const) and isinstance(index.value, int):
            if -len(single.items) <= index.value < len(single.items):
                condition, old_value = single.items[index.value]
                single.items[index.value] = (condition, engine.replaced(old_value, value))
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
            single.carries = (*single.carries, value) if len(single.carries) < 64 else single.carries
        return NONE

    engine.lift(engine.now(container), store)


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
