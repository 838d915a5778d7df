"""The pipeline: files, programs, facts, rules, findings."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bnlint.facts.program import Program
from bnlint.findings.finding import Finding, Seen
from bnlint.findings.merging import in_order
from bnlint.rules.rule import Rule
from bnlint.source_witness.programs import Programs, readable
from bnlint.source_witness.witness import Witness
from bnlint.sources.diagnostics import CANNOT_READ, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.project import find_python_files, project_root
from bnlint.tensorflow_api.names import API_ROOTS


@dataclass(frozen=True)
class Outcome:
    """What a check found, what it could not read, and what it looked at."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    seen: Seen


def check(paths: Sequence[str], rules: Sequence[Rule], overlay: Overlay | None = None) -> Outcome:
    """Judge every program below `paths`. Raises `UsageError` for a path that does not exist."""
    analysis = _Analysis(overlay or Overlay.disk(), rules)
    files = find_python_files(paths, analysis.overlay, analysis.diagnostics.add)
    for root, members in _by_project(files, analysis.overlay):
        analysis.project(root, members)
    unread = {d.place.path for d in analysis.diagnostics if d.code == CANNOT_READ}
    return analysis.outcome(len(set(files) - unread))


def _by_project(files: Iterable[str], overlay: Overlay) -> list[tuple[str, list[str]]]:
    roots: dict[str, str] = {}
    projects: dict[str, list[str]] = {}
    for path in files:
        folder = os.path.dirname(path)
        if folder not in roots:
            roots[folder] = project_root(folder, overlay)
        projects.setdefault(roots[folder], []).append(path)
    return sorted(projects.items())


class _Analysis:
    """What has been found so far."""

    def __init__(self, overlay: Overlay, rules: Sequence[Rule]) -> None:
        self.overlay = overlay
        self.diagnostics: set[Diagnostic] = set()
        self._rules = rules
        self._findings: list[Finding] = []
        self._called: set[ast.AST] = set()
        self._programs = 0
        self._layers: set[tuple[str, Place]] = set()
        self._steps: set[Place] = set()
        self._evaluations: set[Place] = set()
        self._unknowns: dict[str, None] = {}

    def project(self, root: str, files: list[str]) -> None:
        resolver = ImportResolver(self.overlay, root, API_ROOTS)
        witness = Witness(self.overlay, resolver, lambda error: self.diagnostics.add(error.diagnostic))
        whole = [path for path in files if self._is_readable(path)]
        for path in Programs(whole, self.overlay, resolver).entries():
            for program in witness.read(path, self._called):
                self._judge(program)

    def _is_readable(self, path: str) -> bool:
        try:
            readable(path, self.overlay)
        except SourceError as error:
            self.diagnostics.add(error.diagnostic)
            return False
        return True

    def _judge(self, program: Program) -> None:
        for rule in self._rules:
            self._findings += [rule.finding(report, program.entry) for report in rule.judge(program)]
        self._programs += bool(program.log)
        self._layers.update((layer.scope, layer.spot.place) for layer in program.layers)
        self._steps.update(step.spot.place for step in program.steps)
        self._evaluations.update(run.spot.place for run in program.evaluations())
        self._unknowns.update(program.unknowns)

    def outcome(self, files: int) -> Outcome:
        seen = Seen(
            files=files,
            programs=self._programs,
            layers=len(self._layers),
            training_steps=len(self._steps),
            evaluations=len(self._evaluations),
            unknowns=tuple(self._unknowns),
        )
        return Outcome(in_order(self._findings), tuple(sorted(self.diagnostics)), seen)
