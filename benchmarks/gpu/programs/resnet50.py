"""Builds ResNet-50 (He et al., 2015) for images of 224 x 224, with a step that waits on no update op, on FILE.meta.

Usage: resnet50.py FILE.meta [TOWERS]. Python 3.6 and later; nothing of bnlint's.
"""

import sys
from typing import Any

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

STAGES = ((256, 3, 1), (512, 4, 2), (1024, 6, 2), (2048, 3, 2))


def normalised(x: Any, filters: Any, size: Any, stride: Any, training: Any) -> Any:
    x = tf.layers.conv2d(x, filters, size, stride, padding="same", use_bias=False)
    return tf.layers.batch_normalization(x, training=training, fused=True)


def unit(x: Any, depth: Any, stride: Any, training: Any) -> Any:
    shortcut = x if x.shape[-1] == depth and stride == 1 else normalised(x, depth, 1, stride, training)
    h = tf.nn.relu(normalised(x, depth // 4, 1, 1, training))
    h = tf.nn.relu(normalised(h, depth // 4, 3, stride, training))
    return tf.nn.relu(shortcut + normalised(h, depth, 1, 1, training))


def resnet(x: Any, training: Any) -> Any:
    x = tf.nn.relu(normalised(x, 64, 7, 2, training))
    x = tf.layers.max_pooling2d(x, 3, 2, padding="same")
    for depth, units, stride in STAGES:
        for number in range(units):
            x = unit(x, depth, stride if number == 0 else 1, training)
    return tf.layers.dense(tf.reduce_mean(x, [1, 2]), 1000)


def main() -> None:
    towers = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tf.set_random_seed(0)
    training = tf.placeholder_with_default(False, [], name="training")
    optimizer = tf.train.GradientDescentOptimizer(0.01)
    gradients = []
    for tower in range(towers):
        with tf.device(f"/gpu:{tower}"), tf.variable_scope("net", reuse=tower > 0):
            images = tf.placeholder(tf.float32, [None, 224, 224, 3], name="images")
            loss = tf.reduce_mean(tf.square(resnet(images, training)))
            gradients.append(optimizer.compute_gradients(loss))
    averaged = [(tf.add_n([g for g, _ in pairs]) / towers, pairs[0][1]) for pairs in zip(*gradients)]
    optimizer.apply_gradients(averaged, name="train")
    tf.train.export_meta_graph(sys.argv[1])


if __name__ == "__main__":
    main()
