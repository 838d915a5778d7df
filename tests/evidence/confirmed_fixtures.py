"""Fixtures, run: what is found in a wrong one is confirmed, and in a right one there is nothing to confirm.

The tests lie in a module for each TensorFlow, so that they run side by side.
"""

from __future__ import annotations

from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from tests.evidence.confirming import confirmed
from tests.fixtures_expectations import Fixture, fixtures
from tests.interpreters import Generation

ADVICE = {rule.code for rule in discover() if rule.level == "advice"}


def fixtures_of(version: str) -> list[Fixture]:
    """The fixtures that name this version."""
    return [fixture for fixture in fixtures() if version in fixture.versions]


def assert_confirmed(fixture: Fixture, generation: Generation) -> None:
    """Every finding in a wrong fixture is CONFIRMED, its own among them; a right one has none."""
    advice = Settings(select=(fixture.code,)) if fixture.code in ADVICE else Settings()
    outcome = confirmed(fixture.entry, generation, settings=advice)
    said = [(one.code, one.verdict.word if one.verdict else None, one.verdict) for one in outcome.findings]
    if fixture.wrong:
        assert {word for _, word, _ in said} == {"confirmed"}, said
        assert fixture.code in {code for code, _, _ in said}, said
    else:
        assert said == []
        assert outcome.seen.not_read == ()  # else silence would not speak for its training
