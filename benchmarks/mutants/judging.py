"""Asks TensorFlow whether a mutant still behaves like the right program that it was made of."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Literal

from tests.interpreters import find
from tests.judge.client import VERSIONS, Judge
from tests.judge.damage import damages

Behaviour = Literal["damaged", "equivalent", "raises"]


class Judges:
    """One server for each TensorFlow that is there; they are asked one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._judges: dict[str, Judge] = {}

    def behaviour(self, folder: Path, entry: str, versions: tuple[str, ...]) -> Behaviour | None:
        """What the program does: damage in some version; else it raises, or runs too long, in some; else nothing new.

        None if none of the versions is here.
        """
        judges = [judge for version in versions if (judge := self._judge(version)) is not None]
        answers: set[Behaviour] = set()
        with self._lock:
            for judge in judges:
                record = judge.record(folder, entry)
                if damages(record):
                    return "damaged"
                answers.add("equivalent" if record["status"] == "ended" else "raises")
        return "raises" if "raises" in answers else "equivalent" if answers else None

    def close(self) -> None:
        for judge in self._judges.values():
            judge.close()
        self._judges.clear()

    def _judge(self, version: str) -> Judge | None:
        with self._lock:
            if version not in self._judges:
                python = find(VERSIONS[version])
                if python is None:
                    return None
                self._judges[version] = Judge(python)
            return self._judges[version]
