"""The formats below the artefacts: checksums, Snappy, sorted tables, records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.artefacts.crc32c import crc32c
from bnlint.artefacts.snappy import decompress
from bnlint.artefacts.sorted_table import NotATable, read_table
from tests.artefacts import writing


def test_the_checksum_is_that_of_its_standard() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


@pytest.mark.parametrize(
    ("compressed", "plain"),
    [
        (b"\x00", b""),
        (b"\x03\x08abc", b"abc"),
        (b"\x09\x08abc\x09\x03", b"abcabcabcabc"[:9]),
        (b"\x07\x00a\x16\x01\x00", b"a" * 7),
        (b"\x07\x00a\x17\x01\x00\x00\x00", b"a" * 7),
        (b"\xc8\x01\xf0\xc7" + bytes(200), bytes(200)),
    ],
)
def test_snappy_unpacks(compressed: bytes, plain: bytes) -> None:
    assert decompress(compressed) == plain


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x80", b"\x05\x08abc", b"\x02\x08abc", b"\x03\x0cabc", b"\x08\x08abc\x05\x04", b"\xff\xff\xff\xff\x7f\0a"],
)
def test_snappy_refuses_what_is_damaged(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(a|an|more|fewer) "):
        decompress(damaged)


@given(st.dictionaries(st.binary(max_size=9), st.binary(max_size=9)))
def test_a_table_gives_its_entries_back(entries: dict[bytes, bytes]) -> None:
    assert dict(read_table(writing.table(entries))) == entries


def test_a_key_leaves_out_what_it_shares() -> None:
    rows = b"\0\x03\x01ab1x" + b"\x02\x01\x01" + b"2y"
    block = rows + bytes(4) + (1).to_bytes(4, "little")
    assert list(read_table(writing.table_of_block(block))) == [(b"ab1", b"x"), (b"ab2", b"y")]


def test_a_compressed_block_is_unpacked() -> None:
    block = writing.block({b"key": b"value"})
    compressed = writing.varint(len(block)) + bytes([len(block) - 1 << 2]) + block
    assert dict(read_table(writing.table_of_block(compressed, compression=1))) == {b"key": b"value"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "bytes without the end of a sorted table"),
        (writing.table_of_block(b"", size=0), "an index with an empty block"),
        (
            writing.table_of_block(writing.block({b"a": b"b"}), compression=7),
            "an index compressed in the unknown way 7",
        ),
        (writing.table_of_block(writing.block({b"a": b"b"}), size=10**6), "an index that points behind its end"),
        (writing.table_of_block(b"\x05\x01\x01ab" + bytes(4)), "an index whose entries end behind their block"),
        (writing.table({b"a": b"b"}).replace(b"ab", b"ac"), "an index that does not fit its checksum"),
    ],
)
def test_a_damaged_table_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NotATable, match=message):
        list(read_table(data))
