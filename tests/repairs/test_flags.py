"""Who has made a training flag, and no more, has the rest done: it is given to the layers, and fed in training."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnlint.check import check
from bnlint.repairs.repairing import repaired
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay

ROOT = Path(__file__).parents[2]
PATH = "/program/train.py"
PROGRAM = """\
import tensorflow.compat.v1 as tf
x = tf.placeholder(tf.float32, [None, 4])
is_training = {flag}

def network(x{parameter}):
    return tf.reduce_mean(tf.layers.batch_normalization(tf.layers.dense(x, 8){given}))

loss = network(x{value})
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    step = tf.train.AdamOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    for _ in range(9):
        sess.run(step, {{x: [[1.0] * 4]{fed}}})
    test_loss = sess.run(loss, {{x: [[2.0] * 4]}})
"""
MADE = "tf.placeholder_with_default(False, [])"
TAKEN = {"parameter": ", training", "given": ", training=training"}
RIGHT = {"flag": MADE, "fed": ", is_training: True"}


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("BN201", {}, {"given": ", training=is_training"}),
        ("BN203", {**TAKEN, "value": ", True"}, {**TAKEN, "value": ", is_training"}),
        ("BN203", {"given": ", training=True"}, {"given": ", training=is_training"}),
    ],
)
def test_a_flag_that_is_only_made_is_given_and_fed(code: str, wrong: dict[str, str], right: dict[str, str]) -> None:
    files = Overlay.disk().with_edits({PATH: written({"flag": MADE, **wrong})})
    made = repaired(lambda now, _: check([PATH], discover(), Settings(), now), files, unsafe=False)
    assert [landed.finding.code for landed in made.landed] == [code]
    assert made.overlay.read(PATH).text == written({**RIGHT, **right})
    assert made.outcome.findings == ()


@pytest.mark.parametrize("wrong", [{}, {**TAKEN, "value": ", True"}], ids=["BN201", "BN203"])
def test_no_flag_is_made(wrong: dict[str, str]) -> None:
    files = Overlay.disk().with_edits({PATH: written({"flag": "None", **wrong})})
    found = check([PATH], discover(), Settings(), files).findings
    assert [finding.repairs for finding in found] == [()]


def written(parts: dict[str, str]) -> str:
    return PROGRAM.format(**{**dict.fromkeys(("parameter", "given", "value", "fed"), ""), **parts})


def test_nothing_waits_for_statistics_that_nobody_relies_on() -> None:
    folder = ROOT / "fixtures" / "BN207" / "right_gan_samples_by_batch"
    path = str(folder / "dcgan.py")
    right = Overlay.disk().read(path).text
    files = Overlay.disk().with_edits({path: right.replace("(outputs, training=training)", "(outputs)", 1)})
    made = repaired(lambda now, _: check([str(folder)], discover(), Settings(), now), files, unsafe=False)
    assert [(landed.finding.code, landed.repair.name) for landed in made.landed] == [("BN201", "give-flag")]
    assert made.overlay.read(path).text == right
