"""What names tell about effects, without TensorFlow."""

import pytest

from bnlint.tensorflow_api.collections import constant
from bnlint.tensorflow_api.effects import (
    HARMLESS_LIBRARIES,
    gradient_needs_value,
    gradient_reads,
    is_optimizer_class,
    returns_tensor,
)
from bnlint.tensorflow_api.names import API_ROOTS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tf.train.AdamOptimizer", True),
        ("tf.contrib.opt.NadamOptimizer", True),
        ("tf.tpu.CrossShardOptimizer", True),
        ("tf.train.AdamOptimizer.minimize", False),
        ("tf.keras.optimizers.Adam", False),
        ("tf.train.Saver", False),
    ],
)
def test_optimizer_classes(name: str, expected: bool) -> None:
    assert is_optimizer_class(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tf.add", True),
        ("tf.layers.dense", True),
        ("tf.summary.scalar", True),
        ("tf.Variable", True),
        ("tf.nn.something_new", True),
        ("tf.logging.info", False),
        ("tf.gfile.Exists", False),
        ("tf.train.Coordinator", False),
        ("tf.summary.FileWriter", False),
        ("tf.zeros_initializer", False),
        ("tf.contrib.layers.l2_regularizer", False),
        ("tf.train.AdamOptimizer.minimize", False),
        ("numpy.add", False),
    ],
)
def test_which_calls_return_a_tensor(name: str, expected: bool) -> None:
    assert returns_tensor(name) is expected


def test_gradients() -> None:
    assert not gradient_needs_value("tf.identity")
    assert not gradient_needs_value("tf.with_dependencies")
    assert gradient_reads("tf.square") == {"inputs"}
    assert gradient_reads("tf.exp") == {"inputs", "output"}
    assert "output" in gradient_reads("tf.reduce_mean", tensorflow=2)
    assert "output" not in gradient_reads("tf.reduce_mean", tensorflow=1)


def test_tensorflow_is_not_harmless() -> None:
    assert HARMLESS_LIBRARIES.isdisjoint(API_ROOTS)
    assert {"os", "numpy", "matplotlib"} <= HARMLESS_LIBRARIES


def test_constants() -> None:
    assert constant("tf.GraphKeys.UPDATE_OPS") == "update_ops"
    assert constant("tf.estimator.ModeKeys.PREDICT") == "infer"
    assert constant("tf.GraphKeys.NO_SUCH_KEY") is None
