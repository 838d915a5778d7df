"""The report that people read: each finding with its source and the trail that proves it, then one line of summary."""

import os
from typing import TYPE_CHECKING, TextIO

from bnlint.reports.paths import shown
from bnlint.reports.summary import gaps, repairs_made, summary

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.repairs.repairing import Repaired
    from bnlint.sources.overlay import Overlay


def write(
    outcome: "Outcome",
    stream: TextIO,
    *,
    verbose: bool = False,
    files: "Overlay | None" = None,
    repaired: "Repaired | None" = None,
) -> None:
    """Print `outcome`; its source lines are read from `files`, the disk unless told.

    `verbose` names the unknowns that kept rules silent. `repaired` is what was repaired before.
    rich is imported only where there is something to draw.
    """
    missing = gaps(outcome.seen)
    if outcome.findings or outcome.diagnostics or missing or (verbose and outcome.seen.unknowns):
        from bnlint.reports.drawing import Drawing
        from bnlint.sources.overlay import Overlay

        drawing = Drawing(stream, files or Overlay.disk())
        for finding in outcome.findings:
            drawing.finding(finding)
        for diagnostic in outcome.diagnostics:
            drawing.diagnostic(diagnostic)
        if verbose:
            drawing.unknowns(outcome.seen.unknowns)
        drawing.sentences(missing)
    if repaired is not None:
        stream.writelines(f"{_wrapped(line, stream)}\n" for line in repairs_made(repaired))
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
