"""What programs do with moving statistics, and which findings that settles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from bnlint.facts.modes import inferred_layers, maintained_layers
from bnlint.facts.program import Program
from bnlint.findings.finding import Finding, Use


def uses_of(program: Program) -> Iterator[Use]:
    for layer in inferred_layers(program):
        yield Use(layer.spot.place, "inferred")
    for layer in program.derive(maintained_layers):
        yield Use(layer.spot.place, "maintained")


def settled(findings: Iterable[Finding], uses: Set[Use]) -> list[Finding]:
    """The findings, without those that would hold only if some program relied on statistics that none relies on."""
    held = (finding for finding in findings if not finding.only_if or not finding.only_if.isdisjoint(uses))
    return [replace(finding, only_if=frozenset()) for finding in held]
