"""A checkpoint: names, shapes and values of its tensors, values read when they are asked for.

The format is TensorFlow's TensorBundle (tensorflow/core/util/tensor_bundle): a sorted table `prefix.index`, and
the values in `prefix.data-00000-of-00001` and so on.
"""

import glob
import math
import os
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from bnlint.artefacts import protos
from bnlint.artefacts.crc32c import CHEAP, masked_crc32c
from bnlint.artefacts.errors import ArtefactError
from bnlint.artefacts.files import LARGEST, open_regular, read_exactly, read_whole, size_of
from bnlint.artefacts.sorted_table import NotATable, read_table
from bnlint.artefacts.varint import read_varint

if TYPE_CHECKING:
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]

INDEX = ".index"

_STRING, _BFLOAT16 = 7, 14
_DTYPES = {
    1: "float32",
    2: "float64",
    3: "int32",
    4: "uint8",
    5: "int16",
    6: "int8",
    _STRING: "string",
    8: "complex64",
    9: "int64",
    10: "bool",
    _BFLOAT16: "bfloat16",
    17: "uint16",
    18: "complex128",
    19: "float16",
    22: "uint32",
    23: "uint64",
}
"""`DataType` of tensorflow/core/framework/types.proto as far as values are read, by NumPy's names where it has one."""
_OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
_V1_HEADER = b"\x0a"
_BIG_ENDIAN = 1


class StoredTensor(NamedTuple):
    """What the index says of a tensor; `dtype` is NumPy's name of its type, "string", "bfloat16" or, say, "type 20"."""

    shape: tuple[int, ...]
    dtype: str


class _Entry(NamedTuple):
    tensor: StoredTensor
    shard: int
    offset: int
    size: int
    crc32c: int
    sliced: bool


class Checkpoint:
    """The checkpoint `prefix`; `tensors` are all that it holds, by name."""

    def __init__(self, prefix: str, entries: Mapping[str, _Entry], shards: int, big_endian: bool) -> None:
        self.prefix = prefix
        self.tensors: Mapping[str, StoredTensor] = {name: entry.tensor for name, entry in entries.items()}
        self._entries = entries
        self._shards = shards
        self._order = ">" if big_endian else "<"

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """The name of each variable, and that of the tensor which holds its value.

        Both are the same but in checkpoints of objects, which name tensors after the objects' attributes; there,
        variables that share a name are left out. Raises `ArtefactError` where the names cannot be read.
        """
        if _OBJECT_GRAPH not in self.tensors:
            return {name: name for name in self.tensors}
        kind = protos.messages().object_graph
        if (graph := protos.parse(kind, bytes(self.value(_OBJECT_GRAPH).item()))) is None:
            raise self._unexpected("the graph of the objects that were saved", "bytes that are none")
        attributes = [attribute for node in graph.nodes for attribute in node.attributes if attribute.full_name]
        times = Counter(attribute.full_name for attribute in attributes)
        return {
            one.full_name: one.checkpoint_key
            for one in attributes
            if times[one.full_name] == 1 and one.checkpoint_key in self.tensors
        }

    def value(self, name: str) -> "Array":
        """The value of the tensor `name`; strings as an array of `bytes`, bfloat16 as float32.

        Raises `KeyError` where there is no such tensor, and `ArtefactError` where its value cannot be read.
        """
        entry = self._entries[name]
        if entry.sliced:
            raise ArtefactError(f"{self.prefix}: the value of {name} is stored in slices, which are not read")
        if entry.tensor.dtype not in _DTYPES.values():
            raise ArtefactError(f"{self.prefix}: the value of {name} is of {entry.tensor.dtype}, which is not read")
        data = self._data(name, entry)
        try:
            return _strings(data, entry) if entry.tensor.dtype == "string" else _numbers(data, entry, self._order)
        except ValueError as error:
            raise self._unexpected(f"the value of {name}", str(error)) from None

    def missing_shards(self) -> list[str]:
        """The files of values that the index names, and that are not there."""
        wanted = (self._shard(number) for number in sorted({entry.shard for entry in self._entries.values()}))
        return [path for path in wanted if not os.path.isfile(path)]

    def _shard(self, number: int) -> str:
        return f"{self.prefix}.data-{number:05}-of-{self._shards:05}"

    def _data(self, name: str, entry: _Entry) -> bytes:
        path = self._shard(entry.shard)
        with open_regular(path) as file:
            if min(entry.offset, entry.size) < 0 or entry.offset + entry.size > size_of(file) or entry.size > LARGEST:
                raise ArtefactError.unexpected(path, f"the value of {name}", "the end of the file before it")
            file.seek(entry.offset)
            return read_exactly(path, file, entry.size)

    def _unexpected(self, expected: str, found: str) -> ArtefactError:
        return ArtefactError.unexpected(self.prefix, expected, found)


def read_checkpoint(prefix: str) -> tuple[Checkpoint, tuple[str, ...]]:
    """The checkpoint `prefix`, and a sentence on what is missing of it; raises `ArtefactError` without its index."""
    path = prefix + INDEX
    if os.path.isfile(prefix) and not os.path.exists(path):
        raise refuse_table(prefix, read_whole(prefix))
    if not os.path.exists(path):
        found = "files of values only" if glob.glob(f"{glob.escape(prefix)}.data-*") else "nothing"
        raise ArtefactError.unexpected(path, "the index of a checkpoint", f"{found} of that name")
    data = read_whole(path)
    try:
        table = dict(read_table(data))
    except NotATable as error:
        raise ArtefactError.unexpected(path, "the index of a checkpoint", str(error)) from None
    checkpoint = _from_table(prefix, table)
    missing = checkpoint.missing_shards()
    others = f" ({len(missing)} such files)" if len(missing) > 1 else ""
    return checkpoint, (f"{missing[0]}: missing, and with it values of the checkpoint{others}",) if missing else ()


def refuse_table(path: str, data: bytes) -> ArtefactError:
    """Why `data`, which ends as a sorted table does and is not named as an index is, cannot be read."""
    expected = f"a checkpoint whose index is named *{INDEX}"
    try:
        key, value = next(read_table(data), (b"", b""))
    except NotATable as error:
        return ArtefactError.unexpected(path, expected, str(error))
    if not key and value.startswith(_V1_HEADER):
        return _is_v1(path)
    return ArtefactError.unexpected(path, expected, "a sorted table of another name")


def latest_checkpoint(path: str) -> str:
    """The prefix that the state file `path` names, in its own folder if it has moved; raises `ArtefactError`."""
    text = read_whole(path).decode(errors="replace")
    state = protos.parse_text(protos.messages().checkpoint_state, text)
    if isinstance(state, str) or not state.model_checkpoint_path:
        found = state if isinstance(state, str) else "text without a path"
        raise ArtefactError.unexpected(path, "the path of the latest checkpoint", found)
    folder, stored = os.path.dirname(path), state.model_checkpoint_path
    moved = os.path.join(folder, os.path.basename(stored.replace("\\", "/")))
    candidates = [os.path.join(folder, stored), moved]
    return next((prefix for prefix in candidates if os.path.exists(prefix + INDEX)), moved)


def _from_table(prefix: str, table: Mapping[bytes, bytes]) -> Checkpoint:
    path = prefix + INDEX
    messages = protos.messages()
    stored = table.get(b"", b"")
    if stored.startswith(_V1_HEADER):
        raise _is_v1(path)
    header = protos.parse(messages.bundle_header, stored)
    if header is None or not 0 < header.num_shards <= 99_999:
        raise ArtefactError.unexpected(path, "the index of a checkpoint", "a sorted table without the header of one")
    entries = {}
    for key, value in table.items():
        if key.startswith(b"\0") or not key:  # slices of tensors, and the header
            continue
        entry = protos.parse(messages.bundle_entry, value)
        if entry is None:
            raise ArtefactError.unexpected(path, "the index of a checkpoint", f"nothing that describes {key!r}")
        entries[key.decode(errors="replace")] = _entry(entry)
    return Checkpoint(prefix, entries, header.num_shards, header.endianness == _BIG_ENDIAN)


def _entry(entry: protos.Untyped) -> _Entry:
    tensor = StoredTensor(
        tuple(dimension.size for dimension in entry.shape.dim), _DTYPES.get(entry.dtype, f"type {entry.dtype}")
    )
    return _Entry(tensor, entry.shard_id, entry.offset, entry.size, entry.crc32c, bool(entry.slices))


def _is_v1(path: str) -> ArtefactError:
    found = "one of version 1, which TensorFlow reads and tf.train.Saver(write_version=2) writes anew"
    return ArtefactError.unexpected(path, "a checkpoint of version 2", found)


def _numbers(data: bytes, entry: _Entry, order: str) -> "Array":
    import numpy as np

    shape, name = entry.tensor
    dtype = np.dtype("uint16" if name == "bfloat16" else name).newbyteorder("<" if order == "<" else ">")
    if any(size < 0 for size in shape) or len(data) != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{len(data)} bytes for the shape {list(shape)}")
    if len(data) <= CHEAP and masked_crc32c(data) != entry.crc32c:
        raise ValueError("bytes that do not fit their checksum")
    array = np.frombuffer(data, dtype).astype(dtype.newbyteorder("="))
    if name == "bfloat16":
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return array.reshape(shape)


def _strings(data: bytes, entry: _Entry) -> "Array":
    """The lengths of the strings, their checksum, and the strings."""
    import numpy as np

    shape = entry.tensor.shape
    count = math.prod(shape)
    if not 0 <= count <= len(data):
        raise ValueError(f"{len(data)} bytes for the shape {list(shape)}")
    lengths, at = [], 0
    for _ in range(count):
        length, at = read_varint(data, at)
        lengths.append(length)
    at += 4
    if at + sum(lengths) != len(data):
        raise ValueError("strings of other lengths than are declared")
    strings = np.empty(count, dtype=object)
    for number, length in enumerate(lengths):
        strings[number] = data[at : at + length]
        at += length
    return strings.reshape(shape)
