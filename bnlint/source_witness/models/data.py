"""`tf.data` and input queues: where batches come from, as far as it matters that they come from somewhere else."""

from __future__ import annotations

from typing import Final

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import Arguments, BuiltinValue, DictValue, HostValue, ListValue, Sequential, Unknown, Value
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import tuple_of

_MAKERS: Final = (
    *(f"tf.data.Dataset.{name}" for name in ("from_tensor_slices", "from_tensors", "from_generator", "list_files")),
    *(f"tf.data.Dataset.{name}" for name in ("range", "zip", "from_sparse_tensor_slices")),
    *(f"tf.data.{name}" for name in ("TFRecordDataset", "TextLineDataset", "FixedLengthRecordDataset")),
    "tf.data.experimental.make_csv_dataset",
)
_KERAS: Final = "boston_housing cifar10 cifar100 fashion_mnist imdb mnist reuters".split()
_ITERATORS: Final = ("make_one_shot_iterator", "make_initializable_iterator")


class DatasetValue(HostValue):
    """A dataset; what its methods make of it is a dataset, too."""

    __slots__ = ("recorder",)

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def describe(self) -> str:
        return "a dataset"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        if name.startswith("output_") or name == "element_spec":
            return Unknown(f"a dataset's {name}", stable=True, harmless=True)
        made: Value = IteratorValue(self.recorder) if name in _ITERATORS else self
        return BuiltinValue(name, lambda engine, arguments: made)


class IteratorValue(HostValue):
    """An iterator over a dataset. Each `get_next` is an operation with an element of any structure.

    What it makes is called after it.
    """

    __slots__ = ("name", "recorder")

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.name = f"iterator {recorder.next_number()}"

    def describe(self) -> str:
        return "an iterator"

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        if name in ("initializer", "make_initializer"):
            operation = self.recorder.tensor("tf.data.Iterator.initializer", name=self.name, reads=frozenset())
            return operation if name == "initializer" else BuiltinValue(name, lambda engine, arguments: operation)
        if name == "get_next":
            return BuiltinValue(name, self._next)
        return Unknown(f"an iterator's {name}", stable=True, harmless=True)

    def _next(self, engine: Interpreter, arguments: Arguments) -> Value:
        return self.recorder.tensor("tf.data.Iterator.get_next", name=self.name)


@models(*_MAKERS)
def dataset(call: Call) -> Value:
    return DatasetValue(call.recorder)


@models(*(f"tf.data.{name}" for name in _ITERATORS), "tf.data.Iterator.from_structure",
        "tf.data.Iterator.from_string_handle")  # fmt: skip
def iterator(call: Call) -> Value:
    return IteratorValue(call.recorder)


@models("tf.train.batch", "tf.train.shuffle_batch", "tf.train.maybe_batch", "tf.train.maybe_shuffle_batch")
def batch(call: Call) -> Value:
    """Batches have the structure of what is batched (tensorflow/python/training/input.py, 1.15)."""
    given = call.value("tensors")

    def batched(value: Value) -> Value:
        return call.recorder.tensor(call.name, (value,))

    if isinstance(given, Sequential) and given.exact:
        return ListValue([(condition, batched(value)) for condition, value in given.items])
    if isinstance(given, DictValue) and given.rest is None:
        made = DictValue()
        made.entries = {key: (name, batched(held)) for key, (name, held) in given.entries.items()}
        return made
    return batched(given)


@models(*(f"tf.keras.datasets.{name}.load_data" for name in _KERAS))
def keras_dataset(call: Call) -> Value:
    """`(x_train, y_train), (x_test, y_test)`, under those names."""

    def part(name: str) -> Value:
        return tuple_of(call.engine, *(Unknown(f"{axis}_{name}", stable=True, harmless=True) for axis in "xy"))

    return tuple_of(call.engine, part("train"), part("test"))
