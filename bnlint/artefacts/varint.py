"""Integers of variable length, as protobuf, LevelDB and Snappy write them: seven bits a byte, the lowest first."""


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at `at`, below 2**64, and the place behind it; raises `ValueError` where there is none."""
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("an integer without an end")
