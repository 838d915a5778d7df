"""Large networks, whole and with a part left out, and second networks beside trained ones, are judged right."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from bnlint.rules.discovery import GRAPH_RULES, discover
from bnlint.verify import verify
from tests.interpreters import Generation, environment, require

HERE = Path(__file__).parent
RULES = discover(GRAPH_RULES)
both = pytest.mark.parametrize("generation", [1, 2])
LAYERS = {"resnet_50": 53, "slim_resnet_50": 53, "slim_resnet_152": 155, "slim_inception_v3": 96}


@cache
def folder(generation: Generation) -> Path:
    """The graphs, built once."""
    made = Path(mkdtemp(prefix="bnlint-networks-"))
    script = [str(require(generation)), str(HERE / "networks.py"), str(made)]
    subprocess.run(script, env=environment(), check=True, capture_output=True)
    return made


def networks(generation: Generation) -> dict[str, dict[str, Any]]:
    expected: dict[str, dict[str, Any]] = json.loads((folder(generation) / "expected.json").read_text())
    return expected


@both
def test_each_training_step(generation: Generation) -> None:
    for name, expected in networks(generation).items():
        path = str(folder(generation) / f"{name}.meta")
        for step, codes in expected["steps"].items():
            outcome = verify([path], RULES, train_ops=[step])
            assert [finding.code for finding in outcome.findings] == codes, (name, step)


@both
def test_layers_are_counted(generation: Generation) -> None:
    for name in LAYERS.keys() & networks(generation).keys():
        seen = verify([str(folder(generation) / f"{name}.meta")], RULES).seen
        assert (seen.layers, seen.training_steps) == (LAYERS[name], 3), name


def test_what_is_left_out_is_named_and_nothing_else() -> None:
    path = str(folder(2) / "resnet_50.meta")
    (finding,) = verify([path], RULES, train_ops=["without_a_block"]).findings
    assert "3 batch normalisation layers" in finding.message and "6 update ops" in finding.message
    assert "block2/unit1/" in finding.message
