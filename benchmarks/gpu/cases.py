"""What is confirmed on both devices."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bnlint.rules.discovery import discover
from tests.fixtures_expectations import FIXTURES, Fixture, fixtures

PROGRAMS: Final = Path(__file__).parent / "programs"
REPORT: Final = FIXTURES / "BN102" / "wrong_read_once_before_towers"
"""The program of many towers that bnlint was begun for."""
ADVICE: Final = {rule.code for rule in discover() if rule.level == "advice"}


@dataclass(frozen=True)
class Case:
    """A program or a graph, `beside` its folder what `bnlint confirm` is given. `gpu_only` ones have no kernel for a
    CPU, where there is nothing to hold them against."""

    name: str
    target: Path
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    gpu_only: bool = False


def cases(version: str, folder: Path, interpreter: str, environment: Mapping[str, str]) -> Iterator[Case]:
    """Everything for TensorFlow of this version; graphs are built in `folder`. Raises CalledProcessError."""
    yield Case("the report's program", REPORT / "train.py")
    for towers in (1, 2):
        path = folder / f"resnet50_{towers}.meta"
        _build(path, interpreter, environment, str(towers))
        step = ("--train-op", "train", "--steps", "3")
        yield Case(f"ResNet-50, {towers} tower{'s' if towers > 1 else ''}, from its .meta", path, step)
    yield Case("two towers, NHWC", PROGRAMS / "layouts.py", arguments=("NHWC",))
    yield Case("two towers, NCHW", PROGRAMS / "layouts.py", arguments=("NCHW",), gpu_only=True)
    for fixture in fixtures():
        if _runs_in(fixture, version):
            options = ("--select", fixture.code) if fixture.code in ADVICE else ()
            yield Case(f"fixtures/{fixture}", fixture.entry, options)


def _runs_in(fixture: Fixture, version: str) -> bool:
    return any(version.startswith(f"{name.removeprefix('tf')}.") for name in fixture.versions)


def _build(path: Path, interpreter: str, environment: Mapping[str, str], *arguments: str) -> None:
    command: Sequence[str] = [interpreter, str(PROGRAMS / "resnet50.py"), str(path), *arguments]
    subprocess.run(command, env=environment, check=True, capture_output=True)
