"""What an argument scope gives, or does not give, is repaired there."""

from __future__ import annotations

import pytest

from bnlint.check import check
from bnlint.repairs.repairing import repaired
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay

PATH = "/program/train.py"
PROGRAM = """\
import tensorflow as tf
slim = tf.contrib.slim
x = tf.placeholder(tf.float32, [None, 8, 8, 3])
training = tf.placeholder(tf.bool, [])

def block(x):
    return slim.conv2d(x, 8, [3, 3])

def network(x, is_training):
    params = {{
        'decay': 0.9{params}
    }}
    with slim.arg_scope([slim.conv2d, slim.batch_norm], reuse=tf.AUTO_REUSE{shared}):
        with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm, normalizer_params=params):
            with slim.arg_scope([slim.batch_norm], scale=True{own}):
                return tf.reduce_mean(block(x))

loss = network(x, training)
ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(ops):
    step = tf.train.AdamOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    for batch in range(9):
        sess.run(step, {{x: data(batch), training: True}})
    sess.run(loss, {{x: data(10), training: False}})
"""
GIVEN = ", is_training=is_training"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({}, {"own": GIVEN}),
        ({"own": f"{GIVEN}, updates_collections='mine'"}, {"own": GIVEN}),
        ({"own": GIVEN, "shared": ", updates_collections='mine'"}, {"own": GIVEN}),
    ],
    ids=["no flag", "in the normalisation's own scope", "in a scope of several functions"],
)
def test_what_a_scope_gives_is_repaired_where_it_stands(wrong: dict[str, str], right: dict[str, str]) -> None:
    files = Overlay.disk().with_edits({PATH: with_arguments(wrong)})
    made = repaired(lambda now, _: check([PATH], discover(), Settings(), now), files, unsafe=False)
    assert made.overlay.read(PATH).text == with_arguments(right)
    assert made.outcome.findings == ()


def test_a_scope_of_several_functions_is_given_no_flag() -> None:
    text = with_arguments({}).replace("            with slim.arg_scope([slim.batch_norm], scale=True):\n", "")
    text = text.replace("                return", "            return")
    files = Overlay.disk().with_edits({PATH: text})
    made = repaired(lambda now, _: check([PATH], discover(), Settings(), now), files, unsafe=False)
    after = text.replace("'decay': 0.9\n", "'decay': 0.9,\n        'is_training': is_training\n")
    assert made.overlay.read(PATH).text == after
    assert made.outcome.findings == ()


def with_arguments(given: dict[str, str]) -> str:
    return PROGRAM.format(**{"params": "", "shared": "", "own": ""} | given)
