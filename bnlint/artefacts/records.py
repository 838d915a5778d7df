"""TFRecord: messages one behind the other, each with its length and two checksums.

https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details describes it.
"""

from collections.abc import Iterator
from typing import BinaryIO

from bnlint.artefacts.crc32c import masked_crc32c

HEADER = 12


def length_of(header: bytes) -> int | None:
    """The length that the first 12 bytes of a record declare; `None` where they are no such bytes."""
    if len(header) < HEADER or masked_crc32c(header[:8]) != int.from_bytes(header[8:HEADER], "little"):
        return None
    return int.from_bytes(header[:8], "little")


def records(file: BinaryIO, size: int) -> Iterator[tuple[int, int] | None]:
    """Offset and length of each record of a file of `size` bytes, and `None` in place of what is no whole record."""
    at = 0
    while at < size:
        file.seek(at)
        length = length_of(file.read(HEADER))
        if length is None or at + HEADER + length + 4 > size:
            yield None
            return
        yield at + HEADER, length
        at += HEADER + length + 4
