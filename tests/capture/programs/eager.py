"""Trains eagerly, and by functions: `model.fit`, a loop around a `tf.function`, and a loop around a tape."""

import sys

import numpy as np
import tensorflow as tf

if tf.__version__.startswith("1"):
    tf.compat.v1.enable_eager_execution()

IMAGES = np.random.RandomState(1).randn(32, 8).astype("float32")
TARGETS = IMAGES[:, :1]


def network():
    normalisation = tf.keras.layers.BatchNormalization(name="normalisation")
    return tf.keras.Sequential([tf.keras.layers.Dense(4), normalisation, tf.keras.layers.Dense(1)])


def step_of(model):
    optimizer = tf.keras.optimizers.Adam(0.01)
    model(IMAGES)
    if hasattr(optimizer, "build"):
        optimizer.build(model.trainable_variables)

    def step(images, targets):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(images, training=True) - targets))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    return step


def fit():
    model = network()
    model.compile("adam", "mse")
    model.fit(IMAGES, TARGETS, batch_size=16, verbose=0)
    model.evaluate(IMAGES, TARGETS, verbose=0)


def function_loop():
    step = tf.function(step_of(network()))
    for _ in range(2):
        step(tf.constant(IMAGES), tf.constant(TARGETS))


def tape_loop():
    step = step_of(network())
    for _ in range(2):
        step(tf.constant(IMAGES), tf.constant(TARGETS))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        globals()[name]()
