"""Notebooks and Python 2 programs are checked like any other."""

import json
from pathlib import Path
from typing import Any

import pytest

from bnlint.command_line import main

MODULE = """\
import tensorflow as tf

def network(images, training):
    return tf.layers.batch_normalization(tf.layers.dense(images, 8), training=training)
"""
PROGRAM = """\
import tensorflow as tf
from network import network

images = tf.placeholder(tf.float32, [None, 8])
training = tf.placeholder(tf.bool)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
loss = tf.reduce_mean(tf.square(network(images, training)))
with tf.control_dependencies(update_ops):
    train_op = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(100):
        session.run(train_op, {images: [[0.0] * 8], training: True})
        print('loss', session.run(loss, {images: [[0.0] * 8], training: False}))
"""
READ_LINE = 6


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    (folder / "network.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(folder)
    status = main(["check", "--format", "json", "."])
    return status, json.loads(capsys.readouterr().out)


def test_python_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    old = (
        PROGRAM.replace("print('loss', ", "print 'loss', (").replace("range(100)", "xrange(100L)").replace("    ", "\t")
    )
    (tmp_path / "train.py").write_text(old, encoding="utf-8")
    status, document = checked(tmp_path, monkeypatch, capsys)
    (found,) = document["findings"]
    assert status == 1 and document["diagnostics"] == []
    assert (found["code"], found["path"], found["line"], found["column"]) == ("BN102", "train.py", READ_LINE, 14)
    assert {step["path"] for step in found["trail"]} == {"train.py", "network.py"}


def notebook_of(program: str) -> dict[str, Any]:
    """Four lines a cell, with what notebooks hold besides."""
    lines = program.splitlines(keepends=True)
    cells = [["%matplotlib inline\n", *lines[:4]], ["!pip install tensorflow==1.15"], lines[4:7], lines[7:]]
    code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    title = {"cell_type": "markdown", "metadata": {}, "source": ["# Training"]}
    broken = {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["x = (\n", "%%bash"]}
    return {"cells": [title, *code[:2], broken, *code[2:]], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}


@pytest.mark.parametrize(
    "program", [PROGRAM, PROGRAM.replace("print(", "print (").replace("range(100)", "xrange(100L)")]
)
def test_a_notebook(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = json.dumps(notebook_of(program), indent=1)
    (tmp_path / "train.ipynb").write_text(raw, encoding="utf-8")
    status, document = checked(tmp_path, monkeypatch, capsys)
    (found,) = document["findings"]
    assert status == 1
    assert (found["code"], found["path"], found["cell"], found["line"]) == ("BN102", "train.ipynb", 5, 2)
    assert "update_ops = tf.get_collection" in raw.splitlines()[found["file_line"] - 1]
    assert {step["path"] for step in found["trail"]} == {"train.ipynb", "network.py"}
    assert all(("cell" in step) == (step["path"] == "train.ipynb") for step in found["trail"])
    (left_out,) = document["diagnostics"]
    assert (left_out["code"], left_out["cell"], left_out["line"]) == ("BN005", 4, 1)


def test_a_right_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = PROGRAM.splitlines(keepends=True)
    right = "".join([*lines[:5], lines[6], lines[5], *lines[7:]])
    notebook = notebook_of(right)
    del notebook["cells"][3]
    (tmp_path / "train.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    status, document = checked(tmp_path, monkeypatch, capsys)
    assert (status, document["findings"], document["diagnostics"]) == (0, [], [])
    assert document["seen"]["training_steps"] == 1
