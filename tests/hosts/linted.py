"""Runs the real pylint with bnlint as its plugin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

OURS = ("--disable=all", "--enable=bnlint")


class Linted(NamedTuple):
    """What pylint said, in its own order, and its exit status."""

    messages: list[dict[str, Any]]
    status: int

    @property
    def lines(self) -> list[str]:
        """Each message as `path:line symbol`."""
        return [f"{message['path']}:{message['line']} {message['symbol']}" for message in self.messages]


def pylint(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What pylint prints in the folder, without a configuration but what is there."""
    command = [sys.executable, "-m", "pylint", "--persistent=n", "--score=n", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYLINTHOME": str(folder), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def linted(folder: Path, *arguments: str, stdin: str = "") -> Linted:
    """What pylint finds in the folder, with bnlint loaded by its command line."""
    done = pylint(folder, "--load-plugins=bnlint", "--output-format=json2", *arguments, stdin=stdin)
    assert done.stderr == ""
    return Linted(json.loads(done.stdout)["messages"], done.returncode)
