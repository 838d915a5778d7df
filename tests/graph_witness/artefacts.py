"""Writes SavedModels and checkpoints, right ones and wrong ones, with the TensorFlow that runs this.

Usage: artefacts.py FOLDER. Python 3.6 and later; nothing of bnlint's.
"""

import os
import sys
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import tensorflow  # noqa: ICN001

tf = tensorflow.compat.v1
FIRST = tensorflow.__version__.startswith("1.")


def network(x: Any, training: Any, momentum: Any = 0.9) -> Any:
    h = tf.layers.dense(x, 4, use_bias=False)
    h = tf.layers.batch_normalization(h, training=training, momentum=momentum, name="bn")
    return tf.layers.dense(tf.nn.relu(h), 2)


def exported(folder: Any, name: Any, training: Any, in_place: Any = False, flag_is_input: Any = False) -> Any:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        flag = training() if callable(training) else training
        logits = network(x, flag)
        if in_place:
            with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
                logits = tf.identity(logits)
        sess.run(tf.global_variables_initializer())
        inputs = {"x": x, "flag": flag} if flag_is_input else {"x": x}
        tf.saved_model.simple_save(sess, os.path.join(folder, name), inputs, {"logits": logits})


def trained(folder: Any, name: Any, momentum: Any, steps: Any, poison: Any = None) -> Any:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        flag = tf.placeholder_with_default(False, [], name="flag")
        loss = tf.reduce_mean(tf.square(network(x, flag, momentum)))
        step = tf.train.get_or_create_global_step()
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, global_step=step)
        sess.run(tf.global_variables_initializer())
        for number in range(steps):
            batch = [[float(row), 1.0 + number % 3, 2.0 * row] for row in range(8)]
            sess.run(train, {x: batch, flag: True})
        if poison is not None:
            variable, value = poison
            chosen = [v for v in tf.global_variables() if v.op.name == variable]
            sess.run(tf.assign(chosen[0], [value] * 4))
        tf.train.Saver().save(sess, os.path.join(folder, name, "model"))


def main(folder: str) -> None:
    exported(folder, "export_right", False)
    exported(folder, "export_training", True)
    exported(folder, "export_flag", lambda: tf.placeholder(tf.bool, [], name="flag"))
    exported(folder, "export_flag_is_input", lambda: tf.placeholder(tf.bool, [], name="flag"), flag_is_input=True)
    exported(folder, "export_flag_true", lambda: tf.placeholder_with_default(True, [], name="flag"))
    exported(folder, "export_flag_false", lambda: tf.placeholder_with_default(False, [], name="flag"))
    exported(folder, "export_updates", lambda: tf.placeholder_with_default(False, [], name="flag"), in_place=True)
    trained(folder, "checkpoint_right", 0.5, 12)
    trained(folder, "checkpoint_early", 0.99, 12)
    trained(folder, "checkpoint_nan", 0.5, 12, ("bn/moving_mean", float("nan")))
    trained(folder, "checkpoint_negative", 0.5, 12, ("bn/moving_variance", -1.0))
    trained(folder, "checkpoint_negative_mean", 0.5, 12, ("bn/moving_mean", -1.0))
    trained(folder, "checkpoint_vanished", 0.5, 12, ("bn/moving_variance", 0.0))


if __name__ == "__main__":
    main(sys.argv[1])
