"""How the benchmark of captured scripts compares what `verify` and `check` report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.captured.comparing import Statements
from benchmarks.captured.programs import SCRIPTS, Script
from benchmarks.captured.running import Row

CODE = {"code": "BN203", "certainty": "sure"}
PROGRAM = """\
def train(session):
    for _ in range(3):
        value = session.run(
            fetches,
            feed_dict={flag: True},
        )


with block(
    updates
):
    train_op = minimize(loss)
"""


@pytest.fixture
def statements(tmp_path: Path) -> Statements:
    (tmp_path / "train.py").write_text(PROGRAM)
    return Statements(tmp_path)


@pytest.mark.parametrize(("line", "first"), [(1, 1), (2, 2), (3, 3), (5, 3), (6, 3), (10, 9), (12, 12), (99, 99)])
def test_lines_belong_to_their_innermost_statement(statements: Statements, line: int, first: int) -> None:
    assert statements.start("train.py", line) == ("train.py", first)


def test_findings_in_one_statement_are_the_same(statements: Statements, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [{"findings": [{**CODE, "path": "train.py", "line": line}]} for line in (3, 5)]
    absolute: dict[str, Any] = {"findings": [{**CODE, "path": str(tmp_path / "train.py"), "line": 6}]}
    assert {statements.findings(report) for report in (*lines, absolute)} == {frozenset({"BN203 train.py:3"})}
    assert not statements.findings(absolute, "possible")


def test_what_was_not_run_was_not_reached(statements: Statements) -> None:
    trail = [{"path": "train.py", "line": line} for line in (9, 3)]
    report = {"findings": [{**CODE, "path": "train.py", "line": 12, "trail": trail}]}
    frames = [("train.py", 12, "<module>"), ("train.py", 10, "<module>")]
    assert statements.unreached(report, frames) == {"BN203 train.py:12"}
    assert not statements.unreached(report, [*frames, ("train.py", 6, "train")])
    assert statements.unreached(report, [("train.py", 6, "train")]) == {"BN203 train.py:12"}


@pytest.mark.parametrize(
    ("runs", "steps", "checked", "unreached", "outcome", "agree"),
    [
        ({"train": 2}, 1, ("BN101 a.py:1",), (), "trained", True),
        ({"other": 2}, 1, ("BN101 a.py:1", "BN203 b.py:2"), ("BN203 b.py:2",), "built", True),
        ({"train": 2}, 1, (), (), "trained", False),
        ({}, 0, (), (), "stopped", None),
        ({"train": 1}, 1, ("BN101 a.py:1",), (), "trained", None),
    ],
)
def test_agreement_is_about_what_was_reached(
    runs: dict[str, int],
    steps: int,
    checked: tuple[str, ...],
    unreached: tuple[str, ...],
    outcome: str,
    agree: bool | None,
) -> None:
    found, layers = ("BN101 a.py:1",), (1, 0 if runs == {"train": 1} else 1)
    row = Row("o/n", "a.py", "", "b", "1.15", 9, runs, "ended", "", found, (), checked, unreached, steps, layers, ())
    assert (row.outcome, row.agree) == (outcome, agree)


def test_bundles_have_names_of_their_own() -> None:
    assert len({script.name for script in SCRIPTS}) == len(SCRIPTS)
    assert Script("owner/name", "src/train.py", "--lr=0.1", variant="slow").name == "name+train+slow"
