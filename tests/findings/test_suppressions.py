"""Comments silence what stands in their statement, and nothing else."""

from __future__ import annotations

import json

import pytest

from bnlint.findings.finding import Finding
from bnlint.findings.suppressions import NO_STATEMENT, NOT_UNDERSTOOD, TOO_LOW, Suppressions, suppressions_in
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.source import Source

PATH = "/project/train.py"
RULES = {"BN101": "update-ops-not-run", "BN102": "update-ops-collected-too-early", "BN201": "training-flag-missing"}


def finding(line: int, code: str = "BN102") -> Finding:
    place = Place(PATH, line, 1, line, 2)
    return Finding(code, RULES[code], "error", "sure", "Why.", place, PATH, ())


def silenced(text: str, code: str = "BN102") -> list[int]:
    """The lines of `text` on which a finding is suppressed."""
    suppressions = Suppressions(Overlay.disk().with_text(PATH, text))
    return [line for line in range(1, text.count("\n") + 1) if suppressions.silence(finding(line, code))]


def unused(text: str, *findings: Finding, judged: bool = True) -> list[str]:
    """What is said of the comments in `text` once these findings were silenced: the source, and the reason."""
    overlay = Overlay.disk().with_text(PATH, text)
    suppressions = Suppressions(overlay)
    for found in findings:
        suppressions.silence(found)

    def judges(word: str, path: str) -> bool | None:
        known = any(code.startswith(word.upper()) or name == word for code, name in RULES.items())
        return judged if known else None

    return [
        f"{overlay.read(PATH).segment(diagnostic.place)} -> {diagnostic.message}"
        for diagnostic in suppressions.unused([PATH], judges)
    ]


class TestWords:
    @pytest.mark.parametrize(
        "comment",
        [
            "# bnlint: ignore",
            "#bnlint:ignore",
            "# bnlint: ignore[BN102]",
            "# bnlint: ignore [ bn102 ]",
            "# bnlint: ignore[BN101, BN102] because the tower is frozen",
            "# bnlint: ignore[BN1]",
            "# bnlint: ignore[update-ops-collected-too-early]",
            "# type: ignore  # bnlint: ignore[BN102]  # pylint: disable=all",
            "# noqa",
            "# NoQA: BN102",
            "# noqa:E501,BN102",
            "# noqa: E501 BN1",
            "# why  # noqa: BN102",
            "# noqa: because",
        ],
    )
    def test_what_means_a_finding(self, comment: str) -> None:
        assert silenced(f"x = 1\ny = 2  {comment}\nz = 3\n") == [2]

    @pytest.mark.parametrize(
        "comment",
        [
            "# bnlint: ignore[BN101]",
            "# bnlint: ignore[BN1022]",
            "# bnlint: ignore[B]",
            "# bnlint: ignore BN102",
            "# bnlint: ignore[]",
            "# bnlint: ignore[,]",
            "# bnlint: ignore: BN102",
            "# bnlint: ignored",
            "# bnlint: disable",
            "# ignore",
            "# noqa: BN101",
            "# noqa: E501,W291",
            "# bnlint: ignore-file",
        ],
    )
    def test_what_does_not(self, comment: str) -> None:
        assert silenced(f"x = 1\ny = 2  {comment}\n") == []


class TestStatements:
    def test_any_line_of_a_simple_statement(self) -> None:
        for at in (2, 3, 4, 5):
            lines = ["x = 1", "y = f(", "    1,", "", ")", "z = 3", ""]
            lines[at - 1] += "  # bnlint: ignore"
            assert silenced("\n".join(lines)) == [2, 3, 4, 5]

    def test_behind_a_backslash_and_a_long_string(self) -> None:
        assert silenced('x = 1 + \\\n  2  # noqa\ny = """\n"""  # noqa\nz = 3\n') == [1, 2, 3, 4]

    def test_only_the_header_of_a_compound_statement(self) -> None:
        text = "with f(\n  1\n):  # bnlint: ignore\n    # bnlint: ignore\n    x = 1\nelse_ = 1\n"
        assert silenced(text) == [1, 2, 3]
        assert silenced("with f(1):\n    x = 1  # bnlint: ignore\n") == [2]

    def test_decorators_belong_to_the_definition(self) -> None:
        text = "@a\n# what for\n@b(\n)  # bnlint: ignore\ndef f(\n    x,\n):\n    pass\n"
        assert silenced(text) == [1, 2, 3, 4, 5, 6, 7]

    def test_a_comment_of_its_own_is_in_no_statement(self) -> None:
        assert silenced("# bnlint: ignore\nx = 1\n# bnlint: ignore\n") == []

    def test_text_in_a_string_is_no_comment(self) -> None:
        assert silenced('x = "# bnlint: ignore"\ny = """\n# bnlint: ignore-file\n"""\nz = f"# noqa"\n') == []

    def test_every_line_break_and_characters_of_several_bytes(self) -> None:
        assert silenced("x = '模型'  # bnlint: ignore\r\ny = 1\r\n") == [1]
        place = suppressions_in(Source.from_text(PATH, "x = '模型'  # bnlint: ignore[BN102]\n")).found[0].place
        assert (place.column, place.end_column) == (11, 34)

    @pytest.mark.parametrize(
        "broken", ["x = `1`", "print 0777, $", "x = ?", "if x:\n        y = 1\n    z = 2", "'''"], ids=str
    )
    def test_what_is_no_python_3_hides_only_itself(self, broken: str) -> None:
        above = "x = 1  # noqa\n"
        assert 1 in silenced(f"{above}{broken}\n")
        if broken != "'''":
            last = broken.count("\n") + 3
            assert last in silenced(f"{above}{broken}\ny = 2  # noqa\n")

    def test_a_cell_of_a_notebook(self) -> None:
        cells = [["%matplotlib inline\n", "!ls ?\n", "x = (\n"], ["y = f(\n", ")  # bnlint: ignore\n", "z = 1"]]
        notebook = {
            "cells": [
                {"cell_type": "code", "metadata": {}, "source": c, "outputs": [], "execution_count": 1} for c in cells
            ],
            "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
        found = suppressions_in(Source.from_text("/project/notes.ipynb", json.dumps(notebook))).found
        source = Source.from_text("/project/notes.ipynb", json.dumps(notebook))
        assert [[source.line(number) for number in one.lines] for one in found] == [["y = f(", ")  # bnlint: ignore"]]
        assert [one.place.where for one in found] == ["cell 2:2"]


class TestWholeFiles:
    @pytest.mark.parametrize(
        "above",
        [
            "",
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
            '"""What it does.\n\nAnd how.\n"""\n',
            "\n\n# Licence\n",
        ],
    )
    def test_above_the_first_statement(self, above: str) -> None:
        text = f"{above}# bnlint: ignore-file[BN102]\nx = 1\n\nif x:\n    y = 2\n"
        assert silenced(text) == list(range(1, text.count("\n") + 1))
        assert silenced(text, "BN101") == []

    @pytest.mark.parametrize("above", ["import tensorflow\n", '"""One."""\n"""Two."""\n', "x = 1  ", "f(\n"])
    def test_below_it_suppresses_nothing(self, above: str) -> None:
        text = f"{above}# bnlint: ignore-file\n{')' if '(' in above else 'y = 2'}\n"
        assert silenced(text) == []
        assert unused(text) == [
            f"# bnlint: ignore-file -> {TOO_LOW}",
        ]

    def test_of_everything(self) -> None:
        assert silenced("# bnlint: ignore-file\nx = 1\n", "BN201") == [1, 2]


class TestUnused:
    def test_what_silenced_something_is_not_said(self) -> None:
        text = "x = 1  # bnlint: ignore[BN102]\ny = 2  # noqa: BN1\nz = 3  # bnlint: ignore\n"
        assert unused(text, finding(1), finding(2), finding(3)) == []

    def test_each_word_is_judged_by_itself(self) -> None:
        assert unused("x = 1  # bnlint: ignore[BN101, BN102]\n", finding(1)) == [
            'BN101 -> "BN101" suppresses nothing here.'
        ]
        assert unused("x = 1  # noqa: E501, BN101\n") == ['BN101 -> "BN101" suppresses nothing here.']

    def test_a_bare_one(self) -> None:
        assert unused("x = 1  # bnlint: ignore \n") == ["# bnlint: ignore -> This comment suppresses nothing."]
        assert unused("# bnlint: ignore-file\nx = 1\n") == ["# bnlint: ignore-file -> This comment suppresses nothing."]

    def test_a_noqa_for_others_is_no_concern_of_ours(self) -> None:
        assert unused("x = 1  # noqa\ny = 2  # noqa: E501, B9, BN\n") == []

    def test_what_was_not_judged_by_may_have_its_use(self) -> None:
        assert unused("x = 1  # bnlint: ignore[BN102]\n", judged=False) == []

    def test_an_unknown_rule(self) -> None:
        assert unused("x = 1  # bnlint: ignore[BN1O2]\ny = 2  # noqa: BN999\n", judged=False) == [
            'BN1O2 -> No rule is called "BN1O2".',
            'BN999 -> No rule is called "BN999".',
        ]

    def test_what_is_not_understood(self) -> None:
        assert unused("x = 1  # bnlint: ignore BN102  # noqa\n") == [
            f"# bnlint: ignore BN102 -> {NOT_UNDERSTOOD}",
        ]
        assert unused("# bnlint: ignore\nx = 1\n") == [
            f"# bnlint: ignore -> {NO_STATEMENT}",
        ]

    def test_text_in_a_string_is_no_comment(self) -> None:
        assert unused('x = "# bnlint: ignore[BN102]"\n') == []
