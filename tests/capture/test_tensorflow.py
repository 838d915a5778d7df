"""What is seen of programs that train, in TensorFlow 1.15 and 2.21."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from bnlint.artefacts.reading import read_artefact
from tests.capture.bundles import PROGRAMS, Bundle, captured
from tests.fixtures_expectations import FIXTURES
from tests.interpreters import Generation, environment, require
from tests.test_command_line import bnlint_in

TOWERS = FIXTURES / "BN102" / "wrong_read_once_before_towers"
SESSIONS = ["session", "interactive_session", "made_callable", "monitored_session", "supervisor", "keras_fit"]
OF_TENSORFLOW_1 = ["slim_learning_train", "estimator"]
EAGER = ["fit", "function_loop", "tape_loop"]
both = pytest.mark.parametrize("generation", [1, 2])

_bundles: dict[tuple[str, Generation, int], Bundle] = {}


@pytest.fixture
def sessions(generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    names = SESSIONS + (OF_TENSORFLOW_1 if generation == 1 else [])
    return bundle_of("sessions.py", generation, names, tmp_path_factory)


def bundle_of(
    script: str, generation: Generation, names: list[str], factory: pytest.TempPathFactory, keras: int = 2
) -> Bundle:
    key = (script, generation, keras)
    if key not in _bundles:
        target = factory.mktemp("bundles") / "bundle.zip"
        _bundles[key] = captured(target, PROGRAMS / script, generation, *names, runs=100, keras=keras)
    assert _bundles[key].content["ended"]["how"] == "ended", _bundles[key].output
    return _bundles[key]


def of(bundle: Bundle, function: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that happened in a function of the program."""
    return [item for item in items if function in bundle.functions(item["stack"])]


@both
def test_a_program_of_several_files(generation: Generation, tmp_path: Path) -> None:
    interpreter = str(require(generation))
    target = tmp_path / "bundle.zip"
    arguments = ("capture", "--python", interpreter, "--runs", "2", "-o", str(target), "train.py")
    result = bnlint_in(TOWERS, *arguments, environment=environment())
    bundle = Bundle(target)
    operations = bundle.content["graphs"][0]["operations"]
    version = bundle.content["tensorflow"]
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        f"{target}: TensorFlow {version}, 1 graph ({operations} operations), 2 training runs. "
        "It made 2 training runs, as many as were asked for.\n"
    )
    check_towers(bundle)


@both
def test_losses_are_the_same_to_the_last_bit(generation: Generation, tmp_path: Path) -> None:
    script = PROGRAMS / "seeded.py"
    alone = subprocess.run(
        [str(require(generation)), script.name],
        cwd=PROGRAMS,
        env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    assert len(losses(alone.stdout)) == 8
    assert losses(captured(tmp_path / "bundle.zip", script, generation, runs=10).output) == losses(alone.stdout)


def losses(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("loss ")]


def check_towers(bundle: Bundle) -> None:
    assert bundle.content["ended"]["how"] == "enough"
    assert bundle.content["training_runs"] == 2
    assert bundle.content["notes"] == []

    read = next(event for event in bundle.events("collection") if event["key"] == "update_ops")
    assert (read["count"], read["live"], read["by"], bundle.names(read["names"])) == (0, False, "user", [])
    assert bundle.stack(read["stack"])[-1].startswith("setup.py:")

    graph = bundle.content["graphs"][0]
    update_ops = graph["collections"]["update_ops"]["names"]
    assert update_ops
    assert graph["collections"]["trainable_variables"]["proto"] == "VariableDef"
    assert len(graph["stacks"]) == graph["operations"]
    layers = [event for event in bundle.events("layer") if event["api"] == "tf.layers.batch_normalization"]
    assert {event["training"]["tensor"] for event in layers} == {"train_flag:0"}
    assert {bundle.stack(event["stack"])[-1].split(":")[0] for event in layers} == {"layers.py"}
    first, last = layers[0]["created"]
    stacks = [bundle.stack(number) for number in graph["stacks"][first:last]]
    assert all(stack[: len(stacks[0])] == bundle.stack(layers[0]["stack"]) for stack in stacks)

    [applied] = [event for event in bundle.events("optimizer") if event["method"] == "apply_gradients"]
    block = bundle.content["events"][applied["inside"]]
    assert (block["kind"], block["count"], bundle.names(block["inputs"])) == ("control_dependencies", 0, [])
    assert block["created"][0] < applied["created"][0] < applied["created"][1] <= block["created"][1]

    [run] = bundle.runs("train")
    assert (run["calls"], run["via"], run["thread"]) == (2, "session", None)
    assert applied["result"] in run["fetches"]
    assert run["fed"] == ["inps:0", "labels:0", "train_flag:0"]
    calls = [event for event in bundle.events("run") if event["run"] == bundle.content["runs"].index(run)]
    flags = [feed for event in calls for feed in event["feeds"] if feed["name"] == "train_flag:0"]
    assert [flag["value"] for flag in flags] == [True, True]
    [images] = [feed for feed in calls[0]["feeds"] if feed["name"] == "inps:0"]
    assert images["file"] in bundle.files
    assert bundle.read(images["file"])[:6] == b"\x93NUMPY"
    assert "file" not in calls[1]["feeds"][0]


@pytest.mark.parametrize(
    ("generation", "name"), [(1, name) for name in SESSIONS + OF_TENSORFLOW_1] + [(2, name) for name in SESSIONS]
)
def test_training_is_seen_in_every_session(sessions: Bundle, generation: Generation, name: str) -> None:
    runs = of(sessions, name, sessions.runs("train"))
    assert sum(run["calls"] for run in runs) == 2
    assert {run["via"] for run in runs} == {"session"}
    [number] = {run["graph"] for run in runs}
    graph = sessions.content["graphs"][number]
    assert graph["operations"] > 100
    assert any(name in sessions.functions(stack) for stack in graph["stacks"])
    assert of(sessions, name, sessions.events("layer"))
    assert not of(sessions, name, [event for event in sessions.events("run") if "error" in event and "stack" in event])


@both
def test_operations_are_listed_in_the_order_of_the_graph(sessions: Bundle, generation: Generation) -> None:
    """So that places in it, `created` and `stacks`, need no names."""
    names = [node.name for node in read_artefact(str(sessions.path)).graphs[0].graph_def.node]
    assert len(names) == sessions.content["graphs"][0]["operations"]
    events = of(sessions, "session", sessions.events("layer") + sessions.events("optimizer"))
    created = {event.get("api", event.get("method")): event["created"] for event in events}
    first, last = created["tf.layers.batch_normalization"]
    assert {name.split("/")[0] for name in names[first:last]} == {"batch_normalization"}
    assert names[created["apply_gradients"][1] - 1] == "Adam"


@both
def test_savers_and_what_they_do(sessions: Bundle, generation: Generation) -> None:
    [made] = of(sessions, "session", sessions.events("saver"))
    held = sessions.content["savers"][made["saver"]]
    assert {"key": "batch_normalization/gamma", "name": "batch_normalization/gamma:0"} in held
    assert not any("moving" in one["key"] for one in held)
    for kind in ("save", "restore"):
        [event] = of(sessions, "session", sessions.events(kind))
        assert (event["saver"], event["path"]) == (made["saver"], "./model")
        assert [run for run in sessions.events("run") if run.get("inside") == event["id"]]


@both
def test_evaluation_is_no_training(sessions: Bundle, generation: Generation) -> None:
    evaluations = [run for run in of(sessions, "session", sessions.runs("other")) if run["fetches"] == ["Mean:0"]]
    [number] = [sessions.content["runs"].index(run) for run in evaluations]
    [call] = [event for event in sessions.events("run") if event["run"] == number]
    feeds = {feed["name"]: feed for feed in call["feeds"]}
    assert feeds["training:0"] == {"name": "training:0", "dtype": "bool", "shape": [], "value": False}
    shown = {"name": "images:0", "dtype": "float32", "shape": [32, 8]}
    assert feeds["images:0"] == {**shown, "trained": True}, "it is fed what training was fed"


@both
def test_threads_that_fill_queues_do_not_hasten_the_end(generation: Generation, tmp_path: Path) -> None:
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "queues.py", generation, runs=2)
    assert bundle.content["ended"]["how"] == "ended", bundle.output
    [evaluated] = [run for run in bundle.runs("other") if run["fetches"] == ["Mean:0"]]
    assert evaluated["calls"] == 60
    filled = [run["calls"] for run in bundle.content["runs"] if run["thread"] is not None]
    assert sum(filled) > 300


@both
def test_a_metric_of_a_transposed_convolution_is_no_training(generation: Generation, tmp_path: Path) -> None:
    """Although that is an operation which gradients have, too."""
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "transposed.py", generation)
    [trained] = bundle.runs("train")
    assert [fetch.split("/")[0].startswith("AssignSub") for fetch in trained["fetches"]] == [True, True]
    assert trained["calls"] == bundle.content["training_runs"] == 2


@pytest.mark.parametrize("generation", [1])
def test_arguments_of_an_arg_scope_arrive(sessions: Bundle, generation: Generation) -> None:
    [layer] = of(sessions, "slim_learning_train", sessions.events("layer"))
    assert layer["api"].endswith("contrib.layers.python.layers.layers.batch_norm")
    assert layer["training"] == {"value": True}
    assert layer["arguments"] == {"inputs": "fully_connected/MatMul:0", "decay": "0.9", "is_training": "True"}


@pytest.mark.parametrize(("generation", "keras"), [(1, 2), (2, 2), (2, 3)])
def test_eager_programs(generation: Generation, keras: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    bundle = bundle_of("eager.py", generation, EAGER, tmp_path_factory, keras)
    for name, via in (("fit", "function"), ("function_loop", "function"), ("tape_loop", "tape")):
        [run] = of(bundle, name, bundle.runs("train"))
        assert (run["via"], run["calls"]) == (via, 2)
        layers = of(bundle, name, bundle.events("layer"))
        assert {"value": True} in [layer["training"] for layer in layers]
        if via == "tape":
            assert run["graph"] is None
            continue
        graph = bundle.content["graphs"][run["graph"]]
        assert graph["kind"] == "function"
        assert any("normalisation/moving_mean" in str(variable) for variable in graph["captures"].values())
        assert any(event.get("graph") == run["graph"] for event in layers) or keras == 3
    variables = of(bundle, "tape_loop", bundle.content["variables"])
    moving = [one for one in variables if "moving_mean" in str(one["name"])]
    assert [(one["shape"], one["trainable"], one["assigned"]) for one in moving] == [([4], False, 2)]
    [evaluated] = of(bundle, "fit", [run for run in bundle.runs("other") if run["fetches"]])
    assert evaluated["graph"] != of(bundle, "fit", bundle.runs("train"))[0]["graph"]


def test_a_script_that_swallows_everything_is_stopped(tmp_path: Path) -> None:
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "swallows.py", 1)
    assert bundle.content["ended"]["how"] == "enough"
    assert bundle.content["ended"]["why"] == "The script went on after it had been stopped."
    assert bundle.content["training_runs"] == 3
    assert bundle.output.count("swallowed") == 1
    assert bundle.content["graphs"][0]["operations"] > 0


def test_what_was_built_is_kept_where_data_and_devices_are_missing(tmp_path: Path) -> None:
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "lacks.py", 2)
    assert bundle.content["ended"]["how"] == "raised"
    assert bundle.content["ended"]["why"].startswith("FileNotFoundError: ")
    assert [frame.split(":")[0] for frame in bundle.stack(bundle.content["ended"]["stack"])] == ["lacks.py"]
    assert bundle.content["training_runs"] == 1
    assert bundle.events("session")[0]["allow_soft_placement"] is False
    assert bundle.content["graphs"][0]["operations"] > 100


def test_a_crash_leaves_what_was_built(tmp_path: Path) -> None:
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "crashes.py", 1)
    assert bundle.content["ended"] == {"how": "killed", "why": "The process was killed by SIGABRT.", "stack": None}
    assert bundle.content["training_runs"] == 1
    assert [run["fetches"] for run in bundle.runs("train")] == [["Adam"]]
    assert bundle.content["graphs"][0]["operations"] > 100
