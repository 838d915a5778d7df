"""Losses that find one another through a collection (tensorflow/python/ops/losses/util.py, 1.15)."""

from __future__ import annotations

from bnlint.engine.values import NONE, Const, Value
from bnlint.facts.graph import Node
from bnlint.source_witness.api import Call, models, operation
from bnlint.source_witness.models.collections import add, graph_of, read
from bnlint.source_witness.tensors import TensorValue

COLLECTED = (
    "absolute_difference compute_weighted_loss cosine_distance hinge_loss huber_loss log_loss "
    "mean_pairwise_squared_error mean_squared_error sigmoid_cross_entropy softmax_cross_entropy "
    "sparse_softmax_cross_entropy"
).split()
REGULARIZATION = Const("regularization_losses")


@models(*(f"tf.losses.{name}" for name in COLLECTED))
def collected_loss(call: Call) -> Value:
    made = operation(call)
    _collect(call, made.node)
    return made


@models("tf.losses.add_loss")
def add_loss(call: Call) -> Value:
    for edge in call.recorder.edges(call.value("loss")):
        _collect(call, edge.target)
    return NONE


def _collect(call: Call, loss: Node) -> None:
    """Adds a loss to its collection, with a name below the present name scope: by that it is found there."""
    scope = graph_of(call).name_scope
    loss.name = loss.name or f"{scope}/{loss.operation.rpartition('.')[2]}" if scope else loss.name
    for condition, key, _ in call.engine.leaves(call.value("loss_collection")):
        if isinstance(key, Const) and isinstance(key.value, str):
            add(call, graph_of(call), key.value, condition & call.engine.path, loss)


@models("tf.losses.get_losses")
def get_losses(call: Call) -> Value:
    return call.engine.lift(call.value("loss_collection"), lambda key: read(call, key, live=False))


@models("tf.losses.get_regularization_losses")
def get_regularization_losses(call: Call) -> Value:
    return read(call, REGULARIZATION, live=False)


@models("tf.losses.get_total_loss", "tf.losses.get_regularization_loss")
def total(call: Call) -> Value:
    """A sum of single numbers, whose gradient reads none of them."""
    keys = [REGULARIZATION] if call.name.endswith("regularization_loss") else [Const("losses"), REGULARIZATION]
    node = call.recorder.node(call.name, [read(call, key, live=False) for key in keys], reads=frozenset())
    node.scalar = True
    return TensorValue(node, call.recorder)
