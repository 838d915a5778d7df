"""Whatever is cut off or flipped in an artefact, reading it ends in a result or in `ArtefactError`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.reading import read_artefact
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.savers import saved_variables
from tests.artefacts import writing

PREFIX = "ckpt"
INDEX = writing.table(writing.checkpoint_entries({"mean": bytes(8), "words": bytes(4)}))
EVENTS = writing.events(writing.event(graph_def=writing.graph()), writing.event(meta_graph_def=writing.meta_graph()))
BUNDLE = writing.bundle({"graphs/0.pb": writing.graph()})
TEXT = b'node { name: "a" op: "NoOp" attr { key: "k" value { list { i: [1, 2] } } } }'
FILES = {
    "graph.pb": writing.graph(),
    "model.meta": writing.meta_graph("serve"),
    "saved_model.pb": writing.saved_model(),
    "graph.pbtxt": TEXT,
    "events.out.tfevents.1": EVENTS,
    "ckpt.index": INDEX,
    "model.bundle": BUNDLE,
    "model.keras": writing.archive({"config.json": {"class_name": "Sequential", "config": {"layers": []}}}),
    "checkpoint": b'model_checkpoint_path: "ckpt"',
}
anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read_all(path: Path) -> None:
    """Reads all that `path` gives, as far as it gives anything."""
    try:
        artefact = read_artefact(str(path))
    except ArtefactError:
        return
    for graph in artefact.graphs:
        assert graph.name and graph.graph_def.node
        assert saved_variables(Index(graph.graph_def), graph.save_tensor) is None
    for checkpoint in artefact.checkpoints:
        try:
            assert set(checkpoint.variables.values()) <= checkpoint.tensors.keys()
            for name in checkpoint.tensors:
                checkpoint.value(name)
        except ArtefactError:
            continue


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@anywhere
def test_files_that_are_cut_off(tmp_path: Path, name: str, data: st.DataObject) -> None:
    writing.write_checkpoint(tmp_path / PREFIX, {"mean": bytes(8), "words": bytes(4)})
    path = tmp_path / name
    path.write_bytes(FILES[name][: data.draw(st.integers(0, len(FILES[name]) - 1))])
    read_all(path)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@anywhere
def test_files_with_flipped_bits(tmp_path: Path, name: str, data: st.DataObject) -> None:
    writing.write_checkpoint(tmp_path / PREFIX, {"mean": bytes(8), "words": bytes(4)})
    damaged = bytearray(FILES[name])
    for bit in data.draw(st.lists(st.integers(0, len(damaged) * 8 - 1), min_size=1, max_size=4)):
        damaged[bit // 8] ^= 1 << bit % 8
    path = tmp_path / name
    path.write_bytes(damaged)
    read_all(path)


@given(
    changes=st.dictionaries(st.sampled_from(["dtype", "shard_id", "offset", "size"]), st.integers(-(2**31), 2**31 - 1))
)
@anywhere
def test_indices_that_describe_what_cannot_be(tmp_path: Path, changes: dict[str, int]) -> None:
    writing.write_checkpoint(tmp_path / PREFIX, {"mean": bytes(8)}, **changes)
    read_all(tmp_path / PREFIX)


@given(data=st.binary(max_size=200))
@anywhere
def test_files_of_anything(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "anything"
    path.write_bytes(data)
    read_all(path)
