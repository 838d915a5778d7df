"""What of a graph a finding is about: the layers, steps and runs that were made at the places that it names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bnlint.facts.events import Event, LayerCall, Run, SaverMade, TrainingStep
from bnlint.facts.program import Program
from bnlint.findings.finding import Finding
from bnlint.sources.places import Place

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True)
class Subject:
    """Parts of one graph; each is empty where the finding's places say nothing of them."""

    layers: tuple[LayerCall, ...]
    steps: tuple[TrainingStep, ...]
    runs: tuple[Run, ...]
    savers: tuple[SaverMade, ...]

    def __bool__(self) -> bool:
        return bool(self.layers or self.steps or self.runs or self.savers)


def subject_of(finding: Finding, program: Program) -> Subject:
    """What was made at the finding's place and those of its trail; what was made there itself, before what only lies
    in a call from there."""
    places = _Places([finding.place, *(step.place for step in finding.trail)])
    return Subject(
        tuple(places.made(program.layers)), tuple(places.made(program.steps)), tuple(places.made(program.runs)),
        tuple(places.made(program.savers)),
    )  # fmt: skip


def covers(finding: Finding, place: Place) -> bool:
    """Whether the finding, or a step of its trail, stands at a place of which only the line is known."""
    return _Places([finding.place, *(step.place for step in finding.trail)]).has(place)


class _Places:
    def __init__(self, places: Iterable[Place]) -> None:
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        for place in places:
            self._ranges.setdefault(_file(place), []).append((place.line, place.end_line))

    def made(self, events: Iterable[EventT]) -> list[EventT]:
        listed = list(events)
        direct = [event for event in listed if self.has(event.spot.place)]
        return direct or [event for event in listed if any(map(self.has, event.spot.chain))]

    def has(self, place: Place) -> bool:
        """Whether a place of a graph, which knows a line alone, is one of these."""
        return any(first <= place.line <= last for first, last in self._ranges.get(_file(place), ()))


def _file(place: Place) -> str:
    return os.path.realpath(place.path)
