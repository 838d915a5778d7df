"""The little that must be known about shapes: which tensors are single numbers, and what their gradients read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bnlint.engine.values import Const, Sequential, Unknown, Value
from bnlint.facts.graph import Node
from bnlint.source_witness.tensors import TensorValue

if TYPE_CHECKING:
    from bnlint.source_witness.api import Call

_REDUCTIONS: Final = frozenset(f"tf.reduce_{n}" for n in ("mean", "sum", "max", "min", "prod", "logsumexp"))
_ELEMENTWISE: Final = frozenset(
    "tf.add tf.subtract tf.multiply tf.divide tf.identity tf.add_n tf.negative tf.square tf.sqrt tf.log tf.exp tf.abs "
    "tf.cast tf.to_float tf.maximum tf.minimum tf.truediv tf.stop_gradient tf.with_dependencies tf.Print tf.pow "
    "tf.check_numerics tf.sigmoid tf.tanh tf.log1p tf.expm1 tf.floor tf.ceil tf.round tf.sign tf.clip_by_value "
    "tf.squared_difference tf.nn.relu tf.nn.softplus".split()
)
_SCALARS: Final = frozenset({"tf.nn.l2_loss", "tf.losses.get_total_loss", "tf.losses.get_regularization_loss"})
_SUMS: Final = frozenset({"tf.add", "tf.subtract", "tf.add_n"})
_PRODUCTS: Final = frozenset(
    "tf.multiply tf.divide tf.truediv tf.pow tf.maximum tf.minimum tf.squared_difference".split()
)
"""Their gradients read the values of all operands; a number among those is an operation made on the spot."""


def note_shape(node: Node, operands: Iterable[Value], call: Call | None = None) -> None:
    """Notes whether the operation's result is a single number, and what its gradient reads because of its shapes.

    A sum of single numbers reads nothing. What an operation makes for itself, a number that it multiplies by or the
    axes that it reduces, waits on what the operation waits on: reading it is reading the output.
    """
    if not _matters(node.operation):
        return
    listed = [o for o in operands if not (isinstance(o, TensorValue) and o.node.kind == "read")]
    of_scalars = _are_scalars(listed)
    if node.operation in _ELEMENTWISE:
        node.scalar = of_scalars
    elif call is not None and node.operation in _REDUCTIONS:
        node.scalar = all(_is_off(call.value(n)) for n in ("axis", "reduction_indices", "keepdims", "keep_dims"))
        _note_reduction(node, call)
    elif call is not None and node.operation.startswith("tf.losses."):
        node.scalar = call.given("reduction") is None
    else:
        node.scalar = node.operation in _SCALARS
    if node.scalar and node.operation in _SUMS:
        node.reads = frozenset()
    if node.operation in _PRODUCTS and any(_is_number(o) for o in listed):
        node.reads |= {"output"}


def _matters(operation: str) -> bool:
    return (
        operation in _ELEMENTWISE
        or operation in _REDUCTIONS
        or operation in _SCALARS
        or operation in _PRODUCTS
        or operation.startswith("tf.losses.")
    )


def _note_reduction(node: Node, call: Call) -> None:
    """A sum or mean of a row of single numbers, whose length is known, reads nothing; a list is stacked on the spot."""
    reduced = call.value("input_tensor")
    if _is_row(reduced):
        node.scalar = all(_is_off(call.value(n)) for n in ("keepdims", "keep_dims"))
    if _is_row(reduced) and node.operation in ("tf.reduce_mean", "tf.reduce_sum"):
        node.reads = frozenset()
    elif isinstance(reduced, Sequential) or not all(_is_off(call.value(n)) for n in ("axis", "reduction_indices")):
        node.reads |= {"output"}


def _is_row(value: Value) -> bool:
    if isinstance(value, Sequential):
        return value.exact and _are_scalars([item for _, item in value.items])
    if not isinstance(value, TensorValue) or value.node.operation != "tf.stack":
        return False
    return bool(value.node.edges) and all(e.sure and (e.kind == "control" or e.target.scalar) for e in value.node.edges)


def _is_off(value: Value) -> bool:
    return isinstance(value, Const) and (value.value is None or value.value is False)


def _are_scalars(operands: list[Value]) -> bool:
    tensors = [o for o in operands if isinstance(o, TensorValue)]
    settings = (o for o in operands if not isinstance(o, TensorValue))
    return bool(tensors) and all(t.node.scalar for t in tensors) and all(_is_setting(o) for o in settings)


def _is_setting(value: Value) -> bool:
    """A constant, or an option such as `FLAGS.weight_decay`, which is a number where it meets a tensor."""
    return isinstance(value, Const) or (isinstance(value, Unknown) and value.stable and not value.carries)


def _is_number(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
