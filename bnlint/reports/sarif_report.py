"""SARIF 2.1.0, which GitHub's code scanning, Azure DevOps and viewers in editors read.

Reference: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TextIO

from bnlint import __version__
from bnlint.findings.finding import Finding, Level, TrailStep
from bnlint.findings.fingerprints import fingerprints
from bnlint.reports.formats import Reported
from bnlint.reports.positions import Position, position
from bnlint.reports.rule_pages import rule_page
from bnlint.rules.discovery import GRAPH_RULES, discover
from bnlint.rules.rule import Rule
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.repairs.edits import Edit
    from bnlint.repairs.repairing import Landed
    from bnlint.sources.overlay import Overlay

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Final[dict[Level, str]] = {"error": "error", "warning": "warning", "advice": "note"}
FINGERPRINT: Final = "bnlintIdentity/v1"
"""The name of the fingerprints, which goes up when they come to mean something else."""


def write(reported: Reported, stream: TextIO) -> None:
    """Print a log with one run, in ASCII; a finding that a proposed repair would cure is a result with a fix."""
    outcome, repaired = reported.outcome, reported.repaired
    landed = [] if repaired is None or reported.written else repaired.landed
    rules = sorted([*discover(), *discover(GRAPH_RULES)])
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    before = reported.files if repaired is None else repaired.before
    results = [
        *_results(outcome.findings, reported.files, numbers),
        *(result | {"fixes": [_fix(one)]} for one, result in _cured(landed, before, numbers)),
    ]
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder in which bnlint was run."}}},
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": list(map(_notification, outcome.diagnostics))}
        ],
        "results": results,
    }
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, stream, indent=2)
    stream.write("\n")


def _driver(rules: Iterable[Rule]) -> dict[str, Any]:
    return {"name": "bnlint", "version": __version__, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.documentation, "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.level]},
        "properties": {"tags": ["batch-normalization", "tensorflow", rule.family]},
    }


def _results(findings: Sequence[Finding], files: "Overlay", numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    marks = fingerprints(findings, os.getcwd(), files)
    return [_result(finding, mark, numbers[finding.code]) for finding, mark in zip(findings, marks, strict=True)]


def _cured(
    landed: Sequence["Landed"], before: "Overlay", numbers: Mapping[str, int]
) -> Iterable[tuple["Landed", dict[str, Any]]]:
    return zip(landed, _results([one.finding for one in landed], before, numbers), strict=True)


def _result(finding: Finding, fingerprint: str, number: int) -> dict[str, Any]:
    verdict = finding.verdict
    known: dict[str, str | None] = {
        "certainty": finding.certainty,
        "entry": position(Place(finding.entry, 0, 0, 0, 0)).path,
    }
    if verdict is not None:
        known |= {"verdict": verdict.word, "evidence": verdict.evidence, "verdictMessage": verdict.said}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _physical(position(finding.place))}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": known,
    }
    if finding.trail:
        steps = [_location(step) for step in finding.trail]
        flow = [{"executionOrder": number, "location": step} for number, step in enumerate(steps, 1)]
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
        result["relatedLocations"] = [{"id": number, **step} for number, step in enumerate(steps, 1)]
    return result


def _location(step: TrailStep) -> dict[str, Any]:
    return {"physicalLocation": _physical(position(step.place)), "message": {"text": step.message}}


def _physical(at: Position) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": _artifact(at)}
    if at.line:
        columns = {"startColumn": at.column, "endColumn": at.end_column} if at.column else {}
        found["region"] = {"startLine": at.line, "endLine": at.end_line, **columns}
    return found


def _artifact(at: Position) -> dict[str, str]:
    return {"uri": at.uri} if os.path.isabs(at.path) else {"uri": at.uri, "uriBaseId": "%SRCROOT%"}


def _notification(one: Diagnostic) -> dict[str, Any]:
    location = {"physicalLocation": _physical(position(one.place))}
    return {
        "descriptor": {"id": one.code},
        "level": "warning",
        "message": {"text": one.message},
        "locations": [location],
    }


def _fix(landed: "Landed") -> dict[str, Any]:
    changes = [
        {
            "artifactLocation": _artifact(position(Place(path, 0, 0, 0, 0))),
            "replacements": [_replacement(edit, landed.overlay.read(path).text) for edit in edits],
        }
        for path, edits in sorted(landed.edits.items())
    ]
    return {"description": {"text": landed.repair.title}, "artifactChanges": changes}


def _replacement(edit: "Edit", text: str) -> dict[str, Any]:
    from bnlint.repairs.edits import Lines

    (line, column), (end_line, end_column) = (Lines(text).position(offset) for offset in (edit.start, edit.end))
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}
