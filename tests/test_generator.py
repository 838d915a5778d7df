"""bnlint agrees with TensorFlow on generated programs, and the generator is what it says."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from tests.generator.agreement import Share, Verdict, compare, overall
from tests.generator.cells import AXES, draw, faults, sensible
from tests.generator.program import program
from tests.judge.client import VERSIONS, judge

NUMBER = 120
"""Programs of each version."""
ENOUGH = 0.98
"""The share of the wrong programs, and of the right ones, on which the two agree."""

every_version = pytest.mark.parametrize("version", sorted(VERSIONS))


@cache
def verdicts(version: str) -> list[Verdict]:
    return compare([program(version, seed) for seed in range(NUMBER)], judge(version))


def listed(found: list[Verdict]) -> str:
    return "\n".join(map(str, found))


@every_version
def test_programs_show_what_their_cells_mean(version: str) -> None:
    unsound = [verdict for verdict in verdicts(version) if not verdict.sound]
    assert not unsound, listed(unsound)


@every_version
def test_many_are_wrong(version: str) -> None:
    assert 0.4 <= sum(verdict.wrong for verdict in verdicts(version)) / NUMBER <= 0.7


@every_version
def test_bnlint_agrees_with_tensorflow(version: str) -> None:
    disagreements = [verdict for verdict in verdicts(version) if verdict.judged and not verdict.agrees]
    for share in overall(verdicts(version)):
        assert share.total > NUMBER / 5
        assert share.value >= ENOUGH, listed(disagreements)


@every_version
def test_a_seed_has_one_text(version: str) -> None:
    for seed in range(20):
        assert program(version, seed) == program(version, seed)
    assert len({str(program(version, seed).files) for seed in range(20)}) == 20


def test_texts_do_not_change_by_chance() -> None:
    """They depend on nothing but the seed: neither on the hash seed, nor on the version of Python."""
    assert sorted(program("tf1.15", 1).files) == ["train.py"]


@every_version
def test_every_value_comes_up(version: str) -> None:
    cells = [draw(Random(f"cell {seed}"), version) for seed in range(1500)]
    drawn = {pair for cell in cells for pair in cell.values}
    possible = {(axis, value) for axis, values in AXES.items() for value in values}
    absent = possible - drawn
    assert {axis for axis, _ in absent} <= ({"api", "read", "wire", "passes"} if version == "tf2.21" else set())
    assert all(sensible(cell) for cell in cells)
    assert 0.4 < sum(bool(faults(cell)) for cell in cells) / len(cells) < 0.7


def test_agreement_is_counted() -> None:
    share = Share()
    assert str(share).strip() == "-"
    share.agreeing, share.total = 3, 4
    assert share.value == 0.75
