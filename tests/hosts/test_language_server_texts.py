"""Texts as the language server counts in them: positions, changes, and what stands in for a half-typed file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import (
    Position,
    PositionEncodingKind,
    Range,
    TextDocumentContentChangePartial,
    TextDocumentContentChangeWholeDocument,
)

from bnlint.hosts.language_server.buffers import Buffer, Buffers, path_of
from bnlint.hosts.language_server.positions import Units
from bnlint.hosts.language_server.stand_ins import StandIn, StandIns
from bnlint.repairs.edits import lines_of
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.source import Source

texts = st.text(st.sampled_from("ab é模\U0001d11e\x0c\u2028\n\r"), max_size=30)
units = st.sampled_from([Units(kind) for kind in PositionEncodingKind])
WIDTHS = {"utf-8": 4, "utf-16": 2, "utf-32": 1}
"""Units of a violin clef."""


@pytest.mark.parametrize("encoding", PositionEncodingKind)
def test_a_character_takes_as_many_units_as_the_encoding_needs(encoding: PositionEncodingKind) -> None:
    source = Source.from_text("/x.py", "x = '\U0001d11e', y\n")
    found = Units(encoding).range(source, Place("/x.py", 1, 5, 1, 8))
    assert found == Range(Position(0, 4), Position(0, 6 + WIDTHS[encoding.value]))


@given(text=texts, units=units, data=st.data())
def test_a_position_is_that_of_its_offset(text: str, units: Units, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] != "\r\n":
        assert units.offset(text, units.at(text, offset)) == offset


def test_behind_the_end_of_a_line_is_its_end() -> None:
    assert Units().offset("ab\r\ncd", Position(0, 99)) == 2
    assert Units().offset("ab\r\ncd", Position(7, 0)) == 6


@given(text=texts, new=texts, units=units, data=st.data())
def test_a_change_takes_the_place_of_its_range(text: str, new: str, units: Units, data: st.DataObject) -> None:
    lines = lines_of(text)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    start, end = sorted((data.draw(st.sampled_from(starts)), data.draw(st.sampled_from(starts))))
    place = Range(units.at(text, start), units.at(text, end))
    changes = (TextDocumentContentChangeWholeDocument(text), TextDocumentContentChangePartial(place, new))
    changed = Buffer("file:///x.py", 1, "before").changed(2, changes, units)
    assert changed == Buffer("file:///x.py", 2, text[:start] + new + text[end:])


def test_what_is_no_file_is_not_kept() -> None:
    buffers = Buffers()
    buffers.put(Buffer("untitled:Untitled-1", 1, "x = 1\n"))
    assert buffers.texts() == {}
    assert path_of("untitled:Untitled-1") is None


@given(before=st.lists(st.sampled_from(["a\n", "b\n", "c\n"]), max_size=8), after=st.lists(st.sampled_from("abc")))
def test_what_is_shifted_stands_in_the_same_line(before: list[str], after: list[str]) -> None:
    shown = [f"{line}\n" for line in after]
    error = Diagnostic(Place("/x.py", 1, 1, 1, 1), "BN001", "invalid syntax")
    stand_in = StandIn("".join(before), "".join(shown), error)
    kept = []
    for number, line in enumerate(before, 1):
        place = stand_in.shifted(Place("/x.py", number, 1, number, 2))
        if place is not None:
            assert shown[place.line - 1] == line
            kept.append(place.line)
    assert len(set(kept)) == len(kept)
    if shown == before:
        assert len(kept) == len(before)


def test_the_last_text_that_was_python_stands_in() -> None:
    stand_ins, path = StandIns(), "/none/such/x.py"

    def of(text: str) -> dict[str, str]:
        found = stand_ins.of({path: text}, Overlay.disk().with_text(path, text))
        return {path: stand_in.judged for path, stand_in in found.items()}

    assert of("x = (\n") == {}
    assert of("x = 1\n") == {}
    assert of("x = (\n") == {path: "x = 1\n"}
    assert of("x = 2\n") == {}
    assert of("x = (\n") == {path: "x = 2\n"}
    assert stand_ins.of({}, Overlay.disk()) == {}
    assert of("x = (\n") == {}
