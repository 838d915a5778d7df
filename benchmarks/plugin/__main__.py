"""Times pylint on folders with bnlint as its plugin and without, side by side, and prints what the plugin adds.

It is run three times a round: alone, with a plugin that knows nothing yet, and with one that finds what the run
before has kept, as in an editor. Figures are seconds of CPU time, children included, and the share that is added is the
median over the rounds: another program that takes the processor then takes it from all. pylint reads the modules that
Python can parse, without a configuration of the folder's own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files


@dataclass(frozen=True)
class Timing:
    """One folder: seconds of CPU time for each round, of pylint alone, with the plugin, and with it once more."""

    folder: str
    files: int
    arguments: list[str]
    cpu: list[tuple[float, float, float]]

    @property
    def added(self) -> tuple[float, float]:
        """What the plugin adds to pylint's own time, at first and from then on: shares of that."""
        first, again = ([both / alone - 1 for alone, *others in self.cpu for both in others[n : n + 1]] for n in (0, 1))
        return median(first), median(again)


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
    sys.stdout.write(
        f"{'CPU seconds':40} {'files':>6} {'alone':>7} {'first':>7} {'added':>7} {'again':>7} {'added':>7}\n"
    )
    for folder in options.folders:
        row = timing(folder, listed[cut + 1 :], options.rounds)
        rows.append(row)
        alone, first, again = (median(times) for times in zip(*row.cpu, strict=True))
        seconds = f"{alone:7.2f} {first:7.2f} {row.added[0]:7.1%} {again:7.2f} {row.added[1]:7.1%}"
        sys.stdout.write(f"{row.folder:40} {row.files:6} {seconds}\n")
        sys.stdout.flush()
    if options.write:
        figures = [asdict(row) | {"added": [round(share, 4) for share in row.added]} for row in rows]
        options.write.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def timing(folder: Path, arguments: Sequence[str], rounds: int) -> Timing:
    """The times of pylint on the modules below a folder, with the plugin and without."""
    paths = list(_modules(folder))
    alone = [sys.executable, "-m", "pylint", "--rcfile=", "--persistent=n", *arguments]
    plugged = [*alone, "--load-plugins=bnlint"]
    rounds_made = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            seconds = [_run([*command, *paths], folder, home) for command in (alone, plugged, plugged)]
        rounds_made.append((seconds[0], seconds[1], seconds[2]))
    return Timing(folder.resolve().name, len(paths), list(arguments), rounds_made)


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


def _run(command: Sequence[str], folder: Path, home: str) -> float:
    """Seconds of CPU time; pylint is to end by itself."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        env=os.environ | {"PYLINTHOME": home, "BNLINT_CACHE_DIR": home}, text=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode & 32 or done.returncode < 0:
        sys.exit(f"pylint ended with {done.returncode}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
