"""Small artefacts, written by hand as the formats' documents say."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bnlint.artefacts import protos
from bnlint.artefacts.crc32c import masked_crc32c
from bnlint.artefacts.sorted_table import MAGIC


def varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, data: bytes) -> bytes:
    """A field of protobuf's wire format that has a length."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def checksum(data: bytes) -> bytes:
    return masked_crc32c(data).to_bytes(4, "little")


def graph(*names: str) -> bytes:
    message: Any = protos.messages().graph_def()
    for name in names or ("images", "mean"):
        node = message.node.add(name=name, op="Placeholder")
        node.attr["dtype"].type = 1
    return bytes(message.SerializeToString())


def meta_graph(*tags: str) -> bytes:
    message = protos.messages().meta_graph_def()
    message.meta_info_def.tags.extend(tags)
    message.graph_def.ParseFromString(graph())
    message.collection_def["update_ops"].node_list.value.extend(["mean"])
    variable = protos.messages().variable_def()
    variable.variable_name, variable.initializer_name = "mean:0", "mean/Assign"
    message.collection_def["variables"].bytes_list.value.append(variable.SerializeToString())
    return bytes(message.SerializeToString())


def saved_model(*tags: str) -> bytes:
    return b"\x08\x01" + b"".join(field(2, meta_graph(tag)) for tag in tags or ("serve",))


def record(data: bytes) -> bytes:
    length = len(data).to_bytes(8, "little")
    return length + checksum(length) + data + checksum(data)


def event(**fields: Any) -> bytes:
    return _message(protos.messages().event, wall_time=1.5, **fields)


def _message(kind: Callable[..., Any], **fields: Any) -> bytes:
    return bytes(kind(**fields).SerializeToString())


def events(*others: bytes) -> bytes:
    return b"".join(map(record, (event(file_version="brain.Event:2"), *others)))


def table(entries: Mapping[bytes, bytes]) -> bytes:
    """A sorted table in one block, its keys whole."""
    return table_of_block(_block(entries.items()))


def table_of_block(block: bytes, compression: int = 0, size: int | None = None) -> bytes:
    out = _with_trailer(block, compression)
    handle = varint(0) + varint(len(block) if size is None else size)
    index = _block([(b"\xff", handle)])
    at = len(out)
    out += _with_trailer(index, 0)
    return out + (varint(0) * 2 + varint(at) + varint(len(index))).ljust(40, b"\0") + MAGIC


def _with_trailer(block: bytes, compression: int) -> bytes:
    contents = block + bytes([compression])
    return contents + checksum(contents)


def _block(entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    rows = (varint(0) + varint(len(key)) + varint(len(value)) + key + value for key, value in entries)
    return b"".join(rows) + bytes(4) + (1).to_bytes(4, "little")


def block(entries: Mapping[bytes, bytes]) -> bytes:
    return _block(entries.items())


def checkpoint_entries(values: Mapping[str, bytes], **changes: int) -> dict[bytes, bytes]:
    """The index of a checkpoint of float32 vectors in one shard; `changes` are to the description of each."""
    messages = protos.messages()
    entries: dict[bytes, bytes] = {b"": _message(messages.bundle_header, num_shards=1)}
    at = 0
    for name, value in values.items():
        fields = {"dtype": 1, "offset": at, "size": len(value), "crc32c": masked_crc32c(value)} | changes
        shape = {"dim": [{"size": len(value) // 4}]}
        entries[name.encode()] = _message(messages.bundle_entry, shape=shape, **fields)
        at += len(value)
    return entries


def write_checkpoint(prefix: Path, values: Mapping[str, bytes], **changes: int) -> None:
    Path(f"{prefix}.index").write_bytes(table(checkpoint_entries(values, **changes)))
    Path(f"{prefix}.data-00000-of-00001").write_bytes(b"".join(values.values()))


def bundle(graphs: Mapping[str, bytes], /, **changes: Any) -> bytes:
    """A bundle of these graphs by file, with `changes` to its table of contents."""
    lists = ("savers", "runs", "events", "names", "frames", "stacks")
    listed = [{"file": file, "operations": 1} for file in graphs]
    contents = {"version": 1, "graphs": listed, **{key: [] for key in lists}, **changes}
    return archive({"bundle.json": contents, **graphs})


def archive(members: Mapping[str, Any]) -> bytes:
    """A zip file; members that are not bytes become JSON."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, value in members.items():
            file.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return buffer.getvalue()
