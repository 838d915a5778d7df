"""The command line.

Exit status: 0 nothing found; 1 findings, or files that could not be analysed; 2 wrong usage, nothing that could be
read, or an internal error; 130 interrupted; 141 the reader of the output has gone.

What a command needs is imported when it runs, so that `bnlint --version` starts at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, TextIO

from bnlint import __version__

if TYPE_CHECKING:
    from bnlint.analysis.errors import Failed
    from bnlint.check import Outcome
    from bnlint.repairs.repairing import Repaired
    from bnlint.sources.overlay import Overlay

NOTHING_FOUND = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in `arguments`, the process's own unless given, and return its exit status.

    Raises SystemExit for `--help`, `--version` and wrong arguments, as argparse does.
    """
    _escape_what_cannot_be_encoded(sys.stdout, sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        status = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget(sys.stdout)
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - whatever a bug raises is to be reported, not thrown at the user
        return _report_bug(error, options.verbose)
    return status


def run() -> NoReturn:
    """Run the command that this process was started for, and end the process.

    What an analysis holds is not taken apart before, which would take a tenth of its time.
    """
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bnlint", description="Finds batch normalisation that silently goes wrong in TensorFlow programs."
    )
    parser.add_argument("--version", action="version", version=f"bnlint {__version__}")
    parser.set_defaults(verbose=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_check(commands)
    _add_verify(commands)
    _add_capture(commands)
    _add_confirm(commands)
    commands.add_parser("rules", help="list the rules", description="List the rules.")
    explain = commands.add_parser(
        "explain", help="show a rule's documentation", description="Show the documentation of a rule."
    )
    explain.add_argument("rule", metavar="RULE", help="a code or a name: BN102, update-ops-collected-too-early")
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser(
        "check",
        help="check files and folders",
        description="Check Python files, and those below folders.",
        epilog="Exit status: 0 nothing found, 1 findings or files that could not be analysed, 2 wrong usage or "
        "nothing that could be read.",
    )
    check.add_argument("paths", metavar="PATH", nargs="*", help="a file or a folder (default: the current folder)")
    check.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    for option, help_text in (
        ("--select", "judge by these rules only: codes, their beginnings (BN1), or names, separated by commas"),
        ("--ignore", "leave these rules out"),
    ):
        check.add_argument(option, metavar="RULES", type=_words, action="extend", help=help_text)
    levels = check.add_mutually_exclusive_group()
    levels.add_argument(
        "--level", choices=("error", "warning", "advice"), help="the least level to show (default: warning)"
    )
    levels.add_argument(
        "--advice", action="store_const", dest="level", const="advice", help="the same as --level advice"
    )
    check.add_argument(
        "--possible",
        action=argparse.BooleanOptionalAction,
        help="show findings that are possible but not sure, too (default: no)",
    )
    check.add_argument("--show-unused-ignores", action="store_true", help="report comments that suppress nothing")
    check.add_argument("--exit-zero", action="store_true", help="end with 0 where findings would make it 1")
    check.add_argument(
        "--stdin-filename", metavar="PATH", help="check standard input as if it were the content of this file"
    )
    check.add_argument(
        "-j", "--jobs", metavar="N", type=_count, help="processes (default: one for each processor, if it is worth it)"
    )
    check.add_argument("--verbose", action="store_true", help="name the unknowns that kept rules silent")
    check.add_argument("--baseline", metavar="FILE", help="do not show the findings that this file lists")
    check.add_argument(
        "--write-baseline", metavar="FILE", help="list what is found in this file, instead of showing it"
    )
    _add_repairs(check.add_argument_group("repairs", "They need LibCST: pip install 'bnlint[fix]'."))


def _add_repairs(group: "argparse._ArgumentGroup") -> None:
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
        "--prefer", metavar="NAMES", type=_words, action="extend", default=[],
        help="take repairs of these names, separated by commas, before others of the same finding",
    )  # fmt: skip


def _add_verify(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = commands.add_parser(
        "verify",
        help="judge graphs that TensorFlow has built",
        description="Judge graphs that TensorFlow has built, by their structure: .meta, .pb, .pbtxt, SavedModels, "
        "event files, model folders, bundles.",
        epilog="Exit status: 0 nothing found, 1 findings, 2 wrong usage or nothing that could be read.",
    )
    verify.add_argument("graphs", metavar="GRAPH", nargs="+", help="a file or a folder that holds a graph")
    verify.add_argument(
        "--train-op", metavar="NAME", action="append", default=[],
        help="an operation that training fetches (default: all that a graph has)",
    )  # fmt: skip
    verify.add_argument(
        "--possible", action="store_true", help="show findings of bundles that are possible but not sure, too"
    )
    verify.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    verify.add_argument("--exit-zero", action="store_true", help="end with 0 where findings would make it 1")
    verify.add_argument("--verbose", action="store_true", help="name the unknowns that kept rules silent")


def _add_capture(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    capture = commands.add_parser(
        "capture",
        usage="bnlint capture [options] (SCRIPT | -m MODULE) [-- ARGUMENT ...]",
        help="run a training script and write down what TensorFlow does",
        description="Run a training script, unchanged, for a few training runs, and write a bundle with its graphs, "
        "where they come from, and what is fed and fetched. The script runs in a copy of its folder.",
        epilog="Exit status: 0 a bundle was written, 1 a bundle was written, but the script built no graph, 2 wrong "
        "usage.",
    )
    capture.add_argument("script", metavar="SCRIPT", help="the script")
    capture.add_argument(
        "-m", "--module", action="store_true", help="SCRIPT is a module's name, to be started as python -m does"
    )
    capture.add_argument("arguments", metavar="ARGUMENT", nargs="*", help="arguments of the script, after --")
    capture.add_argument(
        "--python",
        metavar="INTERPRETER",
        default="python",
        help="the interpreter that has TensorFlow, Python 3.6 or newer (default: python)",
    )
    capture.add_argument(
        "--runs", metavar="N", type=_positive, default=3, help="training runs after which it is enough (default: 3)"
    )
    capture.add_argument(
        "--skip", metavar="N", type=_positive, default=0,
        help="training runs after those to answer without running them, so that evaluation is seen (default: none)",
    )  # fmt: skip
    capture.add_argument(
        "--time", metavar="SECONDS", type=_positive, default=300, help="seconds that it may take (default: 300)"
    )
    capture.add_argument("--memory", metavar="MB", type=_positive, help="megabytes of address space (default: all)")
    capture.add_argument("--in-place", action="store_true", help="run the script where it is, and not in a copy")
    capture.add_argument(
        "-o", "--output", metavar="BUNDLE", help="the file to write (default: the script's name with .bnlint.zip)"
    )


def _add_confirm(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    confirm = commands.add_parser(
        "confirm",
        usage="bnlint confirm [options] SCRIPT|GRAPH [-- ARGUMENT ...]",
        help="hold findings against the running program",
        description="Judge a training script by its source and by the graphs that it builds, run it for a moment, make "
        "its runs again, and say of each finding whether they confirm it. A graph (.meta, a bundle, ...) is judged by "
        "its structure, and run with made-up data.",
        epilog="Exit status: 0 nothing was confirmed, 1 a finding was, 2 wrong usage, or no TensorFlow.",
    )
    confirm.add_argument("target", metavar="SCRIPT|GRAPH", help="a training script, or a file that holds a graph")
    confirm.add_argument("arguments", metavar="ARGUMENT", nargs="*", help="arguments of the script, after --")
    confirm.add_argument("--bundle", metavar="BUNDLE", help="what bnlint capture wrote of the script: it is not run")
    confirm.add_argument(
        "--python", metavar="INTERPRETER", default="python",
        help="the interpreter that has TensorFlow, Python 3.6 or newer (default: python)",
    )  # fmt: skip
    confirm.add_argument(
        "--runs", metavar="N", type=_positive, default=5, help="training runs of the script to see (default: 5)"
    )
    confirm.add_argument(
        "--skip", metavar="N", type=_positive, default=1000,
        help="training runs after those to answer without running them, so that evaluation is seen (default: 1000)",
    )  # fmt: skip
    confirm.add_argument(
        "--steps", metavar="N", type=_positive, default=5, help="training runs to measure (default: 5)"
    )
    confirm.add_argument(
        "--time", metavar="SECONDS", type=_positive, default=300, help="seconds that each may take (default: 300)"
    )
    confirm.add_argument("--memory", metavar="MB", type=_positive, help="megabytes of address space (default: all)")
    confirm.add_argument(
        "--checkpoint", metavar="PREFIX", help="the values of a graph's variables (default: as they are initialised)"
    )
    confirm.add_argument(
        "--device", choices=("auto", "cpu", "gpu"), default="auto",
        help="where graphs are run; towers are spread over logical devices (default: a GPU if there is one)",
    )  # fmt: skip
    confirm.add_argument(
        "--train-op", metavar="NAME", action="append", default=[],
        help="an operation that trains, in a graph without its script (default: all that a graph has)",
    )  # fmt: skip
    confirm.add_argument("--in-place", action="store_true", help="run the script where it is, and not in a copy")
    for option, help_text in (("--select", "judge by these rules only"), ("--ignore", "leave these rules out")):
        confirm.add_argument(option, metavar="RULES", type=_words, action="extend", help=help_text)
    confirm.add_argument("--level", choices=("error", "warning", "advice"), help="the least level (default: warning)")
    confirm.add_argument("--possible", action="store_true", help="judge possible findings, too")
    confirm.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")
    confirm.add_argument("--exit-zero", action="store_true", help="end with 0 where findings would make it 1")
    confirm.add_argument("--verbose", action="store_true", help="name the unknowns that kept rules silent")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no positive number")
    return int(text)


def _count(text: str) -> int:
    """A number of processes."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes")
    return int(text)


def _words(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def _run(options: argparse.Namespace) -> int:
    from bnlint.analysis.errors import Failed, ProcessDied
    from bnlint.rules.rule import RuleError
    from bnlint.rules.selection import UnknownRule
    from bnlint.sources.errors import UsageError

    try:
        match options.command:
            case "check":
                return _check(options)
            case "verify":
                return _verify(options)
            case "capture":
                return _capture(options)
            case "confirm":
                return _confirm(options)
            case "rules":
                return _rules()
            case _:
                return _explain(options.rule)
    except (RuleError, UnknownRule, UsageError, ProcessDied) as error:
        sys.stderr.write(f"bnlint: {error}\n")
        return FAILED
    except Failed as error:
        return _report_failure(error, options.verbose)


def _check(options: argparse.Namespace) -> int:
    _refuse_contradictions(options)
    if options.fix or options.diff:
        return _repair(options)
    from bnlint.check import check
    from bnlint.reports.progress import ProgressBar
    from bnlint.rules.discovery import discover
    from bnlint.settings.settings import Settings

    settings = Settings(options.select, options.ignore, options.level, options.possible)
    overlay, paths = _files(options.stdin_filename, options.paths)
    with ProgressBar(sys.stderr) as progress:
        outcome = check(
            paths,
            discover(),
            settings,
            overlay,
            jobs=options.jobs,
            unused_ignores=options.show_unused_ignores,
            baseline=options.baseline,
            progress=progress,
        )
    if options.write_baseline is not None:
        return _write_baseline(outcome, options.write_baseline, overlay)
    if options.add_ignores:
        return _add_ignores(outcome, overlay)
    _report(outcome, options, overlay)
    return _status(outcome, options.exit_zero)


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


def _repair(options: argparse.Namespace) -> int:
    """`bnlint check` with `--fix` or `--diff`."""
    from dataclasses import replace

    from bnlint.check import check
    from bnlint.rules.discovery import discover
    from bnlint.settings.settings import Settings
    from bnlint.sources.errors import UsageError

    try:
        from bnlint.repairs.errors import NotWritten
        from bnlint.repairs.repairing import repaired
        from bnlint.repairs.writing import write
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "libcst":
            raise
        raise UsageError("repairs need LibCST: pip install 'bnlint[fix]'") from None
    rules, overlay = discover(), _files(options.stdin_filename, options.paths)

    def checked(files: "Overlay", everything: bool) -> "Outcome":
        shown = Settings(options.select, options.ignore, options.level, options.possible)
        settings = replace(shown, level="advice", possible=True) if everything else shown
        return check(
            overlay[1],
            rules,
            settings,
            files,
            jobs=options.jobs,
            unused_ignores=options.show_unused_ignores,
            baseline=None if everything else options.baseline,
        )

    result = repaired(checked, overlay[0], unsafe=options.unsafe_fixes, prefer=options.prefer)
    if not options.diff:
        try:
            write(result.paths, result.before, result.overlay)
        except NotWritten as error:
            raise UsageError(str(error)) from None
    return _report_repaired(result, options)


def _report_repaired(result: "Repaired", options: argparse.Namespace) -> int:
    from bnlint.reports import json_report, text_report

    if options.format == "json":
        json_report.write(result.outcome, sys.stdout, result)
    elif options.diff:
        text_report.write_differences(result, sys.stdout, sys.stderr)
    else:
        text_report.write(result.outcome, sys.stdout, verbose=options.verbose, files=result.overlay, repaired=result)
    would_change = bool(result.landed) and options.diff and not options.exit_zero
    return max(_status(result.outcome, options.exit_zero), FOUND if would_change else NOTHING_FOUND)


def _report(outcome: "Outcome", options: argparse.Namespace, files: "Overlay | None" = None) -> None:
    if options.format == "json":
        from bnlint.reports import json_report

        json_report.write(outcome, sys.stdout)
    else:
        from bnlint.reports import text_report

        text_report.write(outcome, sys.stdout, verbose=options.verbose, files=files)


def _verify(options: argparse.Namespace) -> int:
    from bnlint.artefacts.errors import ArtefactError
    from bnlint.rules.discovery import GRAPH_RULES, discover
    from bnlint.rules.selection import select
    from bnlint.verify import verify

    try:
        rules, causes = (select(found, (), ()) for found in (discover(GRAPH_RULES), discover()))
        outcome = verify(options.graphs, rules, causes, options.train_op, options.possible)
    except ArtefactError as error:
        sys.stderr.write(f"bnlint: {error}\n")
        return FAILED
    _report(outcome, options)
    return FOUND if outcome.findings and not options.exit_zero else NOTHING_FOUND


def _files(unsaved: str | None, paths: list[str]) -> "tuple[Overlay, list[str]]":
    """The files as they are to be read, and what to check of them: the `unsaved` one where nothing else is named."""
    from bnlint.sources.overlay import Overlay

    files = Overlay.disk()
    if unsaved is None:
        return files, paths or ["."]
    return files.with_edits({unsaved: sys.stdin.buffer.read()}), paths or [unsaved]


def _status(outcome: "Outcome", exit_zero: bool) -> int:
    if not outcome.seen.files and not outcome.hidden.excluded:
        sys.stderr.write("bnlint: no Python file could be read.\n")
        return FAILED
    return FOUND if (outcome.findings or outcome.diagnostics) and not exit_zero else NOTHING_FOUND


def _capture(options: argparse.Namespace) -> int:
    from pathlib import Path

    from bnlint.capture.launch import Request, capture, script_of
    from bnlint.capture.progress import ProgressLine

    script = script_of(options.script) if options.module else options.script
    request = Request(
        script,
        tuple(options.arguments),
        options.python,
        runs=options.runs,
        skip=options.skip,
        seconds=options.time,
        megabytes=options.memory,
        in_place=options.in_place,
        module=options.script if options.module else None,
    )
    target = Path(options.output or f"{Path(script).stem}.bnlint.zip")
    with ProgressLine(sys.stderr) as progress:
        captured = capture(request, target, progress)
    sys.stdout.write(f"{captured}\n")
    return NOTHING_FOUND if captured.has_graph else FOUND


def _confirm(options: argparse.Namespace) -> int:
    from bnlint.artefacts.errors import ArtefactError
    from bnlint.artefacts.protos import messages
    from bnlint.capture.launch import Request
    from bnlint.capture.progress import ProgressLine
    from bnlint.confirm import RuleSets, Watching, confirm_graph, confirm_script
    from bnlint.evidence.means import Means
    from bnlint.execution.remote import TensorFlow
    from bnlint.interpreters import find_interpreter
    from bnlint.reports.progress import ProgressBar
    from bnlint.rules.discovery import GRAPH_RULES, discover
    from bnlint.settings.settings import Settings

    settings = Settings(options.select, options.ignore, options.level, options.possible)
    rules = RuleSets(discover(), discover(GRAPH_RULES))
    means = Means(options.device, steps=options.steps, train_ops=tuple(options.train_op))
    tensorflow = TensorFlow(find_interpreter(options.python), options.time)
    try:
        messages()  # reading what comes of it must be possible
        with tensorflow as tf, ProgressLine(sys.stderr) as line, ProgressBar(sys.stderr) as bar:
            if options.target.endswith(".py"):
                request = Request(
                    options.target, tuple(options.arguments), options.python, runs=options.runs, skip=options.skip,
                    seconds=options.time, megabytes=options.memory, in_place=options.in_place,
                )  # fmt: skip
                outcome = confirm_script(request, options.bundle, tf, rules, settings, means, Watching(line, bar))
            else:
                outcome = confirm_graph(options.target, options.checkpoint, tf, rules, settings, means, bar)
    except ArtefactError as error:
        sys.stderr.write(f"bnlint: {error}\n")
        return FAILED
    _report(outcome, options)
    confirmed = any(f.verdict is not None and f.verdict.word == "confirmed" for f in outcome.findings)
    return FOUND if confirmed and not options.exit_zero else NOTHING_FOUND


def _rules() -> int:
    from bnlint.reports.rule_pages import write_table
    from bnlint.rules.discovery import GRAPH_RULES, discover

    write_table(sorted([*discover(), *discover(GRAPH_RULES)]), sys.stdout)
    return NOTHING_FOUND


def _explain(word: str) -> int:
    from bnlint.reports.rule_pages import diagnostic_page, rule_page, write_page
    from bnlint.rules.discovery import GRAPH_RULES, discover
    from bnlint.rules.selection import find
    from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS

    kind = DIAGNOSTIC_KINDS.get(word.upper())
    rules = [*discover(), *discover(GRAPH_RULES)]
    write_page(diagnostic_page(kind) if kind else rule_page(find(word, rules)), sys.stdout)
    return NOTHING_FOUND


def _report_bug(error: Exception, verbose: bool) -> int:
    if verbose:
        import traceback

        traceback.print_exception(error)
    what = "".join(f": {line}" for line in str(error).splitlines()[:1])
    return _bug(f"{type(error).__name__}{what}", "the file it reads")


def _report_failure(error: "Failed", verbose: bool) -> int:
    if verbose:
        sys.stderr.write(error.where)
    return _bug(str(error), "that file")


def _bug(what: str, file: str) -> int:
    sys.stderr.write(
        f"bnlint: internal error, {what}. This is a bug in bnlint; please report it with {file} and what "
        "`bnlint check --verbose` prints.\n"
    )
    return FAILED


def _escape_what_cannot_be_encoded(*streams: TextIO) -> None:
    """Print a path or a line of source on every terminal, whatever its encoding lacks."""
    import io

    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _forget(stream: TextIO) -> None:
    """Let the interpreter flush what is left into nothing at its end, instead of failing again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
