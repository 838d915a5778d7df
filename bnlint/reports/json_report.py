"""The report that programs read, as `docs/json.md` describes it."""

import json
import os
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any, TextIO

from bnlint.findings.finding import Finding, Seen, TrailStep, Witness
from bnlint.findings.repair import Repair
from bnlint.findings.verdict import Verdict
from bnlint.reports.formats import Reported
from bnlint.reports.paths import shown
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.repairs.edits import Edit
    from bnlint.repairs.repairing import Landed
    from bnlint.sources.overlay import Overlay

VERSION = 1
"""Goes up when something is taken away or changes its meaning, not when something is added."""


def write(reported: Reported, stream: TextIO) -> None:
    """Print what came of it, and what has been repaired, as one JSON document in ASCII, which every encoding holds."""
    folder, outcome, repaired = os.getcwd(), reported.outcome, reported.repaired
    document: dict[str, Any] = {
        "version": VERSION,
        "findings": [_finding(finding, folder) for finding in outcome.findings],
        "diagnostics": [_diagnostic(diagnostic, folder) for diagnostic in outcome.diagnostics],
        "seen": _seen(outcome.seen, folder),
        "hidden": {
            "possible": outcome.hidden.possible,
            "suppressed": outcome.hidden.suppressed,
            "excluded_files": outcome.hidden.excluded,
            "baseline": outcome.hidden.known,
        },
        **({} if repaired is None else {"repaired": [_landed(landed, folder) for landed in repaired.landed]}),
    }
    if outcome.execution is not None:
        devices = [{"device": name, "operations": placed} for name, placed in outcome.execution.devices]
        document["execution"] = {**asdict(outcome.execution), "devices": devices}
    json.dump(document, stream, indent=2)
    stream.write("\n")


def _finding(finding: Finding, folder: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "level": finding.level,
        "certainty": finding.certainty,
        "message": finding.message,
        **_start(finding.place, folder),
        "end_line": finding.place.shown_end_line,
        "end_column": finding.place.end_column,
        "entry": _path(finding.entry, folder),
        "trail": [_step(step, folder) for step in finding.trail],
        "repairs": [_repair(repair) for repair in finding.repairs],
        **(_verdict(finding.verdict, finding.witness) if finding.verdict is not None else {}),
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {"name": repair.name, "title": repair.title, "safe": repair.safe}


def _landed(landed: "Landed", folder: str) -> dict[str, Any]:
    finding = landed.finding
    return {
        "code": finding.code,
        **_start(finding.place, folder),
        **_repair(landed.repair),
        "round": landed.round,
        "edits": [
            _edit(path, edit, landed.overlay, folder) for path, edits in sorted(landed.edits.items()) for edit in edits
        ],
    }


def _edit(path: str, edit: "Edit", files: "Overlay", folder: str) -> dict[str, Any]:
    from bnlint.repairs.edits import Lines

    lines = Lines(files.read(path).text)
    (line, column), (end_line, end_column) = lines.position(edit.start), lines.position(edit.end)
    place = files.read(path).stretch(line, column, column)
    return {
        **_start(place, folder),
        "end_line": end_line - place.line + place.shown_line,
        "end_column": end_column,
        "text": edit.text,
    }


def _verdict(verdict: Verdict, witness: Witness) -> dict[str, Any]:
    figures, losses = verdict.figures, verdict.figures.losses
    return {
        "verdict": verdict.word,
        "verdict_message": verdict.said,
        "evidence": verdict.evidence,
        "witness": witness,
        "figures": {
            "losses": None if losses is None else {name: _number(value) for name, value in asdict(losses).items()},
            "drifts": [
                {"variable": d.variable, "after": [{"runs": n, "distance": _number(far)} for n, far in d.after]}
                for d in figures.drifts
            ],
            "counts": {name: _number(value) for name, value in figures.counts},
        },
    }


def _number(value: float | None) -> float | None:
    """JSON has no infinity, and nothing that is no number."""
    return value if value is not None and isfinite(value) else None


def _step(step: TrailStep, folder: str) -> dict[str, Any]:
    return {**_start(step.place, folder), "message": step.message}


def _diagnostic(diagnostic: Diagnostic, folder: str) -> dict[str, Any]:
    return {"code": diagnostic.code, "message": diagnostic.message, **_start(diagnostic.place, folder)}


def _seen(seen: Seen, folder: str) -> dict[str, Any]:
    return {
        "files": seen.files,
        "programs": seen.programs,
        "layers": seen.layers,
        "training_steps": seen.training_steps,
        "evaluations": seen.evaluations,
        "unknowns": list(seen.unknowns),
        "not_read": list(seen.not_read),
        "not_judged": [
            {"path": _path(gap.path, folder), "rules": [code for code, _ in gap.rules], "why": gap.why}
            for gap in seen.not_judged
        ],
    }


def _start(place: Place, folder: str) -> dict[str, Any]:
    start = {"path": _path(place.path, folder), "line": place.shown_line, "column": place.column}
    if place.cell is None:
        return start
    return {**start, "cell": place.cell.number, "file_line": place.cell.file_line(place.line)}


def _path(path: str, folder: str) -> str:
    return shown(path, folder).replace(os.sep, "/")
