"""Every fixture that names TensorFlow 1.15, confirmed in it."""

from __future__ import annotations

import pytest

from tests.evidence.confirmed_fixtures import assert_confirmed, fixtures_of
from tests.fixtures_expectations import Fixture


@pytest.mark.parametrize("fixture", fixtures_of("tf1.15"), ids=str)
def test_a_fixture_is_confirmed(fixture: Fixture) -> None:
    assert_confirmed(fixture, 1)
