"""Under which circumstances something holds: boolean conditions over symbols.

A program's unknowns (an option, whether an exception came) become *symbols*; what is done on one side of a branch
happens under a *condition* over them. Conditions are reduced ordered binary decision diagrams (Bryant 1986), interned
per `Logic`: two conditions are equivalent exactly when they are the same object, so that implication and contradiction
are cheap and exact. A condition that grows beyond all use is replaced by an opaque symbol: what rests on it *may* hold.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

SymbolKind = Literal["option", "varying", "tensor", "opaque"]
"""`option`: the same all through one run of the program (a flag, a parameter). `varying`: may differ each time it is
asked (the state of a loop, the outcome of a call). `tensor`: the value of a tensor, which each run of a session decides
anew. `opaque`: too complicated to follow."""

_LIMIT: Final = 640
"""Nodes of a condition written out as a tree."""
_DEPTH: Final = 96
"""Symbols on one way through a condition: the depth of every recursion here."""
_TERMINAL: Final = 1 << 60


@dataclass(frozen=True, eq=False)
class Symbol:
    """An atomic unknown, true or false. `text` is how a person would name it: `FLAGS.batch_norm`."""

    index: int
    kind: SymbolKind
    text: str


class Condition:
    """A boolean function of symbols. Compare with `is`; combine with `&`, `|` and `~`."""

    __slots__ = ("depth", "high", "level", "logic", "low", "negation", "weight")

    def __init__(self, logic: Logic, level: int, high: Condition | None, low: Condition | None) -> None:
        self.logic = logic
        self.level = level
        self.high = high
        self.low = low
        self.negation: Condition | None = None
        self.weight: int = 1 if high is None or low is None else min(1 + high.weight + low.weight, _LIMIT * 4)
        self.depth: int = 0 if high is None or low is None else 1 + max(high.depth, low.depth)

    def __and__(self, other: Condition) -> Condition:
        return self.logic.both(self, other)

    def __or__(self, other: Condition) -> Condition:
        logic = self.logic
        if self is logic.true or other is logic.true:
            return logic.true
        if self is logic.false:
            return other
        if other is logic.false or self is other:
            return self
        return ~logic.both(~self, ~other)

    def __invert__(self) -> Condition:
        return self.logic.negated(self)

    @property
    def possible(self) -> bool:
        """Whether it holds in some circumstances."""
        return self is not self.logic.false

    @property
    def certain(self) -> bool:
        """Whether it holds in all circumstances."""
        return self is self.logic.true

    def implies(self, other: Condition) -> bool:
        return (self & ~other) is self.logic.false

    def excludes(self, other: Condition) -> bool:
        return (self & other) is self.logic.false

    def symbols(self) -> list[Symbol]:
        """The symbols it depends on, in order of creation."""
        seen: set[Condition] = set()
        levels: set[int] = set()
        todo = [self]
        while todo:
            node = todo.pop()
            if node.high is None or node.low is None or node in seen:
                continue
            seen.add(node)
            levels.add(node.level)
            todo += (node.high, node.low)
        return [self.logic.symbol_at(level) for level in sorted(levels)]

    def easiest(self) -> list[tuple[Symbol, bool]]:
        """A way to make it true that fixes few symbols, none needlessly; empty when it is certain or impossible."""
        best: dict[Condition, list[tuple[Symbol, bool]] | None] = {self.logic.true: [], self.logic.false: None}

        def cheapest(node: Condition) -> list[tuple[Symbol, bool]] | None:
            if node not in best:
                assert node.high is not None and node.low is not None
                symbol = self.logic.symbol_at(node.level)
                ways = [
                    [(symbol, value), *rest]
                    for value, child in ((True, node.high), (False, node.low))
                    if (rest := cheapest(child)) is not None
                ]
                best[node] = min(ways, key=len)
            return best[node]

        way = cheapest(self) or []
        for literal in list(way):
            if self._holds_with(rest := {symbol.index: value for symbol, value in way if (symbol, value) != literal}):
                way = [fixed for fixed in way if fixed[0].index in rest]
        return way

    def _holds_with(self, fixed: dict[int, bool]) -> bool:
        """Whether it is certain once these symbols (by index) have these values."""
        seen: set[Condition] = set()
        todo = [self]
        while todo:
            node = todo.pop()
            if node.high is None or node.low is None:
                if not node.certain:
                    return False
            elif node not in seen:
                seen.add(node)
                value = fixed.get(node.level)
                todo += [child for child, at in ((node.high, True), (node.low, False)) if value is None or value is at]
        return True

    def __repr__(self) -> str:
        if self.certain or not self.possible:
            return str(self.certain)
        return " and ".join(("" if value else "not ") + symbol.text for symbol, value in self.easiest()) + " ..."


class Logic:
    """The conditions and symbols of one program."""

    def __init__(self) -> None:
        self.true = Condition(self, _TERMINAL, None, None)
        self.false = Condition(self, _TERMINAL, None, None)
        self.true.negation, self.false.negation = self.false, self.true
        self._symbols: list[Symbol] = []
        self._literals: dict[Hashable, Condition] = {}
        self._nodes: dict[tuple[int, Condition, Condition], Condition] = {}
        self._products: dict[tuple[Condition, Condition], Condition] = {}

    @property
    def size(self) -> int:
        """How many nodes all the conditions take."""
        return len(self._nodes)

    def symbol(self, key: Hashable, kind: SymbolKind, text: str) -> Condition:
        """The condition "this symbol is true"; one key is one symbol."""
        literal = self._literals.get(key)
        if literal is None:
            symbol = Symbol(len(self._symbols), kind, text)
            self._symbols.append(symbol)
            literal = self._literals[key] = self._node(symbol.index, self.true, self.false)
        return literal

    def symbol_at(self, level: int) -> Symbol:
        return self._symbols[level]

    def literal(self, index: int) -> Condition:
        """The condition "the symbol of this index is true"."""
        return self._node(index, self.true, self.false)

    def any_of(self, conditions: Iterable[Condition]) -> Condition:
        result = self.false
        for condition in conditions:
            result = result | condition
        return result

    def negated(self, condition: Condition) -> Condition:
        if condition.negation is None:
            assert condition.high is not None and condition.low is not None
            result = self._node(condition.level, self.negated(condition.high), self.negated(condition.low))
            condition.negation, result.negation = result, condition
        return condition.negation

    def both(self, left: Condition, right: Condition) -> Condition:
        if left is right or right is self.true:
            return left
        if left is self.true:
            return right
        if left is self.false or right is self.false:
            return self.false
        key = (left, right) if left.level <= right.level else (right, left)
        known = self._products.get(key)
        if known is None:
            known = self._products[key] = self._bounded(self._product(*key))
        return known

    def forget(self, condition: Condition, which: Callable[[Symbol], bool]) -> Condition:
        """The condition in which some value of each symbol that `which` accepts will do (existential abstraction)."""
        done: dict[Condition, Condition] = {self.true: self.true, self.false: self.false}

        def walk(node: Condition) -> Condition:
            if node not in done:
                assert node.high is not None and node.low is not None
                high, low = walk(node.high), walk(node.low)
                done[node] = high | low if which(self.symbol_at(node.level)) else self._node(node.level, high, low)
            return done[node]

        return walk(condition)

    def substitute(self, condition: Condition, values: Callable[[Symbol], Condition | None]) -> Condition:
        """The condition with symbols replaced; those for which `values` gives None stay."""
        done: dict[Condition, Condition] = {self.true: self.true, self.false: self.false}

        def walk(node: Condition) -> Condition:
            if node not in done:
                assert node.high is not None and node.low is not None
                symbol = self.symbol_at(node.level)
                value = values(symbol)
                high, low = walk(node.high), walk(node.low)
                if value is None:
                    value = self._node(node.level, self.true, self.false)
                done[node] = (value & high) | (~value & low)
            return done[node]

        return walk(condition)

    def _product(self, left: Condition, right: Condition) -> Condition:
        assert left.high is not None and left.low is not None
        if left.level == right.level:
            assert right.high is not None and right.low is not None
            return self._node(left.level, self.both(left.high, right.high), self.both(left.low, right.low))
        return self._node(left.level, self.both(left.high, right), self.both(left.low, right))

    def _node(self, level: int, high: Condition, low: Condition) -> Condition:
        if high is low:
            return high
        key = (level, high, low)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = Condition(self, level, high, low)
        return node

    def _bounded(self, condition: Condition) -> Condition:
        if condition.weight <= _LIMIT and condition.depth <= _DEPTH:
            return condition
        return self.symbol(("opaque", len(self._symbols)), "opaque", "a combination of many conditions")
