"""Source lines as they are drawn: tabs expanded, nothing that steers a terminal, long lines cut around the span."""

import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

TAB = 4
FARTHEST = 1000
"""Characters of each part of a line that are looked at; no terminal shows more."""


def printable(text: str) -> str:
    """`text` with a replacement character for each that steers: escape sequences, reversed writing, line ends."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}


@dataclass(frozen=True)
class Excerpt:
    """One drawn line: what stands before the span, the span, and what stands behind it."""

    before: str
    span: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.span}{self.after}"

    @property
    def carets(self) -> str:
        """The line to draw below; an empty span has one caret too."""
        return " " * cell_len(self.before) + "^" * max(1, cell_len(self.span))


def excerpt(line: str, start: int, end: int, width: int, ellipsis: str) -> Excerpt:
    """The `line` with the characters from `start` up to `end` (counted from 0) as the span, in `width` cells.

    A line that is too long is cut on the right; where the span would not be seen then, on the left too.
    """
    before = printable(line[:start].expandtabs(TAB)[-FARTHEST:])
    span = printable(_with_spaces(line[start:end]))
    after = printable(_with_spaces(line[max(start, end) :]).rstrip())
    room = width - min(cell_len(after), cell_len(ellipsis))
    if cell_len(before) + cell_len(span) > room:
        before = _last_cells(before, width // 4, ellipsis)
        if cell_len(before) + cell_len(span) > room:
            return Excerpt(before, _first_cells(span + after, width - cell_len(before), ellipsis), "")
    return Excerpt(before, span, _first_cells(after, width - cell_len(before) - cell_len(span), ellipsis))


def _with_spaces(text: str) -> str:
    return text[:FARTHEST].replace("\t", " " * TAB)


def _first_cells(text: str, cells: int, ellipsis: str) -> str:
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, max(0, cells - cell_len(ellipsis))).rstrip() + ellipsis


def _last_cells(text: str, cells: int, ellipsis: str) -> str:
    if cell_len(text) <= cells:
        return text
    return ellipsis + set_cell_size(text[::-1], max(0, cells - cell_len(ellipsis)))[::-1].lstrip()
