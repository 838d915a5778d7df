"""The report that people read: each finding with its source and the trail that proves it, then one line of summary."""

import os
from typing import TYPE_CHECKING, TextIO

from bnlint.reports.formats import Reported
from bnlint.reports.paths import shown
from bnlint.reports.summary import gaps, repairs_made, summary

if TYPE_CHECKING:
    from bnlint.repairs.repairing import Repaired


def write(reported: Reported, stream: TextIO) -> None:
    """Print what came of it; rich is imported only where there is something to draw."""
    outcome, verbose = reported.outcome, reported.verbose
    missing = gaps(outcome.seen)
    if outcome.findings or outcome.diagnostics or missing or (verbose and outcome.seen.unknowns):
        from bnlint.reports.drawing import Drawing

        drawing = Drawing(stream, reported.files)
        for finding in outcome.findings:
            drawing.finding(finding)
        for diagnostic in outcome.diagnostics:
            drawing.diagnostic(diagnostic)
        if verbose:
            drawing.unknowns(outcome.seen.unknowns)
        drawing.sentences(missing)
    if reported.repaired is not None:
        stream.writelines(f"{_wrapped(line, stream)}\n" for line in repairs_made(reported.repaired))
    stream.write(_wrapped(summary(outcome, verbose=verbose), stream) + "\n")


def write_differences(repaired: "Repaired", stream: TextIO, summaries: TextIO) -> None:
    """Print a unified diff of what was repaired, fit for `patch -p1`, and what that is on the other stream."""
    from bnlint.repairs.writing import difference

    folder = os.getcwd()
    for path in repaired.paths:
        name = shown(path, folder).replace(os.sep, "/")
        stream.write(difference(path, name.lstrip("/"), repaired.before, repaired.overlay))
    summaries.writelines(f"{line}\n" for line in repairs_made(repaired))
    summaries.write(summary(repaired.outcome) + "\n")


def _wrapped(line: str, stream: TextIO) -> str:
    if not stream.isatty():
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    return fill(line, get_terminal_size().columns)
