"""Finds the interpreters that have TensorFlow and asks the server in each of them.

`BNLINT_TF1_PYTHON` and `BNLINT_TF2_PYTHON` name them; else `.venvs/tf1/bin/python` and `.venvs/tf2/bin/python` in the project's root.
"""
from __future__ import annotations

import atexit
import json
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, cast

from .damage import Record

TESTS = Path(__file__).resolve().parent.parent
VERSIONS = {"tf1.15": ("BNLINT_TF1_PYTHON", "tf1"), "tf2.21": ("BNLINT_TF2_PYTHON", "tf2")}
SETTINGS = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_USE_LEGACY_KERAS": "1",
}


class InterpreterMissing(Exception):
    """No interpreter has this version of TensorFlow; the text says where one was looked for."""


class Judge:
    """One server process."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), "-m", "judge.server"],
            cwd=TESTS,
            env={**os.environ, **SETTINGS},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.version: str = cast(str, json.loads(self._answer())["ready"])

    def record(self, folder: Path, entry: str = "train.py", arguments: Sequence[str] = (), seconds: float = 60) -> Record:
        """Runs `python entry *arguments` in a copy of `folder` for at most `seconds`."""
        request = {"folder": str(folder), "entry": entry, "arguments": list(arguments), "seconds": seconds}
        stdin = cast("IO[str]", self._process.stdin)
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        return cast(Record, json.loads(self._answer()))

    def close(self) -> None:
        cast("IO[str]", self._process.stdin).close()
        cast("IO[str]", self._process.stdout).close()
        self._process.wait()

    def _answer(self) -> str:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"the judge in {self._process.args!r} ended with status {self._process.wait()}")
        return line


def interpreter(version: str) -> Path:
    """The Python that has TensorFlow `version`, "tf1.15" or "tf2.21".

    Raises InterpreterMissing.
    """
    variable, folder = VERSIONS[version]
    named = os.environ.get(variable)
    path = Path(named) if named else TESTS.parent / ".venvs" / folder / "bin" / "python"
    if not path.is_file():
        raise InterpreterMissing(f"no interpreter with {version}: set {variable} or make {path}")
    return path


@cache
def judge(version: str) -> Judge:
    """The server for a version, started when it is first asked for and closed with this process.

    Raises InterpreterMissing.
    """
    server = Judge(interpreter(version))
    atexit.register(server.close)
    return server
