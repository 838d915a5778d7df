"""A Jupyter notebook as the code cells of one program, each with its lines in the `.ipynb` file.

The formats are those that https://nbformat.readthedocs.io documents: 4, and 3 with its worksheets. JSON is read once
more around the cells, as no reader tells where in a document a string stands.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from bnlint.sources.decoding import split_lines
from bnlint.sources.diagnostics import NOT_A_NOTEBOOK, TOO_LARGE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.places import Cell, Place

NOTEBOOK_SUFFIX = ".ipynb"

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


class CodeCell(NamedTuple):
    """A code cell: where it stands, and its text with line ends as LF, IPython's own syntax included."""

    cell: Cell
    text: str


class Notebook(NamedTuple):
    """The code cells, in order; none where the notebook is for a language other than Python.

    `is_python2` says whether the notebook's kernel is.
    """

    cells: tuple[CodeCell, ...]
    is_python2: bool

    @property
    def text(self) -> str:
        """The program: the cells one behind the other, each beginning on a line of its own."""
        return "\n".join(cell.text for cell in self.cells)


def read_notebook(path: str, text: str) -> Notebook:
    """The notebook `path`, whose JSON is `text`. Raises `SourceError`: BN006 no notebook, BN004 nested too deeply."""
    document = _document(path, text)
    if not isinstance(document, dict):
        raise _not_a_notebook(Place(path, 1, 1, 1, 1), "the file holds JSON, but no notebook")
    language, is_python2 = _kernel(document.get("metadata"))
    if language is not None and "python" not in language.lower():
        return Notebook((), is_python2=False)
    return Notebook(tuple(_CellReader(path, text).code_cells()), is_python2)


def cell_sources(path: str, text: str) -> list[tuple[int, int]]:
    """Where in the JSON `text` of a notebook the source of each code cell begins and ends, in the order of the cells.

    Raises as `read_notebook` does.
    """
    starts = (source.at for _, source in _CellReader(path, text).code_sources())
    return [(start, _DECODER.raw_decode(text, start)[1]) for start in starts]


def _document(path: str, text: str) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _not_a_notebook(_place(path, text, error.pos), f"the file is no JSON: {error.msg}") from None
    except ValueError as error:
        raise _not_a_notebook(Place(path, 1, 1, 1, 1), f"the file is no JSON that can be read: {error}") from None
    except RecursionError:
        message = "the JSON of the notebook is nested more deeply than can be followed"
        raise SourceError(Diagnostic(Place(path, 1, 1, 1, 1), TOO_LARGE, message)) from None


def _kernel(metadata: object) -> tuple[str | None, bool]:
    """The language of a notebook, `None` where it is not said, and whether that is Python 2."""
    kernel, language = (_member(metadata, name) for name in ("kernelspec", "language_info"))
    name = _text(kernel, "language") or _text(language, "name")
    version = _text(language, "version") or (_text(kernel, "name") or "").removeprefix("python")
    return name, version.startswith("2")


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object, name: str) -> str | None:
    found = _member(value, name)
    return found if isinstance(found, str) else None


class _Located(NamedTuple):
    """A value of the document, and where in its text that begins."""

    value: Any
    at: int


class _CellReader:
    """Reads the cells of the notebook `path`, whose JSON `text` is well formed and an object."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._at, self._line_there = 0, 1

    def code_cells(self) -> Iterator[CodeCell]:
        first_line = 1
        for number, source in self.code_sources():
            text, file_lines = self._source(source, number)
            yield CodeCell(Cell(number, first_line, file_lines), text)
            first_line += len(file_lines)

    def code_sources(self) -> Iterator[tuple[int, _Located]]:
        """The number of each code cell and its source."""
        for number, cell in enumerate(self._cells(), 1):
            members = self._members(cell.at) if isinstance(cell.value, dict) else {}
            if "cell_type" not in members:
                raise self._malformed(cell.at, f"cell {number} of the notebook has no type")
            if members["cell_type"].value != "code" or _is_foreign(members.get("language")):
                continue
            source = members.get("source") or members.get("input")
            if source is None:
                raise self._malformed(cell.at, f"cell {number} of the notebook has no source")
            yield number, source

    def _cells(self) -> Iterator[_Located]:
        """The cells of format 4, or those of the worksheets of format 3."""
        top = self._members(_skip(self._text, 0))
        if "cells" in top:
            yield from self._elements(top["cells"], "cells")
        elif "worksheets" in top:
            for sheet in self._elements(top["worksheets"], "worksheets"):
                members = self._members(sheet.at) if isinstance(sheet.value, dict) else {}
                if "cells" in members:
                    yield from self._elements(members["cells"], "cells")
        else:
            raise self._malformed(0, "the notebook has no cells; notebooks of format 3 and 4 can be read")

    def _source(self, source: _Located, number: int) -> tuple[str, tuple[int, ...]]:
        """The text of a cell, and the line of the file in which each of its lines begins."""
        parts = [source] if isinstance(source.value, str) else self._elements(source, "source")
        if not all(isinstance(part.value, str) for part in parts):
            raise self._malformed(source.at, f"the source of cell {number} is not text")
        starts, length = [0], 0
        for part in parts:
            length += len(part.value)
            starts.append(length)
        text = "".join(part.value for part in parts)
        lines_of_parts = [self._line(part.at) for part in parts or [source]]
        line_starts = (0, *(found.end() for found in _LINE_BREAK.finditer(text)))
        last = len(lines_of_parts) - 1
        file_lines = tuple(lines_of_parts[min(bisect_right(starts, start) - 1, last)] for start in line_starts)
        return "\n".join(split_lines(_NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text))), file_lines

    def _line(self, at: int) -> int:
        """The line of the file at `at`, counted onwards from where it was last asked for."""
        if at < self._at:
            self._at, self._line_there = 0, 1
        lf, cr, both = (self._text.count(end, self._at, at) for end in ("\n", "\r", "\r\n"))
        self._at, self._line_there = at, self._line_there + lf + cr - both
        return self._line_there

    def _elements(self, array: _Located, name: str) -> list[_Located]:
        """The values of an array; raises `SourceError` where it is none."""
        if not isinstance(array.value, list):
            raise self._malformed(array.at, f"`{name}` of the notebook is no list")
        found = []
        at = _skip(self._text, array.at + 1)
        while self._text[at] != "]":
            value, end = _DECODER.raw_decode(self._text, at)
            found.append(_Located(value, at))
            at = self._behind_comma(end)
        return found

    def _members(self, at: int) -> dict[str, _Located]:
        """The members of the object at `at`; of several with one name the last, as everywhere in Python."""
        found = {}
        at = _skip(self._text, at + 1)
        while self._text[at] != "}":
            name, end = _DECODER.raw_decode(self._text, at)
            at = _skip(self._text, _skip(self._text, end) + 1)
            value, end = _DECODER.raw_decode(self._text, at)
            found[name] = _Located(value, at)
            at = self._behind_comma(end)
        return found

    def _behind_comma(self, at: int) -> int:
        at = _skip(self._text, at)
        return _skip(self._text, at + 1) if self._text[at] == "," else at

    def _malformed(self, at: int, message: str) -> SourceError:
        return _not_a_notebook(_place(self._path, self._text, at), message)


def _is_foreign(language: _Located | None) -> bool:
    return language is not None and "python" not in str(language.value).lower()


def _skip(text: str, at: int) -> int:
    """Where the white space at `at` ends."""
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _place(path: str, text: str, at: int) -> Place:
    before = split_lines(text[:at])
    line, column = len(before), len(before[-1]) + 1
    return Place(path, line, column, line, column)


def _not_a_notebook(place: Place, message: str) -> SourceError:
    return SourceError(Diagnostic(place, NOT_A_NOTEBOOK, message))
