"""Results with the facts about files that each rests on.

Many results rest on the same facts, so a fact is noted once, and a result names its facts by a bit for each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from bnlint.analysis.memory import Unit
from bnlint.cache.coding import Malformed, decoded, encoded
from bnlint.sources.watched import Question, Trace

Fact: TypeAlias = tuple[str, ...]
"""A question, and behind it what was answered."""

T = TypeVar("T")
HEADER: Final = b"bnlint cache 1 "
VARIANTS: Final = 6
"""Results of one unit, for different files or rules, of which those that were used last are kept."""
LARGEST: Final = 32_000_000
"""Bytes of results, of which those that were used last are kept."""


@dataclass(eq=False)
class Row:
    """A result that holds for the `unit` as long as these facts are true, a bit for each."""

    unit: Unit
    facts: int
    _value: object = None
    _text: str | None = None

    @property
    def text(self) -> str:
        """The result as JSON, in one line."""
        if self._text is None:
            self._text = _json(encoded(self._value))
        return self._text

    def result(self, kind: type[T]) -> T | None:
        """The result, or `None` if it is none of this kind: nobody can have written that."""
        if self._value is None:
            try:
                self._value = decoded(kind, json.loads(self.text))
            except (Malformed, ValueError, RecursionError):
                return None
        return self._value if isinstance(self._value, kind) else None


class Ledger:
    """The facts, and the rows, those behind that were used last."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.changed = False
        self._numbers: dict[Fact, int] = {}
        self._rows: dict[str, list[Row]] = {}
        self._used: dict[Row, None] = {}

    @classmethod
    def parsed(cls, data: bytes) -> Ledger | None:
        """The ledger that was written, or `None` for anything else."""
        end = len(HEADER) + 64
        if data[: len(HEADER)] != HEADER or data[len(HEADER) : end] != _digest(data[end:]):
            return None
        ledger = cls()
        try:
            facts, rows, *texts = data[end:].decode("ascii").split("\n")
            ledger.facts = [_fact(fact) for fact in json.loads(facts)]
            for (name, given, mask), text in zip(json.loads(rows), texts, strict=True):
                ledger._add(Row(Unit(_text(name), _text(given)), int(_text(mask), 16), None, text))
        except (ValueError, TypeError, RecursionError):
            return None
        ledger._numbers = {fact: number for number, fact in enumerate(ledger.facts)}
        return ledger

    def written(self) -> bytes:
        """The ledger as bytes, without what there is no room for."""
        self._make_room()
        self.tidy()
        rows = [[*row.unit, f"{row.facts:x}"] for row in self._used]
        texts = [_json(self.facts), _json(rows), *(row.text for row in self._used)]
        content = "\n".join(texts).encode("ascii")
        return HEADER + _digest(content) + content

    def rows(self, unit: Unit) -> Iterator[Row]:
        """What is known of the unit, the last used first."""
        for row in reversed(self._rows.get(unit.name, [])):
            if row.unit == unit:
                yield row

    def use(self, row: Row) -> None:
        """Let the row be the last that was used."""
        self.remove(row)
        self._add(row)

    def remove(self, row: Row) -> None:
        self._rows[row.unit.name].remove(row)
        del self._used[row]

    def add(self, unit: Unit, trace: Trace, result: object) -> None:
        """Add a result that rests on what was answered, and that nobody changes any more."""
        facts = 0
        for question, answer in trace.items():
            facts |= 1 << self._number((*question, answer))
        for old in [row for row in self.rows(unit) if row.facts == facts]:
            self.remove(old)
        self._add(Row(unit, facts, result))
        for old in self._rows[unit.name][:-VARIANTS]:
            self.remove(old)
        self.changed = True

    def _add(self, row: Row) -> None:
        self._rows.setdefault(row.unit.name, []).append(row)
        self._used[row] = None

    def _number(self, fact: Fact) -> int:
        number = self._numbers.setdefault(fact, len(self.facts))
        if number == len(self.facts):
            self.facts.append(fact)
        return number

    def _make_room(self) -> None:
        """Let go of what was not used for longest."""
        room = LARGEST
        for row in reversed([*self._used]):
            room -= len(row.text) + row.facts.bit_length() // 4
            if room < 0:
                self.remove(row)

    def tidy(self) -> None:
        """Let go of facts on which nothing rests, once there are many; the others have other numbers then."""
        needed = 0
        for row in self._used:
            needed |= row.facts
        if 2 * needed.bit_count() < len(self.facts):
            self._renumber(needed)

    def _renumber(self, needed: int) -> None:
        kept = [*bits(needed)]
        numbers = {old: new for new, old in enumerate(kept)}
        self.facts = [self.facts[old] for old in kept]
        self._numbers = {fact: number for number, fact in enumerate(self.facts)}
        for row in self._used:
            row.facts = sum(1 << numbers[old] for old in bits(row.facts))


def question(fact: Fact) -> Question:
    return fact[:-1]


def bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    digits = f"{number:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode("ascii")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _fact(value: Iterable[Any]) -> Fact:
    fact = tuple(map(_text, value))
    if len(fact) < 3:
        raise ValueError(fact)
    return fact
