"""Workflow commands that GitHub Actions shows as annotations of lines.

Reference: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from typing import Final, TextIO

from bnlint.findings.finding import Level
from bnlint.reports.formats import Reported
from bnlint.reports.positions import position
from bnlint.sources.places import Place

COMMANDS: Final[dict[Level, str]] = {"error": "error", "warning": "warning", "advice": "notice"}
DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY: Final = DATA | str.maketrans({":": "%3A", ",": "%2C"})


def write(reported: Reported, stream: TextIO) -> None:
    """Print a command for each finding, and an error for what could not be analysed."""
    stream.writelines(
        _command(COMMANDS[finding.level], finding.place, f"{finding.code} {finding.name}", finding.message)
        for finding in reported.outcome.findings
    )
    stream.writelines(_command("error", one.place, one.code, one.message) for one in reported.outcome.diagnostics)


def _command(command: str, place: Place, title: str, message: str) -> str:
    at = position(place)
    properties: dict[str, str | int] = {"file": at.path}
    if at.line:
        properties |= {"line": at.line, "endLine": at.end_line}
    if at.column and at.line == at.end_line:
        properties |= {"col": at.column, "endColumn": at.end_column}
    properties["title"] = title
    listed = ",".join(f"{name}={str(value).translate(PROPERTY)}" for name, value in properties.items())
    return f"::{command} {listed}::{message.translate(DATA)}\n"
