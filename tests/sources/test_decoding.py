"""Bytes to text and to a tree, held against CPython's own reading."""

import ast
import importlib.util
import sys
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.source import Source

PATH = "/project/model.py"


def diagnostic_of(data: bytes) -> tuple[str, int, int, str]:
    with pytest.raises(SourceError) as raised:
        Source.from_bytes(PATH, data).tree()
    diagnostic = raised.value.diagnostic
    assert diagnostic.place.path == PATH
    return diagnostic.code, diagnostic.place.line, diagnostic.place.column, diagnostic.message


def problem_of(text: str) -> Diagnostic | None:
    """What is wrong with `text`; any other exception than the typed one is a failure."""
    try:
        Source.from_text(PATH, text).tree()
    except SourceError as error:
        return error.diagnostic
    return None


def tree_of(data: bytes) -> str | None:
    """Our tree, `None` for what is no Python 3; any other exception than the typed one is a failure."""
    try:
        source = Source.from_bytes(PATH, data)
        return ast.dump(source.tree(), include_attributes=True) if not source.is_python2 else None
    except SourceError:
        return None


def is_decoded_by_cpython(data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.util.decode_source(data)
    except (SyntaxError, UnicodeError, LookupError):
        return False
    return True


def tree_of_cpython(data: bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.dump(ast.parse(data), include_attributes=True)
    except (SyntaxError, ValueError):
        return None


declarations = st.one_of(
    st.sampled_from(
        ("", "# coding: utf-8", "# -*- coding: latin-1 -*-", "#!/bin/python", "\t\f # vim: fileencoding=cp1252")
    ),
    st.sampled_from(
        ("# coding=utf8", "# coding: UTF_8", "# coding: iso-latin-1-unix", "# coding: koi8-r", "x # coding: cp437")
    ),
    st.sampled_from(
        ("# coding: hex", "# coding: none-such", "# coding: utf-7", "# coding:", "# coding: shift_jis", "# é")
    ),
)
statements = st.sampled_from(
    (
        "x = 1",
        "é = 'ü'",
        "if x:\f\n\ty",
        "'''a\rb'''",
        "s = '\\d'",
        "f'{x}'",
        "x = \\\ny",
        "\f",
        "# ü",
        "(",
        "\x1c",
        "'\u2028'",
    )
)
files = st.builds(
    lambda mark, head, body, newline, encoding: mark + newline.join([*head, *body]).encode(encoding, "replace"),
    st.sampled_from((b"", b"", b"\xef\xbb\xbf")),
    st.lists(declarations, max_size=3),
    st.lists(statements, max_size=4),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.sampled_from(("utf-8", "latin-1", "cp1252", "shift_jis")),
)


@given(st.one_of(st.binary(), files))
@example(b"\xff\xfex\0")
@example(b"\r# coding: latin-1\r'\xe9'")
@example(b"# coding: utf-8-sig\nx")
@example(b"# coding: unicode_escape\n'\\d'")
@example(b"# coding: raw_unicode_escape\n'\\ud800'")
def test_any_bytes_are_read_as_cpython_reads_them(data: bytes) -> None:
    tree = tree_of(data)
    # CPython's parser passes over bytes in comments that are no text; nothing else that it takes may be refused
    assert tree == tree_of_cpython(data) or (tree is None and not is_decoded_by_cpython(data))


@given(st.text(st.characters(codec=None)))
@example("\ud800")
@example("\ufeff\ufeffx")
@example("x = '\0'")
def test_any_text_of_an_editor_is_read(text: str) -> None:
    problem = problem_of(text)
    assert problem is None or (
        problem.code in DIAGNOSTIC_KINDS and problem.place.line >= 1 and problem.place.column >= 1
    )


def test_undecodable_byte() -> None:
    assert diagnostic_of("é = 1\nü = '".encode() + b"\xe9'\n") == (
        "BN002", 2, 6, "byte 0xe9 is not UTF-8, and no encoding is declared"
    )  # fmt: skip


def test_byte_outside_the_declared_encoding() -> None:
    assert diagnostic_of(b"# coding: ascii\r\rx = '\xe9'") == (
        "BN002", 3, 6, "byte 0xe9 is not ascii, which the file declares"
    )  # fmt: skip


def test_unknown_encoding() -> None:
    assert diagnostic_of(b"#!x\n# coding: uft-8\n")[::3] == (
        "BN002", "the declared encoding uft-8 is not one that Python knows"
    )  # fmt: skip


def test_encoding_that_is_no_text() -> None:
    assert diagnostic_of(b"# coding: hex\n")[0] == "BN002"


@pytest.mark.parametrize(("codec", "name"), [("utf-16", "UTF-16"), ("utf-32", "UTF-32")])
def test_wide_encodings(codec: str, name: str) -> None:
    code, line, column, message = diagnostic_of("x = 1\n".encode(codec))
    assert (code, line, column) == ("BN002", 1, 1)
    assert name in message


def test_nul() -> None:
    assert diagnostic_of(b"x\r\ny = '\0'\r\n")[:3] == ("BN002", 2, 6)


def test_mark_and_another_declaration() -> None:
    assert diagnostic_of(b"\xef\xbb\xbf# coding: latin-1\n")[0] == "BN002"


def test_declared_encoding_and_mark_are_kept() -> None:
    latin = Source.from_bytes(PATH, b"# coding: latin-1\nx = '\xe9'\n")
    marked = Source.from_bytes(PATH, b"\xef\xbb\xbfx = 1\n")
    assert (latin.encoding, latin.has_mark, latin.line(2)) == ("iso-8859-1", False, "x = 'é'")
    assert (marked.encoding, marked.has_mark, marked.text) == ("utf-8", True, "x = 1\n")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = 1\ny = = 2\n", 2, 5),
        ("é = 'ü' $\n", 1, 9),
        ("if x:\ny\n", 2, 1),
        ("def f(\n", 1, 6),
        ("print 'x' y\n", 1, 1),
        ("x = 'abc\n", 1, 5),
    ],
)
def test_syntax_errors_have_their_place(text: str, line: int, column: int) -> None:
    assert diagnostic_of(text.encode())[:3] == ("BN001", line, column)


def test_the_message_of_a_syntax_error_is_cpython_s() -> None:
    with pytest.raises(SyntaxError) as raised:
        ast.parse("x = = 2")
    assert diagnostic_of(b"x = = 2")[3] == raised.value.msg


@pytest.mark.parametrize(
    "text",
    [
        "-" * 100_000 + "1",
        "(" * 100_000,
        "x" + ".y" * 200_000,
        "1" + "+1" * 200_000,
        "not " * 100_000 + "x",
        "[" * 150 + "]" * 150,
    ],
    ids=["signs", "brackets", "attributes", "sum", "not", "lists"],
)
def test_deep_nesting_is_no_crash(text: str) -> None:
    problem = problem_of(text)
    assert problem is None or problem.code in ("BN001", "BN004")


def test_too_deep_is_told_apart_from_wrong() -> None:
    assert diagnostic_of(b"-" * 1_000_000 + b"1")[0] == "BN004"


def test_a_number_with_too_many_digits() -> None:
    if hasattr(sys, "get_int_max_str_digits"):
        assert diagnostic_of(b"x = " + b"9" * 5_000)[0] == "BN001"


@pytest.mark.filterwarnings("error")
def test_warnings_stay_inside() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Source.from_text(PATH, "s = '\\d'\nif 1 is 1: pass\n").tree()
    assert caught == []


def test_a_failure_is_remembered() -> None:
    source = Source.from_text(PATH, "x = = 2")
    diagnostics = []
    for _ in range(2):
        with pytest.raises(SourceError) as raised:
            source.tree()
        diagnostics.append(raised.value.diagnostic)
    assert diagnostics[0] is diagnostics[1]


def test_every_code_is_documented() -> None:
    assert list(DIAGNOSTIC_KINDS) == sorted(DIAGNOSTIC_KINDS)
    assert {f"BN00{number}" for number in range(1, 7)} <= set(DIAGNOSTIC_KINDS)
    assert all(kind.code == code and kind.meaning and kind.remedy for code, kind in DIAGNOSTIC_KINDS.items())
