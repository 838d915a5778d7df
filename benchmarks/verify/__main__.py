"""Times `bnlint verify` of a large graph beside the protobuf parse of the same file, in one run.

Both are processes that begin with the interpreter and import protobuf's messages; the figures are seconds of CPU time
and MiB of memory at the peak. What remains without the start is measured within each process: reading the file and
parsing it, against that and judging it. The least of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.verify.graphs import network

MEASURED = """
import resource, sys, time
{imports}
protos.messages()
begun = time.process_time()
{work}
work = time.process_time() - begun
used = resource.getrusage(resource.RUSAGE_SELF)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(used.ru_utime + used.ru_stime, work, used.ru_maxrss / unit)
"""
"""What each process does; it prints seconds of CPU time in all, those of the work, and MiB."""
PARSE = MEASURED.format(
    imports="from bnlint.artefacts import protos",
    work="meta = protos.parse(protos.messages().meta_graph_def, open(sys.argv[1], 'rb').read())",
)
VERIFY = MEASURED.format(
    imports="from bnlint.artefacts import protos\nfrom bnlint.rules.discovery import GRAPH_RULES, discover\n"
    "from bnlint.verify import verify",
    work="outcome = verify([sys.argv[1]], discover(GRAPH_RULES))\nassert not outcome.findings and outcome.seen.layers",
)


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU time of a process, those of its work alone, and MiB at its peak."""

    cpu: float
    work: float
    peak: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify", description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000, help="of the graph (default 100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        meta = network(options.operations)
        file = Path(scratch, "large.meta")
        file.write_bytes(meta.SerializeToString())
        rounds = [(_cost(PARSE, file), _cost(VERIFY, file)) for _ in range(options.rounds)]
        size = file.stat().st_size
    parse, verify = (_least([row[which] for row in rounds]) for which in (0, 1))
    sys.stdout.write(f"{len(meta.graph_def.node):,} operations, {size / 2**20:.1f} MiB\n")
    sys.stdout.write(f"{'':8} {'CPU s':>7} {'work s':>7} {'MiB':>6}\n")
    for name, cost in (("parse", parse), ("verify", verify)):
        sys.stdout.write(f"{name:8} {cost.cpu:7.2f} {cost.work:7.2f} {cost.peak:6.0f}\n")
    ratios = {key: round(getattr(verify, key) / getattr(parse, key), 2) for key in ("cpu", "work", "peak")}
    sys.stdout.write(f"{'ratio':8} {ratios['cpu']:7.2f} {ratios['work']:7.2f} {ratios['peak']:6.2f}\n")
    if options.write:
        figures = {"parse": asdict(parse), "verify": asdict(verify), "ratio": ratios}
        found = {"operations": len(meta.graph_def.node), "bytes": size, **figures}
        options.write.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def _cost(program: str, file: Path) -> Cost:
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(*(round(float(figure), 3) for figure in done.stdout.split()))


def _least(costs: Sequence[Cost]) -> Cost:
    return Cost(min(c.cpu for c in costs), min(c.work for c in costs), min(c.peak for c in costs))


if __name__ == "__main__":
    sys.exit(main())
