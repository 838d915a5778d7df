"""Two towers of convolutions, normalised in one layout; no step waits on the update ops.

Usage: layouts.py NCHW|NHWC. Python 3.6 and later; nothing of bnlint's.
"""

import sys
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

LAYOUT = sys.argv[1]
FIRST, AXIS = ("channels_first", 1) if LAYOUT == "NCHW" else ("channels_last", 3)
SHAPE = [8, 3, 16, 16] if LAYOUT == "NCHW" else [8, 16, 16, 3]


def network(x: Any, training: Any) -> Any:
    for filters in (8, 16):
        x = tf.layers.conv2d(x, filters, 3, padding="same", use_bias=False, data_format=FIRST)
        x = tf.nn.relu(tf.layers.batch_normalization(x, axis=AXIS, training=training, fused=True))
    return tf.layers.dense(tf.reduce_mean(x, [2, 3] if AXIS == 1 else [1, 2]), 1)


def main() -> None:
    tf.set_random_seed(0)
    random = np.random.RandomState(0)
    images = tf.placeholder(tf.float32, [16, *SHAPE[1:]])
    targets = tf.placeholder(tf.float32, [16, 1])
    training = tf.placeholder(tf.bool, [])
    optimizer = tf.train.GradientDescentOptimizer(0.01)
    gradients, losses = [], []
    for tower in range(2):
        with tf.device(f"/gpu:{tower}"), tf.variable_scope("net", reuse=tower > 0):
            rows = slice(8 * tower, 8 * tower + 8)
            losses.append(tf.reduce_mean(tf.square(network(images[rows], training) - targets[rows])))
            gradients.append(optimizer.compute_gradients(losses[-1]))
    averaged = [(tf.add_n([g for g, _ in pair]) / 2.0, pair[0][1]) for pair in zip(*gradients)]
    step, loss = optimizer.apply_gradients(averaged), tf.add_n(losses) / 2.0

    def feed(flag: Any) -> Any:
        x = random.normal(4.0, 2.0, [16, *SHAPE[1:]])
        return {images: x, targets: random.normal(size=(16, 1)), training: flag}

    config = tf.ConfigProto(allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    with tf.Session(config=config) as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            sess.run(step, feed(True))
        print("loss", sess.run(loss, feed(False)))


if __name__ == "__main__":
    main()
