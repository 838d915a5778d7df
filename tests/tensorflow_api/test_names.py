"""Folding of names, without TensorFlow."""

import pytest

from bnlint.tensorflow_api.names import API_ROOTS, aliases, canonical, generation


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tensorflow", "tf"),
        ("tensorflow.compat.v1", "tf"),
        ("tensorflow.v1.cond", "tf.cond"),
        ("tf_slim.batch_norm", "tf.contrib.layers.batch_norm"),
        ("tf_slim.layers.layers.batch_norm", "tf.contrib.layers.batch_norm"),
        ("tf_slim.ops.arg_scope.arg_scope", "tf.contrib.framework.arg_scope"),
        ("tf_slim.learning.create_train_op", "tf.contrib.slim.learning.create_train_op"),
        ("tf_slim.nets.resnet_v1.resnet_v1_50", "tf.contrib.slim.nets.resnet_v1.resnet_v1_50"),
        ("keras.layers.normalization.BatchNormalization", "tf.keras.layers.BatchNormalization"),
        ("keras.engine.topology.Layer", "tf.keras.layers.Layer"),
        ("keras.backend.tensorflow_backend.set_session", "tf.keras.backend.set_session"),
        ("tf_keras.src.layers.core.dense.Dense", "tf.keras.layers.Dense"),
        ("tensorflow.compat.v1.train.AdamOptimizer.minimize", "tf.train.AdamOptimizer.minimize"),
        ("tensorflow.initialize_all_variables", "tf.global_variables_initializer"),
        ("tensorflow.app.flags.FLAGS", "tf.flags.FLAGS"),
        ("tensorflow.no_such.thing", "tf.no_such.thing"),
        ("numpy.mean", "numpy.mean"),
        ("tensorflowjs.layers.dense", "tensorflowjs.layers.dense"),
    ],
)
def test_canonical(path: str, name: str) -> None:
    assert canonical(path) == name


def test_canonical_names_stay_as_they_are() -> None:
    changed = {name for name in aliases().values() if canonical(name) != name}
    assert changed == set()


def test_every_root_is_tensorflows() -> None:
    assert all(canonical(f"{root}.x").startswith("tf.") for root in API_ROOTS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tensorflow.compat.v1.layers.dense", 1),
        ("tensorflow.compat.v2.nn.dropout", 2),
        ("tensorflow.layers.dense", None),
        ("compat.v1.layers.dense", None),
    ],
)
def test_generation(path: str, expected: int | None) -> None:
    assert generation(path) == expected
