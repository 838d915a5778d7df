"""Where something stands, as tools want it that know nothing of programs: in the lines of the file itself."""

import os
from dataclasses import dataclass
from urllib.parse import quote

from bnlint.reports.paths import shown
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place


@dataclass(frozen=True)
class Position:
    """`path` is relative to the current folder if it lies below, with slashes. Lines and columns count from 1.

    Lines are 0 for a file as a whole. Columns are characters, and `end_column` lies just behind the last one; they are
    0 where they say nothing: in the file of a notebook, whose lines are texts in JSON.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def uri(self) -> str:
        """The path as a part of a URI, or a URI of its own."""
        escaped = quote(self.path, safe="/")
        return f"file://{escaped}" if os.path.isabs(self.path) else escaped


def position(place: Place) -> Position:
    path = shown(place.path, os.getcwd()).replace(os.sep, "/")
    if place.cell is None:
        return Position(path, place.line, place.column, place.end_line, place.end_column)
    return Position(path, place.cell.file_line(place.line), 0, place.cell.file_line(place.end_line), 0)


def bytes_before(place: Place, line: int, column: int, files: Overlay) -> int:
    """How many bytes of UTF-8 stand before a column of a line of the place's file."""
    try:
        text = files.read(place.path).line(line)
    except SourceError:
        return column - 1
    return len(text[: column - 1].encode("utf-8", "surrogatepass"))
