"""What is to be said of a change: its findings, and what of it could not be analysed, in one form."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bnlint.check import Outcome
from bnlint.findings.finding import Finding, TrailStep
from bnlint.findings.fingerprints import identity
from bnlint.review.comparing import file_lines
from bnlint.review.marks import Mark, digest
from bnlint.review.suggestions import Suggestion
from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS, Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place


@dataclass(frozen=True)
class Remark:
    """One thing to say. `label` is its level, or what it means for its file; `repair` says how it would be cured.

    `path` is relative to the repository, with slashes; `first` and `last` are lines of the file, 0 for all of it.
    """

    code: str
    name: str
    label: str
    message: str
    path: str
    first: int
    last: int
    where: str
    trail: tuple[TrailStep, ...]
    repair: str
    suggestion: Suggestion | None
    mark: Mark


def remarks(
    root: str, outcome: Outcome, files: Overlay, suggestions: Mapping[Finding, Suggestion] | None = None
) -> list[Remark]:
    """Everything that the outcome says, in order of the places."""
    known = suggestions or {}
    said = [
        *(_of_finding(finding, root, files, known.get(finding)) for finding in outcome.findings),
        *(_of_diagnostic(one, root) for one in outcome.diagnostics),
    ]
    return sorted(said, key=lambda remark: (remark.path, remark.first, remark.code))


def relative(path: str, root: str) -> str:
    """A path as forges have it."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def paths(files: Iterable[str]) -> set[str]:
    """The digests of paths, as marks have them."""
    return set(map(digest, files))


def _of_finding(finding: Finding, root: str, files: Overlay, suggestion: Suggestion | None) -> Remark:
    known = identity(finding, root, files)
    return Remark(
        finding.code,
        finding.name,
        finding.level if finding.certainty == "sure" else f"{finding.level}, {finding.certainty}",
        finding.message,
        known.path,
        *_lines(finding.place),
        finding.trail,
        next((f"{one.title}{'' if one.safe else ' It changes more than the bug.'}" for one in finding.repairs), ""),
        suggestion,
        Mark(finding.code, digest(known.text), digest(known.path)),
    )


def _of_diagnostic(one: Diagnostic, root: str) -> Remark:
    kind, path = DIAGNOSTIC_KINDS[one.code], relative(one.place.path, root)
    mark = Mark(one.code, digest(""), digest(path))
    return Remark(one.code, kind.name, kind.label, one.message, path, *_lines(one.place), (), "", None, mark)


def _lines(place: Place) -> tuple[int, int, str]:
    first, last = file_lines(place)
    return first, last, place.where if place.line else ""
