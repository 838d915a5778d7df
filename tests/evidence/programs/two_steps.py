"""A discriminator and a generator that are trained in turns, the generator three times as often.

Each step runs the updates of its own network; the generator's loss goes through the discriminator.
"""

from typing import Any

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def network(inputs: Any, units: int, scope: str) -> Any:
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        hidden = tf.layers.dense(inputs, 8, name="hidden")
        hidden = tf.layers.batch_normalization(hidden, momentum=0.9, training=True, name="bn")
        return tf.layers.dense(tf.nn.relu(hidden), units, name="output")


def main() -> None:
    tf.set_random_seed(1)
    real = tf.random_normal([16, 4], mean=2.0)
    fake = network(tf.random_normal([16, 3]), 4, "generator")
    judged = network(fake, 1, "discriminator")
    wrong = tf.reduce_mean(judged - network(real, 1, "discriminator"))
    steps = {}
    for name, loss in (("discriminator", wrong), ("generator", -tf.reduce_mean(judged))):
        updates = [op for op in tf.get_collection(tf.GraphKeys.UPDATE_OPS) if op.name.startswith(name)]
        with tf.control_dependencies(updates):
            variables = tf.trainable_variables(name)
            steps[name] = tf.train.GradientDescentOptimizer(0.01).minimize(loss, var_list=variables)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            sess.run(steps["discriminator"])
            for _ in range(3):
                sess.run(steps["generator"])


if __name__ == "__main__":
    main()
