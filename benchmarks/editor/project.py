"""A made project of a hundred files: networks, readers of data, tools, and for each network two scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

NETWORKS: Final = 10
READERS: Final = 20
TOOLS: Final = 46
LONG: Final = 500
"""Lines of the files that are edited."""

LAYERS: Final = """\
import tensorflow as tf


def conv_bn(net, filters, size, is_training, name, activation=tf.nn.relu):
    with tf.variable_scope(name):
        net = tf.layers.conv2d(net, filters, size, padding="same", use_bias=False)
        net = tf.layers.batch_normalization(net, training=is_training)
        return activation(net) if activation is not None else net


def dense_bn(net, units, is_training, name):
    with tf.variable_scope(name):
        net = tf.layers.dense(net, units, use_bias=False)
        return tf.nn.relu(tf.layers.batch_normalization(net, training=is_training))
"""
BLOCK: Final = """

def block_{number}(net, is_training):
    width = {width}
    with tf.variable_scope("block_{number}"):
        shortcut = net
        net = layers.conv_bn(net, width, 1, is_training, "reduce")
        net = layers.conv_bn(net, width, 3, is_training, "conv")
        net = layers.conv_bn(net, width, 1, is_training, "expand", activation=None)
        if shortcut.get_shape()[-1] != width:
            shortcut = layers.conv_bn(shortcut, width, 1, is_training, "project", activation=None)
        return tf.nn.relu(net + shortcut)
"""
TRAIN: Final = """\
import tensorflow as tf

from data import reader_{number}
from nets import net_{number}
from utils import tool_{number}

flags = tf.app.flags
flags.DEFINE_float("rate", 0.1, "")
flags.DEFINE_integer("steps", 1000, "")
FLAGS = flags.FLAGS


def loss_of(logits, labels):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def main(_):
    images = tf.placeholder(tf.float32, [None, 32, 32, 3])
    labels = tf.placeholder(tf.int64, [None])
    is_training = tf.placeholder(tf.bool, [])
    loss = loss_of(net_{number}.network(images, is_training), labels)
    optimizer = tf.train.MomentumOptimizer(FLAGS.rate, 0.9)
    {update}train_op = optimizer.minimize(loss)
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(FLAGS.steps):
            x, y = reader_{number}.batch(step)
            sess.run(train_op, feed_dict={{images: x, labels: y, is_training: True}})
        saver.save(sess, tool_{number}.checkpoint("net_{number}"))
"""
RIGHT: Final = """with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        """
EVALUATE: Final = """\
import tensorflow as tf

from data import reader_{number}
from nets import net_{number}
from utils import tool_{number}


def main():
    images = tf.placeholder(tf.float32, [None, 32, 32, 3])
    labels = tf.placeholder(tf.int64, [None])
    logits = net_{number}.network(images, False)
    accuracy = tf.reduce_mean(tf.to_float(tf.equal(tf.argmax(logits, 1), labels)))
    with tf.Session() as sess:
        tf.train.Saver().restore(sess, tool_{number}.checkpoint("net_{number}"))
        x, y = reader_{number}.batch(0)
        print(sess.run(accuracy, feed_dict={{images: x, labels: y}}))


if __name__ == "__main__":
    main()
"""
PLAIN: Final = """

def {name}_{number}(values, scale={number}):
    \"\"\"One of many small functions.\"\"\"
    total = 0
    for index, value in enumerate(values):
        if value > scale:
            total += value * scale
        else:
            total -= index
    return total
"""


def write(folder: Path) -> None:
    """Write the project; one training script of the ten runs no update ops."""
    for package in ("data", "nets", "utils"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    (folder / "pyproject.toml").write_text("")
    (folder / "layers.py").write_text(LAYERS)
    for number in range(NETWORKS):
        (folder / "nets" / f"net_{number}.py").write_text(_network(LONG if number == 0 else 120))
        (folder / f"train_{number}.py").write_text(_training(number, LONG if number < 2 else 0))
        (folder / f"evaluate_{number}.py").write_text(EVALUATE.format(number=number))
    for number in range(READERS):
        read = "import numpy as np\n\n\ndef batch(step):\n    return np.zeros([8, 32, 32, 3]), np.zeros([8])\n"
        (folder / "data" / f"reader_{number}.py").write_text(_filled(read, "read", 100))
    for number in range(TOOLS):
        path = 'import os\n\n\ndef checkpoint(name):\n    return os.path.join("models", name)\n'
        (folder / "utils" / f"tool_{number}.py").write_text(_filled(path, "tool", 100))


def _network(lines: int) -> str:
    blocks = (lines - 12) // BLOCK.count("\n")
    parts = ["import tensorflow as tf\n\nimport layers\n"]
    parts += [BLOCK.format(number=number, width=64 + 16 * (number // 4)) for number in range(blocks)]
    calls = "".join(f"    net = block_{number}(net, is_training)\n" for number in range(blocks))
    end = "    return tf.layers.dense(tf.reduce_mean(net, [1, 2]), 10)\n"
    return "".join((*parts, f"\n\ndef network(net, is_training):\n{calls}{end}"))


def _training(number: int, lines: int) -> str:
    text = TRAIN.format(number=number, update="" if number == 0 else RIGHT)
    return f'{_filled(text, "helper", lines)}\n\nif __name__ == "__main__":\n    tf.app.run()\n'


def _filled(text: str, name: str, lines: int) -> str:
    """The text, and behind it as many small functions as it takes to have so many lines."""
    return text + "".join(_functions(name, lines - text.count("\n")))


def _functions(name: str, lines: int) -> Iterator[str]:
    for number in range(max(lines // PLAIN.count("\n"), 0)):
        yield PLAIN.format(name=name, number=number)
