"""`bnlint verify`."""

import argparse

from bnlint.command_line.options import Commands, add_output
from bnlint.command_line.reporting import report
from bnlint.command_line.status import FOUND, NOTHING_FOUND


def add(commands: Commands) -> None:
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
    add_output(verify)
    verify.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from bnlint.rules.discovery import GRAPH_RULES, discover
    from bnlint.rules.selection import select
    from bnlint.verify import verify

    rules, causes = (select(found, (), ()) for found in (discover(GRAPH_RULES), discover()))
    outcome = verify(options.graphs, rules, causes, options.train_op, options.possible)
    report(outcome, options)
    return FOUND if outcome.findings and not options.exit_zero else NOTHING_FOUND
