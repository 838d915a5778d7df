"""Questions put to programs whose answer is not in what a rule says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnlint.artefacts.reading import read_artefact
from bnlint.capture.launch import Request, capture
from bnlint.evidence.benches import Benches
from bnlint.evidence.means import Means
from bnlint.evidence.questions.updates import statistics_not_updated
from bnlint.evidence.subject import Subject
from tests.evidence.confirming import quiet, tensorflow
from tests.interpreters import Generation

TWO_STEPS = Path(__file__).parent / "programs" / "two_steps.py"


@pytest.mark.parametrize("generation", [1, 2])
def test_of_two_steps_each_maintains_its_own_layers(generation: Generation, tmp_path: Path) -> None:
    process, bundle = tensorflow(generation), tmp_path / "two_steps.bnlint.zip"
    with quiet():
        capture(Request(str(TWO_STEPS), (), process.interpreter, runs=8), bundle, lambda trained, wanted: None)
    with Benches(read_artefact(str(bundle)), process, Means(steps=8)) as benches:
        benches.run(lambda done, of: None)
        (bench,) = benches.benches
        for scope, moved in (("generator", 6), ("discriminator", 2)):
            layers = tuple(layer for layer in bench.program.layers if layer.scope.startswith(scope))
            statistics = {variable.name for layer in layers for variable in layer.statistics}
            assert sum(bool(statistics & made.moved) for made in bench.training) == moved
            verdict = statistics_not_updated(bench, Subject(layers, (), (), ()))
            assert verdict is not None
            assert verdict.word == "refuted"
            assert verdict.said == f"every moving statistic moved in {moved} of 8 training runs or more"
