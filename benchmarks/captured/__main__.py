"""Captures public training scripts, unchanged, on synthetic data, verifies the bundles and checks the sources.

Prints what both witnesses report of each script, and whether they agree.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.captured.programs import SCRIPTS, scripts
from benchmarks.captured.running import Captures, Row

AGREEMENT = {True: "agree", False: "DISAGREE", None: "nothing to compare"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.captured", description=__doc__)
    parser.add_argument("--repos", type=Path, nargs="+", required=True, help="folders with repositories, as owner+name")
    parser.add_argument("--python", required=True, help="an interpreter that has TensorFlow 1.15 and what scripts need")
    parser.add_argument("--bundles", type=Path, help="the folder to keep the bundles in (default: none are kept)")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="scripts whose name holds a word")
    parser.add_argument("--time", type=int, default=300, help="seconds for each script (default 300)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the rows as JSON; others in the file stay")
    options = parser.parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory() as unkept:
        bundles = options.bundles or Path(unkept)
        bundles.mkdir(parents=True, exist_ok=True)
        captures = Captures(options.repos, options.python, bundles, options.time)
        for script in scripts(options.only):
            with tempfile.TemporaryDirectory() as place:
                rows.append(captures.row(script, Path(place).resolve()))
            sys.stdout.write(_shown(rows[-1]))
            sys.stdout.flush()
            if options.write:
                _write(options.write, rows)
    counts = Counter(row.outcome for row in rows)
    agree = Counter(row.agree for row in rows)
    sys.stdout.write(
        f"\n{len(rows)} scripts: {counts['trained']} trained, {counts['built']} built their training steps, "
        f"{counts['stopped']} stopped before. verify and check agree on {agree[True]} and differ on {agree[False]}.\n"
    )
    return 0


def _write(path: Path, rows: Sequence[Row]) -> None:
    """Put the rows in the place of those that the file has of the same scripts, in the order of the programs."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    documents = {one["bundle"]: one for one in [*kept, *map(_document, rows)]}
    ordered = [documents[name] for name in (f"{script.name}.zip" for script in SCRIPTS) if name in documents]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")


def _document(row: Row) -> dict[str, Any]:
    return asdict(row) | {"outcome": row.outcome, "agree": row.agree}


def _reached(row: Row) -> list[str]:
    return [f"{one} (not reached)" if one in row.unreached else one for one in row.checked]


def _shown(row: Row) -> str:
    runs = ", ".join(f"{calls} {role}" for role, calls in sorted(row.runs.items())) or "no runs"
    lines = [
        f"{row.repository} {row.script} {row.arguments}",
        f"    TensorFlow {row.tensorflow}, {row.operations} operations, {runs}; {row.ended}: {row.why}",
        f"    verify  {', '.join([*row.verified, *(f'{one} (possible)' for one in row.possible)]) or '-'}",
        f"    check   {', '.join(_reached(row)) or '-'}",
        *(f"    note    {note}" for note in row.notes),
        f"    layers  {row.layers[0]} and {row.layers[1]}",
        f"    {row.outcome}, {AGREEMENT[row.agree]}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
