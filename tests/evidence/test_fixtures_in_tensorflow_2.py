"""Every fixture that names TensorFlow 2.21, confirmed in it."""

from __future__ import annotations

import pytest

from tests.evidence.confirmed_fixtures import assert_confirmed, fixtures_of
from tests.fixtures_expectations import Fixture


@pytest.mark.parametrize("fixture", fixtures_of("tf2.21"), ids=str)
def test_a_fixture_is_confirmed(fixture: Fixture) -> None:
    assert_confirmed(fixture, 2)
