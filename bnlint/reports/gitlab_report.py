"""The report that GitLab shows in merge requests as code quality.

Reference: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
import os
from typing import Any, Final, TextIO

from bnlint.findings.finding import Level
from bnlint.findings.fingerprints import fingerprints
from bnlint.reports.formats import Reported
from bnlint.reports.positions import position
from bnlint.sources.places import Place

SEVERITIES: Final[dict[Level, str]] = {"error": "critical", "warning": "major", "advice": "info"}


def write(reported: Reported, stream: TextIO) -> None:
    """Print a list of what was found, and of what could not be analysed."""
    outcome = reported.outcome
    marks = fingerprints(outcome.findings, os.getcwd(), reported.files)
    listed = [
        _issue(finding.code, finding.message, SEVERITIES[finding.level], finding.place, mark)
        for finding, mark in zip(outcome.findings, marks, strict=True)
    ]
    for one in outcome.diagnostics:
        mark = f"{one.code}:{position(one.place).path}:{one.place.line}"
        listed.append(_issue(one.code, one.message, "major", one.place, mark))
    json.dump(listed, stream, indent=2)
    stream.write("\n")


def _issue(code: str, message: str, severity: str, place: Place, fingerprint: str) -> dict[str, Any]:
    at = position(place)
    lines = {"begin": max(1, at.line), "end": max(1, at.end_line)}
    return {
        "description": message,
        "check_name": code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": at.path, "lines": lines},
    }
