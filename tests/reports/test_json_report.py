"""The report for programs keeps to its schema, and the schema to the report."""

import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bnlint.check import Outcome
from bnlint.findings.finding import Seen, TrailStep
from bnlint.reports import json_report
from bnlint.reports.formats import Reported
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Cell, Place
from tests.reports.examples import example, finding, outcome, place

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "findings.schema.json").read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """The schema that allows nothing which it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    return parts | {"additionalProperties": False} if schema.get("type") == "object" else parts


def validate(document: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(closed(SCHEMA)).validate(document)


def written(what: Outcome) -> Any:
    stream = io.StringIO()
    json_report.write(Reported(what, Overlay.disk()), stream)
    text = stream.getvalue()
    assert text.isascii() and text.endswith("}\n")
    document = json.loads(text)
    validate(document)
    return document


def test_a_finding_in_full(folder: Path) -> None:
    assert written(outcome(example(folder), seen=Seen(2, 1, 4, 1, 0, ("Unknown.",)))) == {
        "version": 1,
        "findings": [
            {
                "code": "BN102",
                "name": "update-ops-collected-too-early",
                "level": "error",
                "certainty": "sure",
                "message": "The update ops are read before any tower exists.",
                "path": "train.py",
                "line": 4,
                "column": 18,
                "end_line": 4,
                "end_column": 60,
                "entry": "train.py",
                "trail": [
                    {"path": "train.py", "line": 4, "column": 18, "message": "0 update ops exist here"},
                    {"path": "nets/towers.py", "line": 2, "column": 9, "message": "this tower adds 4 update ops"},
                    {
                        "path": "train.py",
                        "line": 7,
                        "column": 16,
                        "message": "this training step waits on the early list",
                    },
                ],
                "repairs": [],
            }
        ],
        "diagnostics": [],
        "seen": {
            "files": 2,
            "programs": 1,
            "layers": 4,
            "training_steps": 1,
            "evaluations": 0,
            "unknowns": ["Unknown."],
            "not_read": [],
            "not_judged": [],
        },
        "hidden": {"possible": 0, "suppressed": 0, "excluded_files": 0, "baseline": 0},
    }


def test_a_diagnostic(folder: Path) -> None:
    diagnostic = Diagnostic(Place("/elsewhere/\udcff.py", 3, 1, 3, 2), "BN002", "Byte 0xff is not UTF-8.")
    assert written(outcome(diagnostics=(diagnostic,)))["diagnostics"] == [
        {
            "code": "BN002",
            "message": "Byte 0xff is not UTF-8.",
            "path": "/elsewhere/\udcff.py",
            "line": 3,
            "column": 1,
        }
    ]


def test_places_in_a_notebook(folder: Path) -> None:
    cell = Cell(number=3, first_line=10, file_lines=(41, 42, 43))
    place = Place(str(folder / "a.ipynb"), 11, 5, 12, 6, cell)
    left_out = Diagnostic(place, "BN005", "No.")
    document = written(outcome(finding(place, (TrailStep(place, "step"),)), diagnostics=(left_out,)))
    where = {"path": "a.ipynb", "line": 2, "column": 5, "cell": 3, "file_line": 42}
    (found,) = document["findings"]
    assert where.items() <= found.items()
    assert (found["end_line"], found["end_column"]) == (3, 6)
    assert found["trail"] == [{**where, "message": "step"}]
    assert document["diagnostics"] == [{"code": "BN005", "message": "No.", **where}]


def test_a_path_is_relative_only_below_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = place(folder / "train.py", "loss")
    sibling = Place(f"{folder}-2/a.py", 1, 1, 1, 2)
    (found,) = written(outcome(finding(where, (TrailStep(sibling, "step"),))))["findings"]
    assert found["path"] == "train.py"
    assert found["trail"][0]["path"] == Path(sibling.path).as_posix()
    monkeypatch.chdir(folder / "nets")
    assert written(outcome(finding(where)))["findings"][0]["path"] == (folder / "train.py").as_posix()


def test_nothing(folder: Path) -> None:
    assert written(outcome(seen=Seen()))["findings"] == []


def test_the_documented_example_is_one() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", (DOCS / "json.md").read_text(encoding="utf-8"), re.DOTALL)
    validate(json.loads(text))


def test_a_document_that_lacks_something_is_refused(folder: Path) -> None:
    document = written(outcome(example(folder)))
    del document["findings"][0]["trail"][0]["line"]
    with pytest.raises(jsonschema.ValidationError, match="'line' is a required property"):
        validate(document)
