"""The little that must be known about shapes: which tensors are surely single numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bnlint.engine.values import Const, Unknown, Value
from bnlint.facts.graph import Node
from bnlint.source_witness.tensors import TensorValue

if TYPE_CHECKING:
    from bnlint.source_witness.api import Call

_REDUCTIONS: Final = frozenset(f"tf.reduce_{n}" for n in ("mean", "sum", "max", "min", "prod", "logsumexp"))
_ELEMENTWISE: Final = frozenset(
    "tf.add tf.subtract tf.multiply tf.divide tf.identity tf.add_n tf.negative tf.square tf.sqrt tf.log tf.exp tf.abs "
    "tf.cast tf.to_float tf.maximum tf.minimum tf.truediv tf.stop_gradient tf.with_dependencies tf.Print".split()
)
_SCALARS: Final = frozenset({"tf.nn.l2_loss", "tf.losses.get_total_loss", "tf.losses.get_regularization_loss"})
_SUMS: Final = frozenset({"tf.add", "tf.subtract", "tf.add_n"})


def note_shape(node: Node, operands: Iterable[Value], call: Call | None = None) -> None:
    """Notes whether the operation's result is a single number; then a sum's gradient reads nothing of its operands."""
    listed = list(operands)
    of_scalars = _are_scalars(listed)
    if node.operation in _ELEMENTWISE:
        node.scalar = of_scalars
    elif call is not None and node.operation in _REDUCTIONS:
        node.scalar = all(_is_off(call.value(n)) for n in ("axis", "reduction_indices", "keepdims", "keep_dims"))
    elif call is not None and node.operation.startswith("tf.losses."):
        node.scalar = call.given("reduction") is None
    else:
        node.scalar = node.operation in _SCALARS
    if node.scalar and node.operation in _SUMS:
        node.reads = frozenset()


def _is_off(value: Value) -> bool:
    return isinstance(value, Const) and (value.value is None or value.value is False)


def _are_scalars(operands: list[Value]) -> bool:
    tensors = [o for o in operands if isinstance(o, TensorValue)]
    settings = (o for o in operands if not isinstance(o, TensorValue))
    return bool(tensors) and all(t.node.scalar for t in tensors) and all(_is_setting(o) for o in settings)


def _is_setting(value: Value) -> bool:
    """A constant, or an option such as `FLAGS.weight_decay`, which is a number where it meets a tensor."""
    return isinstance(value, Const) or (isinstance(value, Unknown) and value.stable and not value.carries)
