"""Python 2, read with the grammar and the fixers of lib2to3, which `fissix` keeps alive.

The fixers change text and insert lines. So every leaf of the changed tree is written down with the place where it
came from, and the positions of the syntax tree are brought back to the original text.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

from bnlint.sources.decoding import split_lines
from bnlint.sources.parsing import parse_python3

FIXERS = ("except", "exec", "print", "raise", "repr", "tuple_params")
"""Those that change the grammar. Literals, `<>` and tabs are put right while the leaves are written."""
LATER_KEYWORDS = ("async", "await")
TAB = 8
"""Columns, as Python 2 counts tabs."""

_PREFIXED = re.compile(r"([A-Za-z]*)(?=['\"])")
_OCTAL = re.compile(r"0[0-7]*[1-7][0-7]*")
_ESCAPE_OF_PYTHON3 = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=[NuU])")

Position: TypeAlias = tuple[int, int]
"""A line counted from 1, and a column from 0: in characters, or in bytes as `ast` has them."""
_Tree: TypeAlias = Any
"""A tree of fissix, which has no types of its own."""


def parse_python2(text: str) -> tuple[ast.Module, bool] | None:
    """The tree of `text` read as Python 2, positions being those of `text`; `None` where it is not Python 2 either.

    The flag tells Python 2 from an early Python 3, in which `async` and `await` were names as well.
    """
    lines = split_lines(text)
    for grammar in _grammars(text):
        tree = _concrete_tree("\n".join(lines) + "\n", grammar)
        if tree is not None and (parsed := _abstract_tree(tree, lines)) is not None:
            return parsed
    return None


def _grammars(text: str) -> Iterator[_Tree]:
    """The grammars to try: print is a statement, or else a function."""
    pygram = _fissix().pygram
    if "print_function" in text:
        yield pygram.python_grammar_no_print_statement
    else:
        yield pygram.python_grammar
    yield pygram.python_grammar_no_print_and_exec_statement


@cache
def _fissix() -> _Tree:
    """fissix, whose grammar tables are kept in the user's cache folder; without one they are made anew."""
    import fissix

    try:
        import fissix.refactor
    except OSError:
        with TemporaryDirectory() as folder:
            fissix.CACHE_DIR = type(fissix.CACHE_DIR)(folder)
            import fissix.refactor
    return fissix


@cache
def _tool() -> _Tree:
    return _fissix().refactor.RefactoringTool([f"fissix.fixes.fix_{name}" for name in FIXERS])


def _concrete_tree(text: str, grammar: _Tree) -> _Tree | None:
    """The tree of lib2to3, before the fixers; `None` where the grammar does not fit."""
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    tool = _tool()
    tool.driver.grammar = grammar
    try:
        return tool.driver.parse_string(text)
    except (ParseError, TokenError, IndentationError, AssertionError, RecursionError, KeyError):
        return None


def _abstract_tree(tree: _Tree, lines: list[str]) -> tuple[ast.Module, bool] | None:
    original = _Original(_leaves(tree), lines)
    try:
        _tool().refactor_tree(tree, "")
        written = _Written(_leaves(tree), original)
        abstract = parse_python3(written.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, RuntimeError, AttributeError, IndexError):
        return None  # the fixers fail in ways of their own on what they were not made for
    for node in ast.walk(abstract):
        written.bring_back(node)
    return abstract, tree.was_changed or written.is_changed or not written.placeholders


def _leaves(tree: _Tree) -> list[_Tree]:
    """The leaves in order; recursion, as in the tree's own method, takes many times as long."""
    leaves = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node.children:
            waiting += reversed(node.children)
        elif isinstance(node, _fissix().pytree.Leaf):
            leaves.append(node)
    return leaves


class _Original:
    """Where the leaves of the original text stand, by their order in it."""

    def __init__(self, leaves: list[_Tree], lines: list[str]) -> None:
        self._lines = lines
        self.starts: list[Position] = []
        self.ends: list[Position] = []
        for leaf in leaves:
            if leaf.value.strip():
                self.starts.append((leaf.lineno, leaf.column))
                self.ends.append(_behind(leaf.value, leaf.lineno, leaf.column))
        self._numbers = {start: number for number, start in enumerate(self.starts)}

    def number(self, leaf: _Tree) -> int | None:
        """Which leaf of the original text `leaf` is; `None` for one that a fixer made."""
        return self._numbers.get((leaf.lineno, leaf.column)) if leaf.lineno and leaf.value.strip() else None

    def start(self, number: int) -> Position:
        return self._in_bytes(*self.starts[min(number, len(self.starts) - 1)])

    def end(self, number: int) -> Position:
        return self._in_bytes(*self.ends[max(number, 0)])

    def _in_bytes(self, line: int, column: int) -> Position:
        text = self._lines[line - 1]
        return line, column if text.isascii() else len(text[:column].encode())


class _Leaf(NamedTuple):
    """A leaf as it was written: from where to where, and which one of the original text it is."""

    start: Position
    end: Position
    number: int | None


class _Written:
    """Python 3 made of the leaves of a tree that the fixers have changed."""

    def __init__(self, leaves: list[_Tree], original: _Original) -> None:
        self.is_changed = False
        self.placeholders: dict[str, str] = {}
        self._original = original
        names = {leaf.value for leaf in leaves}
        self._has_unicode_literals = "unicode_literals" in names
        self._names = names
        parts: list[str] = []
        written = []
        line, column = 1, 0
        for leaf in leaves:
            prefix, value = leaf.prefix.expandtabs(TAB), self._python3(leaf)
            start = _behind_bytes(prefix, line, column)
            line, column = _behind_bytes(value, *start)
            parts += prefix, value
            if value.strip():
                written.append(_Leaf(start, (line, column), original.number(leaf)))
        self.text = "".join(parts)
        self._starts, self._ends = [leaf.start for leaf in written], [leaf.end for leaf in written]
        self._original_starts, self._original_ends = list(self._place_starts(written)), self._place_ends(written)

    def bring_back(self, node: ast.AST) -> None:
        """Give `node` the position that it has in the original text, and the names that stand there."""
        if self.placeholders:
            _rename(node, {placeholder: name for name, placeholder in self.placeholders.items()})
        if isinstance(node, (ast.expr, ast.stmt, ast.excepthandler, ast.arg, ast.keyword, ast.alias)):
            assert node.end_lineno is not None and node.end_col_offset is not None
            first = max(bisect_right(self._starts, (node.lineno, node.col_offset)) - 1, 0)
            last = max(bisect_right(self._ends, (node.end_lineno, node.end_col_offset)) - 1, first)
            start = self._original_starts[first]
            node.lineno, node.col_offset = start
            node.end_lineno, node.end_col_offset = max(start, self._original_ends[last])

    def _place_starts(self, written: list[_Leaf]) -> Iterator[Position]:
        """Where each leaf begins; one that a fixer made stands for what follows the leaf before it."""
        before = -1
        for leaf in written:
            yield self._original.start(before + 1 if leaf.number is None else leaf.number)
            before = before if leaf.number is None else leaf.number

    def _place_ends(self, written: list[_Leaf]) -> list[Position]:
        """Where each leaf ends; one that a fixer made stands for what precedes the leaf behind it."""
        behind = len(self._original.ends)
        places = []
        for leaf in reversed(written):
            places.append(self._original.end(behind - 1 if leaf.number is None else leaf.number))
            behind = behind if leaf.number is None else leaf.number
        return places[::-1]

    def _python3(self, leaf: _Tree) -> str:
        """The leaf's text as Python 3 has it."""
        value: str = leaf.value
        if value in LATER_KEYWORDS and leaf.type == _token("NAME"):
            return self._placeholder(value)
        if value.isspace():
            return value.expandtabs(TAB)
        changed = value
        if value[:1].isdigit():
            changed = _number(value)
        elif value == "<>":
            changed = "!="
        elif leaf.type == _token("STRING"):
            changed = self._string(value)
        self.is_changed |= changed != value
        return changed

    def _string(self, value: str) -> str:
        prefix = _PREFIXED.match(value)[1]  # type: ignore[index]
        kind = prefix.lower()
        if kind == "ur":
            return value[1:]
        if "b" in kind and not value.isascii():
            return prefix.replace("b", "").replace("B", "") + value[len(prefix) :]
        if not kind and not self._has_unicode_literals:
            return _ESCAPE_OF_PYTHON3.sub(r"\1\\\\", value)
        return value

    def _placeholder(self, keyword: str) -> str:
        """A name for `keyword`, which Python 3 does not take for one, that the text does not have."""
        if keyword not in self.placeholders:
            name = keyword + "_"
            while name in self._names:
                name += "_"
            self.placeholders[keyword] = name
        return self.placeholders[keyword]


@cache
def _token(name: str) -> int:
    number: int = getattr(_fissix().pgen2.token, name)
    return number


def _number(value: str) -> str:
    plain = value.rstrip("lL")
    return f"0o{plain}" if _OCTAL.fullmatch(plain) else plain


def _rename(node: ast.AST, names: dict[str, str]) -> None:
    """Replace every one of `names` that `node` itself holds, parts of dotted names included."""
    if isinstance(node, ast.Constant):
        return
    for field, value in ast.iter_fields(node):
        if isinstance(value, str):
            setattr(node, field, _renamed(value, names))
        elif isinstance(value, list) and value and isinstance(value[0], str):
            setattr(node, field, [_renamed(name, names) for name in value])


def _renamed(dotted: str, names: dict[str, str]) -> str:
    return ".".join(names.get(part, part) for part in dotted.split("."))


def _behind(text: str, line: int, column: int) -> Position:
    """Where `text` ends that begins at a position."""
    breaks = text.count("\n")
    return (line + breaks, len(text) - text.rfind("\n") - 1) if breaks else (line, column + len(text))


def _behind_bytes(text: str, line: int, column: int) -> Position:
    """The same in bytes."""
    breaks = text.count("\n")
    last = text[text.rfind("\n") + 1 :] if breaks else text
    width = len(last) if last.isascii() else len(last.encode())
    return line + breaks, width if breaks else column + width
