"""`bnlint confirm`, as a user meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.capture.bundles import captured
from tests.evidence.confirming import confirmed
from tests.fixtures_expectations import FIXTURES
from tests.interpreters import PROJECT, Generation, environment, require

SCHEMA = json.loads((PROJECT / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
SCRIPT = FIXTURES / "BN102" / "wrong_read_once_before_towers" / "train.py"
FIXED = FIXTURES / "BN102" / "right_read_in_every_tower_and_before_apply" / "train.py"
BOTH: tuple[Generation, ...] = (1, 2)


def run(*arguments: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bnlint", "confirm", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("generation", BOTH)
def test_the_program_of_the_report(generation: Generation) -> None:
    done = run("--python", str(require(generation)), SCRIPT.name, folder=SCRIPT.parent)
    assert (done.returncode, done.stderr) == (1, "")
    assert "CONFIRMED  10 moving statistics kept every bit over 5 training runs" in done.stdout
    for line in ("training mode", "inference mode", "inference mode, had the updates been run", "stem/batchnorm"):
        assert f"      {line}" in done.stdout
    assert "1 finding, of which 1 confirmed. TensorFlow" in done.stdout
    placed = r"on CPU:0 \(\d+ operations\), CPU:1 \(\d+ operations\); soft placement moved \d+ of them: "
    assert re.search(rf"{placed}\d+ runs made again", done.stdout)


@pytest.mark.parametrize("generation", BOTH)
def test_the_program_mended(generation: Generation) -> None:
    done = run("--python", str(require(generation)), FIXED.name, folder=FIXED.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Nothing found")


def test_a_bundle_of_tensorflow_1_is_confirmed_in_tensorflow_2(tmp_path: Path) -> None:
    bundle = captured(tmp_path / "bundle.zip", SCRIPT, 1).path
    done = run("--python", str(require(2)), "--bundle", str(bundle), "--format", "json", str(SCRIPT))
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    [finding] = document["findings"]
    assert (finding["code"], finding["verdict"], finding["evidence"]) == ("BN102", "confirmed", "bits")
    losses = finding["figures"]["losses"]
    assert losses["inference"] > 1.5 * losses["training"]
    assert losses["counterfactual"] == pytest.approx(losses["training"], rel=0.25)
    assert losses["momentum"] == pytest.approx(0.99**2, abs=1e-3)  # two towers update one average each run
    assert document["execution"]["tensorflow"] == "2.21.0"


def test_a_claim_that_is_not_true_is_refuted(tmp_path: Path) -> None:
    """The captured runs are those of the program after it was mended."""
    (tmp_path / "train.py").write_text(PROGRAM.replace("train_op = ", "train_op = tf.group(step, *updates)  # "))
    bundle = captured(tmp_path / "bundle.zip", tmp_path / "train.py", 2).path
    (tmp_path / "train.py").write_text(PROGRAM)
    [finding] = confirmed(tmp_path / "train.py", 2, bundle).findings
    assert finding.code == "BN101"
    assert finding.verdict is not None
    assert (finding.verdict.word, finding.verdict.evidence) == ("refuted", "bits")
    assert all(distance > 0.0 for drift in finding.verdict.figures.drifts for _, distance in drift.after)


def test_a_script_that_never_trains(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM.replace("for step in", "data = np.load('missing.npy')\n    for step in"))
    [finding] = confirmed(tmp_path / "train.py", 2).findings
    assert finding.verdict is not None
    assert finding.verdict.word == "not reached"
    assert "missing.npy" in finding.verdict.said


def test_silence_does_not_speak_for_training_that_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import tensorflow.contrib.slim as slim\n" + FIXED.read_text(encoding="utf-8"))
    for module in FIXED.parent.glob("*.py"):
        if module != FIXED:
            (tmp_path / module.name).write_bytes(module.read_bytes())
    done = run("--python", str(require(2)), "train.py", folder=tmp_path)
    gap, summary = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert summary.startswith("Nothing found in what was judged.")
    why = "ModuleNotFoundError: No module named 'tensorflow.contrib'"
    assert gap == f"Not read: what training does, as the script's run came to none ({why})."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--python", sys.executable, "none.py"], "none.py"),
        (["--python", sys.executable, "none.meta"], "none.meta"),
        (["--python", "no-such-python", "train.py"], "There is no interpreter no-such-python"),
        (["--python", sys.executable, "train.py"], "has no TensorFlow"),
        (["--python", sys.executable, "--bundle", "train.py", "train.py"], "train.py"),
    ],
)
def test_wrong_usage_ends_in_one_sentence(arguments: list[str], said: str) -> None:
    done = run(*arguments, folder=SCRIPT.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("bnlint: ")
    assert done.stderr.count("\n") == 1


def test_there_is_no_gpu() -> None:
    done = run("--device", "gpu", "--python", str(require(2)), SCRIPT.name, folder=SCRIPT.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search("can use no GPU|is built without CUDA", done.stderr)


PROGRAM = """
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 4])
training = tf.placeholder(tf.bool, [])
y = tf.layers.dense(tf.layers.batch_normalization(x, training=training), 1)
loss = tf.reduce_mean(tf.square(y))
updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
train_op = step
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(6):
        sess.run(train_op, {x: np.random.randn(8, 4) + 3.0, training: True})
    print("test", sess.run(loss, {x: np.random.randn(8, 4) + 3.0, training: False}))
"""


def test_without_what_reads_graphs_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules.update(numpy=None, tensorboard=None)\n"
        "from bnlint.command_line import main; sys.exit(main(['confirm', '--python', sys.executable, 'train.py']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=SCRIPT.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bnlint: reading graphs needs bnlint[graph]: pip install 'bnlint[graph]'\n"
