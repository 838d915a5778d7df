"""Sonnet's modules as the source witness plays them: names and updates are what TensorFlow 1.15.5 with dm-sonnet 1.36
makes of the same programs."""

from __future__ import annotations

from bnlint.facts.program import Program
from tests.source_witness.interpreting import Interpretation

MODULES = """
import sonnet as snt
import tensorflow as tf

class Unit(snt.AbstractModule):
    def __init__(self, units, name="unit"):
        super(Unit, self).__init__(name=name)
        self._units = units

    def _build(self, inputs, is_training):
        net = snt.Linear(self._units)(inputs)
        net = snt.BatchNorm()(net, is_training=is_training, test_local_stats=False)
        net = snt.BatchNorm(scale=True)(net, is_training, False)
        return tf.nn.relu(net)

class Net(snt.AbstractModule):
    def _build(self, inputs, is_training):
        return Unit(4)(Unit(3)(inputs, is_training), is_training)

x = tf.placeholder(tf.float32, [8, 5])
flag = tf.placeholder(tf.bool, [])
"""
UNIT = {
    *(f"linear/{name}" for name in "wb"),
    *(f"batch_norm/{name}" for name in ("beta", "moving_mean", "moving_variance")),
    *(f"batch_norm_1/{name}" for name in ("beta", "gamma", "moving_mean", "moving_variance")),
}


def read(text: str) -> Program:
    return Interpretation.of_text(MODULES + text).run({})


def variables(program: Program) -> set[str]:
    return {node.variable.name for node in program.nodes if node.kind == "variable" and node.variable is not None}


def test_a_module_has_the_same_variables_at_every_call_and_another_one_its_own() -> None:
    program = read(
        "with tf.variable_scope('RGB'):\n    net = Net()\n    net(x, flag)\n    net(x, False)\nNet()(x, flag)\n"
    )
    assert variables(program) == {
        f"{net}/{unit}/{n}" for net in ("RGB/net", "net") for unit in ("unit", "unit_1") for n in UNIT
    }
    assert sum(node.kind == "update" for node in program.nodes) == 16
    assert [layer.flag for layer in program.layers] == ["tensor"] * 4 + ["python"] * 4 + ["tensor"] * 4
    assert {layer.collection for layer in program.layers} == {"update_ops"}


def test_a_module_that_takes_the_statistics_of_the_batch_in_testing_too_is_not_judged() -> None:
    program = read("snt.BatchNorm()(x, is_training=flag)\n")
    assert program.layers == []


def test_the_second_version_updates_in_place_and_tests_by_the_moving_statistics() -> None:
    program = read("snt.BatchNormV2()(x, is_training=flag)\n")
    assert [layer.collection for layer in program.layers] == [None]


def test_modules_in_a_row() -> None:
    program = read("net = snt.Sequential([snt.Linear(3), tf.nn.relu, snt.Linear(2)])\ny = net(x)\n")
    assert variables(program) == {f"{linear}/{name}" for linear in ("linear", "linear_1") for name in "wb"}
