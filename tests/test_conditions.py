"""Conditions are held against truth tables: every formula over a few symbols, under every assignment."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable
from functools import reduce

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bnlint.conditions import Condition, Logic, Symbol, _size

same_every_time = settings(derandomize=True, deadline=None)

SYMBOLS = 5
ASSIGNMENTS = list(itertools.product([False, True], repeat=SYMBOLS))

Table = tuple[bool, ...]
"""What a formula is under each of `ASSIGNMENTS`."""


class Formula:
    """A formula, both as a condition and as a truth table."""

    def __init__(self, build: Callable[[Logic], Condition], table: Table, text: str) -> None:
        self.build = build
        self.table = table
        self.text = text

    def __repr__(self) -> str:
        return self.text


def literal(index: int) -> Formula:
    return Formula(
        lambda logic: logic.symbol(index, "option" if index % 2 else "varying", f"s{index}"),
        tuple(assignment[index] for assignment in ASSIGNMENTS),
        f"s{index}",
    )


def constant(value: bool) -> Formula:
    return Formula(lambda logic: logic.true if value else logic.false, (value,) * len(ASSIGNMENTS), str(value))


def negation(inner: Formula) -> Formula:
    return Formula(lambda logic: ~inner.build(logic), tuple(not v for v in inner.table), f"~{inner}")


def conjunction(pair: tuple[Formula, Formula]) -> Formula:
    left, right = pair
    table = tuple(a and b for a, b in zip(left.table, right.table, strict=True))
    return Formula(lambda logic: left.build(logic) & right.build(logic), table, f"({left} & {right})")


def disjunction(pair: tuple[Formula, Formula]) -> Formula:
    left, right = pair
    table = tuple(a or b for a, b in zip(left.table, right.table, strict=True))
    return Formula(lambda logic: left.build(logic) | right.build(logic), table, f"({left} | {right})")


formulas: st.SearchStrategy[Formula] = st.recursive(
    st.integers(0, SYMBOLS - 1).map(literal) | st.booleans().map(constant),
    lambda inner: (
        inner.map(negation) | st.tuples(inner, inner).map(conjunction) | st.tuples(inner, inner).map(disjunction)
    ),
    max_leaves=20,
)


def logic_in_order() -> Logic:
    """A logic whose symbol number n is `s{n}`, so that tables and conditions name the same things."""
    logic = Logic()
    for index in range(SYMBOLS):
        literal(index).build(logic)
    return logic


def value_under(condition: Condition, assignment: tuple[bool, ...]) -> bool:
    while condition.high is not None and condition.low is not None:
        condition = condition.high if assignment[condition.level] else condition.low
    assert condition.certain or not condition.possible
    return condition.certain


def table_of(condition: Condition) -> Table:
    return tuple(value_under(condition, assignment) for assignment in ASSIGNMENTS)


@same_every_time
@given(formulas)
def test_conditions_agree_with_truth_tables(formula: Formula) -> None:
    condition = formula.build(logic_in_order())
    assert table_of(condition) == formula.table
    assert condition.certain == all(formula.table)
    assert condition.possible == any(formula.table)


@same_every_time
@given(formulas, formulas)
def test_equivalent_conditions_are_one_object(left: Formula, right: Formula) -> None:
    logic = logic_in_order()
    assert (left.build(logic) is right.build(logic)) == (left.table == right.table)


@same_every_time
@given(formulas, formulas)
def test_implication_and_exclusion(left: Formula, right: Formula) -> None:
    logic = logic_in_order()
    one, other = left.build(logic), right.build(logic)
    pairs = list(zip(left.table, right.table, strict=True))
    assert one.implies(other) == all(b for a, b in pairs if a)
    assert one.excludes(other) == (not any(a and b for a, b in pairs))


@same_every_time
@given(formulas, formulas, formulas)
def test_laws(first: Formula, second: Formula, third: Formula) -> None:
    logic = logic_in_order()
    a, b, c = (formula.build(logic) for formula in (first, second, third))
    assert ~~a is a
    assert a & b is b & a
    assert (a & b) & c is a & (b & c)
    assert a & (b | c) is (a & b) | (a & c)
    assert ~(a & b) is ~a | ~b
    assert a & ~a is logic.false
    assert a | ~a is logic.true


def flipped(assignment: tuple[bool, ...], index: int) -> tuple[bool, ...]:
    return (*assignment[:index], not assignment[index], *assignment[index + 1 :])


@same_every_time
@given(formulas)
def test_symbols_are_those_that_matter(formula: Formula) -> None:
    condition = formula.build(logic_in_order())
    table = dict(zip(ASSIGNMENTS, formula.table, strict=True))
    matter = [
        f"s{index}"
        for index in range(SYMBOLS)
        if any(table[assignment] != table[flipped(assignment, index)] for assignment in ASSIGNMENTS)
    ]
    assert [symbol.text for symbol in condition.symbols()] == matter


@same_every_time
@given(formulas, st.sets(st.integers(0, SYMBOLS - 1)))
def test_forgetting_leaves_what_some_value_of_the_symbol_allows(formula: Formula, gone: set[int]) -> None:
    logic = logic_in_order()
    left = logic.forget(formula.build(logic), lambda symbol: symbol.index in gone)
    table = dict(zip(ASSIGNMENTS, formula.table, strict=True))

    def allowed(assignment: tuple[bool, ...]) -> bool:
        choices = [(False, True) if n in gone else (value,) for n, value in enumerate(assignment)]
        return any(table[tuple(other)] for other in itertools.product(*choices))

    assert table_of(left) == tuple(allowed(assignment) for assignment in ASSIGNMENTS)
    assert not gone & {symbol.index for symbol in left.symbols()}


@same_every_time
@given(formulas, st.dictionaries(st.integers(0, SYMBOLS - 1), formulas, max_size=3))
def test_what_is_substituted_decides_in_the_symbol_s_place(formula: Formula, given: dict[int, Formula]) -> None:
    logic = logic_in_order()
    values = {index: other.build(logic) for index, other in given.items()}
    replaced = logic.substitute(formula.build(logic), lambda symbol: values.get(symbol.index))
    table = dict(zip(ASSIGNMENTS, formula.table, strict=True))
    tables = {index: dict(zip(ASSIGNMENTS, other.table, strict=True)) for index, other in given.items()}
    assert table_of(replaced) == tuple(
        table[tuple(tables[n][assignment] if n in tables else value for n, value in enumerate(assignment))]
        for assignment in ASSIGNMENTS
    )


@same_every_time
@given(formulas)
@example(disjunction((conjunction((literal(0), conjunction((literal(1), literal(3))))), literal(2))))
def test_the_easiest_way_suffices_and_nothing_in_it_is_needless(formula: Formula) -> None:
    way = formula.build(logic_in_order()).easiest()

    def suffices(fixed: list[tuple[Symbol, bool]]) -> bool:
        return all(
            holds
            for assignment, holds in zip(ASSIGNMENTS, formula.table, strict=True)
            if all(assignment[symbol.index] == value for symbol, value in fixed)
        )

    if not any(formula.table):
        assert way == []
        return
    assert suffices(way)
    assert not any(suffices([*way[:n], *way[n + 1 :]]) for n in range(len(way)))


@same_every_time
@given(st.lists(formulas, max_size=6))
def test_any_of(several: list[Formula]) -> None:
    logic = logic_in_order()
    condition = logic.any_of(formula.build(logic) for formula in several)
    assert table_of(condition) == tuple(any(column) for column in zip(*(f.table for f in several), strict=True)) or (
        not several and condition is logic.false
    )


def test_one_key_is_one_symbol() -> None:
    logic = Logic()
    first = logic.symbol("a key", "option", "FLAGS.batch_norm")
    assert logic.symbol("a key", "varying", "another text") is first
    assert logic.symbol("another key", "option", "FLAGS.batch_norm") is not first
    assert [symbol.text for symbol in first.symbols()] == ["FLAGS.batch_norm"]
    assert repr(first) == "FLAGS.batch_norm ..."
    assert repr(~first) == "not FLAGS.batch_norm ..."
    assert repr(first | ~first) == "True"


# -- bounded growth --------------------------------------------------------------------------------------------------


def parity(logic: Logic, size: int) -> Condition:
    """Whether an odd number of `size` symbols is true: two nodes a symbol, and as large a tree as there can be."""
    literals = [logic.symbol(n, "option", f"s{n}") for n in range(size)]
    return reduce(lambda a, b: (a & ~b) | (~a & b), literals)


def meeting(logic: Logic, size: int) -> Condition:
    """Whether one of `size` symbols and its partner are true, partners coming after all of them: 2 ** size nodes."""
    literals = [logic.symbol(n, "option", f"s{n}") for n in range(2 * size)]
    return logic.any_of(one & partner for one, partner in zip(literals[:size], literals[size:], strict=True))


@pytest.mark.parametrize("large", [meeting, parity])
@pytest.mark.parametrize("size", [100, 200])
def test_a_condition_that_grows_too_large_becomes_opaque(large: Callable[[Logic, int], Condition], size: int) -> None:
    logic = Logic()
    condition = large(logic, size)
    assert condition.possible and not condition.certain
    assert condition.weight <= 5000
    assert any(symbol.kind == "opaque" for symbol in condition.symbols())


def test_a_small_condition_stays_exact() -> None:
    logic = Logic()
    for small in (meeting(logic, 6), parity(logic, 40)):
        assert all(symbol.kind == "option" for symbol in small.symbols())


@pytest.mark.parametrize("combine", ["all", "any"])
@pytest.mark.parametrize("size", [100, 3000])
def test_long_combinations_need_no_deep_recursion(combine: str, size: int) -> None:
    logic = Logic()
    literals = [logic.symbol(n, "option", f"s{n}") for n in range(size)]
    for order in (literals, literals[::-1]):
        condition = reduce(lambda a, b: a & b if combine == "all" else a | b, order)
        assert condition.possible and not condition.certain
        assert ~~condition is condition
        assert condition.easiest()
        logic.forget(condition, lambda symbol: symbol.index % 2 == 0)


@settings(same_every_time, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), min_size=40, max_size=120))
def test_work_stays_bounded(steps: list[tuple[int, int, bool]]) -> None:
    """Whatever is combined with whatever, each result stays below the limit and the nodes made stay proportional."""
    logic = Logic()
    known = [logic.symbol(n, "option", f"s{n}") for n in range(61)]
    for left, right, both in steps:
        one, other = known[left % len(known)], known[-1 - right % len(known)]
        known.append(one & other if both else (one | other) & ~(one & other))
    assert all(condition.weight <= 5000 for condition in known)


@same_every_time
@given(st.lists(formulas, min_size=1, max_size=6))
def test_size_is_the_number_of_different_nodes_with_both_constants(built: list[Formula]) -> None:
    logic = Logic()
    for formula in built:
        condition = formula.build(logic)
        assert _size(condition) == len(_nodes_of(condition))


def _nodes_of(condition: Condition) -> set[Condition]:
    found, todo = {condition}, [condition]
    while todo:
        node = todo.pop()
        below = {child for child in (node.high, node.low) if child is not None} - found
        found |= below
        todo += below
    return found


def test_dissolving_frees_what_nobody_else_holds() -> None:
    logic = Logic()
    kept = ~(logic.symbol(0, "option", "a") & logic.symbol(1, "option", "b"))
    assert logic.size and not kept.certain
    gc.collect()
    logic.dissolve()
    assert not logic.size
    assert {node for node in gc.get_objects() if type(node) is Condition and node.logic is logic} == (
        _nodes_of(kept) | {logic.true, logic.false}
    )
