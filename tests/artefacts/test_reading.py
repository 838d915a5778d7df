"""What cannot be read is refused in a sentence, or leaves a note and the rest."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.reading import read_artefact
from tests.artefacts import writing

PB = "expected a graph, a meta graph or a SavedModel, but read "


def stored(tmp_path: Path, data: bytes, name: str = "some.file") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def read(tmp_path: Path, data: bytes, name: str = "some.file") -> Artefact:
    return read_artefact(stored(tmp_path, data, name))


def refusal(path: str) -> str:
    """The sentence, without the path that it begins with."""
    with pytest.raises(ArtefactError) as caught:
        read_artefact(path)
    message = str(caught.value)
    assert message.startswith(path) and "\n" not in message
    return message.removeprefix(path).removeprefix(": ")


def deep(levels: int) -> bytes:
    """A graph whose one attribute holds functions in functions."""
    value = b""
    for _ in range(levels):
        value = writing.field(10, writing.field(2, writing.field(1, b"f") + writing.field(2, value)))
    node = writing.field(1, b"n") + writing.field(2, b"Op") + writing.field(5, writing.field(2, value))
    return writing.field(1, node)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (writing.graph(), "graph"),
        (writing.meta_graph(), "meta graph"),
        (writing.saved_model(), "saved model"),
        (writing.events(writing.event(graph_def=writing.graph())), "event file"),
        (writing.archive({"config.json": {}}), "keras model"),
        (writing.bundle({}), "bundle"),
        (b'# a graph\nnode { name: "a" op: "NoOp" unheard_of: 3 }', "graph"),
        (b'meta_info_def { } graph_def { node { name: "a" op: "NoOp" } }', "meta graph"),
    ],
)
def test_the_contents_decide_not_the_name(tmp_path: Path, data: bytes, kind: str) -> None:
    assert read(tmp_path, data, "misnamed.txt").kind == kind


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b"hello world", "text that begins with 'hello world'"),
        (b"import tensorflow as tf\n", "text that begins with 'import tensorflow as'"),
        (b"notes: 3", "text that begins with 'notes: 3'"),
        (b"node { name: 'a'", "text in which 1:"),
        (b"node {" + b"attr { value { func {" * 3000, "text that is nested more deeply than can be followed"),
        (b"node { }", "a message whose operations lack names or types, which is no graph"),
        (writing.graph()[:-1], "bytes that are none, or not all of one"),
        (bytes(100), "bytes that are none, or not all of one"),
        (deep(60), "bytes that are none, or not all of one"),
        (deep(3000), "bytes that are none, or not all of one"),
        (b"\x22\x03\x08\xb4\x01", "a graph without a single operation"),
        (b"\x0a\x00" * 100, "a message whose operations lack names or types, which is no graph"),
    ],
)
def test_what_is_no_graph_is_refused(tmp_path: Path, data: bytes, found: str) -> None:
    assert refusal(stored(tmp_path, data, "model.pb")).startswith(PB + found)


def test_nesting_that_tensorflow_writes_is_followed(tmp_path: Path) -> None:
    assert len(read(tmp_path, deep(10)).graphs) == 1


def test_more_than_two_gibibytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "model.pb"
    with open(path, "wb") as file:
        file.truncate(2**31)
    found = "expected at most 2 GiB, which is all that a protobuf can hold, but read 2,147,483,648 bytes"
    assert refusal(str(path)) == found


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "model.pb")) == "cannot be opened: No such file or directory"
    assert refusal("with\0null") == "cannot be opened: embedded null byte"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(str(tmp_path / "pipe")) == "expected a file, but read a folder or a device"


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    found = "expected a SavedModel, a checkpoint, an event file or a graph, but read a folder without one"
    assert refusal(str(tmp_path)) == found


def test_a_saved_model_that_was_split_is_refused(tmp_path: Path) -> None:
    stored(tmp_path, b"", "saved_model.cpb")
    assert "one that was split for its size" in refusal(str(tmp_path))


def test_a_saved_model_without_its_variables_is_read_with_a_note(tmp_path: Path) -> None:
    stored(tmp_path, writing.saved_model("serve", "train"), "saved_model.pb")
    artefact = read_artefact(str(tmp_path))
    assert [graph.name for graph in artefact.graphs] == ["serve", "train"]
    assert artefact.checkpoints == ()
    (note,) = artefact.notes
    assert note.endswith("expected the index of a checkpoint, but read nothing of that name")


def test_a_checkpoint_of_bundled_values(tmp_path: Path) -> None:
    writing.write_checkpoint(tmp_path / "ckpt", {"mean": b"\0\0\x80\x3f" * 2})
    artefact = read_artefact(str(tmp_path / "ckpt"))
    assert (artefact.kind, artefact.graphs, artefact.notes) == ("checkpoint", (), ())
    assert artefact.checkpoints[0].value("mean").tolist() == [1.0, 1.0]


def test_a_checkpoint_without_its_index_is_refused(tmp_path: Path) -> None:
    data = stored(tmp_path, b"", "ckpt.data-00000-of-00001")
    with pytest.raises(
        ArtefactError, match=r"ckpt\.index: expected the index of a checkpoint, but read files of values"
    ):
        read_artefact(data)


def test_a_checkpoint_without_a_shard_keeps_its_names(tmp_path: Path) -> None:
    writing.write_checkpoint(tmp_path / "ckpt", {"mean": bytes(8)})
    shard = tmp_path / "ckpt.data-00000-of-00001"
    shard.unlink()
    artefact = read_artefact(str(tmp_path / "ckpt"))
    assert artefact.notes == (f"{shard}: missing, and with it values of the checkpoint",)
    (checkpoint,) = artefact.checkpoints
    assert checkpoint.tensors == {"mean": ((2,), "float32")}
    with pytest.raises(ArtefactError, match="cannot be opened"):
        checkpoint.value("mean")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offset": 1}, "expected the value of mean, but read the end of the file before it"),
        ({"offset": -1}, "expected the value of mean, but read the end of the file before it"),
        ({"size": 4}, r"expected the value of mean, but read 4 bytes for the shape \[2\]"),
        ({"crc32c": 1}, "expected the value of mean, but read bytes that do not fit their checksum"),
        ({"dtype": 20}, "the value of mean is of type 20, which is not read"),
        ({"dtype": 7}, "expected the value of mean, but read strings of other lengths than are declared"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, changes: dict[str, int], message: str) -> None:
    writing.write_checkpoint(tmp_path / "ckpt", {"mean": bytes(8)}, **changes)
    (checkpoint,) = read_artefact(str(tmp_path / "ckpt")).checkpoints
    with pytest.raises(ArtefactError, match=message):
        checkpoint.value("mean")


def test_values_in_slices_are_refused(tmp_path: Path) -> None:
    entries = writing.checkpoint_entries({"mean": bytes(8)})
    entries[b"mean"] += writing.field(7, b"")
    entries[b"\0mean"] = b"a slice, its name encoded"
    stored(tmp_path, writing.table(entries), "ckpt.index")
    (checkpoint,) = read_artefact(str(tmp_path / "ckpt")).checkpoints
    assert list(checkpoint.tensors) == ["mean"]
    with pytest.raises(ArtefactError, match="the value of mean is stored in slices"):
        checkpoint.value("mean")


def test_a_state_file_of_another_machine_is_followed_in_its_own_folder(tmp_path: Path) -> None:
    writing.write_checkpoint(tmp_path / "ckpt-7", {"mean": bytes(8)})
    state = stored(
        tmp_path, b'model_checkpoint_path: "/elsewhere/ckpt-7"\nall_model_checkpoint_paths: "x"', "checkpoint"
    )
    assert read_artefact(state).checkpoints[0].prefix == str(tmp_path / "ckpt-7")


def test_a_model_folder_without_a_state_file_has_the_checkpoint_of_the_highest_step(tmp_path: Path) -> None:
    for step in (9, 10):
        writing.write_checkpoint(tmp_path / f"ckpt-{step}", {"mean": bytes(8)})
        stored(tmp_path, writing.meta_graph(), f"ckpt-{step}.meta")
    artefact = read_artefact(str(tmp_path))
    assert [checkpoint.prefix for checkpoint in artefact.checkpoints] == [str(tmp_path / "ckpt-10")]
    assert [graph.name for graph in artefact.graphs] == ["ckpt-10.meta"]


def test_the_parts_of_a_model_folder_that_are_damaged_become_notes(tmp_path: Path) -> None:
    stored(tmp_path, b"", "graph.pbtxt")
    stored(tmp_path, writing.meta_graph(), "ckpt.meta")
    stored(tmp_path, writing.events(writing.event(graph_def=writing.graph("old"))), "events.out.tfevents.1.host")
    stored(tmp_path, writing.events(), "events.out.tfevents.2.host")
    artefact = read_artefact(str(tmp_path))
    assert [graph.graph_def.node[0].name for graph in artefact.graphs] == ["images", "old"]
    assert artefact.notes == (f"{tmp_path}/graph.pbtxt: {PB}an empty file",)


def test_the_graphs_of_an_event_file(tmp_path: Path) -> None:
    summary = writing.event(step=3, log_message={"message": "x" * 99})
    others = (
        writing.event(graph_def=writing.graph("one")),
        summary,
        writing.event(step=4, meta_graph_def=writing.meta_graph()),
        writing.event(graph_def=b"\xff"),
    )
    artefact = read(tmp_path, writing.events(*others) + b"rest")
    assert [graph.name for graph in artefact.graphs] == ["event 2", "step 4"]
    assert artefact.graphs[1].collections == {"update_ops": ("mean",), "variables": ("mean:0",)}
    assert [note.partition(": ")[2] for note in artefact.notes] == [
        "event 5 should hold a graph, but does not",
        "damaged or cut off behind event 5",
    ]


def test_records_of_data_are_no_events(tmp_path: Path) -> None:
    found = refusal(stored(tmp_path, writing.record(b"an example"), "train.tfrecord"))
    assert found == "expected an event file, but read records of something else"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"data.npy": b""}, "expected a .keras file or a bundle, but read a zip file with neither in it"),
        ({"config.json": b"no"}, "expected JSON in config.json, but read something else: "),
        ({"config.json": b"[" * 10**7}, "expected the member config.json, but read "),
        ({"config.json": b"[" * 10**5 + b"]" * 10**5}, "expected JSON in config.json, but read JSON nested too deeply"),
        ({"config.json": []}, "expected an object in config.json, but read a list"),
    ],
)
def test_a_zip_file_that_holds_something_else_is_refused(tmp_path: Path, members: dict[str, Any], message: str) -> None:
    assert refusal(stored(tmp_path, writing.archive(members))).startswith(message)


def test_a_bundle_gives_the_graphs_that_it_lists(tmp_path: Path) -> None:
    graphs = [
        {"file": "graphs/0.pb", "operations": 2, "collections": {"update_ops": {"names": ["mean", None]}}},
        {"file": "graphs/1.pb", "operations": 2},
        {"file": "graphs/2.pb", "operations": 0},
        {"file": "graphs/3.pb", "operations": 0},
    ]
    nothing_built = writing.field(4, b"")
    files = {"graphs/0.pb": writing.graph(), "graphs/2.pb": b"", "graphs/3.pb": nothing_built}
    data = writing.bundle(files, graphs=graphs, notes=["the first 3 events are kept"])
    artefact = read(tmp_path, data)
    assert [graph.name for graph in artefact.graphs] == ["graphs/0.pb"]
    assert artefact.graphs[0].collections == {"update_ops": ("mean",)}
    assert artefact.captured is not None and artefact.captured.notes == ("the first 3 events are kept",)
    noted, taken_apart, missing = artefact.notes
    assert noted.endswith(": the first 3 events are kept")
    assert taken_apart.endswith("graphs/2.pb: a graph that TensorFlow had taken apart")
    assert missing.endswith("expected the member graphs/1.pb, but read a zip file without it")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"graphs": 3}, "expected a list at graphs in bundle.json, but read 3"),
        ({"graphs": [{}]}, "expected an object with file at graphs[0] in bundle.json, but read one without"),
        ({"graphs": [{"file": "a", "operations": 0}] * 2}, "expected a file for each graph in bundle.json"),
        ({"graphs": [{"file": "a", "operations": True}]}, "expected a number from 0 to 2147483648 at graphs[0].oper"),
        ({"graphs": [{"file": "a", "operations": 1}]}, "expected the member a, but read a zip file without it"),
        ({"version": 2}, "expected a bundle of version 1, but read one of a newer version"),
        ({"version": None}, "expected a number from 0 to 2147483648 at version in bundle.json, but read null"),
        ({"stacks": [[1]]}, "expected a place in frames, which has 0 at stacks[0][0] in bundle.json, but read 1"),
        ({"frames": [["a.py", 3]]}, "expected a list of 3 at frames[0] in bundle.json, but read a list"),
        ({"events": [{"id": 0}]}, "expected an object with a kind at events[0] in bundle.json, but read an object"),
        (
            {"events": [{"kind": "run", "id": 0, "run": 10**400}], "runs": []},
            "expected a place in runs, which has 0 at events[0].run in bundle.json, but read a number with too many",
        ),
        ({"events": None}, "expected a list at events in bundle.json, but read null"),
        ({"folder": ["x"]}, "expected text at folder in bundle.json, but read a list"),
    ],
)
def test_a_damaged_bundle_is_refused_with_the_place(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    assert refusal(stored(tmp_path, writing.bundle({}, **changes))).startswith(message)


def test_events_that_nobody_judges_are_left_out(tmp_path: Path) -> None:
    artefact = read(tmp_path, writing.bundle({}, events=[{"kind": "of a later release", "id": 0}]))
    assert artefact.captured is not None and artefact.captured.events == (None,)


def test_the_variables_of_a_meta_graph_need_not_be_messages(tmp_path: Path) -> None:
    meta = writing.meta_graph() + writing.field(
        4, writing.field(1, b"variables") + writing.field(2, writing.field(2, writing.field(1, b"\xff\xff")))
    )
    (graph,) = read(tmp_path, meta).graphs
    assert graph.variables == ()


@pytest.mark.parametrize("in_bundle", [False, True])
def test_without_tensorboard_the_extra_is_named(in_bundle: bool, tmp_path: Path) -> None:
    graph = writing.graph()
    path = stored(tmp_path, writing.bundle({"graphs/0.pb": graph}) if in_bundle else graph)
    program = (
        "import sys; sys.modules['tensorboard'] = None\n"
        "from bnlint.artefacts.reading import read_artefact\n"
        "from bnlint.artefacts.errors import ArtefactError\n"
        "try: read_artefact(sys.argv[1])\n"
        "except ArtefactError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stdout == "reading graphs needs bnlint[graph]: pip install 'bnlint[graph]'\n"


def test_importing_the_room_imports_nothing_that_is_not_installed() -> None:
    program = (
        "import bnlint.artefacts.reading, sys; print(*{'google.protobuf', 'numpy', 'tensorboard'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
