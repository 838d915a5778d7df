"""LevelDB's sorted table, in which TensorFlow keeps the index of a checkpoint.

https://github.com/google/leveldb/blob/main/doc/table_format.md describes it: data blocks of entries, an index block
that points to them, and a footer that points to the index. A key leaves out what it shares with the one before it.
"""

from collections.abc import Iterator

from bnlint.artefacts import snappy
from bnlint.artefacts.crc32c import CHEAP, masked_crc32c
from bnlint.artefacts.varint import read_varint

MAGIC = bytes.fromhex("57fb808b247547db")
"""The end of every table."""
FOOTER = 48
_TRAILER = 5
_LONGEST_KEY = 2**16
_MOST_KEYS = 2**28
"""Bytes that all keys may have together, so that keys which share much cannot fill the memory."""


class NotATable(ValueError):
    """Bytes are no sorted table, or a damaged one; the text goes behind "read"."""


def read_table(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The entries of the table `data`, keys ascending; raises `NotATable`."""
    if len(data) < FOOTER or not data.endswith(MAGIC):
        raise NotATable("bytes without the end of a sorted table")
    try:
        yield from _entries_of_table(data)
    except ValueError as error:
        raise error if isinstance(error, NotATable) else NotATable(str(error)) from None


def _entries_of_table(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer, at = data[-FOOTER:], 0
    for _ in range(2):  # the handle of the filters, which are not used
        _, at = read_varint(footer, at)
    index, _ = _handle(footer, at)
    behind_last, keys = 0, 0
    for _, handle in _entries(_block(data, *index)):
        (offset, size), _ = _handle(handle, 0)
        if offset < behind_last:
            raise NotATable("an index whose blocks overlap")
        behind_last = offset + size
        for key, value in _entries(_block(data, offset, size)):
            keys += len(key)
            if keys > _MOST_KEYS:
                raise NotATable("an index with more names than fit into memory")
            yield key, value


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    """Offset and size of a block, and the place behind them."""
    offset, at = read_varint(data, at)
    size, at = read_varint(data, at)
    return (offset, size), at


def _block(data: bytes, offset: int, size: int) -> bytes:
    """The contents of a block: behind them stand how they are compressed, and the checksum of both."""
    end = offset + size
    if end + _TRAILER > len(data):
        raise NotATable("an index that points behind its end")
    if size <= CHEAP and masked_crc32c(data[offset : end + 1]) != int.from_bytes(data[end + 1 : end + 5], "little"):
        raise NotATable("an index that does not fit its checksum")
    match data[end]:
        case 0:
            return data[offset:end]
        case 1:
            return snappy.decompress(data[offset:end])
        case compression:
            raise NotATable(f"an index compressed in the unknown way {compression}")


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(block) < 4:
        raise NotATable("an index with an empty block")
    end = len(block) - 4 - 4 * int.from_bytes(block[-4:], "little")
    at, key = 0, b""
    while at < end:
        shared, at = read_varint(block, at)
        unshared, at = read_varint(block, at)
        length, at = read_varint(block, at)
        if shared > len(key) or shared + unshared > _LONGEST_KEY or at + unshared + length > end:
            raise NotATable("an index whose entries end behind their block")
        key = key[:shared] + block[at : at + unshared]
        at += unshared
        yield key, block[at : at + length]
        at += length
