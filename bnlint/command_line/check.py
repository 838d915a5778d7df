"""`bnlint check`."""

import argparse
import sys
from typing import TYPE_CHECKING

from bnlint.command_line.options import (
    Commands,
    add_cache,
    add_output,
    add_selection,
    cache,
    files_named,
    processes,
    settings,
)
from bnlint.command_line.repair import add_repairs, repair
from bnlint.command_line.reporting import report
from bnlint.command_line.status import NOTHING_FOUND, status_of

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.sources.overlay import Overlay


def add(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="check files and folders",
        description="Check Python files, and those below folders.",
        epilog="Exit status: 0 nothing found, 1 findings or files that could not be analysed, 2 wrong usage or "
        "nothing that could be read.",
    )
    check.add_argument("paths", metavar="PATH", nargs="*", help="a file or a folder (default: the current folder)")
    add_selection(check)
    check.add_argument("--show-unused-ignores", action="store_true", help="report comments that suppress nothing")
    add_output(check)
    check.add_argument(
        "--stdin-filename", metavar="PATH", help="check standard input as if it were the content of this file"
    )
    check.add_argument(
        "-j",
        "--jobs",
        metavar="N",
        type=processes,
        help="processes (default: one for each processor, if it is worth it)",
    )
    add_cache(check)
    check.add_argument("--baseline", metavar="FILE", help="do not show the findings that this file lists")
    check.add_argument(
        "--write-baseline", metavar="FILE", help="list what is found in this file, instead of showing it"
    )
    add_repairs(check.add_argument_group("repairs", "They need LibCST: pip install 'bnlint[fix]'."))
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    _refuse_contradictions(options)
    if options.fix or options.diff:
        return repair(options)
    from bnlint.check import check
    from bnlint.reports.progress import ProgressBar
    from bnlint.rules.discovery import discover

    overlay, paths = files_named(options.stdin_filename, options.paths)
    with ProgressBar(sys.stderr) as progress:
        outcome = check(
            paths,
            discover(),
            settings(options),
            overlay,
            jobs=options.jobs,
            unused_ignores=options.show_unused_ignores,
            baseline=options.baseline,
            progress=progress,
            memories=cache(options),
        )
    if options.write_baseline is not None:
        return _write_baseline(outcome, options.write_baseline, overlay)
    if options.add_ignores:
        return _add_ignores(outcome, overlay)
    report(outcome, options, overlay)
    return status_of(outcome, options.exit_zero)


def _refuse_contradictions(options: argparse.Namespace) -> None:
    from bnlint.findings.repair import WAYS
    from bnlint.sources.errors import UsageError

    repairs = options.fix or options.diff
    if options.unsafe_fixes and not repairs:
        raise UsageError("--unsafe-fixes says which repairs to make: add --fix, or --diff to see them.")
    if options.stdin_filename is not None and options.fix and not options.diff:
        raise UsageError("--fix cannot write to standard input: use --diff.")
    if options.stdin_filename is not None and options.add_ignores:
        raise UsageError("--add-ignores cannot write to standard input.")
    if sum((bool(repairs), options.add_ignores, options.write_baseline is not None)) > 1:
        raise UsageError("--fix or --diff, --add-ignores and --write-baseline are done one at a time.")
    for name in options.prefer:
        if name not in WAYS:
            raise UsageError(f"--prefer: {name} is no repair; they are {', '.join(WAYS)}.")


def _write_baseline(outcome: "Outcome", path: str, files: "Overlay") -> int:
    from bnlint.findings.baseline import written
    from bnlint.reports.summary import count
    from bnlint.sources.errors import UsageError

    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(written(path, outcome.findings, files))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    sys.stdout.write(f"{path} lists {count(len(outcome.findings), 'finding')}.\n")
    return NOTHING_FOUND


def _add_ignores(outcome: "Outcome", files: "Overlay") -> int:
    from bnlint.repairs.errors import NotWritten
    from bnlint.repairs.ignoring import with_ignores
    from bnlint.repairs.writing import write
    from bnlint.reports.summary import count
    from bnlint.sources.errors import UsageError

    changed, paths = with_ignores(files, outcome.findings)
    try:
        write(paths, files, changed)
    except NotWritten as error:
        raise UsageError(str(error)) from None
    ignored = sum(finding.place.path in paths for finding in outcome.findings)
    sys.stdout.write(f"{count(ignored, 'finding')} suppressed in {count(len(paths), 'file')}.\n")
    return NOTHING_FOUND
