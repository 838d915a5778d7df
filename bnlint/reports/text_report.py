"""The report that people read: each finding with its source and the trail that proves it, then one line of summary."""

from typing import TYPE_CHECKING, TextIO

from bnlint.reports.summary import gaps, summary

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.sources.overlay import Overlay


def write(
    outcome: "Outcome",
    stream: TextIO,
    *,
    verbose: bool = False,
    files: "Overlay | None" = None,
) -> None:
    """Print `outcome`; its source lines are read from `files`, the disk unless told.

    `verbose` names the unknowns that kept rules silent.
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
    stream.write(_wrapped(summary(outcome, verbose=verbose), stream) + "\n")


def _wrapped(line: str, stream: TextIO) -> str:
    if not stream.isatty():
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    return fill(line, get_terminal_size().columns)
