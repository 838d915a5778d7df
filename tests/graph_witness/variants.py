"""Builds one graph for each way to write batch normalisation, with the TensorFlow that runs this.

Usage: variants.py FOLDER. Writes `NAME.meta` for each, and `expected.json`: the operations that update moving
statistics, and two training steps, one that runs them and one that does not. Python 3.6 and later; nothing of bnlint's.
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


def variant(function: Any) -> Any:
    VARIANTS[function.__name__] = function
    return function


def images() -> Any:
    return tf.placeholder(tf.float32, [None, 4, 4, 3], name="images")


def flag() -> Any:
    return tf.placeholder(tf.bool, [], name="is_training")


def convolved(x: Any, name: Any = "conv", filters: Any = 4) -> Any:
    with tf.variable_scope(name):
        w = tf.get_variable("w", [1, 1, int(x.shape[-1]), filters])
        return tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME")


def of_layers(training: Any, fused: Any, **more: Any) -> Any:
    def build() -> Any:
        given = flag() if training == "flag" else training
        return tf.layers.batch_normalization(convolved(images()), training=given, fused=fused, **more)

    return build


def variants_of_layers() -> Any:
    for training in (True, False, "flag"):
        for fused in (True, False):
            for resource in (True, False):
                kernel, kind = "fused" if fused else "plain", "resource" if resource else "ref"
                name = f"layers_{training}_{kernel}_{kind}"
                yield name, resourceful(of_layers(training, fused)) if resource else of_layers(training, fused)
    yield "layers_renorm", of_layers(True, True, renorm=True)
    yield "layers_default", of_layers(False, None)
    yield "layers_without_scale", of_layers(True, True, scale=False, center=False)
    for fused in (True, False):
        yield f"layers_cond_v2_{fused}", with_cond_v2(of_layers("flag", fused))


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
    given = tf.placeholder_with_default(False, [])
    return tf.layers.batch_normalization(convolved(images()), training=given)


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


@variant
def keras_layer() -> Any:
    layer = tf.keras.layers.BatchNormalization()
    out = layer(convolved(images()), training=True)
    collected(*layer.updates)
    return out


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


def slim_variants() -> Any:
    if not FIRST:
        return
    from tensorflow.contrib import slim

    for training in (True, False, "flag"):
        for in_place in (True, False):

            def build(training: Any = training, in_place: Any = in_place) -> Any:
                given = flag() if training == "flag" else training
                more = {"updates_collections": None} if in_place else {}
                return slim.batch_norm(convolved(images()), is_training=given, scale=True, **more)

            yield f"slim_{training}_{'in_place' if in_place else 'collected'}", build


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
    for name, build in [*VARIANTS.items(), *variants_of_layers(), *slim_variants()]:
        graph = tf.Graph()
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
                "updates": len(updates),
                "in place": "in_place" in name or "in_cond" in name or name == "by_hand_average",
            }
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)


def is_statistic(variable: Any) -> Any:
    name = variable.op.name
    words = ("moving_", "population_", "ExponentialMovingAverage")
    return any(word in name for word in words) and not any(part in name for part in ("Momentum", "Adam"))


if __name__ == "__main__":
    main(sys.argv[1])
