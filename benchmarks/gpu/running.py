"""Confirms a case on a device, as a user does, and reads what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.gpu.cases import PROGRAMS, Case

SECONDS = 500


@dataclass(frozen=True)
class Said:
    """A verdict: of which rule, at which line, what it is, how far the evidence goes, and the losses it measured."""

    code: str
    place: str
    word: str
    evidence: str | None
    losses: tuple[float, ...] = ()
    said: str = field(default="", compare=False)

    @property
    def judged(self) -> tuple[str, str, str, str | None]:
        """What must be the same on every device."""
        return self.code, self.place, self.word, self.evidence


@dataclass(frozen=True)
class Confirmed:
    """What came of a case on a device, or the error."""

    seconds: float
    said: tuple[Said, ...] = ()
    devices: Mapping[str, int] = field(default_factory=dict)
    """Operations of training runs, by the device that TensorFlow placed them on."""
    moved: int = 0
    instead: str = ""
    error: str = ""


def confirm(case: Case, device: str, interpreter: str, environment: Mapping[str, str]) -> Confirmed:
    """The case, confirmed by the command line."""
    command = [
        sys.executable, "-m", "bnlint", "confirm", case.target.name, "--python", interpreter, "--device", device,
        "--format", "json", "--time", str(SECONDS), *case.options,
    ]  # fmt: skip
    if case.arguments:
        command += ["--", *case.arguments]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=case.target.parent, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        return Confirmed(seconds, error=done.stderr.strip() or f"bnlint ended with {done.returncode}")
    document = json.loads(done.stdout)
    execution = document.get("execution", {})
    return Confirmed(
        seconds,
        tuple(sorted(map(_said, document["findings"]), key=lambda one: (one.code, one.place))),
        {one["device"]: one["operations"] for one in execution.get("devices", ())},
        execution.get("moved", 0),
        execution.get("instead", ""),
    )


def _said(finding: Mapping[str, Any]) -> Said:
    losses = finding["figures"]["losses"] or {}
    measured = (losses.get(name) for name in ("training", "inference", "counterfactual"))
    place = f"{Path(finding['path']).name}:{finding['line']}"
    figures = tuple(float(value) for value in measured if value is not None)
    return Said(finding["code"], place, finding["verdict"], finding["evidence"], figures, finding["verdict_message"])


def one_value(device: str, interpreter: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What fused batch normalisation makes of one value for each channel, or the error."""
    command = [interpreter, str(PROGRAMS / "one_value.py"), device]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return {"error": (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]}
    read: dict[str, Any] = json.loads(lines[-1])
    return read


def environment_of(repository: Path) -> dict[str, str]:
    """The variables of every process: bnlint from here, Keras 2, and little said."""
    given = {"PYTHONPATH": str(repository), "TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return os.environ | given | {"TF_FORCE_GPU_ALLOW_GROWTH": "true"}


def driver() -> str:
    """The graphics driver, as nvidia-smi says; empty where there is none."""
    command: Sequence[str] = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
