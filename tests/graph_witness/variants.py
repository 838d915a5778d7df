"""Builds one graph for each way to write batch normalisation, with the TensorFlow that runs this.

Usage: variants.py FOLDER. Writes `NAME.meta` for each, and `expected.json`: the variables that are moving statistics,
whether a flag decides between the modes, or the inference mode is built in, and two training steps, one that runs
the update ops and one that does not. Python 3.6 and later; nothing of bnlint's.
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
VARIANTS: Any = {}
FLAGS: Any = []
"""The flags of the graph that is being built."""


def variant(function: Any) -> Any:
    VARIANTS[function.__name__] = function
    return function


def images() -> Any:
    return tf.placeholder(tf.float32, [None, 4, 4, 3], name="images")


def flag() -> Any:
    FLAGS.append(tf.placeholder(tf.bool, [], name="is_training"))
    return FLAGS[-1]


def flag_of(training: Any) -> Any:
    """What a call gives for a mode: a Python bool, or a placeholder, with a default or without."""
    if training == "default":
        FLAGS.append(tf.placeholder_with_default(False, [], name="is_training"))
        return FLAGS[-1]
    return flag() if training == "flag" else training


def convolved(x: Any, name: Any = "conv", filters: Any = 4) -> Any:
    with tf.variable_scope(name):
        w = tf.get_variable("w", [1, 1, int(x.shape[-1]), filters])
        return tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME")


MODES = (True, False, "flag", "default")
KERNELS = {True: "fused", False: "plain"}


def of_layers(training: Any, fused: Any, **more: Any) -> Any:
    def build() -> Any:
        return tf.layers.batch_normalization(convolved(images()), training=flag_of(training), fused=fused, **more)

    return build


def of_layer_object(training: Any, fused: Any) -> Any:
    def build() -> Any:
        return tf.layers.BatchNormalization(fused=fused)(convolved(images()), training=flag_of(training))

    return build


def of_rows(training: Any, fused: Any) -> Any:
    """Two dimensions, for which there is no fused kernel: it is given four."""

    def build() -> Any:
        x = tf.layers.dense(tf.placeholder(tf.float32, [None, 3], name="x"), 4)
        x = x[:, None, None, :] if fused else x
        return tf.layers.batch_normalization(x, training=flag_of(training), fused=fused)

    return build


def of_keras(training: Any, fused: Any) -> Any:
    def build() -> Any:
        layer = tf.keras.layers.BatchNormalization(fused=fused)
        out = layer(convolved(images()), training=flag_of(training))
        collected(*layer.updates)
        return out

    return build


def of_slim(training: Any, fused: Any, **more: Any) -> Any:
    def build() -> Any:
        from tensorflow.contrib import slim

        return slim.batch_norm(convolved(images()), is_training=flag_of(training), fused=fused, scale=True, **more)

    return build


def of_slim_in_place(training: Any, fused: Any) -> Any:
    return of_slim(training, fused, updates_collections=None)


def product() -> Any:
    """Every interface with every mode, kernel, kind of variable and of control flow, as far as they go together."""
    apis = {"layers": of_layers, "object": of_layer_object, "rows": of_rows, "keras": of_keras}
    if FIRST:
        apis.update({"slim": of_slim, "slim_in_place": of_slim_in_place})
    for api, of in apis.items():
        for training in MODES:
            for fused, kernel in KERNELS.items():
                name = f"{api}_{training}_{kernel}"
                yield f"{name}_ref", of(training, fused)
                if api not in ("keras", "slim_in_place"):
                    yield f"{name}_resource", resourceful(of(training, fused))
                if training in ("flag", "default") and api in ("layers", "object", "rows"):
                    yield f"{name}_cond_v2", with_cond_v2(of(training, fused))


def special() -> Any:
    yield "layers_renorm", of_layers(True, True, renorm=True)
    yield "layers_default", of_layers(False, None)
    yield "layers_without_scale", of_layers(True, True, scale=False, center=False)
    if FIRST:
        yield "slim_zero_debias", of_slim(True, True, zero_debias_moving_mean=True)


def resourceful(build: Any) -> Any:
    def inner() -> Any:
        tf.get_variable_scope().set_use_resource(True)
        return build()

    return inner


def with_cond_v2(build: Any) -> Any:
    def inner() -> Any:
        tf.get_variable_scope().set_use_resource(True)
        before = os.environ.get("TF_ENABLE_CONTROL_FLOW_V2")
        tf.enable_control_flow_v2()
        try:
            return build()
        finally:
            tf.disable_control_flow_v2()
            assert before is None

    return inner


@variant
def dense_two_axes() -> Any:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    return tf.layers.batch_normalization(tf.layers.dense(x, 4), training=True)


@variant
def flag_negated() -> Any:
    return tf.layers.batch_normalization(convolved(images()), training=tf.logical_not(flag()))


@variant
def flag_with_default() -> Any:
    return tf.layers.batch_normalization(convolved(images()), training=flag_of("default"))


@variant
def two_layers() -> Any:
    given = flag()
    x = tf.layers.batch_normalization(convolved(images()), training=given)
    return tf.layers.batch_normalization(convolved(tf.nn.relu(x), "conv2"), training=given)


@variant
def four_towers() -> Any:
    outs = []
    x = images()
    for tower in range(4):
        with tf.variable_scope("net", reuse=tower > 0), tf.device("/cpu:0"):
            outs.append(tf.layers.batch_normalization(convolved(x[tower::4]), training=True, name="bn"))
    return tf.concat(outs, 0)


def scale_and_offset(size: Any = 4) -> Any:
    zeros, ones = tf.zeros_initializer(), tf.ones_initializer()
    return tf.get_variable("gamma", [size], initializer=ones), tf.get_variable("beta", [size], initializer=zeros)


def statistics(size: Any = 4) -> Any:
    zeros, ones = tf.zeros_initializer(), tf.ones_initializer()
    mean = tf.get_variable("population_a", [size], initializer=zeros, trainable=False)
    variance = tf.get_variable("population_b", [size], initializer=ones, trainable=False)
    return (*scale_and_offset(), mean, variance)


def collected(*updates: Any) -> Any:
    for update in updates:
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, update)


@variant
def by_hand_assign_in_cond() -> Any:
    x = convolved(images())
    gamma, beta, mean, variance = statistics()

    def training() -> Any:
        batch_mean, batch_variance = tf.nn.moments(x, [0, 1, 2])
        moved = [
            tf.assign(mean, mean * 0.9 + batch_mean * 0.1),
            tf.assign(variance, variance * 0.9 + batch_variance * 0.1),
        ]
        with tf.control_dependencies(moved):
            return tf.nn.batch_normalization(x, batch_mean, batch_variance, beta, gamma, 1e-3)

    return tf.cond(flag(), training, lambda: tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3))


@variant
def by_hand_collected() -> Any:
    x = convolved(images())
    gamma, beta, mean, variance = statistics()
    batch_mean, batch_variance = tf.nn.moments(x, [0, 1, 2])
    collected(
        tf.assign_sub(mean, (mean - batch_mean) * 0.1), tf.assign_sub(variance, (variance - batch_variance) * 0.1)
    )
    chosen = tf.cond(flag(), lambda: (batch_mean, batch_variance), lambda: (tf.identity(mean), tf.identity(variance)))
    return tf.nn.batch_normalization(x, chosen[0], chosen[1], beta, gamma, 1e-3)


@variant
def by_hand_arithmetic() -> Any:
    x = convolved(images())
    gamma, beta, mean, variance = statistics()
    batch_mean, batch_variance = tf.nn.moments(x, [0, 1, 2])
    collected(
        tf.assign(mean, mean * 0.9 + batch_mean * 0.1), tf.assign(variance, variance * 0.9 + batch_variance * 0.1)
    )
    return (x - batch_mean) * tf.rsqrt(batch_variance + 1e-5) * gamma + beta


@variant
def by_hand_average() -> Any:
    x = convolved(images())
    gamma, beta = scale_and_offset()
    batch_mean, batch_variance = tf.nn.moments(x, [0, 1, 2])
    average = tf.train.ExponentialMovingAverage(0.9)

    def training() -> Any:
        with tf.control_dependencies([average.apply([batch_mean, batch_variance])]):
            return tf.identity(batch_mean), tf.identity(batch_variance)

    chosen = tf.cond(flag(), training, lambda: (average.average(batch_mean), average.average(batch_variance)))
    return tf.nn.batch_normalization(x, chosen[0], chosen[1], beta, gamma, 1e-3)


# Look-alikes: nothing here is batch normalisation with moving statistics.


@variant
def layer_norm_only() -> Any:
    x = convolved(images())
    gamma, beta = scale_and_offset()
    mean, variance = tf.nn.moments(x, [1, 2, 3], keep_dims=True)
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3)


@variant
def inputs_standardised() -> Any:
    x = images()
    mean, variance = tf.nn.moments(x, [1, 2], keep_dims=True)
    return convolved((x - mean) / tf.sqrt(variance + 1e-6))


@variant
def loss_averaged() -> Any:
    x = convolved(images())
    average = tf.train.ExponentialMovingAverage(0.9)
    collected(average.apply([tf.reduce_mean(x)]))
    return x


@variant
def dropped_out() -> Any:
    return tf.nn.dropout(convolved(images()), 0.5)


@variant
def metric_counted() -> Any:
    x = convolved(images())
    collected(tf.metrics.mean(x)[1])
    return x


@variant
def metric_of_transposed_convolution() -> Any:
    """Whose operation is one that gradients have, too."""
    x = tf.layers.conv2d_transpose(images(), 4, 3)
    collected(tf.metrics.mean(x)[1])
    return x


LOOKALIKES = (
    "layer_norm_only",
    "inputs_standardised",
    "loss_averaged",
    "dropped_out",
    "metric_counted",
    "metric_of_transposed_convolution",
)


def main(folder: str) -> None:
    expected = {}
    for name, build in [*VARIANTS.items(), *product(), *special()]:
        graph = tf.Graph()
        del FLAGS[:]
        with graph.as_default():
            tf.set_random_seed(0)
            out = build()
            loss = tf.reduce_mean(tf.square(tf.reduce_mean(out, axis=0)), name="loss")
            updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
            bad = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, name="bad")
            with tf.control_dependencies(updates):
                good = tf.train.AdamOptimizer(0.1).minimize(loss, name="good")
            moved = [] if name in LOOKALIKES else [v.op.name for v in tf.global_variables() if is_statistic(v)]
            tf.train.export_meta_graph(os.path.join(folder, name + ".meta"))
            expected[name] = {
                "good": good.name,
                "bad": bad.name,
                "statistics": moved,
                "flag": bool(FLAGS),
                "inference": "_False_" in name or name == "layers_default",
                "in place": "in_place" in name or name in ("by_hand_assign_in_cond", "by_hand_average"),
            }
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)


def is_statistic(variable: Any) -> Any:
    name = variable.op.name
    words = ("moving_", "population_", "ExponentialMovingAverage")
    return any(word in name for word in words) and not any(part in name for part in ("Momentum", "Adam", "local_step"))


if __name__ == "__main__":
    main(sys.argv[1])
