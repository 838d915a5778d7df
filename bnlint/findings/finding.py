"""A finding and the trail that proves it."""

from dataclasses import dataclass
from typing import Literal

from bnlint.findings.repair import Repair
from bnlint.findings.verdict import Damage, Verdict
from bnlint.sources.places import Place

Level = Literal["error", "warning", "advice"]
Certainty = Literal["sure", "possible"]
Witness = Literal["source", "graph"]


@dataclass(frozen=True, order=True)
class TrailStep:
    """One step, in execution order, of what makes a finding true."""

    place: Place
    message: str


@dataclass(frozen=True)
class Use:
    """What a program does with the moving statistics of the layer that is called at `place`: normalise by them, or
    maintain them in training."""

    place: Place
    how: Literal["inferred", "maintained"]


@dataclass(frozen=True)
class Finding:
    """One cause, found at one place.

    `level` belongs to the rule, `certainty` to the finding. `entry` is the file through which the program was read.
    """

    code: str
    name: str
    level: Level
    certainty: Certainty
    message: str
    place: Place
    entry: str
    trail: tuple[TrailStep, ...]
    only_if: frozenset[Use] = frozenset()
    """The finding holds only if some program of the project makes one of these uses; empty once that is settled, or
    where it does not matter."""
    damages: tuple[Damage, ...] = ()
    """What runs of the program show if it is true: one of these."""
    verdict: Verdict | None = None
    """What a run of the program says, where it was asked."""
    witness: Witness = "source"
    """Who saw it: the source, or, where that does not show it, the graph alone."""
    repairs: tuple[Repair, ...] = ()
    """What would cure it, the best first."""


@dataclass(frozen=True)
class NotJudged:
    """What of the artefact at `path` could not be judged, and `why`.

    `rules` are the codes and names of rules, or of whole families; empty for everything.
    """

    path: str
    rules: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class Seen:
    """What an analysis looked at, so that "nothing found" is an answer too.

    `unknowns` holds one sentence for every unknown that kept a rule silent. `unit` is what the `programs` are: each was
    read from its source, or is a graph that TensorFlow has built. Of graphs, `not_read` holds a sentence for each
    part of a file that could not be read or followed, and `not_judged` what there was nothing to judge by.
    """

    files: int = 0
    programs: int = 0
    layers: int = 0
    training_steps: int = 0
    evaluations: int = 0
    unknowns: tuple[str, ...] = ()
    unit: Literal["program", "graph"] = "program"
    not_read: tuple[str, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
