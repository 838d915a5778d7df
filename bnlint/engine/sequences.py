"""Lists, tuples, sets and dicts whose elements may be there on some paths only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import (
    MISSING,
    Choice,
    Const,
    DictValue,
    Item,
    ListValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
)

WORLDS: Final = 16
"""Ways in which the elements of one list may differ before it counts as unknown."""
LONGEST: Final = 4096
"""Elements of one list; further ones are of unknown number."""
DEEPEST: Final = 6
"""Lists inside lists that a constant may have."""


def bounded(items: list[Item], rest: Value | None) -> tuple[list[Item], Value | None]:
    """The elements, and what stands for further ones, without those that are too many."""
    return (items, rest) if len(items) <= LONGEST else (items[:LONGEST], items[LONGEST][1] if rest is None else rest)


def present(engine: Interpreter, items: Iterable[Item]) -> list[Item]:
    """The elements that may be there on the present path; those that surely are have the condition "always"."""
    path, true = engine.path, engine.logic.true
    return [(true if c.certain or path.implies(c) else c, v) for c, v in items if c.certain or not c.excludes(path)]


def positions(engine: Interpreter, items: Sequence[Item], index: int) -> list[Condition]:
    """For each element, when it is the one at `index` on the present path."""
    if all(condition.certain for condition, _ in items):
        at = index if index >= 0 else len(items) + index
        return [engine.path if n == at else engine.logic.false for n in range(len(items))]
    if index < 0:
        return positions(engine, items[::-1], -index - 1)[::-1]
    counts = [engine.path] + [engine.logic.false] * (index + 1)
    result = []
    for condition, _ in items:
        result.append(counts[index] & condition)
        counts = _counted(counts, condition)
    return result


def indices(engine: Interpreter, items: Sequence[Item]) -> list[list[tuple[Condition, int]]]:
    """For each element, how many stand before it, and when."""
    counts = [engine.path]
    result = []
    for condition, _ in items:
        result.append([(c & condition, n) for n, c in enumerate(counts) if (c & condition).possible])
        counts = _counted([*counts, engine.logic.false], condition)
    return result


def _counted(counts: list[Condition], condition: Condition) -> list[Condition]:
    """When there are 0, 1, 2, ... elements once there is one more under `condition`."""
    counts = list(counts)
    for n in range(len(counts) - 2, -1, -1):
        moved = counts[n] & condition
        counts[n + 1] = counts[n + 1] | moved
        counts[n] = counts[n] & ~condition
    return counts


def worlds(engine: Interpreter, items: Iterable[Item]) -> list[tuple[Condition, list[Value]]] | None:
    """What lists these elements can be on the present path, and when; None for too many."""
    result: list[tuple[Condition, list[Value]]] = [(engine.path, [])]
    for condition, value in items:
        alternatives = engine.alternatives(value)
        if condition.certain and len(alternatives) == 1:
            for _, values in result:
                values.append(alternatives[0][1])
            continue
        grown = [
            (both, [*values, single])
            for when, values in result
            for c, single in alternatives
            if (both := when & condition & c).possible
        ]
        grown += [(both, values) for when, values in result if (both := when & ~condition).possible]
        if len(grown) > WORLDS:
            return None
        result = grown
    return result


def lengths(engine: Interpreter, items: Sequence[Item]) -> list[tuple[Condition, list[Value]]] | None:
    """The lists that these elements can be as to which of them are there; None for too many."""
    result: list[tuple[Condition, list[Value]]] = [(engine.path, [])]
    for condition, value in items:
        grown = [(both, [*values, value]) for when, values in result if (both := when & condition).possible]
        grown += [(both, values) for when, values in result if (both := when & ~condition).possible]
        if len(grown) > WORLDS:
            return None
        result = grown
    return result


def each_way(engine: Interpreter, sequence: Sequential, use: Callable[[list[Value]], Value | None]) -> Value | None:
    """What `use` makes of the elements, whatever they are; None where they are unknown or `use` gives None."""
    if sequence.rest is not None:
        return None
    ways = worlds(engine, present(engine, sequence.items))
    if ways is None:
        return None
    results = [(condition, use(values)) for condition, values in ways]
    known = [(condition, value) for condition, value in results if value is not None]
    return engine.choice(known) if len(known) == len(results) else None


def rewrite(engine: Interpreter, sequence: Sequential, items: Iterable[Item]) -> None:
    """Give a list other elements on the present path."""
    path = engine.path
    if path.certain:
        sequence.items[:] = items
        return
    new = [(path & c, v) for c, v in items]
    sequence.items[:] = new + [(left, v) for c, v in sequence.items if (left := c & ~path).possible]


def change(engine: Interpreter, sequence: Sequential, edit: Callable[[list[Any]], object]) -> None:
    """Edit a list in place on the present path, as `edit` would the Python list of its elements."""
    ways = worlds(engine, present(engine, sequence.items)) if sequence.rest is None else None
    if ways is None:
        inside = tuple(v for _, v in sequence.items)
        sequence.rest = Unknown("an element", carries=inside if sequence.rest is None else (*inside, sequence.rest))
        rewrite(engine, sequence, [])
        return
    true = engine.logic.true
    items: list[Item] = []
    for condition, values in ways:
        try:
            edit(values)
        except (IndexError, ValueError, TypeError):
            continue
        items += [(true if len(ways) == 1 else condition, value) for value in values]
    rewrite(engine, sequence, items)


def distinct(engine: Interpreter, items: Iterable[Item]) -> list[Item]:
    """The elements of a set: each constant once."""
    merged: dict[object, Item] = {}
    for condition, value in items:
        for when, single in engine.alternatives(value):
            key = DictValue.key_of(single)
            both = condition & when
            known = merged.get(key)
            merged[key] = (known[0] | both, known[1]) if known else (both, single)
    return list(merged.values())


def set_of(engine: Interpreter, sequence: Sequential) -> SetValue:
    return SetValue(distinct(engine, sequence.items), sequence.rest, sequence.origins)


def entries(engine: Interpreter, container: DictValue) -> list[tuple[Condition, Value, Value]]:
    """What a dict holds on the present path: when, key, value."""
    result = []
    for key, value in container.entries.values():
        there, single = without_missing(engine, value)
        if there.possible:
            result.append((there, key, single))
    return result


def without_missing(engine: Interpreter, value: Value) -> tuple[Condition, Value]:
    """When there is a value on the present path, and which."""
    if type(value) is not Choice:
        return engine.logic.true, value
    left = [(c, v) for c, v in value.alternatives if not c.excludes(engine.path)]
    there = [(c, v) for c, v in left if v is not MISSING]
    if len(there) == len(left):
        return engine.logic.true, engine.choice(left)
    return engine.logic.any_of(c for c, _ in there), engine.choice(there)


def in_order(
    engine: Interpreter, items: Iterable[Item], key: Callable[[Value], Value], descending: bool
) -> list[Item] | None:
    """The elements sorted; None where their order is unknown."""
    keyed: list[tuple[Any, Item]] = []
    entry = engine.path
    for condition, value in items:
        engine.path = entry
        for when, single in engine.alternatives(value):
            engine.path = entry & condition & when
            if not engine.path.possible:
                continue
            for which, order in engine.alternatives(_spelt_out(engine, key(single))):
                plain = plain_of(order)
                if plain is NotImplemented:
                    engine.path = entry
                    return None
                keyed.append((plain, (condition & when & which, single)))
    engine.path = entry
    try:
        keyed.sort(key=lambda pair: pair[0], reverse=descending)
    except TypeError:
        return None
    return [item for _, item in keyed]


def _spelt_out(engine: Interpreter, value: Value) -> Value:
    """A tuple of values that differ between paths as a choice of tuples that do not."""
    if not isinstance(value, TupleValue) or plain_of(value) is not NotImplemented:
        return value
    true = engine.logic.true
    known = each_way(engine, value, lambda values: TupleValue([(true, v) for v in values]))
    return value if known is None else known


def plain_of(value: Value, depth: int = 0) -> Any:
    """The Python object of a wholly constant value, else NotImplemented; sets and dicts are not looked into."""
    if isinstance(value, Const):
        return value.value
    if not isinstance(value, (ListValue, TupleValue)) or not value.exact or depth == DEEPEST:
        return NotImplemented
    parts = []
    for _, inner in value.items:
        parts.append(plain_of(inner, depth + 1))
        if parts[-1] is NotImplemented:
            return NotImplemented
    return tuple(parts) if isinstance(value, TupleValue) else parts
