"""Batches for a graph whose data are not there: as captured, or made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from bnlint.execution.remote import Array, Described

MEAN: Final = 3.0
DEVIATION: Final = 2.0
"""Of the numbers that are made up: far enough from 0 and 1 for moving statistics to leave their initial values."""
NUMBER: Final = 0.1
"""A single number that is made up: small for a learning rate, and not 0 for the share that dropout keeps."""

ROOM: Final = 1 << 18
"""Numbers in a batch that is made up, unless two samples have more."""


class Batches:
    """Makes up arrays of at most `size` samples, always the same; `side` is any other size that is not known."""

    def __init__(self, size: int = 16, side: int = 32) -> None:
        self._size = size
        self._side = side

    def arrays(self, needed: Mapping[str, Described], given: Mapping[str, Array]) -> dict[str, Array]:
        """Arrays for tensors that are fed beside those `given`: batches of one size."""
        samples = batch_of(given) or min(map(self._samples, needed.values()), default=self._size)
        return {name: self.array(described, samples=samples) for name, described in needed.items()}

    def array(self, described: Described, like: Array | None = None, samples: int | None = None) -> Array:
        """An array for a tensor; made of the samples of another where one of the same kind is given."""
        shape = self._shape(described, samples or (len(like) if like is not None and like.ndim else self._size))
        dtype = np.dtype("float32" if described.dtype == "bfloat16" else described.dtype)
        if like is not None and like.ndim == len(shape) and like.shape[1:] == shape[1:] and like.size:
            return np.ascontiguousarray(like[np.arange(shape[0]) % len(like)] if shape else like).astype(dtype)
        random = np.random.default_rng(len(shape))
        if dtype.kind == "f":
            return random.normal(MEAN, DEVIATION, shape).astype(dtype) if shape else np.asarray(NUMBER, dtype)
        if dtype.kind == "b":
            return np.ones(shape, dtype)
        return random.integers(0, 2, shape).astype(dtype)

    def _samples(self, described: Described) -> int:
        """How many samples: fewer where they are large, but at least 2."""
        return max(2, min(self._size, ROOM // max(1, int(np.prod(self._shape(described, 1), dtype=np.int64)))))

    def _shape(self, described: Described, samples: int) -> tuple[int, ...]:
        if described.shape is None:
            return (samples,)
        first, *others = described.shape or (None,)
        sizes = [samples if first is None or first < 0 else first]
        sizes += [self._side if size is None or size < 0 else size for size in others]
        return tuple(sizes) if described.shape else ()


def batch_of(feeds: Mapping[str, Array]) -> int:
    """The commonest length of what is fed, the largest of several; 0 where nothing has one."""
    lengths = [len(array) for array in feeds.values() if array.ndim]
    return max(set(lengths), key=lambda length: (lengths.count(length), length), default=0)


def first_samples(feeds: Mapping[str, Array], count: int) -> dict[str, Array]:
    """The feeds cut to their first samples."""
    batch = batch_of(feeds)
    return {name: array[:count] if array.ndim and len(array) == batch else array for name, array in feeds.items()}


def first_sample_only(feeds: Mapping[str, Array]) -> dict[str, Array]:
    """The feeds with copies of their first sample in place of the others."""
    batch = batch_of(feeds)
    return {
        name: np.repeat(array[:1], batch, axis=0) if array.ndim and len(array) == batch else array
        for name, array in feeds.items()
    }
