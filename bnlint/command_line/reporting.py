"""Writes what came of a command."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.reports.formats import Reported
    from bnlint.sources.overlay import Overlay


def report(outcome: "Outcome", options: argparse.Namespace, files: "Overlay | None" = None) -> None:
    """Print the report, and write the files that `--output` names."""
    from bnlint.reports.formats import Reported, write
    from bnlint.sources.overlay import Overlay

    reported = Reported(outcome, files or Overlay.disk(), options.verbose)
    write(options.format, reported, sys.stdout)
    write_files(reported, options)


def write_files(reported: "Reported", options: argparse.Namespace) -> None:
    """Write a report into each file that `--output` names. Raises `UsageError` for one that cannot be written."""
    from bnlint.reports.formats import write
    from bnlint.sources.errors import UsageError

    for name, path in options.output:
        try:
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                write(name, reported, stream)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
