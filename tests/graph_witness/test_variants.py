"""Every way to write batch normalisation, built by the real TensorFlow, is judged right from its graph alone."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from bnlint.artefacts.reading import read_artefact
from bnlint.facts.program import Program
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.witness import GraphWitness
from bnlint.rules.discovery import GRAPH_RULES, discover
from bnlint.verify import verify
from tests.interpreters import Generation, environment, require

HERE = Path(__file__).parent
both = pytest.mark.parametrize("generation", [1, 2])
KEPT = {"layers_renorm": {"batch_normalization/renorm_mean", "batch_normalization/renorm_stddev"}}
"""Statistics that renormalisation keeps besides."""
BESIDE = {"layers_renorm": {"batch_normalization/moving_stddev", "batch_normalization/moving_variance"}}
"""What it makes of one another: the values go through variables, of which a graph shows less or more."""


@cache
def folder(generation: Generation) -> Path:
    """The graphs, built once."""
    made = Path(mkdtemp(prefix="bnlint-variants-"))
    python = require(generation)
    subprocess.run(
        [str(python), str(HERE / "variants.py"), str(made)], env=environment(), check=True, capture_output=True
    )
    return made


def variants(generation: Generation) -> dict[str, dict[str, Any]]:
    expected: dict[str, dict[str, Any]] = json.loads((folder(generation) / "expected.json").read_text())
    return expected


def program(generation: Generation, name: str) -> Program:
    (stored,) = read_artefact(str(folder(generation) / f"{name}.meta")).graphs
    return GraphWitness(Index(stored.graph_def), name).read()


@both
def test_there_are_many(generation: Generation) -> None:
    assert len(variants(generation)) > 70


@both
def test_updates_are_recognised(generation: Generation) -> None:
    for name, expected in variants(generation).items():
        found = {
            node.variable.name for node in program(generation, name).nodes if node.kind == "update" and node.variable
        }
        moved = set() if expected["inference"] else set(expected["statistics"])
        beside = BESIDE.get(name, set())
        assert found - beside == (moved | KEPT.get(name, set())) - beside, name


@both
def test_layers_are_recognised_and_nothing_else(generation: Generation) -> None:
    for name, expected in variants(generation).items():
        layers = program(generation, name).layers
        assert bool(layers) == bool(expected["statistics"]), name
        if layers:
            assert all((layer.flag == "tensor") == expected["flag"] for layer in layers), name


@both
def test_training_steps_are_found_without_being_named(generation: Generation) -> None:
    for name, expected in variants(generation).items():
        found = {step.node.name for step in program(generation, name).steps}
        assert found == {expected["good"], expected["bad"]}, name


@both
@pytest.mark.parametrize("which", ["good", "bad"])
def test_symptoms(generation: Generation, which: str) -> None:
    for name, expected in variants(generation).items():
        path = str(folder(generation) / f"{name}.meta")
        outcome = verify([path], discover(GRAPH_RULES), train_ops=[expected[which]])
        codes = [finding.code for finding in outcome.findings]
        if not expected["statistics"]:
            assert codes == [], name
        elif expected["inference"]:
            assert codes == ["BN200"], name
        else:
            assert codes == (["BN100"] if which == "bad" and not expected["in place"] else []), name
