"""Asks bnlint about a program and its mutants, in a copy of the program's Python files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mutants.programs import Program

COMMAND = (sys.executable, "-m", "bnlint", "check", "--no-cache", "--format", "json", "-j1")
POSSIBLE = ("--possible",)
FIX = ("--fix", "--unsafe-fixes")


@dataclass(frozen=True)
class Finding:
    """A finding of one check, which may only be possible; `text` is the source line on which it stands."""

    code: str
    sure: bool
    path: str
    text: str


class Scratch:
    """A copy of the program in `folder`, in which one file at a time may be another one."""

    def __init__(self, program: Program, folder: Path, targets: Sequence[str]) -> None:
        self.program = program
        self.folder = folder
        self._targets = targets
        self._findings_before = self._findings(*POSSIBLE)

    @contextmanager
    def changed(self, path: str, content: bytes) -> Iterator[None]:
        """While it is entered, the file holds `content`; afterwards all files are as they were."""
        before = {file: (self.folder / file).read_bytes() for file in self.program.paths}
        (self.folder / path).write_bytes(content)
        try:
            yield
        finally:
            for file, data in before.items():
                (self.folder / file).write_bytes(data)

    def new_findings(self) -> list[Finding]:
        """What bnlint finds now and did not find before. Raises RuntimeError if it ends with an error."""
        return list((self._findings(*POSSIBLE) - self._findings_before).elements())

    def new_findings_once_fixed(self) -> list[Finding]:
        """Repair what can be repaired, and return what is left; raises as `new_findings` does."""
        return list((self._findings(*FIX) - self._findings_before).elements())

    def _findings(self, *options: str) -> Counter[Finding]:
        done = subprocess.run(
            [*COMMAND, *options, *self._targets], cwd=self.folder, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"bnlint ended with {done.returncode} in {self.program}: {done.stderr}")
        return Counter(map(self._finding, json.loads(done.stdout)["findings"]))

    def _finding(self, found: Mapping[str, Any]) -> Finding:
        line = (self.folder / found["path"]).read_bytes().splitlines()[found["line"] - 1]
        text = line.decode("utf-8", "replace").strip()
        return Finding(found["code"], found["certainty"] == "sure", found["path"], text)


@contextmanager
def scratch(program: Program, targets: Sequence[str]) -> Iterator[Scratch]:
    """A copy that is gone afterwards. bnlint is asked about the `targets`, files or folders in it."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name).resolve()
        for path in program.paths:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(program.folder / path, target)
        yield Scratch(program, folder, targets)
