"""The report that programs read, as `docs/json.md` describes it."""

import json
import os
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any, TextIO

from bnlint.findings.finding import Finding, Seen, TrailStep, Witness
from bnlint.findings.verdict import Verdict
from bnlint.reports.paths import shown
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.check import Outcome

VERSION = 1
"""Goes up when something is taken away or changes its meaning, not when something is added."""


def write(outcome: "Outcome", stream: TextIO) -> None:
    """Print `outcome` as one JSON document in ASCII, which every encoding holds."""
    folder = os.getcwd()
    document: dict[str, Any] = {
        "version": VERSION,
        "findings": [_finding(finding, folder) for finding in outcome.findings],
        "diagnostics": [_diagnostic(diagnostic, folder) for diagnostic in outcome.diagnostics],
        "seen": _seen(outcome.seen, folder),
        "hidden": {
            "possible": outcome.hidden.possible,
            "suppressed": outcome.hidden.suppressed,
            "excluded_files": outcome.hidden.excluded,
        },
    }
    if outcome.execution is not None:
        document["execution"] = asdict(outcome.execution)
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
        **(_verdict(finding.verdict, finding.witness) if finding.verdict is not None else {}),
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
