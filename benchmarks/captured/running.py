"""Captures a script, and holds what `verify` says of the bundle against what `check` says of the source."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.captured.comparing import Statements
from benchmarks.captured.programs import Script

SYNTHETIC = Path(__file__).with_name("synthetic.py")
REPOSITORY = Path(__file__).resolve().parent.parent.parent
BNLINT = f"import sys; sys.path[0] = {str(REPOSITORY)!r}; from bnlint.command_line import main; sys.exit(main())"
"""Neither the folder of a script nor ours is on the path of the other."""


@dataclass(frozen=True)
class Row:
    """What came of one script."""

    repository: str
    script: str
    arguments: str
    bundle: str
    tensorflow: str | None
    operations: int
    runs: dict[str, int]
    """Calls of runs, by role."""
    ended: str
    why: str
    verified: tuple[str, ...]
    """Findings of `verify`: rule and statement."""
    possible: tuple[str, ...]
    """Findings of `verify` that are not sure, as the training step was not run, or in different ways."""
    checked: tuple[str, ...]
    """Findings of `check` on the script."""
    unreached: tuple[str, ...]
    """Those of `check` whose damage the captured run never came to: arguments, an error or the end led elsewhere."""
    steps: int
    """Training steps in the graphs."""
    layers: tuple[int, int]
    """Layers that `verify` and `check` have seen."""
    notes: tuple[str, ...]
    """What the capture could not observe, and why `verify` kept silent."""

    @property
    def outcome(self) -> str:
        """Whether the training step was run, was at least built, or neither."""
        if self.runs.get("train", 0) > 0:
            return "trained"
        return "built" if self.steps else "stopped"

    @property
    def agree(self) -> bool | None:
        """Whether both say the same of what was reached; None where a witness saw no training or no normalisation."""
        if self.outcome == "stopped" or not all(self.layers):
            return None
        return set(self.verified) == set(self.checked) - set(self.unreached)


class Captures:
    """Runs scripts of repositories, which lie in folders as owner+name, with an interpreter that has TensorFlow."""

    def __init__(self, folders: Sequence[Path], interpreter: str, bundles: Path, seconds: int) -> None:
        self._folders = [folder.resolve() for folder in folders]
        self._interpreter = interpreter
        self._bundles = bundles.resolve()
        self._seconds = seconds

    def row(self, script: Script, place: Path) -> Row:
        """Capture a script in a copy below `place`, with its data, verify its bundle and check its source."""
        root = place / script.repository.replace("/", "+")
        [source] = [folder / root.name for folder in self._folders if (folder / root.name).exists()]
        shutil.copytree(source, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        folder, home = root / script.folder, place / "home"
        home.mkdir()
        environment = self._environment(home)
        for kind, path, *numbers in script.data:
            target = str(path).replace("~", str(home))
            command = [self._interpreter, str(SYNTHETIC), str(kind), target, *map(str, numbers)]
            subprocess.run(command, cwd=folder, env=environment, check=True)
        bundle = self._bundles / f"{script.name}.zip"
        start = os.path.relpath(root / script.path, folder)
        options = ["--python", self._interpreter, "--runs", str(script.runs), "--time", str(self._seconds)]
        named = ["-m", script.module] if script.module else [start]
        command = ["capture", *options, "-o", str(bundle), *named, "--", *script.arguments.split()]
        self._bnlint(command, folder, environment)
        verified = json.loads(
            self._bnlint(["verify", "--possible", "--format", "json", str(bundle)], folder, environment)
        )
        arguments = ["check", "--no-cache", "-j1", "--format", "json", start]
        checked = json.loads(self._bnlint(arguments, folder, environment))
        with zipfile.ZipFile(bundle) as file:
            content = json.loads(file.read("bundle.json"))
        return _row(script, bundle, content, verified, checked, Statements(folder.resolve()))

    def _environment(self, home: Path) -> dict[str, str]:
        """That of a script: a home of its own, no window, no accelerator, few messages."""
        ours = {"HOME": str(home), "MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
        return {**os.environ, **ours, "PYTHONPATH": "", "PYTHONWARNINGS": "ignore"}

    def _bnlint(self, arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
        command = [sys.executable, "-c", BNLINT, *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"bnlint {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return done.stdout


def _row(
    script: Script,
    bundle: Path,
    content: dict[str, Any],
    verified: dict[str, Any],
    checked: dict[str, Any],
    statements: Statements,
) -> Row:
    runs = Counter[str]()
    for run in content["runs"]:
        runs[run["role"]] += run["calls"]
    sure = statements.findings(verified)
    return Row(
        script.repository,
        script.path,
        script.arguments,
        bundle.name,
        content["tensorflow"],
        sum(graph["operations"] for graph in content["graphs"]),
        dict(runs),
        content["ended"]["how"],
        content["ended"]["why"],
        tuple(sorted(sure)),
        tuple(sorted(statements.findings(verified, "possible"))),
        tuple(sorted(statements.findings(checked))),
        tuple(sorted(statements.unreached(checked, content["frames"]) - sure)),
        verified["seen"]["training_steps"],
        (verified["seen"]["layers"], checked["seen"]["layers"]),
        (*content["notes"], *verified["seen"]["unknowns"]),
    )
