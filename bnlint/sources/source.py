"""One file as text, as a tree, and as places in it."""

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from bnlint.sources.decoding import check_text, decode, split_lines
from bnlint.sources.diagnostics import SYNTAX_ERROR, TOO_LARGE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.places import Place


class Source:
    """The text of one file, read once, and its tree, parsed when first asked for.

    `path` is absolute. `text` has its line breaks as they stand in the file, and no byte order mark; `has_mark` says
    whether there was one. `encoding` is the declared one, or `utf-8`.
    """

    def __init__(self, path: str, text: str, encoding: str = "utf-8", has_mark: bool = False) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.has_mark = has_mark
        self._tree: ast.Module | Diagnostic | None = None

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> "Source":
        """The file `path` holding `data`; raises `SourceError` (BN002)."""
        decoded = decode(path, data)
        return cls(path, decoded.text, decoded.encoding, decoded.has_mark)

    @classmethod
    def from_text(cls, path: str, text: str) -> "Source":
        """The file `path` holding `text`, which may begin with a byte order mark; raises `SourceError` (BN002)."""
        check_text(path, text)
        has_mark = text.startswith("\ufeff")
        return cls(path, text.removeprefix("\ufeff"), has_mark=has_mark)

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
        """The syntax tree; raises `SourceError`: BN001 syntax error, BN004 nested too deeply."""
        if self._tree is None:
            self._tree = self._parse()
        if isinstance(self._tree, Diagnostic):
            raise SourceError(self._tree)
        return self._tree

    def forget_tree(self) -> None:
        """Let the tree go, which is many times as large as the text; the next `tree()` parses anew."""
        if isinstance(self._tree, ast.Module):
            self._tree = None

    def place(self, node: ast.AST) -> Place:
        """Where `node` stands, in characters. A node without a position of its own stands where its children stand."""
        try:
            line, end_line = node.lineno, node.end_lineno  # type: ignore[attr-defined]
            start, end = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
        except AttributeError:
            return self._place_of_children(node)
        if not self.text.isascii():
            start, end = self._characters(line, start), self._characters(end_line, end)
        return Place(self.path, line, start + 1, end_line, end + 1)

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
        return Place(self.path, first.line, first.column, last.end_line, last.end_column)

    def _parse(self) -> ast.Module | Diagnostic:
        try:
            with warnings.catch_warnings(), _collector_paused():
                warnings.simplefilter("ignore")
                return ast.parse(self.text, self.path)
        except SyntaxError as error:
            return Diagnostic(self._syntax_error_place(error), SYNTAX_ERROR, error.msg)
        except ValueError as error:
            return Diagnostic(Place(self.path, 1, 1, 1, 1), SYNTAX_ERROR, str(error))
        except (RecursionError, MemoryError):
            message = "expressions are nested more deeply than the parser of the running interpreter can follow"
            return Diagnostic(Place(self.path, 1, 1, 1, 1), TOO_LARGE, message)

    def _syntax_error_place(self, error: SyntaxError) -> Place:
        """CPython's place, which may lie outside the file or be missing, brought into the file."""
        line = min(max(error.lineno or 1, 1), len(self.lines))
        column = min(max(error.offset or 1, 1), len(self.line(line)) + 1)
        end_line = min(max(error.end_lineno or line, line), len(self.lines))
        end_column = min(max(error.end_offset or 1, 1), len(self.line(end_line)) + 1)
        if end_line == line and end_column < column:
            end_column = column
        return Place(self.path, line, column, end_line, end_column)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection: a tree being built is all alive, and looking through it takes longer than building it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
