"""Repairs programs in an overlay: what does not cure, or brings something else, is taken back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.findings.repair import Repair, Share
from bnlint.repairs.changes import Files
from bnlint.repairs.edits import Edit, Lines, moved, overlap
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.files import edited
from bnlint.sources.overlay import Overlay

ROUNDS: Final = 20
"""Rounds after which what is left stays: each makes at least one repair, and most programs need one."""

Check: TypeAlias = Callable[[Overlay, bool], Outcome]
"""Checks the files as they are in an overlay: as the user asked, or else (True) with everything shown."""
Edits: TypeAlias = Mapping[str, tuple[Edit, ...]]
"""The edits of each file."""


@dataclass(frozen=True)
class Landed:
    """A repair that was made: the finding that it has cured, and its edits."""

    finding: Finding
    repair: Repair
    edits: Edits
    overlay: Overlay
    """The files as they were before its round."""
    round: int
    """Counted from 1. Those of one round are edits of the same files, and overlap nowhere."""


@dataclass(frozen=True)
class Refused:
    """A repair that was tried and is not made: `why` is a clause, such as "the finding stays"."""

    finding: Finding
    repair: Repair
    why: str


@dataclass
class Repaired:
    """The files with all repairs made, what is found in them, and the repairs, in order.

    What was tried last and `refused` is not among the repairs of what is found.
    """

    before: Overlay
    overlay: Overlay
    outcome: Outcome
    landed: list[Landed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The files that have changed."""
        return sorted({path for landed in self.landed for path in landed.edits})


def repaired(
    check: Check, overlay: Overlay, *, unsafe: bool, prefer: Sequence[str] = (), rounds: int = ROUNDS
) -> Repaired:
    """What comes of repairing everything that is found, with repairs whose names are in `prefer` before others.

    Repairs of one file are made together where they do not overlap, and the others in the next round; there is no
    other when nothing could be repaired in one.
    """
    result = Repaired(overlay, overlay, check(overlay, False))
    for number in range(1, rounds + 1):
        round_ = _Round(check, result.overlay, unsafe, prefer, number)
        landed = round_.repair(result.outcome.findings)
        if not landed:
            result.refused = round_.refused
            result.outcome = _without(result.outcome, round_.refused)
            break
        result.landed += landed
        result.overlay = round_.overlay
        result.outcome = check(round_.overlay, False)
    return result


def _without(outcome: Outcome, refused: Sequence[Refused]) -> Outcome:
    """What is found, with those repairs alone that nobody has tried."""
    tried = {(one.finding, one.repair) for one in refused}
    findings = (
        replace(finding, repairs=tuple(repair for repair in finding.repairs if (finding, repair) not in tried))
        for finding in outcome.findings
    )
    return replace(outcome, findings=tuple(findings))


@dataclass(frozen=True)
class _Proposal:
    finding: Finding
    repair: Repair
    edits: Edits


class _Round:
    def __init__(self, check: Check, overlay: Overlay, unsafe: bool, prefer: Sequence[str], number: int) -> None:
        self._check = check
        self._number = number
        self._begun = overlay
        self._unsafe = unsafe
        self._prefer = list(prefer)
        self._files = Files(overlay)
        self._known: Outcome | None = None
        self.overlay = overlay
        self.refused: list[Refused] = []

    def repair(self, findings: Sequence[Finding]) -> list[Landed]:
        """Make what can be made in this round."""
        proposals = [found for found in map(list, map(self._proposals, findings)) if found]
        if not proposals:
            return []
        return self._land(self._made(proposals, []))

    def _made(self, proposals: list[list[_Proposal]], made: list[_Proposal]) -> list[_Proposal]:
        """Those that are made together with what is `made`: all the best ones, or else as many as go by halves.

        One that overlaps another waits for the next round; of one that does not cure the other ways are tried.
        """
        if not proposals:
            return made
        together = self._apart([*made, *(first for first, *_ in proposals)])
        if len(proposals) > 1:
            if len(together) > len(made) and not self._why_not(together):
                return together
            half = len(proposals) // 2
            return self._made(proposals[half:], self._made(proposals[:half], made))
        if len(together) == len(made):
            return made
        for proposal in proposals[0]:
            if len(self._apart([*made, proposal])) > len(made):
                why = self._why_not([*made, proposal])
                if not why:
                    return [*made, proposal]
                self._refuse(proposal.finding, proposal.repair, why)
        return made

    def _refuse(self, finding: Finding, repair: Repair, why: str) -> None:
        self.refused.append(Refused(finding, repair, why))

    def _proposals(self, finding: Finding) -> Iterator[_Proposal]:
        def rank(repair: Repair) -> int:
            return self._prefer.index(repair.name) if repair.name in self._prefer else len(self._prefer)

        for repair in sorted(finding.repairs, key=rank):
            if repair.safe or self._unsafe:
                try:
                    edits = self._files.edits_of(repair)
                    self._with([_Proposal(finding, repair, edits)])
                except CannotRepair as error:
                    self._refuse(finding, repair, str(error))
                    continue
                yield _Proposal(finding, repair, edits)

    def _apart(self, proposals: Sequence[_Proposal]) -> list[_Proposal]:
        """Those that touch no edit of one before them; what two of them would do alike is done for the first."""
        kept: list[_Proposal] = []
        for proposal in proposals:
            if not any(overlap(edits) for edits in _all_edits([*kept, proposal]).values()):
                kept.append(proposal)
        return kept

    def _with(self, proposals: Sequence[_Proposal]) -> Overlay:
        changed: dict[str, bytes | str | None] = {}
        for path, edits in _all_edits(proposals).items():
            changed[path] = edited(self._begun.read(path), self._begun.read_bytes(path), edits)
        return self._begun.with_edits(changed)

    def _why_not(self, proposals: Sequence[_Proposal]) -> str:
        """Nothing, if the findings are gone then, none has come, and as much is seen and understood as before."""
        if self._known is None:
            self._known = self._check(self._begun, True)
        before, overlay = self._known, self._with(proposals)
        after, edits = self._check(overlay, True), _all_edits(proposals)
        places = _Moved(self._begun, overlay, edits)
        cured = {places.key(proposal.finding) for proposal in proposals}
        expected = Counter(places.key(finding) for finding in before.findings)
        for key in cured:
            del expected[key]
        for finding in after.findings:
            key = _key(finding)
            if not expected[key]:
                place = finding.place
                came = f"{finding.code} comes at {os.path.basename(place.path)}:{place.line}"
                return "the finding stays" if key in cured else came
            expected[key] -= 1
        return "" if _sees_as_much(before, after, proposals) else "less of the program is understood then"

    def _land(self, proposals: Sequence[_Proposal]) -> list[Landed]:
        if proposals:
            self.overlay = self._with(proposals)
        return [Landed(p.finding, p.repair, p.edits, self._begun, self._number) for p in proposals]


def _all_edits(proposals: Sequence[_Proposal]) -> dict[str, list[Edit]]:
    found: dict[str, list[Edit]] = {}
    for proposal in proposals:
        for path, edits in proposal.edits.items():
            found.setdefault(path, []).extend(edits)
    return found


def _sees_as_much(before: Outcome, after: Outcome, proposals: Sequence[_Proposal]) -> bool:
    """Whether no part of the programs has got lost from view: a finding may be gone just because of that.

    Networks that share their variables from now on count once.
    """
    counts = ["files", "programs", "training_steps", "evaluations"]
    if not any(isinstance(change, Share) for proposal in proposals for change in proposal.repair.changes):
        counts.append("layers")
    whole = all(getattr(after.seen, name) >= getattr(before.seen, name) for name in counts)
    return whole and len(after.seen.unknowns) <= len(before.seen.unknowns) and _kinds(after) <= _kinds(before)


def _kinds(outcome: Outcome) -> Counter[tuple[str, str]]:
    return Counter((diagnostic.code, diagnostic.place.path) for diagnostic in outcome.diagnostics)


def _symptom(finding: Finding) -> str:
    """The family: what is wrong at a place may have another cause once something else is repaired."""
    return finding.code[:-2]


def _key(finding: Finding) -> tuple[str, str, int, int]:
    place = finding.place
    return _symptom(finding), place.path, place.line, place.column


class _Moved:
    """Where findings stand once edits are made."""

    def __init__(self, before: Overlay, after: Overlay, edits: Mapping[str, Sequence[Edit]]) -> None:
        self._edits = edits
        self._lines = {path: (Lines(before.read(path).text), Lines(after.read(path).text)) for path in edits}

    def key(self, finding: Finding) -> tuple[str, str, int, int]:
        place = finding.place
        if place.path not in self._lines or not place.line:
            return _key(finding)
        old, new = self._lines[place.path]
        line, column = new.position(moved(old.offset(place.line, place.column), self._edits[place.path]))
        return _symptom(finding), place.path, line, column
