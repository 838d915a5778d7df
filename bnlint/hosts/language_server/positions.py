"""Where something stands, as the Language Server Protocol counts: from 0, and columns in units of an encoding.

The units are agreed on with the client; where it says nothing they are those of UTF-16, of which a character may take
two. Lines are divided at line feeds and carriage returns only, as Python and the protocol do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lsprotocol.types import Position, PositionEncodingKind, Range

from bnlint.repairs.edits import Lines
from bnlint.sources.places import Place
from bnlint.sources.source import Source

_LENGTHS: Final[Mapping[PositionEncodingKind, Callable[[str], int]]] = {
    PositionEncodingKind.Utf8: lambda text: len(text.encode(errors="surrogatepass")),
    PositionEncodingKind.Utf16: lambda text: len(text.encode("utf-16-le", errors="surrogatepass")) // 2,
    PositionEncodingKind.Utf32: len,
}


@dataclass(frozen=True)
class Units:
    """Columns in the units of an encoding."""

    encoding: PositionEncodingKind = PositionEncodingKind.Utf16

    def column(self, line: str, characters: int) -> int:
        """The units that the first characters of a line take."""
        return characters if line.isascii() else _LENGTHS[self.encoding](line[:characters])

    def characters(self, line: str, column: int) -> int:
        """The characters of a line that its first units are; all of them where it has no more."""
        if line.isascii():
            return min(column, len(line))
        taken = 0
        for number, character in enumerate(line):
            if taken >= column:
                return number
            taken += _LENGTHS[self.encoding](character)
        return len(line)

    def offset(self, text: str, position: Position) -> int:
        """The characters of a text before a position; what lies behind a line's end is its end."""
        lines = Lines(text)
        begin = lines.offset(position.line + 1, 1)
        line = text[begin : lines.offset(position.line + 2, 1)].rstrip("\r\n")
        return begin + self.characters(line, position.character)

    def at(self, text: str, offset: int) -> Position:
        """The position behind so many characters of a text."""
        line, column = Lines(text).position(offset)
        return Position(line - 1, self.column(text[offset - column + 1 : offset], column - 1))

    def range(self, source: Source, place: Place) -> Range:
        """The place in its file; in a notebook's file, whole lines, as a column there says nothing."""
        if place.cell is not None:
            first, last = place.cell.file_line(place.line), place.cell.file_line(place.end_line)
            return Range(Position(first - 1, 0), Position(last, 0))
        if not place.line:
            return Range(Position(0, 0), Position(0, 0))
        return Range(
            self._position(source, place.line, place.column), self._position(source, place.end_line, place.end_column)
        )

    def _position(self, source: Source, line: int, column: int) -> Position:
        return Position(line - 1, self.column(source.line(line), column - 1))
