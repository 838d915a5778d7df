"""Types in a project of a hundred files, and measures how long an editor waits for what is found.

A client speaks with a `bnlint server` over its standard input and output. It waits from the moment in which it sends a
change of one line of code until it has read what is found in that version of the file; everything that depends on the
file has been judged by then. Figures are milliseconds of wall time. The server's CPU time for each change holds what it
does while nobody waits, too, and tells what a busy machine adds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lsprotocol import types

from benchmarks.editor.project import write
from tests.hosts.editor import Editor

EDITED = {
    "train_1.py": "trains 36 layers",
    "train_0.py": "trains 160 layers",
    "nets/net_1.py": "36 layers, in 2 programs",
    "nets/net_0.py": "160 layers, in 2 programs",
    "utils/tool_40.py": "in no program",
    "layers.py": "in all 20 programs",
}
PAUSE = 0.1
"""Seconds between a change and the next: a fast typist's."""


@dataclass(frozen=True)
class Wait:
    """How long one waits for a change of a file, in milliseconds: after the first, and after those that follow.

    `cpu` is the server's time for each; `None` where there is no /proc.
    """

    path: str
    lines: int
    changes: int
    first: float
    median: float
    ninetieth: float
    longest: float
    cpu: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.editor", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder to type in (default: a made project)")
    parser.add_argument("files", nargs="*", help="files in it to change, none of which is written")
    parser.add_argument("--changes", type=int, default=40, help="changes of each file (default 40)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder, files = options.folder, list(options.files)
        if folder is None:
            folder, files = Path(scratch, "project"), list(EDITED)
            write(folder)
        opening, waits = asyncio.run(_measured(folder.resolve(), files, options.changes))
    sys.stdout.write(f"{opening:.0f} ms until the project is judged for the first time\n\n")
    sys.stdout.write(f"{'':44} {'lines':>6} {'first':>7} {'median':>7} {'90 %':>7} {'longest':>8} {'CPU':>5}\n")
    for wait in waits:
        said = f"{wait.path}: {EDITED[wait.path]}" if wait.path in EDITED else wait.path
        sys.stdout.write(
            f"{said[:44]:44} {wait.lines:6} {wait.first:7.0f} {wait.median:7.0f} {wait.ninetieth:7.0f} "
            f"{wait.longest:8.0f} {'-' if wait.cpu is None else f'{wait.cpu:.0f}':>5}\n"
        )
    if options.write:
        figures = {"opening": round(opening), "waits": [asdict(wait) for wait in waits]}
        options.write.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


async def _measured(folder: Path, files: Sequence[str], changes: int) -> tuple[float, list[Wait]]:
    begun = time.perf_counter()
    async with Editor(folder) as editor:
        first = folder / files[0]
        editor.open(first)
        await editor.judged(first)
        opening = 1000 * (time.perf_counter() - begun)
        editor.close(first)
        await asyncio.sleep(5)
        waits = [await _waits(editor, folder, file, changes) for file in files]
    return opening, waits


async def _waits(editor: Editor, folder: Path, file: str, changes: int) -> Wait:
    """Adds a line of code below the first import, and changes it again and again."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    editor.open(path)
    await editor.judged(path)
    line = _line_for_code(text)
    waits, cpu = [], _cpu(editor.process)
    for number in range(changes + 1):
        place = types.Range(types.Position(line, 0), types.Position(line + (number > 0), 0))
        begun = time.perf_counter()
        await editor.judged(path, editor.change(path, (place, f"typed = {number}\n")))
        waits.append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(PAUSE)
    after = _cpu(editor.process)
    editor.close(path)
    first, *rest = waits
    return Wait(
        path=file,
        lines=len(text.splitlines()),
        changes=len(rest),
        first=round(first, 1),
        median=round(statistics.median(rest), 1),
        ninetieth=round(statistics.quantiles(rest, n=10)[-1], 1),
        longest=round(max(rest), 1),
        cpu=None if cpu is None or after is None else round((after - cpu) / len(waits), 1),
    )


def _cpu(process: int) -> float | None:
    """Milliseconds of CPU time that a process has taken."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line_for_code(text: str) -> int:
    """The line behind the first import, counted from 0."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(("import ", "from ")))


if __name__ == "__main__":
    sys.exit(main())
