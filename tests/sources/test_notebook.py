"""Notebooks are one program of their code cells, and know where each line stands in the file."""

import ast
import json
import os
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.decoding import split_lines
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.layers import LARGEST_FILE, LARGEST_NOTEBOOK
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.source import Source

PATH = os.path.abspath("/project/notes.ipynb")


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source, **more}


def markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": [text]}


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 2}


def read(document: Any, indent: int | None = 1) -> Source:
    return Source.from_text(PATH, json.dumps(document, indent=indent))


def refused(text: str) -> Diagnostic:
    with pytest.raises(SourceError) as raised:
        Source.from_text(PATH, text)
    return raised.value.diagnostic


def code_of(text: str) -> str | None:
    """What is wrong with the notebook `text`; any other exception than the typed one is a failure."""
    try:
        Source.from_text(PATH, text).tree()
    except SourceError as error:
        return error.diagnostic.code
    return None


def names(source: Source) -> list[str]:
    return [node.id for node in ast.walk(source.tree()) if isinstance(node, ast.Name)]


FIRST = """\
{
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
  {
   "cell_type": "code",
   "outputs": [{"source": ["not this"]}],
   "source": [
    "%matplotlib inline\\n",
    "import os"
   ]
  },
  {"cell_type": "code", "source": []},
  {"source": "x = 1\\ny = é\\n", "cell_type": "code"}
 ],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5
}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_know_their_cell_and_its_line_in_the_file(newline: str, mark: str) -> None:
    source = Source.from_bytes(PATH, (mark + FIRST.replace("\n", newline)).encode())
    assert source.text == "%matplotlib inline\nimport os\n\nx = 1\ny = é\n"
    places = [source.place(node) for node in ast.walk(source.tree()) if isinstance(node, (ast.alias, ast.Name))]
    assert [
        (place.where, place.line, place.column, place.cell and place.cell.file_line(place.line)) for place in places
    ] == [
        ("cell 2:2", 2, 8, 9),
        ("cell 4:1", 4, 1, 13),
        ("cell 4:2", 5, 1, 13),
        ("cell 4:2", 5, 5, 13),
    ]
    assert [source.segment(place) for place in places] == ["os", "x", "y", "é"]
    assert source.left_out == ()


def test_the_cell_takes_no_part_in_comparisons() -> None:
    source = read(notebook(code("x = 1")))
    place = source.place(source.tree().body[0])
    plain = Place(PATH, 1, 1, 1, 6)
    assert place.cell is not None and place == plain and hash(place) == hash(plain)
    assert (plain.where, plain.shown_line, plain.shown_end_line) == ("1", 1, 1)


def test_format_3() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Title"]},
        {"cell_type": "code", "language": "python", "input": ["x = 1\n", "y"], "outputs": [], "prompt_number": 1},
        {"cell_type": "code", "language": "bash", "input": "ls", "outputs": []},
    ]
    document = {"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": cells}, {"cells": cells[1:2]}, {}]}
    source = read(document)
    assert source.text == "x = 1\ny\nx = 1\ny"
    assert source.notebook is not None
    assert [cell.cell.number for cell in source.notebook.cells] == [2, 4]


@pytest.mark.parametrize(
    ("metadata", "is_python2"),
    [
        ({"kernelspec": {"name": "python2", "language": "python"}}, True),
        ({"kernelspec": {"name": "python2"}, "language_info": {"name": "python", "version": "2.7.6"}}, True),
        ({"kernelspec": {"name": "python3"}, "language_info": {"name": "python", "version": "3.6.1"}}, False),
        ({"kernelspec": {"name": "tf2", "language": "python"}}, False),
        ({"kernelspec": None, "language_info": []}, False),
    ],
)
def test_the_kernel_says_which_python(metadata: dict[str, Any], is_python2: bool) -> None:
    source = read(notebook(code("x = 1 / 2"), **metadata))
    assert source.is_python2 == is_python2
    assert names(source) == ["x"]


def test_the_syntax_of_one_cell_says_it_too() -> None:
    source = read(notebook(code("%cd ..\nx = 1"), code("%cd ..\nprint x, `y`"), code("f(0777)")))
    assert source.is_python2
    assert source.left_out == ()
    places = {name.id: source.place(name).where for name in ast.walk(source.tree()) if isinstance(name, ast.Name)}
    assert places == {"x": "cell 2:2", "print": "cell 2:2", "repr": "cell 2:2", "y": "cell 2:2", "f": "cell 3:1"}


@pytest.mark.parametrize("metadata", [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}])
def test_notebooks_of_other_languages_hold_no_programs(metadata: dict[str, Any]) -> None:
    source = read(notebook(code("x <- 1"), **metadata))
    assert (source.text, source.left_out, source.tree().body) == ("", (), [])


def test_cells_that_are_not_python_are_left_out() -> None:
    source = read(
        notebook(
            code("x = 1"),
            code("y = (\n1"),
            code("\n%%bash\nls"),
            code("%%time\nz = 2"),
            code("if w:"),
            code("  v"),
            code("1" + "\n)"),
        )
    )
    assert names(source) == ["x", "z"]
    assert [(d.code, d.place.where, d.place.column) for d in source.left_out] == [
        ("BN005", "cell 2:1", 5),
        ("BN005", "cell 3:1", 1),
        ("BN005", "cell 5:1", 6),
        ("BN005", "cell 6:1", 1 if sys.version_info < (3, 9) else source.left_out[3].place.column),
        ("BN005", "cell 7:2", 1),
    ]
    assert "bash" in source.left_out[1].message
    source.forget_tree()
    assert len(source.left_out) == 5


def test_cells_that_are_nested_too_deeply_are_left_out() -> None:
    source = read(notebook(code("x = " + "-" * 200_000 + "1"), code("y = 1")))
    assert names(source) == ["y"]
    assert [d.code for d in source.left_out] == ["BN004"]


@pytest.mark.parametrize("document", [notebook(), notebook(markdown("x")), {"cells": []}, {"worksheets": []}])
def test_notebooks_without_code(document: Any) -> None:
    source = read(document)
    assert source.tree().body == []
    assert source.place(source.tree()) == Place(PATH, 1, 1, 1, 1)
    assert source.lines == [""]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the file is no JSON: Expecting value"),
        ('{\n "cells": [\n}', 3, 1, "the file is no JSON: Expecting value"),
        ('{"cells": []}\n<<<<<<<', 2, 1, "the file is no JSON: Extra data"),
        ("[]", 1, 1, "the file holds JSON, but no notebook"),
        ("{}", 1, 1, "the notebook has no cells; notebooks of format 3 and 4 can be read"),
        ('{\n"cells": {}}', 2, 10, "`cells` of the notebook is no list"),
        ('{"cells": [\n 1]}', 2, 2, "cell 1 of the notebook has no type"),
        ('{"cells": [{"cell_type": "code"}]}', 1, 12, "cell 1 of the notebook has no source"),
        ('{"cells": [{"cell_type": "code", "source": 1}]}', 1, 44, "`source` of the notebook is no list"),
        ('{"cells": [{"cell_type": "code", "source": ["x", 1]}]}', 1, 44, "the source of cell 1 is not text"),
        ('{"worksheets": 1}', 1, 16, "`worksheets` of the notebook is no list"),
    ],
)
def test_what_is_no_notebook(text: str, line: int, column: int, message: str) -> None:
    assert refused(text) == Diagnostic(Place(PATH, line, column, line, column), "BN006", message)


def test_what_is_nested_too_deeply_or_too_long_a_number() -> None:
    assert refused("[" * 100_000).code in ("BN004", "BN006")
    assert refused('{"cells": %s}' % ("9" * 100_000)).code == "BN006"


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(SourceError) as raised:
        Source.from_bytes(PATH, b'{"cells": ["\xff"]}')
    assert raised.value.diagnostic.code == "BN002"


def test_characters_that_python_source_cannot_hold() -> None:
    source = read(notebook(code("x = '\ud800'"), code("y\0")))
    assert source.text == "x = '\N{REPLACEMENT CHARACTER}'\ny\N{REPLACEMENT CHARACTER}"
    assert [d.place.where for d in source.left_out] == ["cell 2:1"]


def test_huge_outputs_take_a_moment() -> None:
    image = {"data": {"image/png": "A" * 4_000_000, "plot": list(range(200_000))}, "output_type": "display_data"}
    text = json.dumps(notebook(code("x = 1", outputs=[image]), code("y")))
    start = time.process_time()
    json.loads(text)
    parsed = time.process_time() - start
    start = time.process_time()
    source = Source.from_text(PATH, text)
    assert time.process_time() - start < 60 * parsed + 1
    assert source.text == "x = 1\ny"


def test_notebooks_may_be_larger_than_programs() -> None:
    image = {"data": {"image/png": "A" * LARGEST_FILE}, "output_type": "display_data"}
    text = json.dumps(notebook(code("x = 1", outputs=[image])))
    assert Overlay.disk().with_text(PATH, text).read(PATH).text == "x = 1"
    with pytest.raises(SourceError, match="BN004 the file is larger than 32 MB"):
        Overlay.disk().with_text(PATH, text + " " * LARGEST_NOTEBOOK).read(PATH)


def test_the_last_of_two_sources_counts() -> None:
    source = Source.from_text(PATH, '{"cells": [],\n"cells": [{"cell_type": "code", "source": "a",\n"source": "b"}]}')
    assert source.text == "b"
    assert source.notebook is not None and source.notebook.cells[0].cell.file_lines == (3,)


texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\n\r\\\"'{}[]!%?x")), max_size=12)
sources = st.one_of(texts, st.lists(texts, max_size=4))
layouts = st.sampled_from((None, 0, 1, "\t"))


@given(st.lists(sources, max_size=4), layouts, st.booleans(), st.sampled_from(("\n", "\r\n", "\r")))
def test_any_text_in_cells(cells: list[str | list[str]], indent: Any, ascii_only: bool, newline: str) -> None:
    """Nothing crashes, the text is that of the cells, and every line stands where the file has it."""
    document = notebook(*(code(cell) for cell in cells))
    raw = json.dumps(document, indent=indent, ensure_ascii=ascii_only).replace("\n", newline)
    if "\0" in raw:
        return
    source = Source.from_text(PATH, raw)
    assert source.notebook is not None
    lines_of_file = split_lines(raw)
    for cell, (place, text) in zip(cells, source.notebook.cells, strict=True):
        written = "".join(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
        assert text == written
        for number, line in enumerate(split_lines(text)):
            assert source.line(place.first_line + number) == line
            begins = json.dumps(line, ensure_ascii=ascii_only)[1:-1].replace("\\ufffd", "")
            if begins and "\0" not in "".join(cell) and not (isinstance(cell, list) and len(cell) > 1):
                assert begins in lines_of_file[place.file_lines[number] - 1]
    for node in ast.walk(source.tree()):
        source.segment(source.place(node))
    assert all(diagnostic.place.cell is not None for diagnostic in source.left_out)


@given(st.lists(st.lists(st.text('xyz=1 é"\\', max_size=6), min_size=1, max_size=5), min_size=1, max_size=4))
def test_a_line_of_the_usual_layout_stands_on_a_line_of_its_own(cells: list[list[str]]) -> None:
    document = notebook(*(code([line + "\n" for line in lines[:-1]] + lines[-1:]) for lines in cells))
    raw = json.dumps(document, indent=1)
    source = Source.from_text(PATH, raw)
    assert source.notebook is not None
    for lines, (cell, _) in zip(cells, source.notebook.cells, strict=True):
        shown = [
            json.loads(raw.split("\n")[number - 1].strip().rstrip(",")) for number in cell.file_lines[: len(lines) - 1]
        ]
        assert shown == [line + "\n" for line in lines[:-1]]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(("cells", "source", "input", "cell_type", "metadata", "worksheets", "x")), inner
        ),
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused(document: Any) -> None:
    assert code_of(json.dumps(document)) in (None, "BN006")


@given(st.text(st.sampled_from('{}[]",: \n1\\cells'), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert code_of(text) in (None, "BN006")
