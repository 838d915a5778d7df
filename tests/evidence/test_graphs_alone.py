"""Graphs without their scripts, run with made-up data: every way to write batch normalisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnlint.artefacts.reading import read_artefact
from bnlint.evidence.benches import Benches
from bnlint.evidence.means import Means
from tests.evidence.confirming import confirmed_graph, tensorflow
from tests.graph_witness.test_variants import BESIDE, folder, variants
from tests.interpreters import Generation

IN: tuple[tuple[Generation, Generation], ...] = ((1, 1), (1, 2), (2, 2))
"""The version that built a graph, and the one that runs it: later ones are not read by earlier ones."""


@pytest.mark.parametrize(("built", "run"), IN)
def test_a_training_step_without_updates_is_confirmed(built: Generation, run: Generation) -> None:
    seen = 0
    for name, expected in variants(built).items():
        path = folder(built) / f"{name}.meta"
        findings = confirmed_graph(path, run, expected["bad"]).findings
        said = [(one.code, one.verdict.word, one.verdict.said) for one in findings if one.verdict is not None]
        assert {word for _, word, _ in said} <= {"confirmed"}, (name, said)
        seen += len(said)
    assert seen > 20


@pytest.mark.parametrize(("built", "run"), IN)
def test_a_training_step_with_updates_moves_them(built: Generation, run: Generation) -> None:
    seen = 0
    for name, expected in variants(built).items():
        path = folder(built) / f"{name}.meta"
        assert all(one.code != "BN100" for one in confirmed_graph(path, run, expected["good"]).findings), name
        if expected["statistics"] and not expected["inference"]:
            known = set(expected["statistics"]) - BESIDE.get(name, set())
            assert moved(path, run, expected["good"]) >= known, name
            seen += 1
    assert seen > 60


def moved(path: Path, generation: Generation, train_op: str) -> frozenset[str]:
    """The statistics that each of two training runs changes."""
    means = Means(train_ops=(train_op,), steps=2)
    with Benches(read_artefact(str(path)), tensorflow(generation), means) as benches:
        benches.run(lambda done, of: None)
        (bench,) = benches.benches
        assert (benches.reasons, bench.failure, len(bench.training)) == ([], "", 2)
        return bench.training[0].moved & bench.training[1].moved
