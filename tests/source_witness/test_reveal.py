"""What the source witness knows, line by line, as programs themselves state it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures_expectations import Fixture, fixtures
from tests.source_witness.interpreting import ENTRY
from tests.source_witness.reveal import Revealed, known, known_in, stated

HEAD = "import tensorflow.compat.v1 as tf\n"
PROGRAMS = {
    "a copy and a live list": """
early = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
live = tf.get_collection_ref(tf.GraphKeys.UPDATE_OPS)
x = tf.placeholder(tf.float32, [None, 3])  # reveal: x = a placeholder
x = tf.layers.batch_normalization(x, training=True)  # reveal: x = a layer
# reveal: early = 0 update ops
# reveal: live = 2 update ops
# reveal: len(live) = 2
""",
    "towers": """
optimizer = tf.train.AdamOptimizer()
for i in range(3):
    with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE), tf.name_scope("tower_%d" % i) as scope:
        y = tf.layers.batch_normalization(tf.placeholder(tf.float32, [None, 3]), training=True)
        # reveal: scope = 'tower_0/'; 'tower_1/'; 'tower_2/'
        # reveal: tf.get_collection("update_ops") = 2 update ops; 4 update ops; 6 update ops
        # reveal: tf.get_collection("update_ops", scope) = 2 update ops
# reveal: tf.trainable_variables() = variables batch_normalization/gamma, batch_normalization/beta and more
""",
    "what a tensor is": """
x = tf.placeholder(tf.float32, [None, 3])
y = tf.reduce_mean(tf.layers.dense(x, 2))
v = tf.get_variable("v", [])
# reveal: isinstance(x, tf.Tensor) = True
# reveal: isinstance(y, tf.Tensor) = True
# reveal: isinstance(y, (int, tf.Variable)) = False
# reveal: isinstance(v, tf.Tensor) = False
# reveal: isinstance(v, tf.Variable) = True
""",
    "losses of towers": """
for i in range(2):
    with tf.name_scope("tower_%d" % i) as scope:
        tf.add_to_collection("losses", tf.reduce_mean(tf.placeholder(tf.float32, [None, 3])))
tf.add_to_collection("losses", tf.constant(1.0))
# reveal: len(tf.get_collection("losses")) = 3
# reveal: len(tf.get_collection("losses", "tower_0/")) = 1
# reveal: len(tf.get_collection("losses", scope)) = 1
# reveal: len(tf.get_collection("losses", "elsewhere")) = 0
""",
    "data of Keras": """
(x_train, y_train), test = tf.keras.datasets.mnist.load_data()
# reveal: x_train = x_train
# reveal: test[1] = y_test
""",
    "metrics of slim": """
from tensorflow.contrib import slim
x = tf.placeholder(tf.float32, [None, 3])
values, updates = slim.metrics.aggregate_metric_map({"a": (x, x + 1), "b": slim.metrics.streaming_mean(x)})
# reveal: values["a"] = a placeholder
# reveal: updates["a"] = an operation
# reveal: updates["b"] = an operation
""",
    "a network of slim": """
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import inception, resnet_v2
x = tf.placeholder(tf.float32, [None, 64, 64, 3])
with slim.arg_scope(resnet_v2.resnet_arg_scope()):
    net, end_points = resnet_v2.resnet_v2_50(x, is_training=True)
# reveal: tf.get_collection("update_ops") = 98 update ops
# reveal: end_points["resnet_v2_50/block4"] = an operation
# reveal: net = a layer
with slim.arg_scope(inception.inception_v3_arg_scope()):
    net, end_points = inception.inception_v3(x, 10, is_training=False, scope="eyes")
# reveal: tf.get_collection("update_ops") = 98 update ops
with slim.arg_scope(inception.inception_v1_arg_scope(use_batch_norm=False)):
    net, end_points = inception.inception_v1(x, 10)
# reveal: tf.get_collection("update_ops") = 98 update ops
""",
    "end points": """
from tensorflow.contrib import slim
x = tf.placeholder(tf.float32, [None, 64, 64, 3])
with slim.arg_scope([slim.conv2d], outputs_collections="points", normalizer_fn=slim.batch_norm):
    x = slim.conv2d(x, 8, 3, scope="first")
    y = slim.conv2d(x, 8, 3, scope="second")
    y = slim.utils.collect_named_outputs("points", "last/", y)
points = slim.utils.convert_collection_to_dict("points")
# reveal: points["first"] = a layer
# reveal: sorted(points) = ['first', 'last', 'second'] and more
""",
    "an option decides": """
flags = tf.app.flags
flags.DEFINE_boolean("batch_norm", True, "")
x = tf.placeholder(tf.float32, [None, 3])
if flags.FLAGS.batch_norm:
    x = tf.layers.batch_normalization(x, training=True)
# reveal: tf.get_collection(tf.GraphKeys.UPDATE_OPS) = 0 to 2 update ops
# reveal: x = a layer if FLAGS.batch_norm or a placeholder if not FLAGS.batch_norm
""",
    "wrappers": """
import functools

class Network:
    def __init__(self, training):
        self.training = training  # reveal: self.training = True; False
        self.norm = functools.partial(tf.layers.batch_normalization, training=training)

    def __call__(self, x):
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE) as scope:
            x = self.norm(tf.layers.dense(x, 4))
            # reveal: scope.name = 'net'
            return tf.nn.relu(x)

images = tf.placeholder(tf.float32, [None, 8])
logits = Network(training=True)(images)
# reveal: tf.get_collection(tf.GraphKeys.UPDATE_OPS) = 2 update ops
tested = Network(training=False)(images)
# reveal: tf.get_collection(tf.GraphKeys.UPDATE_OPS) = 2 update ops
kept = [v for v in tf.global_variables() if "moving" in v.name]
# reveal: kept[0].op.name = 'net/batch_normalization/moving_mean'
""",
    "filtered by name": """
with tf.variable_scope("generator"):
    tf.layers.batch_normalization(tf.placeholder(tf.float32, [None, 3]), training=True)
with tf.variable_scope("discriminator"):
    for _ in range(2):
        tf.layers.batch_normalization(tf.placeholder(tf.float32, [None, 3]), training=True)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)  # reveal: update_ops = 6 update ops
first = [op for op in update_ops if op.name.startswith("generator")]  # reveal: first = 2 update ops
second = [op for op in update_ops if "discriminator" in op.name]  # reveal: second = 4 update ops
""",
    "operations of a file's own": """
weight = tf.get_variable("w", [3])
loss = tf.reduce_mean(weight)
positive = loss > 0  # reveal: positive = an operation
loss += 1  # reveal: loss = an operation
ready = weight.initializer  # reveal: ready = an operation
first = weight[0]  # reveal: first = an operation
""",
    "layer objects and templates": """
x = tf.placeholder(tf.float32, [None, 3])
norm, twin = [tf.layers.BatchNormalization(name="norm") for _ in range(2)]
norm(x, training=True), norm(x, training=True), twin(x)
updates = [op.name for op in tf.get_collection(tf.GraphKeys.UPDATE_OPS)]
# reveal: updates[::2] = ['norm/AssignMovingAvg', 'norm/AssignMovingAvg_2']
# reveal: tf.global_variables()[4].op.name = 'norm_1/gamma'
template = tf.make_template("net", lambda x: tf.layers.dense(x, 3, use_bias=False))
template(x), template(x)
# reveal: tf.global_variables("net") = variables net/dense/kernel and more
""",
    "what is never reached": """
if False:
    x = 1  # reveal: x = never reached
""",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=list(PROGRAMS))
def test_programs_say_what_is_known(source: str) -> None:
    assert known_in(HEAD + source) == sorted(stated(ENTRY, HEAD + source))


REVEALING = [
    f for f in fixtures() if any("# reveal: " in p.read_text(encoding="utf-8") for p in f.folder.rglob("*.py"))
]


@pytest.mark.parametrize("fixture", REVEALING, ids=str)
def test_fixtures_say_what_is_known(fixture: Fixture) -> None:
    comments = [r for file in fixture.folder.rglob("*.py") for r in stated(str(file), file.read_text(encoding="utf-8"))]
    assert known(fixture.entry) == sorted(comments)


def test_some_fixtures_reveal_what_is_known() -> None:
    assert len(REVEALING) >= 3


def test_comments_end_a_line_or_have_their_own() -> None:
    source = "x = 1  # reveal: x = 1  # expect: BN102\n\nif x:\n    # reveal: x + 1 = 2\n    pass\n"
    assert list(stated("a.py", source)) == [Revealed("a.py", 1, "x", "1"), Revealed("a.py", 4, "x + 1", "2")]
    assert known_in(source) == [Revealed(ENTRY, 1, "x", "1"), Revealed(ENTRY, 4, "x + 1", "2")]


def test_a_wrong_statement_differs(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("from nets import width\n# reveal: width = 4\n")
    (tmp_path / "nets.py").write_text("width = 3  # reveal: width = 3\n")
    assert known(tmp_path / "train.py") == [
        Revealed(str(tmp_path / "nets.py"), 1, "width", "3"),
        Revealed(str(tmp_path / "train.py"), 2, "width", "3"),
    ]
