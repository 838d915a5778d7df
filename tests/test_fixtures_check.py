"""The command line finds in the fixtures what their comments expect, and nothing else, whoever asks and how."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import jsonschema
import pytest

from bnlint.rules.discovery import discover
from tests.fixtures_expectations import FIXTURES, Expectation, Fixture, fixtures

SCHEMA = json.loads((FIXTURES.parent / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
ALL = fixtures()
ONE_OF_EACH = tuple({fixture.code: fixture for fixture in ALL if fixture.wrong}.values())
"""One wrong fixture of every rule."""
every_fixture = pytest.mark.parametrize("fixture", ALL, ids=str)
every_wrong_one = pytest.mark.parametrize("fixture", [fixture for fixture in ALL if fixture.wrong], ids=str)


WHOLE = (".",)


def checked(*paths: str, form: str = "json", seed: int = 0, jobs: int = 1) -> str:
    """What `bnlint check --advice` prints of paths relative to the fixtures: of them all where none are given."""
    return _printed(paths or WHOLE, form, seed, jobs)


@cache
def _printed(paths: tuple[str, ...], form: str, seed: int, jobs: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bnlint", "check", "--advice", f"-j{jobs}", "--format", form, *paths],
        cwd=FIXTURES,
        env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    return done.stdout


def findings(*paths: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(checked(*paths))["findings"]
    return found


def of(fixture: Fixture, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings in programs that the fixture holds."""
    return [finding for finding in found if finding["entry"].startswith(f"{fixture}/")]


def lines(path: str) -> list[str]:
    return (FIXTURES / path).read_text(encoding="utf-8").splitlines()


@every_fixture
def test_finds_what_is_expected_and_nothing_else_but_advice(fixture: Fixture) -> None:
    """Advice is given to many a right program: only that of the fixture's own rule counts."""
    found = [
        Expectation(finding["path"].removeprefix(f"{fixture}/"), finding["line"], finding["code"])
        for finding in of(fixture, findings())
        if finding["level"] != "advice" or finding["code"] == fixture.code
    ]
    assert sorted(found) == [expected for expected in fixture.expectations if not expected.missed]


def test_every_finding_is_in_some_fixture() -> None:
    assert sum(len(of(fixture, findings())) for fixture in ALL) == len(findings())


@pytest.mark.parametrize("code", [rule.code for rule in discover()])
def test_every_rule_fires(code: str) -> None:
    assert code in {finding["code"] for finding in findings()}


@every_wrong_one
def test_trails_lead_through_existing_lines_of_the_program(fixture: Fixture) -> None:
    for finding in of(fixture, findings()):
        assert finding["trail"], "a finding without a trail cannot be checked"
        for step in finding["trail"]:
            assert step["path"].startswith(f"{fixture}/")
            line = lines(step["path"])[step["line"] - 1]
            assert line[step["column"] - 1 :].strip(), f"no source at {step['path']}:{step['line']}"


@every_wrong_one
def test_the_text_shows_the_source_of_every_finding(fixture: Fixture) -> None:
    text = checked(form="text")
    for finding in of(fixture, findings()):
        head = f"{finding['path']}:{finding['line']}:{finding['column']} {finding['code']} {finding['name']} ["
        _, found, rest = text.partition(f"{head}{finding['level']}]\n")
        assert found, f"no line begins with {head}"
        excerpt = next(line for line in rest.splitlines() if "│" in line)
        number, _, shown = excerpt.partition("│ ")
        assert (int(number), shown) == (finding["line"], lines(finding["path"])[finding["line"] - 1].rstrip())


def test_the_json_keeps_to_its_schema() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(checked()))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_under_every_hash_seed(seed: int) -> None:
    assert checked(seed=seed) == checked()
    assert checked(form="text", seed=seed) == checked(form="text")


@pytest.mark.parametrize("jobs", [2, 4])
def test_the_same_in_any_number_of_processes(jobs: int) -> None:
    assert checked(jobs=jobs, seed=jobs) == checked()
    assert checked(jobs=jobs, form="text") == checked(form="text")


def test_the_same_in_every_order_of_paths() -> None:
    folders = tuple(str(fixture) for fixture in ALL)
    assert checked(*folders[::-1]) == checked(*folders) == checked()


@pytest.mark.parametrize("fixture", ONE_OF_EACH, ids=str)
def test_the_same_alone_and_among_others(fixture: Fixture) -> None:
    assert findings(str(fixture)) == of(fixture, findings())


def test_an_entry_alone_is_a_program() -> None:
    fixture = next(fixture for fixture in ALL if fixture.wrong)
    assert findings(fixture.entry.relative_to(FIXTURES).as_posix()) == of(fixture, findings())
