"""Binding of calls, without TensorFlow."""

import pytest

from bnlint.tensorflow_api.signature_table import SIGNATURES, SIGNATURES_2
from bnlint.tensorflow_api.signatures import Expression, Parameter, Signature, signature


def known(name: str, tensorflow: int = 1) -> Signature:
    found = signature(name, tensorflow)
    assert found is not None
    return found


def test_defaults_are_constants_or_expressions() -> None:
    batch_normalization = known("tf.layers.batch_normalization")
    assert batch_normalization.parameter("training") == Parameter("training", False)
    assert batch_normalization.parameter("inputs") == Parameter("inputs", required=True)
    assert batch_normalization.parameter("beta_initializer") == Parameter(
        "beta_initializer", Expression("tf.zeros_initializer()")
    )
    assert batch_normalization.parameter("is_training") is None


def test_the_flags_defaults_are_opposite() -> None:
    """Two functions of one purpose, and the reason why a flag that is left out means different bugs."""
    flags = (
        known("tf.layers.batch_normalization").parameter("training"),
        known("tf.contrib.layers.batch_norm").parameter("is_training"),
    )
    assert [flag.default if flag else None for flag in flags] == [False, True]


def test_arguments_bind_by_position_and_by_keyword() -> None:
    assert known("tf.layers.dropout").bind(2, ["training"]) == {"inputs": 0, "rate": 1, "training": "training"}


def test_unknown_keywords_and_surplus_positions_bind_to_nothing() -> None:
    assert known("tf.trainable_variables").bind(3, ["scopes"]) == {"scope": 0}


def test_a_keyword_never_overrides_a_position() -> None:
    assert known("tf.get_collection").bind(1, ["key", "scope"]) == {"key": 0, "scope": "scope"}


def test_positions_do_not_reach_keyword_only_parameters() -> None:
    assert known("tf.contrib.layers.linear").bind(3) == {"inputs": 0, "num_outputs": 1}
    assert known("tf.contrib.layers.linear").bind(1, ["activation_fn"]) == {
        "inputs": 0,
        "activation_fn": "activation_fn",
    }


def test_variable_arguments_are_named() -> None:
    group = known("tf.group")
    assert (group.parameters, group.var_positional, group.var_keyword) == ((), "inputs", "kwargs")


@pytest.mark.parametrize(
    ("called", "defined"),
    [
        ("tf.layers.BatchNormalization.__call__", "tf.layers.BatchNormalization.call"),
        ("tf.train.AdamOptimizer.minimize", "tf.train.Optimizer.minimize"),
        ("tf.InteractiveSession.run", "tf.Session.run"),
    ],
)
def test_methods_are_found_where_they_are_defined(called: str, defined: str) -> None:
    assert signature(called) == known(defined)


def test_generations_differ() -> None:
    assert known("tf.nn.dropout").bind(2) == {"x": 0, "keep_prob": 1}
    assert known("tf.nn.dropout", 2).bind(2) == {"x": 0, "rate": 1}


def test_what_is_unknown_is_none() -> None:
    assert signature("tf.no_such_function") is None
    assert signature("numpy.mean") is None


def test_every_row_parses_and_the_second_generation_differs() -> None:
    assert all(signature(name) is not None for name in SIGNATURES)
    assert [name for name, row in SIGNATURES_2.items() if SIGNATURES.get(name) == row] == []
