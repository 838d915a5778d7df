"""The pipeline: files, programs, facts, rules, findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bnlint.analysis.plan import Part, Progress, judge
from bnlint.findings.finding import Finding, Seen
from bnlint.findings.merging import in_order
from bnlint.rules.rule import Rule
from bnlint.sources.diagnostics import CANNOT_READ, Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files, project_root


@dataclass(frozen=True)
class Outcome:
    """What a check found, what it could not read, and what it looked at."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    seen: Seen


def _silent(done: int, of: int) -> None:
    return None


def check(
    paths: Sequence[str],
    rules: Sequence[Rule],
    overlay: Overlay | None = None,
    *,
    jobs: int | None = 1,
    progress: Progress = _silent,
) -> Outcome:
    """Judge every program below `paths`. Raises `UsageError` for a path that does not exist."""
    overlay = overlay or Overlay.disk()
    diagnostics: set[Diagnostic] = set()
    files = find_python_files(paths, overlay, diagnostics.add)
    parts = [Part(root, members, rules) for root, members in _by_project(files, overlay)]
    judged = judge(parts, overlay, jobs, progress)
    diagnostics |= judged.diagnostics
    unread = {d.place.path for d in diagnostics if d.code == CANNOT_READ}
    seen = Seen(
        files=len(set(files) - unread),
        programs=judged.programs,
        layers=len(judged.layers),
        training_steps=len(judged.steps),
        evaluations=len(judged.evaluations),
        unknowns=tuple(judged.unknowns),
    )
    return Outcome(in_order(judged.findings), tuple(sorted(diagnostics)), seen)


def _by_project(files: Iterable[str], overlay: Overlay) -> list[tuple[str, list[str]]]:
    roots: dict[str, str] = {}
    projects: dict[str, list[str]] = {}
    for path in files:
        folder = os.path.dirname(path)
        if folder not in roots:
            roots[folder] = project_root(folder, overlay)
        projects.setdefault(roots[folder], []).append(path)
    return sorted(projects.items())
