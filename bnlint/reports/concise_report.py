"""A line for each finding, as compilers write them, which editors can jump along."""

from typing import TextIO

from bnlint.reports.formats import Reported
from bnlint.reports.positions import position
from bnlint.sources.places import Place


def write(reported: Reported, stream: TextIO) -> None:
    """Print `path:line:column: CODE [level] message` for each finding, and for what could not be analysed."""
    for finding in reported.outcome.findings:
        doubt = "" if finding.certainty == "sure" else ", possible"
        said = "" if finding.verdict is None else f" ({finding.verdict.word}: {finding.verdict.said})"
        kind = f"{finding.code} [{finding.level}{doubt}]"
        stream.write(f"{_where(finding.place)}: {kind} {finding.message}{said}\n")
    stream.writelines(
        f"{_where(diagnostic.place)}: {diagnostic.code} {diagnostic.message}\n"
        for diagnostic in reported.outcome.diagnostics
    )


def _where(place: Place) -> str:
    at = position(place)
    return ":".join(str(part) for part in (at.path, at.line, at.column) if part)
