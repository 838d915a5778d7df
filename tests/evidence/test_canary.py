"""An op planted in UPDATE_OPS, which is how the known helper checks, calls the report's program healthy."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.evidence.confirming import confirmed
from tests.fixtures_expectations import FIXTURES
from tests.interpreters import Generation, environment, require

CANARY = Path(__file__).parent / "programs" / "canary.py"
SCRIPT = FIXTURES / "BN102" / "wrong_read_once_before_towers" / "train.py"


@pytest.mark.parametrize("generation", [1, 2])
def test_the_canary_sings_where_the_statistics_do_not_move(generation: Generation) -> None:
    done = subprocess.run(
        [str(require(generation)), str(CANARY), SCRIPT.name],
        cwd=SCRIPT.parent,
        env={**environment(), "PYTHONPATH": str(SCRIPT.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    sung = re.search(r"the canary sang (\d+) times", done.stdout)
    assert sung is not None, done.stderr
    assert int(sung[1]) > 0
    [finding] = [one for one in confirmed(SCRIPT, generation).findings if one.code == "BN102"]
    assert finding.verdict is not None
    assert finding.verdict.word == "confirmed"
    assert all(distance == 0.0 for drift in finding.verdict.figures.drifts for _, distance in drift.after)
