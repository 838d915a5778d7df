"""What is found in the folders that an editor shows, with its open files as it has them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bnlint.cache.memories import Memories
from bnlint.check import Outcome, check
from bnlint.findings.finding import Finding
from bnlint.hosts.language_server.stand_ins import StandIn, StandIns
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.overlay import KnownSources, Overlay
from bnlint.sources.places import Place

EVERYTHING = Settings(level="advice", possible=True)


class OutOfDate(Exception):
    """Something has changed meanwhile, so that nobody waits for the answer any more."""


@dataclass(frozen=True)
class State:
    """What is to be judged: the `folders` of the workspace, and the `texts` of the open files, by path.

    `saved` counts the times that something on the disk may have changed.
    """

    folders: tuple[str, ...]
    texts: Mapping[str, str]
    saved: int = 0


@dataclass(frozen=True)
class View:
    """What came of a state: the files as the editor shows them, and as they were judged, and what is found in them."""

    state: State
    shown: Overlay
    judged: Overlay
    outcome: Outcome
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)

    @property
    def findings(self) -> list[tuple[Finding, Place]]:
        """What is found, and where it stands in what is shown, if it still does."""
        placed = ((finding, self.shifted(finding.place)) for finding in self.outcome.findings)
        return [(finding, place) for finding, place in placed if place is not None]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is to be said of the files themselves."""
        typed = [
            stand_in.error for stand_in in self.stand_ins.values() if self.judged.is_file(stand_in.error.place.path)
        ]
        return sorted({*typed, *self.outcome.diagnostics})

    def shifted(self, place: Place) -> Place | None:
        """Where a place that was judged stands in what is shown, if it still does."""
        stand_in = self.stand_ins.get(place.path)
        return place if stand_in is None else stand_in.shifted(place)


class Analysis:
    """Judges one state after the other; what does not change between them is done once."""

    def __init__(self) -> None:
        self._rules = discover()
        self._known_sources = KnownSources()
        self._memories = Memories()
        self._stand_ins = StandIns()
        self._disk: tuple[int, Overlay] | None = None

    def view(self, state: State, out_of_date: Callable[[], bool]) -> View:
        """What comes of the state; raises `OutOfDate` as soon as that may be said, and what `check` raises."""
        disk = self._disk_of(state)
        shown = disk.with_edits(state.texts)
        stand_ins = self._stand_ins.of(state.texts, shown)
        judged = disk.with_edits({**state.texts, **{path: stand_in.judged for path, stand_in in stand_ins.items()}})

        def progress(done: int, of: int) -> None:
            if out_of_date():
                raise OutOfDate

        progress(0, 0)
        return View(state, shown, judged, self._check(state, judged, None, progress), stand_ins)

    def check(self, state: State, files: Overlay, everything: bool) -> Outcome:
        """What is found in the state's folders if they hold these files, as a repair needs to know."""
        return self._check(state, files, EVERYTHING if everything else None, lambda done, of: None)

    def _check(
        self, state: State, files: Overlay, settings: Settings | None, progress: Callable[[int, int], None]
    ) -> Outcome:
        named = list(_named(state, files))
        return check(named, self._rules, settings, files, progress=progress, memories=self._memories)

    def _disk_of(self, state: State) -> Overlay:
        if self._disk is None or self._disk[0] != state.saved:
            self._disk = state.saved, Overlay.disk(self._known_sources)
        return self._disk[1]


def _named(state: State, files: Overlay) -> Iterable[str]:
    """The folders, and the open files outside of them, which are judged alone."""
    folders = [folder for folder in state.folders if files.is_folder(folder)]
    yield from folders
    for path in state.texts:
        if not any(path.startswith(os.path.join(folder, "")) for folder in folders):
            yield path
