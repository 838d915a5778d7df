"""`bnlint check` with `--fix` or `--diff`."""

import argparse
import sys
from typing import TYPE_CHECKING

from bnlint.command_line.options import cache, files_named, settings, words
from bnlint.command_line.reporting import write_files
from bnlint.command_line.status import FOUND, NOTHING_FOUND, status_of

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.repairs.repairing import Repaired
    from bnlint.sources.overlay import Overlay


def add_repairs(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--fix", action="store_true", help="repair what can be repaired safely, and report the rest")
    group.add_argument("--diff", action="store_true", help="print what --fix would change, and write nothing")
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: make repairs, too, that change more than the bug, such as a signature",
    )
    group.add_argument(
        "--add-ignores",
        action="store_true",
        help="put a comment that suppresses it behind every finding that is left",
    )
    group.add_argument(
        "--prefer", metavar="NAMES", type=words, action="extend", default=[],
        help="take repairs of these names, separated by commas, before others of the same finding",
    )  # fmt: skip


def repair(options: argparse.Namespace) -> int:
    """`bnlint check` with `--fix` or `--diff`."""
    from dataclasses import replace

    from bnlint.cache.memories import Memories
    from bnlint.check import check
    from bnlint.rules.discovery import discover
    from bnlint.sources.errors import UsageError

    try:
        from bnlint.repairs.errors import NotWritten
        from bnlint.repairs.repairing import repaired
        from bnlint.repairs.writing import write
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "libcst":
            raise
        raise UsageError("repairs need LibCST: pip install 'bnlint[fix]'") from None
    rules, overlay = discover(), files_named(options.stdin_filename, options.paths)
    known = cache(options) or Memories()

    def checked(files: "Overlay", everything: bool) -> "Outcome":
        shown = settings(options)
        return check(
            overlay[1],
            rules,
            replace(shown, level="advice", possible=True) if everything else shown,
            files,
            jobs=options.jobs,
            unused_ignores=options.show_unused_ignores,
            baseline=None if everything else options.baseline,
            memories=known,
        )

    result = repaired(checked, overlay[0], unsafe=options.unsafe_fixes, prefer=options.prefer)
    if not options.diff:
        try:
            write(result.paths, result.before, result.overlay)
        except NotWritten as error:
            raise UsageError(str(error)) from None
    return _report_repaired(result, options)


def _report_repaired(result: "Repaired", options: argparse.Namespace) -> int:
    from bnlint.reports import text_report
    from bnlint.reports.formats import Reported, write

    reported = Reported(result.outcome, result.overlay, options.verbose, result, written=not options.diff)
    if options.diff and options.format == "text":
        text_report.write_differences(result, sys.stdout, sys.stderr)
    else:
        write(options.format, reported, sys.stdout)
    write_files(reported, options)
    would_change = bool(result.landed) and options.diff and not options.exit_zero
    return max(status_of(result.outcome, options.exit_zero), FOUND if would_change else NOTHING_FOUND)
