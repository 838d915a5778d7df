"""What is found in one file, and the file as each repair would have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.hosts.surroundings import Surroundings, offering
from bnlint.repairs.changes import paths_of
from bnlint.repairs.files import edited
from bnlint.repairs.repairing import repaired
from bnlint.sources.overlay import Overlay


@dataclass(frozen=True)
class Judged:
    """A finding, and its file once it is repaired; None where no safe repair of this file alone cures it."""

    finding: Finding
    after: bytes | None


def judged(path: str, data: bytes) -> Iterator[Judged]:
    """What is found in the file if it holds `data`, all others being as they are on disk."""
    surroundings, files = Surroundings.of([path]), Overlay.disk()
    if files.read_bytes(path) == data:
        first = _as_on_disk(surroundings, surroundings.stamp())
    else:
        files = files.with_edits({path: data})
        first = surroundings.check(files, False)
    here = tuple(finding for finding in first.findings if finding.place.path == path)

    def check(changed: Overlay, everything: bool) -> Outcome:
        if changed is files and not everything:
            return offering(replace(first, findings=here), lambda repair: paths_of(repair) == {path})
        return surroundings.check(changed, everything)

    made = {landed.finding: landed.edits[path] for landed in repaired(check, files, unsafe=False, rounds=1).landed}
    for finding, offered in zip(here, check(files, False).findings, strict=True):
        edits = made.get(offered)
        yield Judged(finding, None if edits is None else edited(files.read(path), data, edits))


@lru_cache(maxsize=1)
def _as_on_disk(surroundings: Surroundings, stamp: object) -> Outcome:
    """What is found, once for all files of a project that are asked for one by one while none changes."""
    return surroundings.check(Overlay.disk(), False)
