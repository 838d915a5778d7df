"""Fused batch normalisation with one value for each channel, trained once on the device that is named.

Usage: one_value.py GPU|CPU. Prints the moving variance, and the loss in both modes, as JSON. A fused kernel keeps the
unbiased variance, n / (n - 1) times the batch's, and n is 1 here. Python 3.6 and later; nothing of bnlint's.
"""

import json
import sys

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def main() -> None:
    with tf.device(f"/device:{sys.argv[1]}:0"):
        x = tf.placeholder(tf.float32, [1, 1, 1, 4])
        training = tf.placeholder_with_default(False, [])
        h = tf.layers.batch_normalization(x, training=training, fused=True)
        loss = tf.reduce_mean(tf.square(h - 1.0))
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    (variance,) = [v for v in tf.global_variables() if "moving_variance" in v.name]
    config = tf.ConfigProto(allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    with tf.Session(config=config) as sess:
        sess.run(tf.global_variables_initializer())
        sample = np.arange(4.0).reshape(1, 1, 1, 4)
        trained, _ = sess.run([loss, step], {x: sample, training: True})
        inferred, moving = sess.run([loss, variance], {x: sample})
    print(json.dumps({"training": float(trained), "inference": float(inferred), "moving variance": moving.tolist()}))


if __name__ == "__main__":
    main()
