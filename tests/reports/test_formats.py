"""Every format, printed by the command line for whole programs, as those who read it do."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from bnlint.command_line.options import FORMATS as NAMED
from bnlint.reports.formats import FORMATS
from tests.fixtures_expectations import FIXTURES
from tests.test_command_line import bnlint_in

PROJECT = Path(__file__).resolve().parents[2]
EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
UNTIDY = """\
import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [None, 4])
y = {"é😀": tf.layers.batch_normalization(x)}["é😀"]
loss = tf.reduce_mean(tf.square(y))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: [[1.0, 2.0, 3.0, 4.0]]})
"""
"""BN201, behind characters of two and four bytes, in a file whose name means something to every format."""
NAME = "a, b%20:c&<d>.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "broken.py").write_text("def (:\n", encoding="utf-8")
    return tmp_path


def printed(folder: Path, name: str, *arguments: str) -> str:
    done = bnlint_in(folder, "check", "--format", name, *arguments)
    assert done.returncode == 1
    assert done.stderr == "" or "--diff" in arguments
    return done.stdout


def found(folder: Path) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(printed(folder, "json"))["findings"]
    return findings


def test_the_command_line_names_them_all() -> None:
    assert tuple(FORMATS) == NAMED


def test_concise(folder: Path) -> None:
    (finding,) = found(folder)
    first, second = printed(folder, "concise").splitlines()
    assert first == f"{NAME}:4:{finding['column']}: BN201 [{finding['level']}] {finding['message']}"
    assert second.startswith("broken.py:1:5: BN001 ")


def test_github(folder: Path) -> None:
    (finding,) = found(folder)
    first, second = printed(folder, "github").splitlines()
    read = re.fullmatch(r"::(\w+) ([^\n]*?)::(.*)", first)
    assert read is not None
    properties = dict(part.split("=", 1) for part in read[2].split(","))
    unescaped = properties["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert (unescaped, properties["line"], properties["col"]) == (NAME, "4", str(finding["column"]))
    assert read[3].replace("%25", "%") == finding["message"]
    assert second.startswith("::error file=broken.py,line=1,")


@pytest.mark.parametrize("text", ["::error::x", "a\n::stop-commands::pwned", "100%0Anot", "\r::set-output name=a::b"])
def test_nothing_from_the_code_is_a_command(tmp_path: Path, text: str) -> None:
    """A dictionary's key goes into the source, and a scope's name into messages."""
    source = UNTIDY.replace("batch_normalization(x)", f"batch_normalization(x, name={text!r})")
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    lines = printed(tmp_path, "github").splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::error file=train.py,line=4,") or lines[0].startswith(
        "::warning file=train.py,line=4,"
    )


def test_gitlab(folder: Path) -> None:
    (finding,) = found(folder)
    first, second = json.loads(printed(folder, "gitlab"))
    assert (first["check_name"], first["description"]) == ("BN201", finding["message"])
    assert first["location"] == {"path": NAME, "lines": {"begin": 4, "end": 4}}
    assert {first["severity"], second["severity"]} <= {"info", "minor", "major", "critical", "blocker"}
    assert first["fingerprint"] != second["fingerprint"]


def test_junit(folder: Path) -> None:
    (finding,) = found(folder)
    root = ET.fromstring(printed(folder, "junit"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "1")
    (failure,) = root.iter("failure")
    assert failure.get("message") == finding["message"]
    (error,) = root.iter("error")
    assert error.get("type") == "BN001"
    assert {case.get("classname") for case in root.iter("testcase")} == {NAME, "broken.py"}


def test_junit_where_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n", encoding="utf-8")
    root = ET.fromstring(bnlint_in(tmp_path, "check", "--format", "junit").stdout)
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["1", "0", "0"]
    assert len(list(root.iter("testcase"))) == 1


def test_rdjsonl_counts_bytes(folder: Path) -> None:
    first, second = map(json.loads, printed(folder, "rdjsonl").splitlines())
    line = UNTIDY.splitlines()[3].encode("utf-8")
    span = first["location"]["range"]
    marked = line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode("utf-8")
    assert marked == "tf.layers.batch_normalization(x)"
    assert (first["code"]["value"], first["location"]["path"]) == ("BN201", NAME)
    assert second["severity"] == "ERROR"


class TestSarif:
    def test_it_is_what_the_schema_says(self, folder: Path, tmp_path: Path) -> None:
        for path in (folder, shutil.copytree(EARLY, tmp_path / "early")):
            jsonschema.validate(json.loads(printed(path, "sarif", "--advice")), schema())

    def test_a_result(self, folder: Path) -> None:
        (finding,) = found(folder)
        (run,) = json.loads(printed(folder, "sarif"))["runs"]
        (result,) = run["results"]
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] == "BN201"
        assert rule["help"]["markdown"].startswith("# BN201 ")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%2C%20b%2520%3Ac%26%3Cd%3E.py"
        region = location["physicalLocation"]["region"]
        assert [region["startLine"], region["startColumn"]] == [4, finding["column"]]
        flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
        assert [step["location"]["message"]["text"] for step in flow] == [one["message"] for one in finding["trail"]]
        (notice,) = run["invocations"][0]["toolExecutionNotifications"]
        assert notice["descriptor"]["id"] == "BN001"

    def test_fingerprints_survive_moved_lines(self, tmp_path: Path) -> None:
        folder = shutil.copytree(EARLY, tmp_path / "early")
        before = fingerprints(folder)
        setup = folder / "setup.py"
        setup.write_text("# one more line\n" + setup.read_text(encoding="utf-8"), encoding="utf-8")
        assert fingerprints(folder) == before
        assert len(set(before)) == len(before) > 1

    def test_proposed_repairs_are_fixes(self, tmp_path: Path) -> None:
        folder = shutil.copytree(EARLY, tmp_path / "early")
        (run,) = json.loads(printed(folder, "sarif", "--diff"))["runs"]
        (fix,) = next(result["fixes"] for result in run["results"] if result["ruleId"] == "BN102")
        texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
        for change in fix["artifactChanges"]:
            name = change["artifactLocation"]["uri"]
            texts[name] = replaced(texts[name], change["replacements"])
        bnlint_in(folder, "check", "--fix")
        assert texts == {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}


def fingerprints(folder: Path) -> list[str]:
    (run,) = json.loads(printed(folder, "sarif", "--advice"))["runs"]
    return [mark for result in run["results"] for mark in result["partialFingerprints"].values()]


def replaced(text: str, replacements: list[dict[str, Any]]) -> str:
    """The text, changed as a viewer of SARIF changes it."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    for one in sorted(replacements, key=lambda one: -one["deletedRegion"]["startLine"]):
        region = one["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + one["insertedContent"]["text"] + text[end:]
    return text


def schema() -> Any:
    """The published schema, or the end of the calling test."""
    path = PROJECT / ".venvs" / "schemas" / "sarif.json"
    if not path.exists():
        reason = "no schema of SARIF: run `make test` where npm is"
        if os.environ.get("CI") == "true" and shutil.which("npm"):
            pytest.fail(reason)
        pytest.skip(reason)
    return json.loads(path.read_text(encoding="utf-8"))


def test_several_at_once(folder: Path) -> None:
    done = bnlint_in(folder, "check", "--format", "concise", "--output", "sarif=a.sarif", "--output", "junit=b.xml")
    assert done.returncode == 1
    assert "BN201" in done.stdout
    assert json.loads((folder / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert ET.parse(folder / "b.xml").getroot().tag == "testsuites"


@pytest.mark.parametrize(
    ("argument", "said"),
    [("xml=a.xml", "no FORMAT=FILE"), ("sarif", "no FORMAT=FILE"), ("sarif=missing/a.sarif", "cannot be written")],
)
def test_wrong_outputs(folder: Path, argument: str, said: str) -> None:
    done = bnlint_in(folder, "check", "--output", argument)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_notebook_is_annotated_in_the_lines_of_its_file(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": UNTIDY.splitlines(keepends=True), "outputs": [], "metadata": {}}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    line = json.loads(printed(tmp_path, "rdjsonl"))["location"]["range"]["start"]["line"]
    assert (
        "tf.layers.batch_normalization(x)" in (tmp_path / "a.ipynb").read_text(encoding="utf-8").splitlines()[line - 1]
    )
