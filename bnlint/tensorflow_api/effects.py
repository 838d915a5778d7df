"""What calls do to a graph, as far as the name of the callee tells."""

import sys
from functools import cache

from bnlint.tensorflow_api.classes import bases
from bnlint.tensorflow_api.effect_table import (
    GRADIENT_READS,
    GRADIENT_READS_2,
    HARMLESS_PACKAGES,
    NO_TENSOR,
    NO_TENSOR_PREFIXES,
    TENSOR_CLASSES,
)

HARMLESS_LIBRARIES: frozenset[str] = frozenset(HARMLESS_PACKAGES.split()) | sys.stdlib_module_names
"""Import roots whose functions cannot touch a TensorFlow graph. They may still call what they are handed."""

SEED_NAMES: tuple[bytes, ...] = (
    b"batch_norm",
    b"BatchNorm",
    b"batchnorm",
    b"UPDATE_OPS",
    b"update_ops",
    b"moments",
    b"moving_mean",
    b"moving_average",
    b"MovingAverage",
    b"slim.nets",
    b"slim import nets",
)
"""Byte strings of which one stands in some file of every program that is worth interpreting."""


READS_BOTH = frozenset({"inputs", "output"})


def is_optimizer_class(canonical: str) -> bool:
    """Whether the name is a class of `tf.train.Optimizer`'s kind: one with `minimize`, made of graph operations.

    Keras' own optimizers answer False; they train inside `fit` or a tape.
    """
    owner, _, member = canonical.rpartition(".")
    is_class = member[:1].isupper() and not owner.rpartition(".")[2][:1].isupper()
    return is_class and "tf.train.Optimizer" in bases(canonical)


@cache
def returns_tensor(canonical: str) -> bool:
    """Whether calling the function adds operations to the current graph and returns what they make.

    True for every function of TensorFlow that the table does not name. Classes make objects, so they answer False,
    but for those that are tensors (`tf.Variable`, `tf.SparseTensor`). Methods are judged by whoever knows their
    object.
    """
    if not canonical.startswith("tf."):
        return False
    if canonical in TENSOR_CLASSES:
        return True
    if canonical in _no_tensor() or canonical.startswith(NO_TENSOR_PREFIXES):
        return False
    return not any(part[:1].isupper() for part in canonical.split("."))


@cache
def gradient_reads(canonical: str, tensorflow: int = 1) -> frozenset[str]:
    """What the gradient of the function reads, of "inputs" (what it is handed) and "output" (what it computes).

    A training step runs an op only if something that it fetches reads the op. So what is called inside
    `control_dependencies(update_ops)` makes the step run the update ops only where its gradient reads its "output";
    this is why a loss that is merely passed through `tf.identity` there updates nothing. Both for all that the table
    does not name: a gradient that may read, reads.
    """
    tables = (GRADIENT_READS_2, GRADIENT_READS) if tensorflow == 2 else (GRADIENT_READS,)
    rows = (row for table in tables for row in table.items())
    return next((frozenset(what.split()) for what, names in rows if canonical in names.split()), READS_BOTH)


def gradient_needs_value(canonical: str, tensorflow: int = 1) -> bool:
    """Whether the function's gradient reads the values of its inputs or of its output: False for `tf.identity`."""
    return bool(gradient_reads(canonical, tensorflow))


@cache
def _no_tensor() -> frozenset[str]:
    return frozenset(f"{module}.{name}" for module, names in NO_TENSOR.items() for name in names.split())
