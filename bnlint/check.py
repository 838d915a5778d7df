"""The pipeline: files, programs, facts, rules, findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bnlint.analysis.memory import Forgetful
from bnlint.analysis.plan import Part, Progress, judge
from bnlint.findings.baseline import Baseline
from bnlint.findings.finding import Finding, Seen
from bnlint.findings.merging import in_order
from bnlint.findings.suppressions import Suppressions
from bnlint.findings.verdict import Execution
from bnlint.rules.rule import Rule
from bnlint.rules.selection import UnknownRule, meant
from bnlint.settings.project_file import read_settings
from bnlint.settings.settings import Settings
from bnlint.sources.diagnostics import CANNOT_READ, Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files, project_root

if TYPE_CHECKING:
    from bnlint.cache.memories import Memories


@dataclass(frozen=True)
class Hidden:
    """What is not shown: findings that are only `possible`, those that comments have `suppressed`, `excluded` files."""

    possible: int = 0
    suppressed: int = 0
    excluded: int = 0
    known: int = 0
    """Findings that a baseline lists."""


@dataclass(frozen=True)
class Outcome:
    """What a check found, what it could not read, and what it looked at."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    seen: Seen
    hidden: Hidden = Hidden()
    execution: Execution | None = None


def _silent(done: int, of: int) -> None:
    return None


def check(
    paths: Sequence[str],
    rules: Sequence[Rule],
    settings: Settings | None = None,
    overlay: Overlay | None = None,
    *,
    jobs: int | None = 1,
    unused_ignores: bool = False,
    baseline: str | None = None,
    progress: Progress = _silent,
    memories: Memories | None = None,
) -> Outcome:
    """Judge every program below `paths` by those of `rules` that are asked for.

    `settings` beat those of the projects. The outcome does not depend on `jobs`, the number of processes; `None` is
    as many as there are processors, where there is much to do. `unused_ignores` adds the comments that suppress
    nothing to the diagnostics. `baseline` is a file of findings that are not shown. What `memories` know is not
    done again, and they learn the rest; on that the outcome does not depend, either. Raises `UsageError` for a path
    that does not exist, for a project's settings that cannot be meant and for a file that is no baseline,
    `UnknownRule`, and what `bnlint.analysis.plan.judge` does.
    """
    overlay = overlay or Overlay.disk()
    diagnostics: set[Diagnostic] = set()
    found = find_python_files(paths, overlay, diagnostics.add)
    folders = [path for path in paths if overlay.is_folder(os.path.abspath(path))]
    named = folders if len(folders) == len(paths) == 1 else [*folders, os.curdir]
    projects = _projects(found, overlay, rules, settings or Settings(), named, memories)
    try:
        judged = judge([project.part for project in projects], overlay, jobs, progress)
    finally:
        if memories is not None:
            memories.save()
    diagnostics |= judged.diagnostics
    files = [path for project in projects for path in project.part.files]
    unread = {d.place.path for d in diagnostics if d.code == CANNOT_READ}
    seen = Seen(
        files=len(set(files) - unread),
        programs=judged.programs,
        layers=len(judged.layers),
        training_steps=len(judged.steps),
        evaluations=len(judged.evaluations),
        unknowns=tuple(judged.unknowns),
    )
    known = None if baseline is None else Baseline(baseline, overlay)
    screen = _Screen(projects, Suppressions(overlay), rules, known)
    findings = tuple(_with_repairs(finding, overlay) for finding in screen.passed(judged.findings))
    if unused_ignores:
        diagnostics |= set(screen.unused(files))
    hidden = Hidden(screen.possible, screen.suppressed, len(found) - len(files), screen.known)
    return Outcome(findings, tuple(sorted(diagnostics)), seen, hidden)


def _with_repairs(finding: Finding, overlay: Overlay) -> Finding:
    """The finding, with the repairs that can be made: none in Python 2."""
    if not finding.repairs or not overlay.read(finding.place.path).is_python2:
        return finding
    return replace(finding, repairs=())


@dataclass(frozen=True)
class _Project:
    settings: Settings
    part: Part


def _projects(
    files: Iterable[str],
    overlay: Overlay,
    rules: Sequence[Rule],
    stronger: Settings,
    named: Sequence[str],
    memories: Memories | None,
) -> list[_Project]:
    stronger.judging(rules)  # a rule that the command line asks for and that is none is an error without any file, too
    roots: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for path in files:
        folder = os.path.dirname(path)
        if folder not in roots:
            roots[folder] = project_root(folder, overlay, named)
        members.setdefault(roots[folder], []).append(path)
    projects = []
    for root, paths in sorted(members.items()):
        settings = read_settings(root, overlay, rules).beaten_by(stronger)
        kept = [path for path in paths if not settings.excludes(path)]
        memory = Forgetful() if memories is None else memories.memory(root, overlay, settings.cache_dir)
        projects.append(_Project(settings, Part(root, kept, settings.judging(rules), settings.models, memory)))
    return projects


class _Screen:
    """What of the findings is shown, by the settings of the project that the program belongs to."""

    def __init__(
        self,
        projects: Iterable[_Project],
        suppressions: Suppressions,
        rules: Sequence[Rule],
        baseline: Baseline | None = None,
    ) -> None:
        self.known = 0
        self.possible = 0
        self.suppressed = 0
        self._project_of = {path: project for project in projects for path in project.part.files}
        self._suppressions = suppressions
        self._baseline = baseline
        self._rules = rules

    def passed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those that are shown, in order; the others are counted, but for those that settings ignore by their path."""
        concerning = (
            finding
            for finding in findings
            if not self._project_of[finding.entry].settings.ignores(finding.code, finding.place.path)
        )
        for finding in in_order(concerning):
            if self._suppressions.silence(finding):
                self.suppressed += 1
            elif self._project_of[finding.entry].settings.hides(finding):
                self.possible += 1
            elif self._baseline is not None and self._baseline.holds(finding):
                self.known += 1
            else:
                yield finding

    def unused(self, files: Iterable[str]) -> Iterator[Diagnostic]:
        """The comments in `files` that have silenced nothing, once the findings have passed."""
        return self._suppressions.unused(files, self._was_judged)

    def _was_judged(self, word: str, path: str) -> bool | None:
        try:
            rules = meant(word, self._rules)
        except UnknownRule:
            return None
        project = self._project_of[path]
        return all(rule in project.part.rules and not project.settings.ignores(rule.code, path) for rule in rules)
