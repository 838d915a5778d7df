"""Graphs set up to be run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from bnlint.artefacts.reading import read_artefact
from bnlint.evidence.benches import Benches
from bnlint.evidence.means import Means
from tests.evidence.confirming import tensorflow
from tests.interpreters import Generation, environment, require

SAVING = """
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 3])
y = tf.layers.batch_normalization(x, training=True)
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(y)))
(mean,) = [v for v in tf.global_variables() if "moving_mean" in v.name]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    mean.load([7.0, 8.0, 9.0], sess)
    tf.train.Saver().save(sess, "model.ckpt")
"""


@pytest.mark.parametrize("generation", [1, 2])
def test_a_model_folder_is_restored(generation: Generation, tmp_path: Path) -> None:
    command = [str(require(generation)), "-c", SAVING]
    subprocess.run(command, cwd=tmp_path, env=environment(), check=True, capture_output=True)
    with Benches(read_artefact(str(tmp_path)), tensorflow(generation), Means(steps=2)) as benches:
        benches.run(lambda done, of: None)
        (bench,) = benches.benches
        assert np.array_equal(bench.start["batch_normalization/moving_mean"], [7.0, 8.0, 9.0])
        assert len(bench.training) == 2
        assert benches.reasons == []
