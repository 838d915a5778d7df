"""The report that reviewdog posts to any forge: `bnlint check --format rdjsonl | reviewdog -f=rdjsonl`.

Reference: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

import json
from typing import Any, Final, TextIO

from bnlint.findings.finding import Level
from bnlint.reports.formats import Reported
from bnlint.reports.positions import bytes_before, position
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

SEVERITIES: Final[dict[Level, str]] = {"error": "ERROR", "warning": "WARNING", "advice": "INFO"}


def write(reported: Reported, stream: TextIO) -> None:
    """Print a diagnostic in JSON on each line."""
    files = reported.files
    for finding in reported.outcome.findings:
        related = [{"message": step.message, "location": _location(step.place, files)} for step in finding.trail]
        severity = SEVERITIES[finding.level]
        found = _diagnostic(finding.code, finding.message, severity, finding.place, files)
        stream.write(json.dumps(found | ({"relatedLocations": related} if related else {})) + "\n")
    stream.writelines(
        json.dumps(_diagnostic(one.code, one.message, "ERROR", one.place, files)) + "\n"
        for one in reported.outcome.diagnostics
    )


def _diagnostic(code: str, message: str, severity: str, place: Place, files: Overlay) -> dict[str, Any]:
    return {
        "message": message,
        "location": _location(place, files),
        "severity": severity,
        "source": {"name": "bnlint"},
        "code": {"value": code},
    }


def _location(place: Place, files: Overlay) -> dict[str, Any]:
    """Columns are bytes of UTF-8 there, counted from 1."""
    at = position(place)
    if not at.line:
        return {"path": at.path}
    start, end = {"line": at.line}, {"line": at.end_line}
    if at.column:
        start["column"] = bytes_before(place, at.line, at.column, files) + 1
        end["column"] = bytes_before(place, at.end_line, at.end_column, files) + 1
    return {"path": at.path, "range": {"start": start, "end": end}}
