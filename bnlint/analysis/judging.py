"""Reads one program, or the rest of a file, and lets the rules judge it: the work that is spread over processes."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bnlint.analysis.errors import Failed
from bnlint.analysis.garbage import collect
from bnlint.analysis.uses import settled, uses_of
from bnlint.findings.finding import Use
from bnlint.source_witness.programs import readable
from bnlint.source_witness.witness import Reading, Witness
from bnlint.sources.errors import SourceError

if TYPE_CHECKING:
    from bnlint.engine.code import Definition
    from bnlint.facts.program import Program
    from bnlint.findings.finding import Finding
    from bnlint.rules.rule import Rule
    from bnlint.source_witness.descriptions import Description
    from bnlint.sources.diagnostics import Diagnostic
    from bnlint.sources.imports import ImportResolver
    from bnlint.sources.overlay import Overlay
    from bnlint.sources.places import Place
    from bnlint.sources.source import Source


class Parse(NamedTuple):
    """Only see whether the files are Python: nothing in them can go wrong."""

    paths: tuple[str, ...]


class Script(NamedTuple):
    """Read the program that runs when the file does."""

    root: str
    path: str


class Rest(NamedTuple):
    """Read what the file defines and nothing in `called` has reached."""

    root: str
    path: str
    called: frozenset[Definition]


Task: TypeAlias = Parse | Script | Rest


def described(task: Task) -> str:
    """What the task is, in words."""
    match task:
        case Parse(paths):
            return f"reading {paths[0]} and {len(paths) - 1} more"
        case Script(_, path) | Rest(_, path, _):
            return f"reading {path}"


@dataclass
class Judged:
    """What came of one task, so that it can be handed to another process."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: set[Diagnostic] = field(default_factory=set)
    programs: int = 0
    layers: set[tuple[str, Place]] = field(default_factory=set)
    steps: set[Place] = field(default_factory=set)
    evaluations: set[Place] = field(default_factory=set)
    unknowns: dict[str, None] = field(default_factory=dict)
    called: set[Definition] = field(default_factory=set)
    uses: set[Use] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    """The files that were executed; of one task."""
    failure: Failed | None = None

    def add(self, other: Judged) -> None:
        self.findings += other.findings
        self.diagnostics |= other.diagnostics
        self.programs += other.programs
        self.layers |= other.layers
        self.steps |= other.steps
        self.evaluations |= other.evaluations
        self.unknowns.update(other.unknowns)
        self.called |= other.called
        self.uses |= other.uses

    def settle(self) -> None:
        """Let go of the findings that would hold only if some program relied on statistics that none relies on."""
        self.findings = settled(self.findings, self.uses)


@dataclass(frozen=True)
class Bench:
    """What reading the programs of one project takes."""

    resolver: ImportResolver
    rules: Sequence[Rule]
    descriptions: Sequence[Description]


class Judge:
    """Does tasks; what one compiles, the next ones use."""

    def __init__(self, overlay: Overlay, projects: Mapping[str, Bench]) -> None:
        self._overlay = overlay
        self._projects = projects
        self._witnesses: dict[str, Witness] = {}
        self._unreadable: set[Diagnostic] = set()

    def do(self, task: Task) -> Judged:
        """What comes of the task; a bug in the making is a `failure` of the answer, whichever process this is."""
        judged = Judged()
        for path in task.paths if isinstance(task, Parse) else (task.path,):
            try:
                self._look_at(path, task, judged)
            except Exception as error:  # noqa: BLE001 - whatever a bug raises is to be said with the file's name
                what = "".join(f": {line}" for line in str(error).splitlines()[:1])
                judged.failure = Failed(path, f"{type(error).__name__}{what}", traceback.format_exc())
                break
        collect()
        return judged

    def _look_at(self, path: str, task: Task, judged: Judged) -> None:
        try:
            source = self._overlay.read(path) if isinstance(task, Parse) else readable(path, self._overlay)
        except SourceError as error:
            judged.diagnostics.add(error.diagnostic)
            return
        if isinstance(task, Parse):
            judged.diagnostics.update(source.derive(_unparsed))
            return
        judged.diagnostics.update(source.left_out)
        witness = self._witness(task.root)
        reading = witness.script(path) if isinstance(task, Script) else witness.rest(path, task.called)
        if reading is not None:
            self._judge(reading, self._projects[task.root].rules, judged)
            reading.program.logic.dissolve()
        judged.diagnostics |= self._unreadable
        self._unreadable.clear()

    def _witness(self, root: str) -> Witness:
        witness = self._witnesses.get(root)
        if witness is None:
            bench = self._projects[root]
            witness = self._witnesses[root] = Witness(
                self._overlay, bench.resolver, lambda error: self._unreadable.add(error.diagnostic), bench.descriptions
            )
        return witness

    def _judge(self, reading: Reading, rules: Sequence[Rule], judged: Judged) -> None:
        program = reading.program
        for rule in rules:
            judged.findings += [rule.finding(report, program.entry) for report in rule.judge(program)]
        judged.called = reading.called
        judged.imported = reading.imported
        judged.programs += bool(program.log)
        _note(program, judged)


def _unparsed(source: Source) -> tuple[Diagnostic, ...]:
    """What of a file is no Python; its tree is let go."""
    try:
        found = source.left_out
    except SourceError as error:
        return (error.diagnostic,)
    source.forget_tree()
    return found


def _note(program: Program, judged: Judged) -> None:
    """Note what the program holds."""
    judged.layers.update((layer.scope, layer.spot.place) for layer in program.layers)
    judged.steps.update(step.spot.place for step in program.steps)
    judged.evaluations.update(run.spot.place for run in program.evaluations())
    judged.unknowns.update(program.unknowns)
    judged.uses.update(uses_of(program))
