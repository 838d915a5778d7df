"""A balanced draw of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from tests.generator.cells import Cell, values_of
from tests.generator.faults import NOT_KEPT, NOT_SHARED, NOT_UPDATED, UNSOUND, WRONG_MODE, faults
from tests.generator.sense import AGREEMENTS

WANTED: tuple[frozenset[str] | None, ...] = (
    *[frozenset[str]()] * 9,
    *[frozenset([NOT_UPDATED])] * 4,
    *[frozenset([WRONG_MODE])] * 3,
    *[frozenset([NOT_SHARED])] * 2,
    frozenset([NOT_KEPT]),
    frozenset([UNSOUND]),
    None,
)
"""The families that a cell is to show, each as likely as another; None is any two."""
IDLE = 0.1
"""The chance that a right program evaluates nothing."""
STEPS = 1000
WORSE = 0.01


def draw(random: Random, version: str) -> Cell:
    """A sensible cell that has a value drawn first, and the families of damage that are drawn with it.

    So every value of every axis comes up, however few cells it leaves. The way to the cell: change some values at
    random, and keep the change unless more is amiss than before (now and then, keep it all the same).
    """
    axes = values_of(version)
    pairs = [(axis, value) for axis, values in axes.items() for value in values]
    axis, value = random.choice(pairs)
    free = [other for other in axes if other != axis]
    while True:
        wanted = random.choice(WANTED)
        evaluated = random.random() >= IDLE
        cell = Cell(version=version, **{**_any_values(random, axes, axes), axis: value})
        amiss = _amiss(cell, wanted, evaluated)
        for _ in range(STEPS):
            if not amiss:
                return cell
            changed = replace(cell, **_any_values(random, axes, random.sample(free, random.randint(1, 3))))
            left = _amiss(changed, wanted, evaluated)
            if left <= amiss or random.random() < WORSE:
                cell, amiss = changed, left


def _any_values(random: Random, axes: Mapping[str, Sequence[str]], chosen: Iterable[str]) -> dict[str, str]:
    return {axis: random.choice(axes[axis]) for axis in chosen}


def _amiss(cell: Cell, wanted: frozenset[str] | None, evaluated: bool) -> int:
    """How much keeps a cell from being what is wanted."""
    families = frozenset(fault.family for fault in faults(cell))
    other = len(families) != 2 if wanted is None else families != wanted
    idle = evaluated and cell.evaluation == "none" and not families
    return sum(not agreed(cell) for agreed in AGREEMENTS) + other + idle
