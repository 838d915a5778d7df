"""What a network is trained to make small: its loss, found in a graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bnlint.graph_witness.index import Index, Tensor
from bnlint.graph_witness.steps import GRADIENT

SUMS: Final = frozenset("Mean Sum Add AddV2 AddN Mul RealDiv Identity SparseSoftmaxCrossEntropyWithLogits".split())
_OWN_SCOPE: Final = "_grad/"


def loss_of(index: Index, layers: Iterable[str]) -> Tensor | None:
    """The loss behind which the operations `layers` lie: the last single number that something differentiates.

    TensorFlow calls the gradient of the operation `x` by `gradients/x_grad/...` (python/ops/gradients_util.py, 1.15).
    """
    differentiated = {
        name.partition(_OWN_SCOPE)[0].split("gradients", 1)[-1].split("/", 1)[-1] for name in index
        if _OWN_SCOPE in name and "gradients" in name
    }  # fmt: skip
    wanted = set(layers)
    best: tuple[int, Tensor] | None = None
    for name in differentiated:
        if name not in index or index[name].type not in SUMS or not _is_number(index, name):
            continue
        behind = index.computed_from([Tensor(name, 0)])
        trains = any(GRADIENT.search(index[other].type) for other in behind)
        if behind & wanted and not trains and (best is None or len(behind) > best[0]):
            best = (len(behind), Tensor(name, 0))
    return best[1] if best else None


def _is_number(index: Index, name: str) -> bool:
    attributes = index[name].attributes
    if "_output_shapes" not in attributes:
        return True
    shapes = attributes["_output_shapes"].list.shape
    return bool(shapes) and not shapes[0].unknown_rank and not shapes[0].dim
