"""Under which circumstances something holds: boolean conditions over symbols.

A program's unknowns (an option, whether an exception came) become *symbols*; what is done on one side of a branch
happens under a *condition* over them. Conditions are reduced ordered binary decision diagrams (Bryant 1986), interned
per `Logic`: two conditions are equivalent exactly when they are the same object, so that implication and contradiction
are cheap and exact. A condition that grows beyond all use is replaced by an opaque symbol: what rests on it *may* hold.

The newest symbol stands at the top of a diagram: what a program finds out next refines the path on which it stands,
and then takes a single new node, whatever the length of the path.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

SymbolKind = Literal["option", "varying", "tensor", "opaque"]
"""`option`: the same all through one run of the program (a flag, a parameter). `varying`: may differ each time it is
asked (the state of a loop, the outcome of a call). `tensor`: the value of a tensor, which each run of a session decides
anew. `opaque`: too complicated to follow."""

_LIMIT: Final = 200
"""Nodes of a condition."""
_DEPTH: Final = 96
"""Symbols on one way through a condition: the depth of every recursion here."""
_TERMINAL: Final = -1
_WIDTH: Final = 40
"""Bits of a condition's number in the keys of the tables below, which are plain numbers: the garbage collector does not
look through these."""


@dataclass(frozen=True, eq=False)
class Symbol:
    """An atomic unknown, true or false. `text` is how a person would name it: `FLAGS.batch_norm`."""

    index: int
    kind: SymbolKind
    text: str


class Condition:
    """A boolean function of symbols. Compare with `is`; combine with `&`, `|` and `~`."""

    __slots__ = (
        "certain",
        "depth",
        "high",
        "level",
        "logic",
        "low",
        "negation",
        "number",
        "possible",
        "size",
        "weight",
    )

    def __init__(self, logic: Logic, number: int, level: int, high: Condition | None, low: Condition | None) -> None:
        self.logic = logic
        self.number = number
        self.level = level
        self.high = high
        self.low = low
        self.negation: Condition | None = None
        self.possible = True
        """Whether it holds in some circumstances."""
        self.certain = False
        """Whether it holds in all circumstances."""
        self.weight = 1
        """Its nodes written out as a tree, which has at least as many; counted a little beyond the limit."""
        self.size = 0
        """Its nodes, once somebody has counted them: those of a very large one no further than is worth knowing."""
        self.depth = 0
        if high is not None and low is not None:
            weight = 1 + high.weight + low.weight
            self.weight = weight if weight <= _LIMIT else _LIMIT + 1
            self.depth = 1 + max(high.depth, low.depth)

    def __and__(self, other: Condition) -> Condition:
        logic = self.logic
        if other is logic.true or other is self:
            return self
        return other if self is logic.true else logic.both(self, other)

    def __or__(self, other: Condition) -> Condition:
        logic = self.logic
        if other is logic.false or other is self:
            return self
        return other if self is logic.false else logic.either(self, other)

    def __invert__(self) -> Condition:
        return self.negation or self.logic.negated(self)

    def implies(self, other: Condition) -> bool:
        logic = self.logic
        if other is self or other is logic.true:
            return True
        return logic.excluding(self, other.negation or logic.negated(other))

    def excludes(self, other: Condition) -> bool:
        return self.logic.excluding(self, other)

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
        self.true = Condition(self, 0, _TERMINAL, None, None)
        self.false = Condition(self, 1, _TERMINAL, None, None)
        self.true.certain, self.false.possible = True, False
        self.true.negation, self.false.negation = self.false, self.true
        self._symbols: list[Symbol] = []
        self._literals: dict[Hashable, Condition] = {}
        self._nodes: dict[int, Condition] = {}
        self._products: dict[int, Condition] = {}
        self._sums: dict[int, Condition] = {}
        self._bounds: dict[int, Condition] = {}
        self._excluding: dict[int, bool] = {}

    @property
    def size(self) -> int:
        """How many nodes all the conditions take."""
        return len(self._nodes)

    def dissolve(self) -> None:
        """Let go of all conditions, once nobody asks any more: they hold one another, so that nothing else frees them
        but a search for garbage, which takes far longer."""
        for node in self._nodes.values():
            node.negation = None
        for table in (self._nodes, self._products, self._sums, self._bounds, self._literals):
            table.clear()

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
        """When both are true."""
        result = self._both(left, right)
        return result if result.weight <= _LIMIT else self._bounded(result)

    def either(self, left: Condition, right: Condition) -> Condition:
        """When one of them is true, or both."""
        result = self._either(left, right)
        return result if result.weight <= _LIMIT else self._bounded(result)

    # An analysis spends much of its time in the next three. So they see for themselves what is simple one step further
    # down, call themselves for the rest, and spell out the key of a pair: the same number, whichever comes first.

    def _both(self, left: Condition, right: Condition) -> Condition:
        true, false = self.true, self.false
        if left is right or right is true:
            return left
        if left is true:
            return right
        if left is false or right is false or left.negation is right:
            return false
        a, b = left.number, right.number
        key = a << _WIDTH | b if a > b else b << _WIDTH | a
        known = self._products.get(key)
        if known is not None:
            return known
        level, high, other_high, low, other_low = _cofactors(left, right)
        if high is not other_high:
            if high is true or other_high is false:
                high = other_high
            elif high is not false and other_high is not true:
                high = self._both(high, other_high)
        if low is not other_low:
            if low is true or other_low is false:
                low = other_low
            elif low is not false and other_low is not true:
                low = self._both(low, other_low)
        result = self._products[key] = self._node(level, high, low)
        return result

    def _either(self, left: Condition, right: Condition) -> Condition:
        false, true = self.false, self.true
        if left is right or right is false:
            return left
        if left is false:
            return right
        if left is true or right is true or left.negation is right:
            return true
        a, b = left.number, right.number
        key = a << _WIDTH | b if a > b else b << _WIDTH | a
        known = self._sums.get(key)
        if known is not None:
            return known
        level, high, other_high, low, other_low = _cofactors(left, right)
        if high is not other_high:
            if high is false or other_high is true:
                high = other_high
            elif high is not true and other_high is not false:
                high = self._either(high, other_high)
        if low is not other_low:
            if low is false or other_low is true:
                low = other_low
            elif low is not true and other_low is not false:
                low = self._either(low, other_low)
        result = self._sums[key] = self._node(level, high, low)
        return result

    def excluding(self, left: Condition, right: Condition) -> bool:
        """Whether the two are never true together; makes no condition, and stops where they are."""
        true, false = self.true, self.false
        if left is false or right is false or left.negation is right:
            return True
        if left is right or left is true or right is true:
            return False
        a, b = left.number, right.number
        key = a << _WIDTH | b if a > b else b << _WIDTH | a
        known = self._excluding.get(key)
        if known is None:
            _, high, other_high, low, other_low = _cofactors(left, right)
            known = (high is false or other_high is false or self.excluding(high, other_high)) and (
                low is false or other_low is false or self.excluding(low, other_low)
            )
            self._excluding[key] = known
        return known

    def forget(self, condition: Condition, which: Callable[[Symbol], bool]) -> Condition:
        """The condition in which some value of each symbol that `which` accepts will do (existential abstraction)."""
        done: dict[Condition, Condition] = {self.true: self.true, self.false: self.false}

        def walk(node: Condition) -> Condition:
            if node not in done:
                assert node.high is not None and node.low is not None
                high, low = walk(node.high), walk(node.low)
                is_forgotten = which(self.symbol_at(node.level))
                done[node] = self._either(high, low) if is_forgotten else self._node(node.level, high, low)
            return done[node]

        return self._bounded(walk(condition))

    def where(self, condition: Condition, given: Condition) -> Condition:
        """A condition that comes to the same wherever `given` holds, and says little of it (Coudert and Madre 1990)."""
        done: dict[tuple[Condition, Condition], Condition] = {}

        def walk(node: Condition, care: Condition) -> Condition:
            if node.high is None or node.low is None or care.high is None or care.low is None:
                return node
            key = (node, care)
            if key not in done:
                done[key] = at_top(node, care)
            return done[key]

        def at_top(node: Condition, care: Condition) -> Condition:
            assert care.high is not None and care.low is not None and node.high is not None and node.low is not None
            if care.level > node.level:
                return walk(node, care.high | care.low)
            high, low = (care.high, care.low) if care.level == node.level else (care, care)
            if not high.possible:
                return walk(node.low, low)
            if not low.possible:
                return walk(node.high, high)
            return self._node(node.level, walk(node.high, high), walk(node.low, low))

        return walk(condition, given) if given.possible else condition

    def substitute(
        self,
        condition: Condition,
        values: Callable[[Symbol], Condition | None],
        done: dict[Condition, Condition] | None = None,
    ) -> Condition:
        """The condition with symbols replaced; those for which `values` gives None stay.

        `done` keeps what comes of each part, for the next condition in which the same `values` replace symbols.
        """
        done = {} if done is None else done
        done.update({self.true: self.true, self.false: self.false})

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

    def _node(self, level: int, high: Condition, low: Condition) -> Condition:
        if high is low:
            return high
        key = (level << _WIDTH | high.number) << _WIDTH | low.number
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = Condition(self, len(self._nodes) + 2, level, high, low)
        return node

    def _bounded(self, condition: Condition) -> Condition:
        """The condition, or what stands for it where it is too large."""
        if condition.weight <= _LIMIT:
            return condition
        known = self._bounds.get(condition.number)
        if known is None:
            known = self._bounds[condition.number] = self._bound(condition)
        return known

    def _bound(self, condition: Condition) -> Condition:
        """One symbol stands for a condition and its negation, however they came about."""
        if condition.depth <= _DEPTH and _size(condition) <= _LIMIT:
            return condition
        if _is_true_at_the_top(condition):
            return self._opaque(condition)
        return self.negated(self._opaque(self.negated(condition)))

    def _opaque(self, condition: Condition) -> Condition:
        return self.symbol(("opaque", condition.number), "opaque", "a combination of many conditions")


def _size(condition: Condition) -> int:
    """How many nodes it takes; counted no further than is worth knowing.

    A node with a constant below it adds just itself to what is below it on the other side.
    """
    if not condition.size:
        above, below = 0, condition
        while not below.size and (longer := _longer_side(below)) is not None:
            below = longer
            above += 1
        if not below.size:
            below.size = _counted(below)
        condition.size = above + below.size
    return condition.size


def _longer_side(condition: Condition) -> Condition | None:
    """What is below it on one side, where there is a constant on the other."""
    high, low = condition.high, condition.low
    if high is None or low is None or (high.high is None) is (low.high is None):
        return None
    return low if high.high is None else high


def _counted(condition: Condition) -> int:
    seen = {condition.number}
    todo = [condition]
    while todo and len(seen) <= _LIMIT:
        node = todo.pop()
        high, low = node.high, node.low
        if high is not None and high.number not in seen:
            seen.add(high.number)
            todo.append(high)
        if low is not None and low.number not in seen:
            seen.add(low.number)
            todo.append(low)
    return len(seen)


def _is_true_at_the_top(condition: Condition) -> bool:
    """Whether it holds when all its symbols are true, as either it or its negation does."""
    while condition.high is not None:
        condition = condition.high
    return condition.certain


def _cofactors(left: Condition, right: Condition) -> tuple[int, Condition, Condition, Condition, Condition]:
    """The newest symbol of two that are not constant; what becomes of each where it is true, then where it is false."""
    level, other = left.level, right.level
    high, low, other_high, other_low = left.high, left.low, right.high, right.low
    assert high is not None and low is not None and other_high is not None and other_low is not None
    if level == other:
        return level, high, other_high, low, other_low
    if level > other:
        return level, high, right, low, right
    return other, left, other_high, left, other_low
