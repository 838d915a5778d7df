"""Asks the judge, one server process per TensorFlow."""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, cast

from tests.interpreters import Generation, environment, require
from tests.judge.damage import Record

TESTS = Path(__file__).resolve().parent.parent
VERSIONS: dict[str, Generation] = {"tf1.15": 1, "tf2.21": 2}
"""The versions as fixtures name them."""


class Judge:
    """A server in the interpreter `python`, which has TensorFlow."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), "-m", "judge.server"],
            cwd=TESTS,
            env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.version: str = cast(str, json.loads(self._answer())["ready"])

    def record(
        self, folder: Path, entry: str = "train.py", arguments: Sequence[str] = (), seconds: float = 60
    ) -> Record:
        """Runs `python entry *arguments` in a copy of `folder` for at most `seconds`."""
        request = {"folder": str(folder), "entry": entry, "arguments": list(arguments), "seconds": seconds}
        stdin = cast("IO[str]", self._process.stdin)
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        return cast(Record, json.loads(self._answer()))

    def close(self) -> None:
        """Ends the server; a program that it still runs is waited for."""
        cast("IO[str]", self._process.stdin).close()
        cast("IO[str]", self._process.stdout).close()
        self._process.wait()

    def _answer(self) -> str:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"the judge in {self._process.args!r} ended with status {self._process.wait()}")
        return line


@cache
def judge(version: str) -> Judge:
    """The server for "tf1.15" or "tf2.21", for the tests: started when first asked for, ended with this process.

    Where the interpreter is missing, the calling test is skipped, or fails (see `tests.interpreters.require`).
    """
    server = Judge(require(VERSIONS[version]))
    atexit.register(server.close)
    return server


@cache
def record_of(folder: Path, version: str) -> Record:
    """The record of the program in `folder`, which must not change while the tests run."""
    return judge(version).record(folder)
