"""bnlint agrees with TensorFlow on generated programs, and the generator is what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from random import Random

import pytest

from tests.generator.agreement import Share, Verdict, compare, overall
from tests.generator.cells import values_of
from tests.generator.drawing import draw
from tests.generator.faults import faults
from tests.generator.program import program
from tests.generator.sense import sensible
from tests.interpreters import PROJECT
from tests.judge.client import VERSIONS, judge

NUMBER = 100
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


def texts() -> str:
    """What the first seeds of each version stand for."""
    return json.dumps([program(version, seed).files for version in sorted(VERSIONS) for seed in range(25)])


def test_a_seed_has_one_text() -> None:
    program_texts = "from tests.test_generator import texts; print(texts())"
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program_texts],
            cwd=PROJECT,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == texts() + "\n"


def test_seeds_have_different_texts() -> None:
    written = json.loads(texts())
    assert len({json.dumps(files) for files in written}) == len(written)


@every_version
def test_every_value_comes_up(version: str) -> None:
    cells = [draw(Random(f"cell {seed}"), version) for seed in range(700)]
    drawn = {pair for cell in cells for pair in cell.values}
    assert drawn == {(axis, value) for axis, values in values_of(version).items() for value in values}
    assert all(sensible(cell) for cell in cells)
    assert 0.4 < sum(bool(faults(cell)) for cell in cells) / len(cells) < 0.7


def test_agreement_is_counted() -> None:
    share = Share()
    assert str(share).strip() == "-"
    share.agreeing, share.total = 3, 4
    assert share.value == 0.75
