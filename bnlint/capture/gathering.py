"""Makes one file of what the harness has written: a zip, as docs/bundle.md describes it."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

from bnlint import __version__

FORMAT = 1
"""The version of the bundle's format; the harness writes it, too."""

NOTHING: dict[str, Any] = {
    "version": FORMAT,
    "python": None,
    "interpreter": None,
    "tensorflow": None,
    "training_runs": 0,
    "skipped": 0,
    "seconds": 0.0,
    "writing_seconds": 0.0,
    "hooks": [],
    "graphs": [],
    "variables": [],
    "savers": [],
    "runs": [],
    "events": [],
    "names": [],
    "frames": [],
    "stacks": [],
    "notes": [],
}
"""What is known of a script that ended before anything was written."""


def last_result(results: Path) -> Path | None:
    """The folder of the last result that is complete."""
    numbers = [int(path.name) for path in results.iterdir() if path.name.isdecimal()]
    return results / str(max(numbers)) if numbers else None


def write(bundle: dict[str, Any], result: Path | None, output: bytes, target: Path) -> None:
    """Write the zip: `bundle.json`, what else lies in `result`, and the end of what the script printed."""
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bundle.json", json.dumps({**bundle, "bnlint": __version__}))
        file.writestr("output.txt", output)
        for path in sorted(result.rglob("*")) if result else ():
            if path.is_file() and path.name != "bundle.json":
                file.write(path, path.relative_to(result).as_posix() if result else path.name)
    os.replace(part, target)
