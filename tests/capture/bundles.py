"""Reads bundles, and captures programs for the tests."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from bnlint.capture.launch import Request, capture
from tests.interpreters import Generation, environment, require

PROGRAMS = Path(__file__).with_name("programs")


@dataclass(frozen=True)
class Bundle:
    path: Path

    @cached_property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.read("bundle.json"))
        return content

    @cached_property
    def files(self) -> list[str]:
        with zipfile.ZipFile(self.path) as file:
            return file.namelist()

    def read(self, name: str) -> bytes:
        with zipfile.ZipFile(self.path) as file:
            return file.read(name)

    @property
    def output(self) -> str:
        return self.read("output.txt").decode()

    def stack(self, number: int) -> list[str]:
        """The frames of a stack: `file:line function`."""
        frames = [self.content["frames"][frame] for frame in self.content["stacks"][number]]
        return [f"{file}:{line} {function}" for file, line, function in frames]

    def functions(self, number: int) -> list[str]:
        return [frame.split()[1] for frame in self.stack(number)]

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.content["events"] if event["kind"] == kind]

    def names(self, number: int) -> list[str]:
        names: list[str] = self.content["names"][number]
        return names

    def runs(self, role: str) -> list[dict[str, Any]]:
        return [run for run in self.content["runs"] if run["role"] == role]


def captured(
    target: Path, script: Path, generation: Generation, *arguments: str, runs: int = 3, keras: int = 2
) -> Bundle:
    """The bundle of a script that is run with a real TensorFlow."""
    interpreter = require(generation)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment().items():
            patch.setenv(name, value)
        patch.setenv("TF_USE_LEGACY_KERAS", str(int(keras == 2)))
        patch.chdir(script.parent)
        request = Request(script.name, arguments, str(interpreter), runs=runs, seconds=120)
        return Bundle(capture(request, target, lambda trained, wanted: None).path)
