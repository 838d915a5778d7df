"""`bnlint capture`."""

import argparse
import sys

from bnlint.command_line.options import Commands, add_script
from bnlint.command_line.status import FOUND, NOTHING_FOUND


def add(commands: Commands) -> None:
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
    add_script(capture, runs=3, skip=0, each="it")
    capture.add_argument(
        "-o", "--output", metavar="BUNDLE", help="the file to write (default: the script's name with .bnlint.zip)"
    )
    capture.set_defaults(run=_capture)


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
