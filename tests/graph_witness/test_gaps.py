"""Where an artefact holds nothing to judge by, the report says so, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bnlint.command_line import main
from tests.artefacts import writing
from tests.graph_witness import handmade

TRAINING = "Not judged, because no training step was found: statistics-not-updated (BN100), wrong-mode (BN200)"


def without(*kinds: str) -> bytes:
    """The graph without the operations of some kinds, and without what needs them."""
    message: Any = handmade.graph(waits=True)
    gone = {node.name for node in message.node if node.op in kinds}
    while True:
        kept = [node for node in message.node if node.name not in gone]
        lost = {node.name for node in kept if any(text.strip("^").partition(":")[0] in gone for text in node.input)}
        if not lost:
            break
        gone |= lost
    graph: Any = handmade.graph(waits=True)
    del graph.node[:]
    graph.node.extend(kept)
    if "FusedBatchNormV3" in kinds:
        graph.ClearField("library")
    return bytes(graph.SerializeToString())


def checkpoint(folder: Path, **values: bytes) -> str:
    writing.write_checkpoint(folder / "model", {name.replace("__", "/"): value for name, value in values.items()})
    return str(folder / "model")


def lines(capsys: pytest.CaptureFixture[str], *paths: str) -> list[str]:
    assert main(["verify", *paths]) == 0
    return capsys.readouterr().out.splitlines()


def file(tmp_path: Path, data: bytes, name: str = "graph.pb") -> str:
    (tmp_path / name).write_bytes(data)
    return str(tmp_path / name)


def test_a_graph_that_trains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (summary,) = lines(capsys, file(tmp_path, without()))
    assert summary.startswith("Nothing found. Read 1 file: 1 graph, 4 batch normalisation layers, 1 training step")


def test_a_graph_without_a_saver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, summary = lines(capsys, file(tmp_path, without("SaveV2")))
    assert gap == "Not judged, because the graph has no Saver: statistics-not-kept (BN400)."
    assert summary.startswith("Nothing found in what was judged. ")


def test_a_graph_without_a_training_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, summary = lines(capsys, file(tmp_path, without("ApplyMomentum")))
    assert gap == "Nothing was judged, because no training step was found."
    assert summary.startswith("Nothing was judged. Read 1 file: 1 graph, 4 batch normalisation layers, no training")


def test_a_graph_without_batch_normalisation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, summary = lines(capsys, file(tmp_path, without("FusedBatchNormV3", "Rsqrt")))
    assert gap == "Nothing was judged, because no batch normalisation was found."
    assert summary.startswith("Nothing was judged. ")


def test_a_graph_that_cannot_be_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message: Any = handmade.graph()
    handmade.node(message.node, "lost", "Identity", ["nowhere"])
    unread, gap, summary = lines(capsys, file(tmp_path, message.SerializeToString()))
    assert unread.startswith("Not read: ") and unread.endswith("graph.pb: a graph with inputs that it lacks.")
    assert gap == "Nothing was judged, because the graph cannot be followed everywhere."
    assert summary.startswith("Nothing was judged. ")


def test_a_checkpoint_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, summary = lines(capsys, checkpoint(tmp_path, bn__moving_mean=bytes(8)))
    assert gap.startswith("Not judged, because a checkpoint alone holds no graph: statistics-not-updated (BN100), ")
    assert "momentum-too-high-for-run (BN701)" in gap and "BN705" not in gap and "BN50" not in gap
    assert summary.startswith("Nothing found in what was judged. Read 1 file: no graphs, ")


def test_a_checkpoint_without_statistics(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, summary = lines(capsys, checkpoint(tmp_path, weights=bytes(8)))
    assert first.startswith("Not judged, because a checkpoint alone holds no graph: ")
    assert second == ("Not judged, because no values of moving statistics were found: statistics-unsound (BN700).")
    assert summary.startswith("Nothing found in what was judged. ")


def test_a_keras_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, summary = lines(capsys, file(tmp_path, writing.archive({"config.json": {}}), "model.keras"))
    assert gap.startswith("Nothing was judged, because a .keras file holds no graph")
    assert summary.startswith("Nothing was judged. Read 1 file: no graphs")


def test_a_saved_model_without_signatures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = lines(capsys, file(tmp_path, writing.saved_model(), "saved_model.pb"))
    assert "Not judged, because the graph has no signature: bad-export (BN500)." in found
    assert found[0].startswith("Not read: ") and "the index of a checkpoint" in found[0]


def test_an_eager_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap, _ = lines(capsys, file(tmp_path, writing.bundle({}), "train.bnlint.zip"))
    assert gap == "Nothing was judged, because the script built no graph, and eager training is not judged."


def test_each_of_several_files_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = file(tmp_path, without("FusedBatchNormV3", "Rsqrt"))
    gap, summary = lines(capsys, bare, file(tmp_path, without(), "whole.pb"))
    assert gap == f"{bare}: nothing was judged, because no batch normalisation was found."
    assert summary.startswith("Nothing found in what was judged. Read 2 files: 2 graphs, ")


def test_json_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, without("SaveV2"))
    assert main(["verify", "--format", "json", path]) == 0
    seen = json.loads(capsys.readouterr().out)["seen"]
    assert [(gap["rules"], gap["why"]) for gap in seen["not_judged"]] == [(["BN400"], "the graph has no Saver")]
    assert seen["not_read"] == []
