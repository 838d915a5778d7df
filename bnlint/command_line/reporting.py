"""Writes what came of a command."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.sources.overlay import Overlay


def report(outcome: "Outcome", options: argparse.Namespace, files: "Overlay | None" = None) -> None:
    if options.format == "json":
        from bnlint.reports import json_report

        json_report.write(outcome, sys.stdout)
    else:
        from bnlint.reports import text_report

        text_report.write(outcome, sys.stdout, verbose=options.verbose, files=files)
