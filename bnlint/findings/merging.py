"""How several reports about one cause become one, always in the same order."""

from collections.abc import Hashable, Iterable

from bnlint.findings.finding import Finding


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per cause, sorted by path, line, column, code and message, whatever order they came in.

    A cause is a code at a place. Where several programs report it, the one that is sure speaks, then the one whose
    entry sorts first.
    """
    speaking: dict[Hashable, Finding] = {}
    for finding in sorted(findings, key=_precedence):
        speaking.setdefault((finding.code, finding.place), finding)
    return tuple(sorted(speaking.values(), key=_position))


def _precedence(finding: Finding) -> tuple[object, ...]:
    return (finding.certainty != "sure", finding.entry, finding.message, finding.trail, finding.level, finding.name)


def _position(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (place.path, place.line, place.column, finding.code, finding.message, place.end_line, place.end_column)
