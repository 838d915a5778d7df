"""The checksum of TensorFlow's files: CRC-32C, masked as LevelDB masks it."""

from functools import cache

_POLYNOMIAL = 0x82F63B78
_MASK_DELTA = 0xA282EAD8
CHEAP = 2**18
"""Bytes whose checksum is worth its time, which is about 20 ms."""


def masked_crc32c(data: bytes) -> int:
    """The checksum of `data` as it is stored behind it."""
    return mask(crc32c(data))


def mask(crc: int) -> int:
    """A checksum as LevelDB stores it, so that what holds checksums can be summed, too."""
    return ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF


def crc32c(data: bytes) -> int:
    """The checksum that https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 describes."""
    table, crc = _table(), 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


@cache
def _table() -> tuple[int, ...]:
    return tuple(_shifted_out(byte) for byte in range(256))


def _shifted_out(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ _POLYNOMIAL * (byte & 1)
    return byte
