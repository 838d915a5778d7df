"""`bnlint confirm`."""

import argparse
import sys

from bnlint.command_line.options import Commands, add_output, add_script, add_selection, positive, settings
from bnlint.command_line.reporting import report
from bnlint.command_line.status import FOUND, NOTHING_FOUND


def add(commands: Commands) -> None:
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
    add_script(confirm, runs=5, skip=1000, each="the script, and the runs that are made again,")
    confirm.add_argument("--bundle", metavar="BUNDLE", help="what bnlint capture wrote of the script: it is not run")
    confirm.add_argument("--steps", metavar="N", type=positive, default=5, help="training runs to measure (default: 5)")
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
    add_selection(confirm)
    add_output(confirm)
    confirm.set_defaults(run=_confirm)


def _confirm(options: argparse.Namespace) -> int:
    from bnlint.artefacts.protos import messages

    messages()  # reading what comes of it must be possible, and what follows imports what that needs
    from bnlint.capture.launch import Request
    from bnlint.capture.progress import ProgressLine
    from bnlint.confirm import RuleSets, Watching, confirm_graph, confirm_script
    from bnlint.evidence.means import Means
    from bnlint.execution.remote import TensorFlow
    from bnlint.interpreters import find_interpreter
    from bnlint.reports.progress import ProgressBar
    from bnlint.rules.discovery import GRAPH_RULES, discover

    rules = RuleSets(discover(), discover(GRAPH_RULES))
    means = Means(options.device, steps=options.steps, train_ops=tuple(options.train_op))
    tensorflow = TensorFlow(find_interpreter(options.python), options.time)
    with tensorflow as tf, ProgressLine(sys.stderr) as line, ProgressBar(sys.stderr) as bar:
        if options.target.endswith(".py"):
            request = Request(
                options.target, tuple(options.arguments), options.python, runs=options.runs, skip=options.skip,
                seconds=options.time, megabytes=options.memory, in_place=options.in_place,
            )  # fmt: skip
            outcome = confirm_script(request, options.bundle, tf, rules, settings(options), means, Watching(line, bar))
        else:
            outcome = confirm_graph(options.target, options.checkpoint, tf, rules, settings(options), means, bar)
    report(outcome, options)
    confirmed = any(f.verdict is not None and f.verdict.word == "confirmed" for f in outcome.findings)
    return FOUND if confirmed and not options.exit_zero else NOTHING_FOUND
