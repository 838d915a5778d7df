"""Findings that hold only if some program of a project relies on moving statistics."""

from collections.abc import Iterable, Set
from dataclasses import replace

from bnlint.findings.finding import Finding, Use


def settled(findings: Iterable[Finding], uses: Set[Use]) -> list[Finding]:
    """The findings, without those that would hold only if some program relied on statistics that none relies on."""
    held = (finding for finding in findings if not finding.only_if or not finding.only_if.isdisjoint(uses))
    return [replace(finding, only_if=frozenset()) for finding in held]
