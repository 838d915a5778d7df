"""Tries the repairs that bnlint offers in real repositories, and prints how many of them cure.

Each repair is tried alone: whether it can be written, whether its finding is gone then and no other has come, and
whether anything is wrong with the files. Then all are made together, as by `--fix --unsafe-fixes`. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.repairs.trying import Repository, Together, Trial

COLUMNS = ("offered", "cures", "does not cure", "not written", "faults")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status: 1 if anything is wrong with what a repair makes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repairs", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a folder of repositories")
    parser.add_argument("--only", nargs="+", default=(), help="repositories whose names contain one of these")
    parser.add_argument("--skip", nargs="+", default=(), help="repositories to leave out")
    parser.add_argument("--list", action="store_true", help="show the repairs as they are tried, with what they change")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures as JSON, too")
    options = parser.parse_args(arguments)
    trials: list[Trial] = []
    wholes: list[Together] = []
    for folder in _repositories(options.folders, options.only, options.skip):
        repository = Repository(folder)
        for trial in repository.trials():
            trials.append(trial)
            if options.list:
                _say(
                    f"{trial.repository}/{trial.place} {trial.code} {trial.name}: {trial.fate} {trial.why}",
                    *trial.faults,
                )
                _say(trial.difference)
        wholes.append(repository.together())
        if options.list and wholes[-1].findings:
            _say(f"{folder.name}: {wholes[-1].findings} findings, {wholes[-1].left} left", *wholes[-1].faults)
    _say(*_table(trials))
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(json.dumps(_document(trials, wholes), indent=2) + "\n", encoding="utf-8")
    return int(any(trial.faults for trial in trials) or any(whole.faults for whole in wholes))


def _repositories(folders: Sequence[Path], only: Sequence[str], skip: Sequence[str]) -> list[Path]:
    every = sorted(path.resolve() for folder in folders for path in folder.iterdir() if path.is_dir())
    wanted = [path for path in every if not only or any(part in path.name for part in only)]
    return [path for path in wanted if not any(part in path.name for part in skip)]


def _table(trials: Sequence[Trial]) -> list[str]:
    """A line for each rule and way to repair it."""
    rows = sorted({(trial.code, trial.name) for trial in trials})
    lines = [" ".join([" " * 30, *(f"{column:>14}" for column in COLUMNS)])]
    for row in (*rows, None):
        figures = _figures([trial for trial in trials if row is None or (trial.code, trial.name) == row])
        title = "all" if row is None else " ".join(row)
        lines.append(" ".join([f"{title:30}", *(f"{figures[column]:>14}" for column in COLUMNS)]))
    return lines


def _figures(trials: Sequence[Trial]) -> dict[str, int]:
    fates = Counter(trial.fate for trial in trials)
    return {
        "offered": len(trials),
        "cures": fates["cures"],
        "does not cure": fates["does not cure"],
        "not written": fates["not written"],
        "faults": sum(bool(trial.faults) for trial in trials),
    }


def _document(trials: Sequence[Trial], wholes: Sequence[Together]) -> dict[str, object]:
    rows = sorted({(trial.code, trial.name) for trial in trials})
    made = Counter(landed for whole in wholes for landed in whole.landed)
    return {
        "repositories": len(wholes),
        "findings": sum(whole.findings for whole in wholes),
        "left": sum(whole.left for whole in wholes),
        "repairs": {
            f"{code} {name}": {
                **_figures([trial for trial in trials if (trial.code, trial.name) == (code, name)]),
                "made": made[code, name],
            }
            for code, name in rows
        },
        "all": _figures(trials),
        "trials": [{key: value for key, value in asdict(trial).items() if key != "difference"} for trial in trials],
        "faults": [f"{whole.repository}: {fault}" for whole in wholes for fault in whole.faults],
    }


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
