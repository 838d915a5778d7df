"""Plans for tools that change file after file: what each is to hold, decided before the first of them changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.findings.repair import Repair, Way
from bnlint.hosts.surroundings import Surroundings, offering
from bnlint.repairs.changes import paths_of
from bnlint.repairs.repairing import repaired
from bnlint.sources.overlay import Overlay


@dataclass(frozen=True)
class Plan:
    """What a file held when it was judged, what it is to hold, and sentences about what is not repaired in it."""

    before: bytes
    after: bytes
    left: tuple[str, ...] = ()


def plans(paths: Collection[str], way: Way, *, unsafe: bool) -> Mapping[str, Plan]:
    """The plans of those files that are to change, or in which something is left, once all is repaired in that way.

    A repair that would have to change a file that is not among `paths` is not made.
    """
    surroundings, before = Surroundings.of(paths), Overlay.disk()

    def wanted(repair: Repair) -> bool:
        return repair.name == way and paths_of(repair) <= set(paths)

    def check(files: Overlay, everything: bool) -> Outcome:
        return offering(surroundings.check(files, everything), wanted)

    done = repaired(check, before, unsafe=unsafe)
    tried = {(one.finding.code, one.finding.place, one.repair): one.why for one in done.refused}
    left: dict[str, list[str]] = {}
    for finding in surroundings.check(done.overlay, False).findings:
        for repair in finding.repairs:
            if repair.name == way:
                why = tried.get((finding.code, finding.place, repair)) or _why_not(repair, paths, unsafe)
                left.setdefault(finding.place.path, []).append(_left(finding, why))
    return {
        path: Plan(before.read_bytes(path), done.overlay.read_bytes(path), tuple(left.get(path, ())))
        for path in paths
        if path in left or path in done.paths
    }


def _why_not(repair: Repair, paths: Collection[str], unsafe: bool) -> str:
    """Why a repair that was not refused is not made."""
    others = sorted(paths_of(repair) - set(paths))
    if others:
        return f"{others[0]} would have to change, too"
    if not repair.safe and not unsafe:
        return "the repair changes more than the bug: add --unsafe-fixes"
    return "the repair does not cure it here"


def _left(finding: Finding, why: str) -> str:
    return f"{finding.code} at line {finding.place.line} stays: {why}"
