"""`bnlint rules` and `bnlint explain`."""

import argparse
import sys

from bnlint.command_line.options import Commands
from bnlint.command_line.status import NOTHING_FOUND


def add(commands: Commands) -> None:
    listing = commands.add_parser("rules", help="list the rules", description="List the rules.")
    listing.set_defaults(run=_list)
    explain = commands.add_parser(
        "explain", help="show a rule's documentation", description="Show the documentation of a rule."
    )
    explain.add_argument("rule", metavar="RULE", help="a code or a name: BN102, update-ops-collected-too-early")
    explain.set_defaults(run=_explain)


def _list(_: argparse.Namespace) -> int:
    from bnlint.reports.rule_pages import write_table
    from bnlint.rules.discovery import GRAPH_RULES, discover

    write_table(sorted([*discover(), *discover(GRAPH_RULES)]), sys.stdout)
    return NOTHING_FOUND


def _explain(options: argparse.Namespace) -> int:
    from bnlint.reports.rule_pages import diagnostic_page, rule_page, write_page
    from bnlint.rules.discovery import GRAPH_RULES, discover
    from bnlint.rules.selection import find
    from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS

    kind = DIAGNOSTIC_KINDS.get(options.rule.upper())
    rules = [*discover(), *discover(GRAPH_RULES)]
    write_page(diagnostic_page(kind) if kind else rule_page(find(options.rule, rules)), sys.stdout)
    return NOTHING_FOUND
