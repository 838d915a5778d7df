"""Lines and places of a file."""

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.errors import SourceError
from bnlint.sources.places import Place
from bnlint.sources.source import Source

PATH = "/project/model.py"

names = st.sampled_from(("x", "é", "变量", "loss", "𝒙"))
atoms = st.one_of(names, st.sampled_from(("1", "'ü'", "'💥'", "b'x'", "'''a\nü'''", "None", "f(\n  é,\n)", "[é, 'ü']")))
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}({}, k={})".format, names, inner, inner),
        st.builds("[{}\f, {}]".format, inner, inner),
    ),
    max_leaves=6,
)
statements = st.one_of(
    st.builds("{} = {}".format, names, expressions),
    st.builds("def {}(é, *, k={}): return {}".format, names, expressions, expressions),
    st.builds("if {}:\n\t{} = 1  # ü".format, expressions, names),
    st.builds("from ü import {} as é, x".format, names),
    st.builds("with {} as x: pass".format, expressions),
)
programs = st.builds(
    lambda parts, newline: newline.join(part.replace("\n", newline) for part in parts),
    st.lists(statements, min_size=1, max_size=4),
    st.sampled_from(("\n", "\r\n", "\r")),
)


def placed_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if hasattr(node, "lineno"))


@given(programs)
def test_the_text_at_a_place_is_the_text_of_the_node(text: str) -> None:
    source = Source.from_text(PATH, text)
    for node in placed_nodes(source.tree()):
        segment = ast.get_source_segment(source.text, node)
        assert segment is not None
        assert source.segment(source.place(node)) == segment.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text())
def test_lines_are_those_of_cpython(text: str) -> None:
    source = Source(PATH, text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert source.lines == expected
    assert [source.line(number) for number in range(len(expected) + 2)] == ["", *expected, ""]


def test_columns_count_characters_from_one() -> None:
    source = Source.from_text(PATH, "ü = 'é', y\n")
    assert [source.place(node) for node in ast.walk(source.tree()) if isinstance(node, ast.Name)] == [
        Place(PATH, 1, 1, 1, 2),
        Place(PATH, 1, 10, 1, 11),
    ]


def test_a_mark_takes_no_column() -> None:
    source = Source.from_bytes(PATH, b"\xef\xbb\xbfx = 1\n")
    assert source.place(source.tree().body[0]) == Place(PATH, 1, 1, 1, 6)


def test_nodes_without_a_place_of_their_own_stand_where_their_children_stand() -> None:
    source = Source.from_text(PATH, "\ndef f(a, b=1):\n    with open(a) as c: pass\n")
    function = source.tree().body[0]
    assert isinstance(function, ast.FunctionDef)
    assert source.segment(source.place(function.args)) == "a, b=1"
    with_statement = function.body[0]
    assert isinstance(with_statement, ast.With)
    assert source.segment(source.place(with_statement.items[0])) == "open(a) as c"
    assert source.place(source.tree()) == source.place(function)


def test_an_empty_module_stands_at_the_start() -> None:
    source = Source.from_text(PATH, "# nothing\n")
    assert source.place(source.tree()) == Place(PATH, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("x", "\n"), ("x\ny\r\n", "\n"), ("x\r\ny\n", "\r\n"), ("x\ry", "\r"), ("\r\n", "\r\n")],
)
def test_newline(text: str, newline: str) -> None:
    assert Source(PATH, text).newline == newline


def test_the_tree_is_parsed_once_until_it_is_forgotten() -> None:
    source = Source.from_text(PATH, "x = 1\n")
    tree = source.tree()
    assert source.tree() is tree
    source.forget_tree()
    assert source.tree() is not tree


def test_a_failure_outlives_forgetting() -> None:
    source = Source.from_text(PATH, "x = \n")
    for _ in range(2):
        with pytest.raises(SourceError, match=r"model\.py:1:\d+: BN001 "):
            source.tree()
        source.forget_tree()


@pytest.mark.parametrize("chain", [".y", "(1)", "[0]", "+1", "\\\n.y"])
def test_a_chain_that_is_too_long_is_refused(chain: str) -> None:
    with pytest.raises(SourceError):
        Source("/x.py", "x = y" + chain * 100_000).tree()


def test_an_answer_is_worked_out_once_for_each_thing_that_it_is_about() -> None:
    asked = []

    def holds(source: Source, word: str) -> bool:
        asked.append(word)
        return word in source.text

    source = Source.from_text("/x.py", "one = 1\n")
    assert [source.derive(holds, word) for word in ("one", "two", "one", "two")] == [True, False, True, False]
    assert asked == ["one", "two"]
