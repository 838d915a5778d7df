"""What only IPython understands is set aside, and every line stays."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.magics import cell_language, without_magics


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nimport os", "pass\nimport os"),
        ("!pip install tensorflow", "pass"),
        ("!!ls", "pass"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("?help", "pass"),
        ("tf.layers?", "pass"),
        ("tf.layers.dense??  \nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls 'a\nelse:\n    %cd ..", "if x:\n    pass\nelse:\n    pass"),
        ("files = !ls", "files = get_ipython()"),
        ("a, b = %who_ls int\nc = 1", "a, b = get_ipython()\nc = 1"),
        ("!gcloud run \\\n  --x \\\n  --y\nx = 1", "pass\n\n\nx = 1"),
        ("!echo (\nx = 1", "pass\nx = 1"),
        (",f a b\n;g a\n/h a", "pass\npass\npass"),
        ("\n\n%time x = f()", "\n\npass"),
    ],
)
def test_magics(cell: str, python: str) -> None:
    assert without_magics(cell) == python
    ast.parse(python)


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n     % b)",
        "x = a \\\n  % b",
        "x = [\n  # it's\n  1,\n  !2\n]",
        "s = '''\n!ls\n%cd\n'''",
        's = "\\"\\\n!ls"',
        "x = a != b  # why?",
        "print('ok?')",
        "x %= 3",
        "f(a='= !b')",
    ],
)
def test_what_looks_like_a_magic(cell: str) -> None:
    assert without_magics(cell) == cell


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("%%bash\nls", "bash"),
        ("\n  \n%%html", "html"),
        ("%%writefile a.py\nx = 1", "writefile"),
        ("%%bigquery.sql", "bigquery.sql"),
        ("%%", ""),
        ("%%time\nx = 1", None),
        ("%time x", None),
        ("x = 1\n%%bash", None),
        ("", None),
    ],
)
def test_cells_of_other_languages(cell: str, language: str | None) -> None:
    assert cell_language(cell) == language


lines = st.one_of(
    st.sampled_from(
        ("%magic", "!ls \\", "  ?x", "x?", "x = !ls", "'''", "(", ")", "x = 1", "# it's", "'", "if x:", "[", "\\")
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=6),
)


@given(st.lists(lines, max_size=8).map("\n".join))
def test_lines_stay(cell: str) -> None:
    assert without_magics(cell).count("\n") == cell.count("\n")


statements = st.sampled_from(
    ("x = 1", "f(a,\n  b)", "s = '''\n%a\n'''", "if x:\n    y", "x = a \\\n  % b", "# ?", "@d\ndef f(): pass")
)
magics = st.sampled_from(("%matplotlib inline", "!ls 'it", "?x", "x.y?", "x = !ls \\\n -l", "%%time", "!(cd .. && ls"))


@given(st.lists(st.one_of(statements, magics), max_size=6))
def test_magics_between_statements_leave_python(parts: list[str]) -> None:
    ast.parse(without_magics("\n".join(parts)))


@given(st.lists(statements, max_size=6).map("\n".join))
def test_python_stays_as_it_is(cell: str) -> None:
    assert without_magics(cell) == cell


@pytest.mark.parametrize(
    "cell", ["'" * 200_000, "(" * 200_000, "x = " * 100_000, "!\\\n" * 100_000, "a " * 200_000 + "?'", "'\\" * 100_000]
)
def test_hostile_text_takes_a_moment(cell: str) -> None:
    assert without_magics(cell).count("\n") == cell.count("\n")
