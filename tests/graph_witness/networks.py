"""Builds large networks, and second networks beside trained ones, with the TensorFlow that runs this.

Usage: networks.py FOLDER. Writes `NAME.meta` for each, and `expected.json`: training steps, each with the rules
that must find something. Python 3.6 and later; nothing of bnlint's.
"""

import json
import os
import sys
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import tensorflow  # noqa: ICN001

tf = tensorflow.compat.v1
FIRST = tensorflow.__version__.startswith("1.")


def images(size: Any) -> Any:
    return tf.placeholder(tf.float32, [2, size, size, 3])


def squared(logits: Any) -> Any:
    return tf.reduce_mean(tf.square(logits))


def training_steps(gradients: Any, missing: Any) -> Any:
    """A step that waits on all update ops, and one that leaves out those of one block."""
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    steps = {}
    for name, some, codes in (
        ("right", updates, []),
        ("without_a_block", [u for u in updates if missing not in u.name], ["BN100"]),
        ("without_any", [], ["BN100"]),
    ):
        assert name == "right" or len(some) < len(updates)
        with tf.control_dependencies(some):
            steps[optimizer.apply_gradients(gradients, name=name).name] = codes
    return steps


# Large networks


def conv(x: Any, filters: Any, kernel: Any, stride: Any, name: Any, training: Any, activation: Any = True) -> Any:
    with tf.variable_scope(name):
        x = tf.layers.conv2d(x, filters, kernel, stride, padding="same", use_bias=False)
        x = tf.layers.batch_normalization(x, training=training, name="bn")
    return tf.nn.relu(x) if activation else x


def bottleneck(x: Any, depth: Any, stride: Any, training: Any) -> Any:
    """A residual unit, as of He et al., 2015."""
    shortcut = x
    if stride != 1 or int(x.shape[-1]) != depth:
        shortcut = conv(x, depth, 1, stride, "shortcut", training, activation=False)
    y = conv(x, depth // 4, 1, 1, "reduce", training)
    y = conv(y, depth // 4, 3, stride, "middle", training)
    y = conv(y, depth, 1, 1, "expand", training, activation=False)
    return tf.nn.relu(shortcut + y)


def resnet(x: Any, blocks: Any, training: Any) -> Any:
    x = conv(x, 8, 7, 2, "stem", training)
    for number, units in enumerate(blocks, 1):
        for unit in range(units):
            with tf.variable_scope(f"block{number}/unit{unit}"):
                x = bottleneck(x, 16 * 2**number, 2 if unit == 0 and number > 1 else 1, training)
    return tf.layers.dense(tf.reduce_mean(x, [1, 2]), 10)


def of_resnet(blocks: Any, training: Any) -> Any:
    def build() -> Any:
        flag = tf.placeholder(tf.bool, []) if training == "flag" else training
        gradients = tf.train.GradientDescentOptimizer(0.1).compute_gradients(squared(resnet(images(32), blocks, flag)))
        return training_steps(gradients, "block2/unit1/")

    return build


def four_towers() -> Any:
    every = []
    for tower in range(4):
        with tf.variable_scope("net", reuse=tower > 0), tf.name_scope(f"tower{tower}"):
            logits = resnet(images(32), (3, 4, 6, 3), True)
            every.append(tf.train.GradientDescentOptimizer(0.1).compute_gradients(squared(logits)))
    averaged = [(tf.add_n([g for g, _ in pairs]) / 4.0, pairs[0][1]) for pairs in zip(*every)]  # noqa: B905
    return training_steps(averaged, "block2/unit1/")


def of_slim(name: Any, size: Any, missing: Any) -> Any:
    def build() -> Any:
        from tensorflow.contrib import slim
        from tensorflow.contrib.slim.nets import inception, resnet_v1

        nets = {
            "resnet_v1_50": (resnet_v1.resnet_v1_50, resnet_v1.resnet_arg_scope),
            "resnet_v1_152": (resnet_v1.resnet_v1_152, resnet_v1.resnet_arg_scope),
            "inception_v3": (inception.inception_v3, inception.inception_v3_arg_scope),
        }
        net, scope = nets[name]
        with slim.arg_scope(scope()):
            logits, _ = net(images(size), 10, is_training=True)
        gradients = tf.train.GradientDescentOptimizer(0.1).compute_gradients(squared(logits))
        return training_steps(gradients, missing)

    return build


# Second networks


def small(x: Any, training: Any) -> Any:
    h = tf.layers.batch_normalization(tf.layers.dense(x, 4), training=training)
    h = tf.layers.batch_normalization(tf.layers.dense(tf.nn.relu(h), 4), training=training)
    return tf.layers.dense(h, 2)


def vectors() -> Any:
    return tf.placeholder(tf.float32, [None, 3])


def trained(loss: Any, codes: Any, scope: Any = None) -> Any:
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        variables = tf.trainable_variables(scope)
        return {tf.train.AdamOptimizer(0.1).minimize(loss, var_list=variables, name="train").name: codes}


def in_one_scope(reuse: Any) -> Any:
    with tf.variable_scope("net", reuse=reuse):
        loss = squared(small(vectors(), True))
        small(vectors(), False)
    tf.train.Saver()
    return trained(loss, ["BN300"], "net/(dense|batch_normalization)(_1)?/")


def second_in_the_same_scope() -> Any:
    return in_one_scope(tf.AUTO_REUSE)


def second_without_a_scope() -> Any:
    loss = squared(small(vectors(), True))
    steps = trained(loss, ["BN300"])
    small(vectors(), False)
    tf.train.Saver()
    return steps


def second_shares() -> Any:
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        loss = squared(small(vectors(), True))
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        small(vectors(), False)
    return trained(loss, [])


def second_is_a_teacher() -> Any:
    x = vectors()
    with tf.variable_scope("net"):
        student = small(x, True)
    with tf.variable_scope("net_1"):
        teacher = small(x, False)
    return trained(squared(student - tf.stop_gradient(teacher)), [], "net/")


def second_is_copied() -> Any:
    with tf.variable_scope("net"):
        loss = squared(small(vectors(), True))
    with tf.variable_scope("net_1"):
        small(vectors(), False)
    pairs = zip(tf.global_variables("net/"), tf.global_variables("net_1/"))  # noqa: B905
    tf.group(*[tf.assign(target, source) for source, target in pairs], name="copy")
    return trained(loss, [], "net/")


def second_is_restored() -> Any:
    with tf.variable_scope("net"):
        loss = squared(small(vectors(), True))
    with tf.variable_scope("net_1"):
        small(vectors(), False)
    tf.train.Saver(tf.global_variables("net_1/"))
    return trained(loss, [], "net/")


def second_is_smaller() -> Any:
    with tf.variable_scope("net"):
        loss = squared(small(vectors(), True))
    with tf.variable_scope("net_1"):
        tf.layers.batch_normalization(vectors(), training=False)
    return trained(loss, [], "net/")


NETWORKS: Any = {
    "resnet_50_four_towers": four_towers,
    "second_in_the_same_scope": second_in_the_same_scope,
    "second_without_a_scope": second_without_a_scope,
    "second_shares": second_shares,
    "second_is_a_teacher": second_is_a_teacher,
    "second_is_copied": second_is_copied,
    "second_is_restored": second_is_restored,
    "second_is_smaller": second_is_smaller,
}
OF_SLIM: Any = {
    "slim_resnet_50": of_slim("resnet_v1_50", 64, "block2/unit_2/"),
    "slim_resnet_152": of_slim("resnet_v1_152", 64, "block3/unit_9/"),
    "slim_inception_v3": of_slim("inception_v3", 299, "Mixed_6b/"),
}
OF_LAYERS: Any = {
    "resnet_50": of_resnet((3, 4, 6, 3), "flag"),
}


def main(folder: str) -> None:
    expected = {}
    for name, build in dict(NETWORKS, **(OF_SLIM if FIRST else OF_LAYERS)).items():
        with tf.Graph().as_default():
            steps = build()
            statistics = [v.op.name for v in tf.global_variables() if "moving_" in v.op.name and "Adam" not in v.name]
            tf.train.export_meta_graph(os.path.join(folder, name + ".meta"))
            expected[name] = {"steps": steps, "statistics": len(statistics)}
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main(sys.argv[1])
