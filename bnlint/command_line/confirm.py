"""`bnlint confirm`."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from bnlint.command_line.options import Commands, add_output, add_script, add_selection, positive, settings
from bnlint.command_line.reporting import report
from bnlint.command_line.status import FOUND, NOTHING_FOUND

if TYPE_CHECKING:
    from bnlint.execution.devices import Devices


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
        "--device", metavar="DEVICE", type=devices, default="auto",
        help="where graphs are run: auto, cpu, gpu, or some GPUs by their numbers, as gpu:0,2; towers are spread over "
        "them, or over logical devices (default: auto, GPUs if there are any)",
    )  # fmt: skip
    confirm.add_argument(
        "--train-op", metavar="NAME", action="append", default=[],
        help="an operation that trains, in a graph without its script (default: all that a graph has)",
    )  # fmt: skip
    add_selection(confirm)
    add_output(confirm)
    confirm.set_defaults(run=_confirm)


def devices(text: str) -> "Devices":
    """Where graphs are to be run."""
    from bnlint.execution.devices import Devices

    try:
        return Devices.named(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is none of auto, cpu, gpu, and GPUs as in gpu:0,2") from None


def _variables(chosen: "Devices") -> dict[str, str]:
    """Under what variables a process uses these devices."""
    from bnlint.execution.errors import DeviceError
    from bnlint.sources.errors import UsageError

    try:
        return chosen.environment(os.environ)
    except DeviceError as error:
        raise UsageError(f"--device: {error}.") from None


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

    variables = _variables(options.device)
    rules = RuleSets(discover(), discover(GRAPH_RULES))
    means = Means(steps=options.steps, train_ops=tuple(options.train_op))
    tensorflow = TensorFlow(find_interpreter(options.python), options.time, options.device)
    with tensorflow as tf, ProgressLine(sys.stderr) as line, ProgressBar(sys.stderr) as bar:
        if options.target.endswith(".py"):
            request = Request(
                options.target, tuple(options.arguments), options.python, runs=options.runs, skip=options.skip,
                seconds=options.time, megabytes=options.memory, in_place=options.in_place, variables=variables,
            )  # fmt: skip
            outcome = confirm_script(request, options.bundle, tf, rules, settings(options), means, Watching(line, bar))
        else:
            outcome = confirm_graph(options.target, options.checkpoint, tf, rules, settings(options), means, bar)
    report(outcome, options)
    confirmed = any(f.verdict is not None and f.verdict.word == "confirmed" for f in outcome.findings)
    return FOUND if confirmed and not options.exit_zero else NOTHING_FOUND
