"""One sample alone and in its batch, which is what a user of the network meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bnlint.evidence.bench import Bench
from bnlint.evidence.calls import Call
from bnlint.execution.batches import first_sample_only, first_samples
from bnlint.execution.errors import ExecutionError
from bnlint.execution.remote import Array
from bnlint.facts.events import LayerCall


def difference_alone(bench: Bench, call: Call, layers: Sequence[LayerCall]) -> float | None:
    """By how much the result for the first sample differs when it is evaluated alone; None where that cannot be seen.

    Where a batch cannot be of one sample, as where it is split among towers, the sample is among copies of itself.
    """
    tensors = bench.for_each_sample(call, {site for layer in layers for site in bench.sites(layer)})
    if not tensors:
        return None
    laboratory = bench.laboratory
    whole = _with_company(bench, laboratory.feeds(call, tensors))
    for alone in (first_samples(whole, 1), first_sample_only(whole)):
        try:
            with laboratory.aside():
                together = laboratory.session.run(tensors, whole).values
                by_itself = laboratory.session.run(tensors, alone).values
        except ExecutionError:
            continue
        differences = [_difference(together[name], by_itself[name]) for name in tensors]
        return max((one for one in differences if one is not None), default=None)
    return None


def _difference(together: Array, alone: Array) -> float | None:
    """By how much the first row differs."""
    if len(together) < 2 or not len(alone) or together.dtype.kind != "f":
        return None
    return float(np.max(np.abs(np.float64(together[0]) - np.float64(alone[0])), initial=0.0))


def _with_company(bench: Bench, feeds: Mapping[str, Array]) -> dict[str, Array]:
    """The feeds, in which a single sample has others behind it, those of a training run."""
    others = bench.training[-1].call.feeds if bench.training else {}
    batches = [array for array in feeds.values() if array.ndim > 1]
    if not batches or any(len(array) > 1 for array in batches):
        return dict(feeds)
    return {
        name: np.concatenate([array, others[name]]) if _are_alike(array, others.get(name)) else array
        for name, array in feeds.items()
    }


def _are_alike(one: Array, other: Array | None) -> bool:
    return other is not None and one.ndim > 0 and one.shape[1:] == other.shape[1:]
