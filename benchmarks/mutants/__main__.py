"""Breaks right programs one way at a time, asks bnlint about each, and prints how many it noticed.

A mutant is caught when bnlint reports a finding that the unchanged program does not have. Those that do no damage are
left out: of the project's own programs TensorFlow says which they are, of real ones `equivalent.toml`.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.mutants.equivalent import readings
from benchmarks.mutants.judging import Judges
from benchmarks.mutants.making import Mutant, mutants
from benchmarks.mutants.operators import OPERATORS, Operator
from benchmarks.mutants.programs import Program, fixtures, labelled
from benchmarks.mutants.report import document, listed, table
from benchmarks.mutants.scoring import Outcome, outcomes

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.labels is None) != (options.repos is None):
        parser.error("--labels and --repos go together")
    operators = [one for one in OPERATORS if not options.operators or one.name in options.operators]
    made = mutants(_programs(options), operators, options.limit)
    if options.diff:
        _write(line for mutant in made for line in _difference(mutant))
        return 0
    found: list[Outcome] = []
    judges = None if options.no_tensorflow else Judges()
    try:
        for outcome in outcomes(made, readings(), judges, options.jobs, options.whole, options.fix):
            found.append(outcome)
            if options.list:
                _write(listed(outcome))
    finally:
        if judges is not None:
            judges.close()
    _write(table(operators, found))
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(json.dumps(document(operators, found), indent=2) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutants",
        description=__doc__,
        epilog="operators:\n" + "\n".join(map(_described, OPERATORS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--programs", nargs="*", type=Path, default=[FIXTURES], help="folders with programs right_…/train.py below"
    )
    parser.add_argument("--labels", type=Path, help="a table of real programs: repo, program, verdict")
    parser.add_argument("--repos", type=Path, help="the folder that holds their repositories, as owner+name")
    parser.add_argument("--whole", action="store_true", help="check whole repositories for a real program")
    parser.add_argument("--only", nargs="+", default=(), help="programs whose names contain one of these")
    parser.add_argument("--operators", nargs="+", choices=[one.name for one in OPERATORS], metavar="NAME")
    parser.add_argument("--limit", type=int, default=3, help="mutants of an operator and program (default 3; 0: all)")
    parser.add_argument("--jobs", type=int, default=1, help="programs at a time (default 1)")
    parser.add_argument("--no-tensorflow", action="store_true", help="run no mutant: all of them count as damaged")
    parser.add_argument(
        "--fix", action="store_true", help="repair the caught ones, and see whether that makes them healthy"
    )
    parser.add_argument("--list", action="store_true", help="name the missed mutants as they come")
    parser.add_argument("--diff", action="store_true", help="print the mutants instead of checking them")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    return parser


def _described(operator: Operator) -> str:
    return f"  {operator.name:26}{operator.breaks} ({', '.join(operator.codes)})"


def _programs(options: argparse.Namespace) -> Iterator[Program]:
    def chosen(program: Program) -> bool:
        return not options.only or any(part in str(program) for part in options.only)

    for folder in options.programs:
        yield from filter(chosen, fixtures(folder))
    if options.labels is not None:
        yield from labelled(options.labels, options.repos, chosen)


def _difference(mutant: Mutant) -> Iterator[str]:
    before = (mutant.program.folder / mutant.path).read_text(encoding="utf-8", errors="replace").splitlines()
    after = mutant.content.decode("utf-8", errors="replace").splitlines()
    yield f"# {mutant}"
    yield from list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]


def _write(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
