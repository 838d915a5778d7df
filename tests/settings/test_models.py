"""What users say of functions, classes and modules, tried through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bnlint.command_line import main

NETS = """\
import tensorflow.compat.v1 as tf
from company import tf_tools


def network(images, training):
    net = tf_tools.normalise(tf.layers.dense(images, 8), training)
    return tf.layers.dense(net, 3)
"""
TRAIN = """\
import tensorflow.compat.v1 as tf
from company import tf_tools
from nets import network

images = tf.placeholder(tf.float32, [None, 4])
labels = tf.placeholder(tf.int32, [None])
training = tf.placeholder_with_default(False, [])
logits = network(images, training)
loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
{before}train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(100):
        sess.run(train_op, {{images: [[0.0] * 4], labels: [0], training: True}})
    test_loss = sess.run(loss, {{images: [[0.0] * 4], labels: [0]}})
"""
LIKE = '"company.tf_tools.normalise" = { like = "tf.layers.batch_normalization", inputs = "x", training = "on" '


class Project:
    def __init__(self, folder: Path, models: str, before: str = "", **files: str) -> None:
        (folder / "pyproject.toml").write_text(f"[tool.bnlint.models]\n{models}\n", encoding="utf-8")
        files = {"nets": NETS, "train": TRAIN.format(before=before), **files}
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        self.folder = folder

    def codes(self, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
        """The findings as rule and file."""
        assert main(["check", "--format", "json", str(self.folder)]) in (0, 1)
        found = json.loads(capsys.readouterr().out)["findings"]
        return [(finding["code"], Path(finding["path"]).name) for finding in found]


def test_a_helper_that_cannot_be_seen_is_no_layer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Project(tmp_path, "").codes(capsys) == []


@pytest.mark.parametrize(
    "parameters", ['parameters = "x, on=False" }', 'parameters = "self, x, on, momentum=0.9, **others" }']
)
def test_a_helper_that_is_a_layer(parameters: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Project(tmp_path, f"{LIKE}, {parameters}").codes(capsys) == [("BN101", "train.py")]


def test_the_default_of_the_helper_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nets = NETS.replace(", training)\n    return", ")\n    return")
    found = Project(tmp_path, LIKE + ', parameters = "x, on=False" }', nets=nets).codes(capsys)
    assert found == [("BN209", "nets.py")]


def test_a_package_that_is_as_one_of_tensorflow_s(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nets = NETS.replace("normalise(", "batch_norm(").replace(", training)\n    r", ", is_training=training)\n    r")
    models = '"company.tf_tools" = { like = "tf.contrib.layers" }'
    assert Project(tmp_path, models, nets=nets).codes(capsys) == [("BN101", "train.py")]


def test_what_runs_the_update_ops(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = LIKE + ', parameters = "x, on" }\n"company.tf_tools.updating" = "runs-update-ops"'
    before = "tf_tools.updating()\n"
    assert Project(tmp_path, models, before).codes(capsys) == []


def test_an_unknown_that_got_the_train_op_keeps_silent_until_it_is_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = LIKE + ', parameters = "x, on" }'
    train = TRAIN.format(before="").replace("with tf.S", "train_op = tf_tools.log(train_op)\nwith tf.S")
    assert Project(tmp_path, layer, train=train).codes(capsys) == []


def test_a_function_of_the_project_is_what_is_said_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nets = "import helper\n" + NETS.replace("tf_tools.normalise", "helper.bn")
    helper = "def bn(x, on):\n    return do_not_look(x)\n"
    models = LIKE.replace("company.tf_tools.normalise", "helper.bn") + ', parameters = "x, on" }'
    assert Project(tmp_path, models, nets=nets, helper=helper).codes(capsys) == [("BN101", "train.py")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"a b" = "harmless"', '"a b" is no dotted name that a program could import'),
        ('"a" = "harmles"', '"a" is to be a table or one of harmless, runs-update-ops, not "harmles"; the nearest'),
        ('"a" = 1', '"a" is to be a table or one of harmless, runs-update-ops'),
        ('"a" = {}', '"a" does not say what it is `like`'),
        ('"a" = { like = "tf.layers.batch_normalisation" }', '"a".like is "tf.layers.batch_normalisation", which'),
        ('"a" = { like = 1 }', '"a".like is to be a string'),
        ('"a" = { like = "tf.layers.dense", unit = "n" }', '"a".unit is no parameter of tf.layers.dense; the nearest'),
        ('"a" = { like = "tf.layers.dense", units = "n n" }', '"a".units is "n n", which is no name of a parameter'),
        ('"a" = { like = "tf.layers.dense", units = "n", parameters = "x, m" }', '"a".units is "n", which is not'),
        ('"a" = { like = "tf.layers.dense", parameters = "x, (" }', '"a".parameters is "x, (", which is no list'),
    ],
)  # fmt: skip
def test_errors_name_the_key(row: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path, row)
    assert main(["check", str(project.folder)]) == 2
    error = capsys.readouterr().err
    assert f"tool.bnlint.models.{message}" in error
    assert error.count("\n") == 1
