"""Ends as TensorFlow ends a process in which a check fails."""

import os

from networks import IMAGES, TARGETS, tf, training_step

_, train_op = training_step(tf.constant(IMAGES), tf.constant(TARGETS))
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run(train_op)
    os.abort()
