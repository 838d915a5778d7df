"""The pieces of work that are spread over processes, and what comes of each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bnlint.analysis.memory import Unit
from bnlint.engine.definitions import Definition
from bnlint.findings.finding import Finding, Use
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.analysis.errors import Failed
    from bnlint.sources.watched import Trace


class Parse(NamedTuple):
    """Only see whether the files are Python: nothing in them can go wrong."""

    root: str
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
        case Parse(_, paths):
            return f"reading {paths[0]} and {len(paths) - 1} more"
        case Script(_, path) | Rest(_, path, _):
            return f"reading {path}"


def units(task: Task, given: str) -> Sequence[tuple[str, Unit]]:
    """The files of the task, each with the unit of work that it is; `given` is by what the project is judged."""
    match task:
        case Parse(_, paths):
            return [(path, Unit(f"parse {path}", "")) for path in paths]
        case Script(_, path):
            return [(path, Unit(f"script {path}", given))]
        case Rest(_, path, called):
            return [(path, Unit(f"rest {path}", digest(given, sorted(called))))]


def digest(*given: object) -> str:
    """What tells values from all others that are written otherwise."""
    return hashlib.sha256(repr(given).encode(errors="surrogatepass")).hexdigest()


@dataclass
class Judged:
    """What came of a unit of work, or of several."""

    findings: list[Finding] = field(default_factory=list)
    diagnostics: set[Diagnostic] = field(default_factory=set)
    programs: int = 0
    layers: set[tuple[str, Place]] = field(default_factory=set)
    steps: set[Place] = field(default_factory=set)
    evaluations: set[Place] = field(default_factory=set)
    unknowns: dict[str, None] = field(default_factory=dict)
    called: set[Definition] = field(default_factory=set)
    uses: set[Use] = field(default_factory=set)

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


@dataclass
class Done:
    """What came of the file `path`, so that it can be handed to another process, and what was asked of the files."""

    path: str
    judged: Judged = field(default_factory=Judged)
    trace: Trace = field(default_factory=dict)
    failure: Failed | None = None
