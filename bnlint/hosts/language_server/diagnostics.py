"""Findings as diagnostics of the Language Server Protocol."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lsprotocol import types

from bnlint.findings.finding import Finding, Level
from bnlint.hosts.language_server.analysis import View
from bnlint.hosts.language_server.positions import Units
from bnlint.reports.rule_pages import diagnostic_page, rule_page
from bnlint.rules.discovery import discover
from bnlint.rules.rule import Rule
from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.places import Place

SOURCE: Final = "bnlint"
SEVERITIES: Final[dict[Level, types.DiagnosticSeverity]] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "advice": types.DiagnosticSeverity.Information,
}


@dataclass(frozen=True)
class Writer:
    """Writes what is found for one client, which counts columns in `units` and knows files by their `uri`."""

    units: Units
    uri: Callable[[str], str]

    def diagnostics(self, view: View) -> dict[str, list[types.Diagnostic]]:
        """What is found in each file, by its path."""
        found: dict[str, list[types.Diagnostic]] = {}
        for finding, place in view.findings:
            found.setdefault(place.path, []).append(self._finding(finding, place, view))
        for diagnostic in view.diagnostics:
            found.setdefault(diagnostic.place.path, []).append(self._diagnostic(diagnostic, view))
        return found

    def range(self, place: Place, view: View) -> types.Range:
        """The place, as the client counts."""
        try:
            return self.units.range(view.shown.read(place.path), place)
        except SourceError:
            return types.Range(types.Position(0, 0), types.Position(0, 0))

    def _finding(self, finding: Finding, place: Place, view: View) -> types.Diagnostic:
        return types.Diagnostic(
            range=self.range(place, view),
            message=finding.message,
            severity=SEVERITIES[finding.level],
            code=finding.code,
            code_description=_description(finding.code),
            source=SOURCE,
            related_information=list(self._trail(finding, view)),
            data={"name": finding.name, "repairs": [repair.name for repair in finding.repairs]},
        )

    def _trail(self, finding: Finding, view: View) -> Iterator[types.DiagnosticRelatedInformation]:
        for step in finding.trail:
            place = view.shifted(step.place)
            if place is not None:
                location = types.Location(self.uri(place.path), self.range(place, view))
                yield types.DiagnosticRelatedInformation(location, step.message)

    def _diagnostic(self, diagnostic: Diagnostic, view: View) -> types.Diagnostic:
        return types.Diagnostic(
            range=self.range(diagnostic.place, view),
            message=diagnostic.message,
            severity=types.DiagnosticSeverity.Information,
            code=diagnostic.code,
            source=SOURCE,
        )


def page(code: str) -> str:
    """The page of a rule, or of a reason for not analysing a file, in Markdown."""
    kind = DIAGNOSTIC_KINDS.get(code)
    return rule_page(_rules()[code]) if kind is None else diagnostic_page(kind)


@cache
def _rules() -> dict[str, Rule]:
    return {rule.code: rule for rule in discover()}


@cache
def _description(code: str) -> types.CodeDescription | None:
    """The rule's file: it begins with the page."""
    from pygls.uris import from_fs_path

    found = importlib.util.find_spec(_rules()[code].module)
    return None if found is None or found.origin is None else types.CodeDescription(str(from_fs_path(found.origin)))
