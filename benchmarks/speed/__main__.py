"""Times bnlint on folders beside `ast.parse`, ruff and pylint on the same files, and prints the ratios.

Figures are seconds of CPU time, children included; those of bnlint are of one process, the wall time is that of as many
processes as it chooses. All of these read everything anew; "warm" is the CPU time of a run that knows another one's
results, and finds nothing changed. The least of the rounds counts. Every tool reads the Python files that bnlint reads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files

PARSE = "import ast, sys\nfor path in open(sys.argv[1]).read().split('\\n'):\n    ast.parse(open(path, 'rb').read())"
PYLINT = ["-m", "pylint", "--disable=all", "--enable=E", "--score=n", "-j1"]
"""pylint's errors: what editors show first, and what infers most."""


@dataclass(frozen=True)
class Timing:
    """One folder: seconds of CPU time by tool, and bnlint's seconds of wall time.

    `warm` are its seconds of CPU time where all results are known, and `kept` the bytes that these take.
    """

    folder: str
    files: int
    cpu: dict[str, float]
    wall: float
    warm: float
    kept: int

    def ratio(self, tool: str) -> float | None:
        """bnlint's time as a multiple of the tool's."""
        other = self.cpu.get(tool)
        return self.cpu["bnlint"] / other if other else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=1, help="how often each tool runs (default 1)")
    parser.add_argument("--pylint", action="store_true", help="time pylint, too, which takes long")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    options = parser.parse_args(arguments)
    tools = ["ast.parse", "ruff", *(["pylint"] if options.pylint else [])]
    rows = []
    sys.stdout.write(
        f"{'':40} {'files':>6} {'CPU s':>7} {'wall s':>7} {'warm s':>7}"
        + "".join(f" {'x ' + t:>12}" for t in tools)
        + "\n"
    )
    for folder in options.folders:
        row = timing(folder, tools, options.rounds)
        rows.append(row)
        ratios = "".join(f" {'-' if (r := row.ratio(tool)) is None else f'{r:.2f}':>12}" for tool in tools)
        sys.stdout.write(
            f"{row.folder:40} {row.files:6} {row.cpu['bnlint']:7.2f} {row.wall:7.2f} {row.warm:7.2f}{ratios}\n"
        )
        sys.stdout.flush()
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return 0


def timing(folder: Path, tools: Sequence[str], rounds: int) -> Timing:
    """The times of bnlint and of the tools on the files below a folder that parse."""
    paths = list(_parsed(folder))
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch, "files")
        listed.write_text("\n".join(paths), encoding="utf-8")
        python = [sys.executable]
        check = [*python, "-m", "bnlint", "check", str(folder)]
        commands = {
            "bnlint": [*check, "--no-cache", "-j1"],
            "ast.parse": [*python, "-c", PARSE, str(listed)],
            "ruff": [*python, "-m", "ruff", "check", "--no-cache", "--isolated", "--quiet", *paths],
            "pylint": [*python, *PYLINT, *paths],
        }
        runs = {name: [_run(commands[name]) for _ in range(rounds)] for name in ("bnlint", *tools)}
        parallel = [_run([*check, "--no-cache"]) for _ in range(rounds)]
        known = Path(scratch, "known")
        _, *warm = [_run([*check, "--cache-dir", str(known), "-j1"]) for _ in range(rounds + 1)]
        kept = sum(file.stat().st_size for file in known.iterdir())
    return Timing(
        folder.name, len(paths), {name: min(cpu for cpu, _ in run) for name, run in runs.items()},
        min(wall for _, wall in parallel), min(cpu for cpu, _ in warm), kept,
    )  # fmt: skip


def _parsed(folder: Path) -> Iterator[str]:
    """The modules that bnlint reads and that Python can parse."""
    import ast

    overlay = Overlay.disk()
    for path in find_python_files([str(folder)], overlay, lambda _: None):
        if path.endswith(".py"):
            try:
                ast.parse(Path(path).read_bytes())
            except (SyntaxError, ValueError):
                continue
            yield path


def _run(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of CPU time, and of wall time."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=dict(os.environ))
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    sys.exit(main())
