"""A file is judged in the programs that use it: a tool that shows one file has the projects around it checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bnlint.check import Outcome, check
from bnlint.findings.repair import Repair
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files, project_around


@dataclass(frozen=True)
class Surroundings:
    """The folders of projects, and files that those leave out."""

    paths: tuple[str, ...]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Surroundings:
        """The projects that files belong to, so that each of them is judged, whatever excludes it."""
        disk, named = Overlay.disk(), [os.path.abspath(path) for path in paths]
        roots = sorted({project_around(path, disk) for path in named})
        return cls((*roots, *sorted(set(named).difference(find_python_files(roots, disk)))))

    def check(self, files: Overlay, everything: bool) -> Outcome:
        """What is found in the projects: what their settings show, or else all of it."""
        settings = Settings(level="advice", possible=True) if everything else Settings()
        return check(self.paths, discover(), settings, files)

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """What tells whether a file has changed: the path, the time and the size of each."""
        states = ((path, os.stat(path)) for path in find_python_files(self.paths, Overlay.disk()))
        return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def offering(outcome: Outcome, wanted: Callable[[Repair], bool]) -> Outcome:
    """The outcome, with those repairs alone that are wanted."""
    kept = (replace(f, repairs=tuple(r for r in f.repairs if wanted(r))) for f in outcome.findings)
    return replace(outcome, findings=tuple(kept))
