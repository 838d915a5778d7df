"""Fixtures, run: what is found in a wrong one is confirmed, and in a right one there is nothing to confirm.

Every wrong one is run in one of the versions that it names, and of the right ones one in three; with
BNLINT_EVERY_VERSION set, as at night, all are run in all of them.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

import pytest

from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from tests.evidence.confirming import confirmed
from tests.fixtures_expectations import Fixture, fixtures
from tests.interpreters import Generation

ADVICE = {rule.code for rule in discover() if rule.level == "advice"}
SHARE = 3
"""One in so many right fixtures is run."""
GENERATIONS: dict[str, Generation] = {"tf1.15": 1, "tf2.21": 2}


def programs() -> Iterator[tuple[Fixture, Generation]]:
    for fixture in fixtures():
        generations = [GENERATIONS[version] for version in fixture.versions]
        number = zlib.crc32(str(fixture).encode())
        if os.environ.get("BNLINT_EVERY_VERSION"):
            yield from ((fixture, generation) for generation in generations)
        elif fixture.wrong or number % SHARE == 0:
            yield fixture, generations[number // SHARE % len(generations)]


@pytest.mark.parametrize(("fixture", "generation"), list(programs()), ids=str)
def test_a_fixture_is_confirmed(fixture: Fixture, generation: Generation) -> None:
    advice = Settings(select=(fixture.code,)) if fixture.code in ADVICE else Settings()
    outcome = confirmed(fixture.entry, generation, settings=advice)
    verdicts = [(one.code, one.verdict.word if one.verdict else None) for one in outcome.findings]
    if not fixture.wrong:
        assert verdicts == []
        return
    said = [(one.code, one.verdict.said if one.verdict else None) for one in outcome.findings]
    assert {code for code, _ in verdicts} >= {fixture.code}, said
    assert {word for _, word in verdicts} == {"confirmed"}, said
