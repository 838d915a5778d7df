"""What the programs of this folder train."""

import numpy as np
import tensorflow as tf

if tf.__version__.startswith("2"):
    tf = tf.compat.v1
    tf.disable_v2_behavior()

IMAGES = np.random.RandomState(1).randn(32, 8).astype("float32") * 5 + 10
TARGETS = IMAGES[:, :1] * 0.3


def network(images, training):
    hidden = tf.layers.dense(images, 4, use_bias=False)
    hidden = tf.layers.batch_normalization(hidden, training=training)
    return tf.layers.dense(hidden, 1)


def training_step(images, targets, training=True, global_step=None):
    loss = tf.reduce_mean(tf.square(network(images, training) - targets))
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train_op = tf.train.AdamOptimizer(0.01).minimize(loss, global_step)
    return loss, train_op


def placeholders():
    return tf.placeholder(tf.float32, [None, 8], "images"), tf.placeholder(tf.float32, [None, 1], "targets")
