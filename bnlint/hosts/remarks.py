"""What is to be said in each file, for tools that show one file at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bnlint.findings.finding import Finding
from bnlint.reports.paths import shown
from bnlint.sources.places import Place


@dataclass(frozen=True)
class Remark:
    """What is said of a finding in one file: at its own place, or else at `step`, the first of its trail there."""

    finding: Finding
    step: int | None = None

    @property
    def place(self) -> Place:
        return self.finding.place if self.step is None else self.finding.trail[self.step].place

    @property
    def text(self) -> str:
        """The message; in another file than the finding's own it names the finding's place, too."""
        if self.step is None:
            return self.finding.message
        at = self.finding.place
        where = f"{shown(at.path, os.getcwd())}:{at.where}"
        here = self.finding.trail[self.step].message
        return f"This is part of what is wrong at {where}. There: {self.finding.message} Here: {here}."


def remarks(findings: Iterable[Finding]) -> Mapping[str, tuple[Remark, ...]]:
    """What is said in each file, by its path, in the order of the findings; none of them keeps its repairs."""
    said: dict[str, list[Remark]] = {}
    for finding in findings:
        kept = replace(finding, repairs=())
        here = {finding.place.path: Remark(kept)}
        for number, step in enumerate(finding.trail):
            here.setdefault(step.place.path, Remark(kept, number))
        for path, remark in here.items():
            said.setdefault(path, []).append(remark)
    return {path: tuple(listed) for path, listed in said.items()}
