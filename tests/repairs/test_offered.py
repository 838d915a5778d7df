"""What a report offers before anything is tried: in every fixture, each repair cures that a rule proposes."""

from __future__ import annotations

import pytest

from benchmarks.repairs.trying import Repository
from tests.fixtures_expectations import Fixture, fixtures


@pytest.mark.parametrize("fixture", [fixture for fixture in fixtures() if fixture.wrong], ids=str)
def test_each_cures_alone(fixture: Fixture) -> None:
    trials = list(Repository(fixture.folder).trials())
    assert [(one.place, one.name, one.why) for one in trials if one.fate != "cures"] == []
    assert [fault for one in trials for fault in one.faults] == []
