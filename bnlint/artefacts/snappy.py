"""Snappy's block format, which https://github.com/google/snappy/blob/main/format_description.txt describes."""

from bnlint.artefacts.varint import read_varint

_MOST_PER_BYTE = 32
"""More than any block grows by: three bytes can stand for sixty-four."""


def decompress(data: bytes) -> bytes:
    """The bytes that the block `data` stands for; raises `ValueError` where it is no block."""
    length, at = read_varint(data, 0)
    if length > len(data) * _MOST_PER_BYTE:
        raise ValueError("a length that the block cannot have")
    out = bytearray()
    while at < len(data):
        kind, upper = data[at] & 3, data[at] >> 2
        at += 1
        if kind == 0:
            at = _copy_literal(out, data, at, upper)
        else:
            at = _copy_back(out, data, at, kind, upper)
        if len(out) > length:
            raise ValueError("more bytes than the block declares")
    if len(out) != length:
        raise ValueError("fewer bytes than the block declares")
    return bytes(out)


def _copy_literal(out: bytearray, data: bytes, at: int, upper: int) -> int:
    """Appends the bytes that stand in `data` themselves; the place behind them."""
    size = max(upper - 59, 0)
    length = int.from_bytes(data[at : at + size], "little") if size else upper
    at += size
    end = at + length + 1
    if end > len(data):
        raise ValueError("a literal that ends behind the block")
    out += data[at:end]
    return end


def _copy_back(out: bytearray, data: bytes, at: int, kind: int, upper: int) -> int:
    """Appends bytes that were appended before; the place behind the command."""
    if kind == 1:
        size, length, offset = 1, (upper & 7) + 4, upper >> 3 << 8
    else:
        size, length, offset = (2 if kind == 2 else 4), upper + 1, 0
    offset += int.from_bytes(data[at : at + size], "little")
    if at + size > len(data) or not 0 < offset <= len(out):
        raise ValueError("a copy of bytes that are not there")
    start = len(out) - offset
    pattern = out[start : start + length]
    out += (pattern * (length // len(pattern) + 1))[:length]
    return at + size
