"""In the fixtures pylint says what `bnlint check` finds, there and nowhere else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from bnlint.rules.discovery import discover
from tests.fixtures_expectations import FIXTURES, Fixture, fixtures
from tests.hosts.linted import OURS, linted

ALL = fixtures()
TYPES = {"error": "error", "warning": "warning", "advice": "refactor"}


class Said(NamedTuple):
    """A finding as both say it. Columns count from 0, as pylint counts them."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    name: str
    type: str
    text: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures, where nothing else belongs to their project."""
    return shutil.copytree(FIXTURES, tmp_path_factory.mktemp("fixtures") / "fixtures")


@pytest.fixture(scope="module")
def checked(folder: Path) -> list[Said]:
    """What `bnlint check` finds."""
    command = [sys.executable, "-m", "bnlint", "check", "--advice", "--format", "json", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return [
        Said(
            found["path"],
            found["line"],
            found["column"] - 1,
            found["end_line"],
            found["end_column"] - 1,
            found["name"],
            TYPES[found["level"]],
            found["message"],
        )
        for found in json.loads(done.stdout)["findings"]
    ]


@pytest.fixture(scope="module")
def said(folder: Path) -> list[Said]:
    """What pylint says, all of it being linted."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    done = linted(folder, *OURS, *paths)
    assert {message["confidence"] for message in done.messages} == {"HIGH"}
    return [
        Said(
            message["path"],
            message["line"],
            message["column"],
            message["endLine"],
            message["endColumn"],
            message["symbol"],
            message["type"],
            message["message"],
        )
        for message in done.messages
    ]


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_it_says_what_check_finds(fixture: Fixture, checked: list[Said], said: list[Said]) -> None:
    here = f"{fixture}/"
    assert sorted(one for one in said if one.path.startswith(here)) == sorted(
        one for one in checked if one.path.startswith(here)
    )


def test_every_rule_has_its_say(said: list[Said]) -> None:
    assert {one.name for one in said} == {rule.name for rule in discover()}
