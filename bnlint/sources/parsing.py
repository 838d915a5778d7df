"""Text to a syntax tree: as the running interpreter reads it, else as Python 2."""

import ast
import gc
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

_SIGNS_OF_PYTHON2 = re.compile(
    r"""\bprint(?:[ \t]+[\w"'`~{\\]|["'`])"""  # print x
    r"|`|<>|\b[uU][rR][\"']|\b[bB][\"']"
    r"|\bexec(?:[ \t]+[\w\"']|[\"'])"
    r"|\bexcept\b[^:\n]{0,200},"
    r"|\braise\b[^\n]{0,200},"
    r"|\b(?:def\s+\w+\s*\([^:]{0,500}\(|lambda\b[^:\n]{0,200}\()"  # def f((a, b)): also where a default is a call
    r"|\b(?:async|await)\b"
    r"|(?<![\w.])(?:0\d|\d+[lL]\b|0[xXbBoO]\w+[lL]\b)"
    r"|\\[NuUx]"
)

LARGEST_PYTHON2 = 500_000
"""Characters. Python 2 is read at some 100,000 a second, and nobody writes files as large as this."""

SHALLOW = 20_000
"""Characters of a text that cannot be nested deeply enough to exhaust the stack of a process."""
STACK = 1 << 29
"""Bytes of the stack for longer ones."""
DEEPEST = 1500
"""Levels of a tree beyond which Python 3.10 gives up, too, as later versions do of themselves."""


class Parsed(NamedTuple):
    """A tree, and whether only Python 2 accepts the text that it was made from."""

    tree: ast.Module
    is_python2: bool


def parse(text: str) -> Parsed:
    """The tree of `text`, whose positions are those of `text` in either language.

    Raises what `ast.parse` raises: `SyntaxError`, `ValueError`, `RecursionError`, `MemoryError`.
    """
    try:
        return Parsed(parse_python3(text), False)
    except SyntaxError as error:
        if len(text) <= LARGEST_PYTHON2 and (isinstance(error, TabError) or _SIGNS_OF_PYTHON2.search(text)):
            from bnlint.sources.python2 import parse_python2  # slow to import, and seldom needed

            parsed = parse_python2(text)
            if parsed is not None:
                return Parsed(*parsed)
        raise


def parse_python3(text: str) -> ast.Module:
    """The tree of `text` as the running interpreter reads it; raises what `ast.parse` raises."""
    with warnings.catch_warnings(), _collector_paused():
        warnings.simplefilter("ignore")
        return _deeply_parsed(text) if sys.version_info < (3, 11) and len(text) > SHALLOW else ast.parse(text)


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


def _deeply_parsed(text: str) -> ast.Module:
    """The tree, made on a stack that is deep enough for it: Python 3.10 dies where its own ends."""
    before = threading.stack_size(STACK)
    try:
        with ThreadPoolExecutor(max_workers=1) as thread:
            tree = thread.submit(ast.parse, text).result()
    finally:
        threading.stack_size(before)
    level, depth = list(ast.iter_child_nodes(tree)), 0
    while level:
        level, depth = [child for node in level for child in ast.iter_child_nodes(node)], depth + 1
        if depth > DEEPEST:
            raise RecursionError("too deeply nested")
    return tree
