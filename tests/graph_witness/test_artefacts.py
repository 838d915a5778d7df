"""SavedModels and checkpoints, written by the real TensorFlow, are judged right."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from bnlint.command_line import main
from bnlint.rules.discovery import discover
from bnlint.verify import verify
from tests.interpreters import Generation, environment, require

HERE = Path(__file__).parent
RULES = discover("bnlint.graph_rules")
EXPECTED = {
    "export_right": [],
    "export_training": ["BN501"],
    "export_flag": ["BN502"],
    "export_flag_is_input": [],
    "export_flag_true": ["BN502"],
    "export_flag_false": [],
    "export_updates": ["BN503"],
    "checkpoint_right": [],
    "checkpoint_early": ["BN701"],
    "checkpoint_nan": ["BN705"],
    "checkpoint_negative": ["BN705"],
    "checkpoint_negative_mean": [],
    "checkpoint_vanished": ["BN705"],
}
both = pytest.mark.parametrize("generation", [1, 2])


@cache
def folder(generation: Generation) -> Path:
    """The artefacts, written once."""
    made = Path(mkdtemp(prefix="bnlint-artefacts-"))
    script = [str(require(generation)), str(HERE / "artefacts.py"), str(made)]
    subprocess.run(script, env=environment(), check=True, capture_output=True)
    return made


@both
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_found(generation: Generation, name: str) -> None:
    outcome = verify([str(folder(generation) / name)], RULES)
    assert [finding.code for finding in outcome.findings] == EXPECTED[name]


@both
def test_a_checkpoint_without_its_graph(generation: Generation, tmp_path: Path) -> None:
    for name in ("checkpoint_nan", "checkpoint_right", "checkpoint_vanished"):
        alone = tmp_path / name
        shutil.copytree(folder(generation) / name, alone)
        for meta in alone.glob("*.meta"):
            meta.unlink()
        outcome = verify([str(alone / "model")], RULES)
        assert [finding.code for finding in outcome.findings] == EXPECTED[name]
        (gap,) = outcome.seen.not_judged
        assert gap.why == "a checkpoint alone holds no graph"
        assert {"BN100", "BN200", "BN400", "BN701"} <= {code for code, _ in gap.rules}


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(folder(2) / "export_training")
    assert main(["verify", path]) == 1
    assert f"{path} BN501 exported-in-training-mode [error]" in capsys.readouterr().out.replace("\n", " ")
    assert main(["verify", "--exit-zero", "--format", "json", path]) == 0
    assert '"code": "BN501"' in capsys.readouterr().out
    assert main(["verify", str(folder(2) / "export_right")]) == 0
    untrained = "Not judged, because no training step was found: statistics-not-updated (BN100), wrong-mode (BN200), "
    summary = (
        "Nothing found in what was judged. Read 1 file: 1 graph, 1 batch normalisation layer, no training steps.\n"
    )
    out = capsys.readouterr().out
    assert out.startswith(untrained) and out.endswith(summary)
    assert main(["verify", str(folder(2) / "checkpoint_right")]) == 0
    assert capsys.readouterr().out == (
        "Nothing found. Read 1 file: 1 graph, 1 batch normalisation layer, 1 training step.\n"
    )


@pytest.mark.parametrize("arguments", [["no/such/file.meta"], ["--train-op", "nothing", "{graph}"]])
def test_errors_of_users_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    graph = str(folder(2) / "export_right")
    assert main(["verify", *(argument.format(graph=graph) for argument in arguments)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_every_rule_fires_and_is_documented() -> None:
    fired = {code for codes in EXPECTED.values() for code in codes}
    symptoms = {"BN100", "BN200", "BN300", "BN400"}
    assert {rule.code for rule in RULES} == fired | symptoms
    for rule in RULES:
        assert rule.summary.endswith(".")
        assert rule.level in {"error", "warning", "advice"}
