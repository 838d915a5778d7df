"""Times pylint on folders with bnlint as its plugin and without, in pairs, and prints what the plugin adds.

Figures are seconds of CPU time, children included, and the share that is added is the median over the pairs: another
program that takes the processor then takes it from both. pylint reads the modules that Python can parse, without a
configuration of the folder's own.
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
from statistics import median

from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files


@dataclass(frozen=True)
class Timing:
    """One folder: for each pair of runs, the seconds of pylint alone and with the plugin."""

    folder: str
    files: int
    arguments: list[str]
    cpu: list[tuple[float, float]]
    wall: list[tuple[float, float]]

    @property
    def added(self) -> float:
        """What the plugin adds to the CPU time, as a share of pylint's own."""
        return median(both / alone - 1 for alone, both in self.cpu)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plugin", description=__doc__, epilog="What stands behind -- is given to pylint."
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="how many pairs (default 3)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    listed = list(sys.argv[1:] if arguments is None else arguments)
    cut = listed.index("--") if "--" in listed else len(listed)
    options = parser.parse_args(listed[:cut])
    rows = []
    sys.stdout.write(f"{'':40} {'files':>6} {'CPU s':>7} {'with':>7} {'added':>7} {'wall s':>7} {'with':>7}\n")
    for folder in options.folders:
        row = timing(folder, listed[cut + 1 :], options.rounds)
        rows.append(row)
        cpu, wall = ([median(side) for side in zip(*pairs, strict=True)] for pairs in (row.cpu, row.wall))
        seconds = f"{cpu[0]:7.2f} {cpu[1]:7.2f} {row.added:7.1%} {wall[0]:7.2f} {wall[1]:7.2f}"
        sys.stdout.write(f"{row.folder:40} {row.files:6} {seconds}\n")
        sys.stdout.flush()
    if options.write:
        figures = [asdict(row) | {"added": round(row.added, 4)} for row in rows]
        options.write.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def timing(folder: Path, arguments: Sequence[str], rounds: int) -> Timing:
    """The times of pylint on the modules below a folder, with the plugin and without."""
    paths = list(_modules(folder))
    with tempfile.TemporaryDirectory() as home:
        alone = [sys.executable, "-m", "pylint", "--rcfile=", "--persistent=n", *arguments]
        pairs = [
            [_run([*alone, *plugin, *paths], folder, home) for plugin in ((), ("--load-plugins=bnlint",))]
            for _ in range(rounds)
        ]
    cpu, wall = ([(first[side], second[side]) for first, second in pairs] for side in (0, 1))
    return Timing(folder.resolve().name, len(paths), list(arguments), cpu, wall)


def _modules(folder: Path) -> Iterator[str]:
    """The modules that bnlint reads and that Python can parse, relative to the folder."""
    import ast

    for path in find_python_files([str(folder)], Overlay.disk(), lambda _: None):
        if path.endswith(".py"):
            try:
                ast.parse(Path(path).read_bytes())
            except (SyntaxError, ValueError):
                continue
            yield os.path.relpath(path, folder)


def _run(command: Sequence[str], folder: Path, home: str) -> tuple[float, float]:
    """Seconds of CPU time, and of wall time; pylint is to end by itself."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        env=os.environ | {"PYLINTHOME": home}, text=True,
    )  # fmt: skip
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode & 32 or done.returncode < 0:
        sys.exit(f"pylint ended with {done.returncode}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    sys.exit(main())
