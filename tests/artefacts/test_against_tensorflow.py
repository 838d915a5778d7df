"""What TensorFlow writes is read as what TensorFlow meant."""

import json
from pathlib import Path

import pytest

from bnlint.artefacts.artefact import Artefact, Kind
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.graphs import StoredGraph
from bnlint.artefacts.reading import read_artefact
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.savers import saved_variables

VARIABLES = frozenset(
    {"net/weights", "net/half", "net/brain", "net/words", "bn/gamma", "bn/moving_mean", "global_step"}
)
SAVED = VARIABLES - {"bn/moving_mean", "global_step"}


def read(path: Path) -> Artefact:
    artefact = read_artefact(str(path))
    assert artefact.path == str(path)
    assert artefact.notes == ()
    return artefact


def saved(graph: StoredGraph) -> frozenset[str] | None:
    return saved_variables(Index(graph.graph_def), graph.save_tensor)


def only_graph(artefact: Artefact) -> StoredGraph:
    (graph,) = artefact.graphs
    return graph


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("model/model.ckpt-2.meta", "meta graph"),
        ("text.meta", "meta graph"),
        ("stripped.meta", "meta graph"),
        ("graph.pb", "graph"),
        ("frozen.pb", "graph"),
        ("model/graph.pbtxt", "graph"),
        ("exported", "saved model"),
        ("exported/saved_model.pb", "saved model"),
        ("exported_text", "saved model"),
        ("exported_text/saved_model.pbtxt", "saved model"),
        ("model", "model folder"),
        ("events", "model folder"),
        ("model/model.ckpt-1", "checkpoint"),
        ("model/model.ckpt-1.index", "checkpoint"),
        ("model/model.ckpt-1.data-00000-of-00001", "checkpoint"),
        ("model/checkpoint", "checkpoint"),
    ],
)
def test_every_format_is_known(written: Path, name: str, kind: Kind) -> None:
    artefact = read(written / name)
    assert artefact.kind == kind
    assert all("MatMul" in {node.name for node in graph.graph_def.node} for graph in artefact.graphs)
    assert artefact.graphs


@pytest.mark.parametrize("name", ["model/model.ckpt-2.meta", "text.meta", "stripped.meta"])
def test_a_meta_graph_tells_of_its_collections(written: Path, name: str) -> None:
    graph = only_graph(read(written / name))
    assert graph.name == Path(name).name
    assert graph.collections["notes"] == ("a text",)
    assert "net/words:0" not in graph.collections["trainable_variables"]
    update, train_op = graph.collections["update_ops"][0], graph.collections["train_op"][0]
    assert {update, train_op} <= {node.name for node in graph.graph_def.node}


def test_a_meta_graph_tells_of_its_variables(written: Path) -> None:
    graph = only_graph(read(written / "model" / "model.ckpt-2.meta"))
    variables = {variable.name: variable for variable in graph.variables}
    assert variables.keys() == VARIABLES
    trainable = {name for name, variable in variables.items() if variable.trainable}
    assert trainable == {"net/weights", "net/half", "net/brain", "bn/gamma"}
    mean, weights = variables["bn/moving_mean"], variables["net/weights"]
    assert (mean.node, mean.initializer) == ("bn/moving_mean", "bn/moving_mean/Assign")
    assert (weights.node, weights.snapshot) == ("net/weights", "net/weights/read")
    nodes = {node.name for node in graph.graph_def.node}
    assert {name for variable in graph.variables for name in variable[1:4]} <= nodes


def test_the_saver_of_a_meta_graph_tells_what_it_saves(written: Path) -> None:
    assert saved(only_graph(read(written / "model" / "model.ckpt-2.meta"))) == SAVED
    assert saved(only_graph(read(written / "text.meta"))) == VARIABLES, "no saver is declared, and one saves all"
    assert saved(only_graph(read(written / "frozen.pb"))) is None


def test_defaults_that_were_stripped_stay_away(written: Path) -> None:
    stripped, whole = (only_graph(read(written / name)) for name in ("stripped.meta", "text.meta"))
    matmuls = [next(node for node in graph.graph_def.node if node.op == "MatMul") for graph in (stripped, whole)]
    assert ["transpose_a" in node.attr for node in matmuls] == [False, True]


@pytest.mark.parametrize("name", ["exported", "exported_text"])
def test_the_graphs_of_a_saved_model_have_its_tags_and_signatures(written: Path, name: str) -> None:
    artefact = read(written / name)
    serving, training = artefact.graphs
    assert (set(serving.name.split(", ")), training.name) == ({"serve", "eu"}, "train")
    signature = serving.signatures["serving_default"]
    assert signature == ({"images": "images:0"}, {"hidden": "MatMul:0"}, "tensorflow/serving/predict")
    assert {variable.name for variable in serving.variables} == VARIABLES
    (checkpoint,) = artefact.checkpoints
    assert checkpoint.tensors.keys() == VARIABLES


def test_the_event_file_holds_one_graph(written: Path) -> None:
    (path,) = (written / "events").iterdir()
    artefact = read(path)
    assert artefact.kind == "event file"
    assert only_graph(artefact).collections["update_ops"], "the meta graph, not the plain graph"


def test_the_values_of_a_checkpoint_are_those_of_the_variables(written: Path) -> None:
    expected = json.loads((written / "expected.json").read_text())
    (checkpoint,) = read(written / "sharded").checkpoints
    assert checkpoint.tensors.keys() == checkpoint.variables.keys() == VARIABLES
    for name, value in expected.items():
        found = checkpoint.value(name).tolist()
        assert found == ([text.encode() for text in value] if name == "net/words" else value)
    assert checkpoint.value("net/brain").tolist() == [0.5, -3.0]
    assert checkpoint.tensors["net/weights"] == ((4, 3), "float32")
    assert checkpoint.tensors["net/brain"] == ((2,), "bfloat16")
    with pytest.raises(KeyError):
        checkpoint.value("net/other")


def test_a_model_folder_is_its_latest_checkpoint(written: Path) -> None:
    artefact = read(written / "model")
    assert [graph.name for graph in artefact.graphs] == ["model.ckpt-2.meta", "graph.pbtxt"]
    assert [checkpoint.prefix for checkpoint in artefact.checkpoints] == [str(written / "model" / "model.ckpt-2")]


@pytest.mark.parametrize("name", ["old/old.ckpt", "old"])
def test_a_checkpoint_of_version_1_is_refused(written: Path, name: str) -> None:
    with pytest.raises(ArtefactError, match="expected a checkpoint of version 2, but read one of version 1"):
        read_artefact(str(written / name))


def test_a_saved_model_of_objects_tells_which_variables_its_functions_use(tensorflow_2_artefacts: Path) -> None:
    artefact = read(tensorflow_2_artefacts / "objects")
    graph = only_graph(artefact)
    assert {variable.name: variable.trainable for variable in graph.variables} == {
        "bn/moving_mean": False,
        "bn/gamma": True,
    }
    functions = {function.signature.name for function in graph.graph_def.library.function}
    (train,) = (name for name in graph.bound_variables if name.startswith("__inference_train"))
    assert train in functions
    assert graph.bound_variables[train] == ("bn/moving_mean", "bn/gamma")
    assert saved(graph) is None
    (checkpoint,) = artefact.checkpoints
    assert checkpoint.value(checkpoint.variables["bn/gamma"]).tolist() == [1.0, 1.0]


def test_a_checkpoint_of_objects_names_their_variables(tensorflow_2_artefacts: Path) -> None:
    (checkpoint,) = read(tensorflow_2_artefacts / "objects_checkpoint" / "ckpt").checkpoints
    key = "net/mean/.ATTRIBUTES/VARIABLE_VALUE"
    assert checkpoint.variables["bn/moving_mean"] == key
    assert checkpoint.value(key).tolist() == pytest.approx([0.1, 1.0])


def test_a_keras_file_holds_its_configuration(tensorflow_2_artefacts: Path) -> None:
    artefact = read(tensorflow_2_artefacts / "model.keras")
    assert (artefact.kind, artefact.graphs) == ("keras model", ())
    layers = artefact.keras_config["config"]["layers"]
    assert layers[-1]["class_name"] == "BatchNormalization"
    assert layers[-1]["config"]["momentum"] == 0.9


def test_weights_in_hdf5_are_refused(tensorflow_2_artefacts: Path) -> None:
    with pytest.raises(ArtefactError, match=r"model\.h5: .* save the model as \.keras or as a SavedModel"):
        read_artefact(str(tensorflow_2_artefacts / "model.h5"))
