"""One file as text, as a tree, and as places in it."""

import ast
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar

from bnlint.sources.decoding import check_text, decode, split_lines
from bnlint.sources.diagnostics import CELL_NOT_PYTHON, SYNTAX_ERROR, TOO_LARGE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.magics import cell_language, without_magics
from bnlint.sources.notebook import NOTEBOOK_SUFFIX, CodeCell, Notebook, read_notebook
from bnlint.sources.parsing import Parsed, parse
from bnlint.sources.places import Cell, Place

P = ParamSpec("P")
T = TypeVar("T")


class Source:
    """The text of one file, read once, and its tree, parsed when first asked for.

    `path` is absolute. `text` has its line breaks as they stand in the file, and no byte order mark; `has_mark` says
    whether there was one. `encoding` is the declared one, or `utf-8`. The text of a `notebook` is the program that its
    code cells are, and so are its lines and places.
    """

    def __init__(
        self, path: str, text: str, encoding: str = "utf-8", has_mark: bool = False, notebook: Notebook | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.has_mark = has_mark
        self.notebook = notebook
        self._tree: ast.Module | Diagnostic | None = None
        self._is_python2 = False
        self._left_out: list[Diagnostic] = []
        self._derived: dict[tuple[object, ...], object] = {}

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> "Source":
        """The file `path` holding `data`; raises `SourceError` (BN002; BN004 and BN006 for a notebook)."""
        decoded = decode(path, data)
        return cls._read(path, decoded.text, decoded.encoding, decoded.has_mark)

    @classmethod
    def from_text(cls, path: str, text: str) -> "Source":
        """The file `path` holding `text`, which may begin with a byte order mark; raises as `from_bytes` does."""
        check_text(path, text)
        has_mark = text.startswith("\ufeff")
        return cls._read(path, text.removeprefix("\ufeff"), "utf-8", has_mark)

    @classmethod
    def _read(cls, path: str, text: str, encoding: str, has_mark: bool) -> "Source":
        notebook = read_notebook(path, text) if path.endswith(NOTEBOOK_SUFFIX) else None
        return cls(path, text if notebook is None else notebook.text, encoding, has_mark, notebook)

    @property
    def is_python2(self) -> bool:
        """Whether the program is Python 2, as far as its syntax or the notebook's kernel tells.

        There division of integers gives integers. Most Python 2 programs are Python 3 by their syntax too, and are not
        told apart. Raises as `tree` does.
        """
        self.tree()
        return self._is_python2

    @property
    def left_out(self) -> tuple[Diagnostic, ...]:
        """The cells of a notebook that its tree does without, and why (BN004, BN005). Raises as `tree` does."""
        self.tree()
        return tuple(self._left_out)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, divided where CPython divides them."""
        return split_lines(self.text)

    @cached_property
    def newline(self) -> str:
        """The line break that the file uses first: CR LF, CR or LF; LF for a file of one line."""
        end = len(self.lines[0])
        return "\r\n" if self.text.startswith("\r\n", end) else self.text[end : end + 1] or "\n"

    def line(self, number: int) -> str:
        """Line `number`, counted from 1, without its end; empty for a line that the file does not have."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def tree(self) -> ast.Module:
        """The syntax tree, of a notebook that of all its cells; raises `SourceError`: BN001 syntax error, BN004."""
        if self._tree is None:
            self._tree = self._parse() if self.notebook is None else self._parse_cells(self.notebook)
        if isinstance(self._tree, Diagnostic):
            raise SourceError(self._tree)
        return self._tree

    def forget_tree(self) -> None:
        """Let the tree go, which is many times as large as the text; the next `tree()` parses anew.

        Python 2 takes so long to read that its tree is kept.
        """
        if isinstance(self._tree, ast.Module) and not self._is_python2:
            self._tree = None

    def is_like(self, other: "Source") -> bool:
        """Whether nothing tells it from the other, wherever the two were read: from a file, or from an editor."""
        ours, theirs = ((s.path, s.text, s.encoding, s.has_mark, s.notebook) for s in (self, other))
        return ours == theirs

    def derive(self, question: Callable[Concatenate["Source", P], T], *about: P.args, **none: P.kwargs) -> T:
        """The answer to a question about this text, worked out once for each thing that it is about."""
        key = (question, *about)
        if key not in self._derived:
            self._derived[key] = question(self, *about, **none)
        answer: T = self._derived[key]  # type: ignore[assignment]
        return answer

    def place(self, node: ast.AST) -> Place:
        """Where `node` stands, in characters. A node without a position of its own stands where its children stand."""
        try:
            line, end_line = node.lineno, node.end_lineno  # type: ignore[attr-defined]
            start, end = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
        except AttributeError:
            return self._place_of_children(node)
        if not self.text.isascii():
            start, end = self._characters(line, start), self._characters(end_line, end)
        return Place(self.path, line, start + 1, end_line, end + 1, self._cell(line))

    def stretch(self, line: int, column: int, end_column: int) -> Place:
        """The place on one line from `column` to before `end_column`, in characters counted from 1."""
        return Place(self.path, line, column, line, end_column, self._cell(line))

    def segment(self, place: Place) -> str:
        """The text at `place`, with its line breaks as LF."""
        lines = self.lines[place.line - 1 : place.end_line]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        return "\n".join(lines)

    def _characters(self, line: int, offset: int) -> int:
        """The characters of a line that its first `offset` bytes in UTF-8 are."""
        text = self.line(line)
        return offset if text.isascii() else len(text.encode()[:offset].decode(errors="ignore"))

    def _place_of_children(self, node: ast.AST) -> Place:
        places = [self.place(child) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context)]
        if not places:
            return Place(self.path, 1, 1, 1, 1)
        first = min(places, key=lambda place: (place.line, place.column))
        last = max(places, key=lambda place: (place.end_line, place.end_column))
        return Place(self.path, first.line, first.column, last.end_line, last.end_column, first.cell)

    def _cell(self, line: int) -> Cell | None:
        """The cell of a notebook in which `line` of the program stands."""
        if not self._cells_by_line:
            return None
        starts, cells = self._cells_by_line
        return cells[max(bisect_right(starts, line) - 1, 0)]

    @cached_property
    def _cells_by_line(self) -> tuple[list[int], list[Cell]] | None:
        if self.notebook is None or not self.notebook.cells:
            return None
        cells = [cell for cell, _ in self.notebook.cells]
        return [cell.first_line for cell in cells], cells

    def _parse(self) -> ast.Module | Diagnostic:
        parsed = self._parsed(self.text, SYNTAX_ERROR, 1, len(self.lines))
        if isinstance(parsed, Parsed):
            self._is_python2 = parsed.is_python2
            return parsed.tree
        return parsed

    def _parse_cells(self, notebook: Notebook) -> ast.Module:
        """The statements of every cell that is Python; `left_out` tells of the others."""
        body: list[ast.stmt] = []
        self._is_python2 = notebook.is_python2
        self._left_out = []
        for cell in notebook.cells:
            parsed = self._parse_cell(cell)
            if isinstance(parsed, Diagnostic):
                self._left_out.append(parsed)
            else:
                body += parsed.tree.body
                self._is_python2 |= parsed.is_python2
        return ast.Module(body, [])

    def _parse_cell(self, code: CodeCell) -> Parsed | Diagnostic:
        """The tree of one cell, its positions those of the program."""
        first, last = code.cell.first_line, code.cell.first_line + len(code.cell.file_lines) - 1
        above = "\n" * (first - 1)
        if language := cell_language(code.text):
            message = f"the cell is left out, as %%{language} does not run it as Python of this notebook"
            return Diagnostic(self._start_of_line(first), CELL_NOT_PYTHON, message)
        parsed = self._parsed(above + code.text, CELL_NOT_PYTHON, first, last)
        if isinstance(parsed, Diagnostic):
            python = without_magics(code.text)
            if python != code.text:
                parsed = self._parsed(above + python, CELL_NOT_PYTHON, first, last)
        return parsed

    def _parsed(self, text: str, code: str, first: int, last: int) -> Parsed | Diagnostic:
        """The tree of `text`, or what is wrong in its lines from `first` to `last`."""
        try:
            return parse(text)
        except SyntaxError as error:
            return Diagnostic(self._syntax_error_place(error, first, last), code, error.msg)
        except ValueError as error:
            return Diagnostic(self._start_of_line(first), code, str(error))
        except (RecursionError, MemoryError):
            message = "expressions are nested more deeply than the parser of the running interpreter can follow"
            return Diagnostic(self._start_of_line(first), TOO_LARGE, message)

    def _start_of_line(self, line: int) -> Place:
        return Place(self.path, line, 1, line, 1, self._cell(line))

    def _syntax_error_place(self, error: SyntaxError, first: int, last: int) -> Place:
        """CPython's place, which may lie outside the text or be missing, brought into it."""
        line = min(max(error.lineno or first, first), last)
        column = min(max(error.offset or 1, 1), len(self.line(line)) + 1)
        end_line = min(max(error.end_lineno or line, line), last)
        end_column = min(max(error.end_offset or 1, 1), len(self.line(end_line)) + 1)
        if end_line == line and end_column < column:
            end_column = column
        return Place(self.path, line, column, end_line, end_column, self._cell(line))
