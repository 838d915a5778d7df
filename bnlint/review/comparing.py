"""Which findings a change brings in: those of the head that the base has not.

A finding is known if the base has one of the same code on the same line, wherever that stands now; if its line has
been moved, within a file or with the lines around it to another one; or if it is the same line, written a little
differently.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.findings.fingerprints import identity
from bnlint.review.git import Repository
from bnlint.review.patches import Patch
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

AROUND: Final = 2
"""Lines on each side that move with a line to another file."""
ALIKE: Final = 0.6
"""How alike two texts are, of 1, for one to be the other, rewritten."""


def file_lines(place: Place) -> tuple[int, int]:
    """The first and the last line of a place in its file, also where that is a notebook."""
    if place.cell is None:
        return place.line, place.end_line
    return place.cell.file_line(place.line), place.cell.file_line(place.end_line)


@dataclass(frozen=True)
class Difference:
    """What a change does to a file: its absolute path before and after, if it was and is there, and the patch."""

    old: str | None
    new: str | None
    patch: Patch


def differences(repository: Repository, base: str, head: str) -> list[Difference]:
    """What lies between two commits, of Python files and notebooks."""

    def absolute(path: str | None) -> str | None:
        return None if path is None else os.path.join(repository.root, *path.split("/"))

    return [
        Difference(absolute(old), absolute(new), Patch.parsed(hunks))
        for old, new, hunks in repository.differences(base, head)
    ]


@dataclass(frozen=True)
class Side:
    """A commit: its files and what was found in them."""

    files: Overlay
    outcome: Outcome


def brought_in(root: str, base: Side, head: Side, changed: Iterable[Difference]) -> Outcome:
    """The outcome of the head, with nothing but what the base has not."""
    change = _Change(root, base.files, head.files, changed)
    return Outcome(
        findings=tuple(change.new_findings(base.outcome.findings, head.outcome.findings)),
        diagnostics=tuple(change.new_diagnostics(base.outcome.diagnostics, head.outcome.diagnostics)),
        seen=head.outcome.seen,
        hidden=head.outcome.hidden,
    )


class _Change:
    def __init__(self, root: str, before: Overlay, after: Overlay, changed: Iterable[Difference]) -> None:
        self._root = root
        self._before = before
        self._after = after
        listed = list(changed)
        self._by_old = {one.old: one for one in listed if one.old is not None}
        self._by_new = {one.new: one for one in listed if one.new is not None}

    def new_findings(self, base: Sequence[Finding], head: Sequence[Finding]) -> list[Finding]:
        known, new = list(base), list(head)
        known, new = _without_pairs(known, new, self._line_before, self._line_after)
        gone = [finding for finding in known if self._gone_from(finding) is not None]
        for key_before, key_after in (
            (self._text_before, self._text_after),
            (self._block_before, self._block_after),
        ):
            gone, new = _without_pairs(gone, new, key_before, key_after)
        return self._without_rewritten(gone, new)

    def new_diagnostics(self, base: Iterable[Diagnostic], head: Iterable[Diagnostic]) -> list[Diagnostic]:
        known = Counter((one.code, one.place.path) for one in base)
        new = []
        for one in head:
            where = one.code, self._was(one.place.path)
            known[where] -= 1
            if known[where] < 0:
                new.append(one)
        return new

    def _was(self, path: str) -> str:
        """Where a file of the head was in the base; empty for a new one."""
        one = self._by_new.get(path)
        return path if one is None else one.old or ""

    def _line_before(self, finding: Finding) -> Hashable:
        return finding.code, finding.place.path, file_lines(finding.place)[0]

    def _line_after(self, finding: Finding) -> Hashable | None:
        """The key under which the base has a finding on the same, unchanged line."""
        one, line = self._by_new.get(finding.place.path), file_lines(finding.place)[0]
        before = line if one is None else one.patch.before(line)
        return None if before is None else (finding.code, self._was(finding.place.path), before)

    def _gone_from(self, finding: Finding) -> int | None:
        """The hunk that takes a finding's line away."""
        one = self._by_old.get(finding.place.path)
        return None if one is None else one.patch.removed.get(file_lines(finding.place)[0])

    def _come_with(self, finding: Finding) -> int | None:
        """The hunk that adds a finding's line."""
        one = self._by_new.get(finding.place.path)
        return None if one is None else one.patch.added.get(file_lines(finding.place)[0])

    def _text_before(self, finding: Finding) -> Hashable:
        return finding.code, finding.place.path, self._text(finding, self._before)

    def _text_after(self, finding: Finding) -> Hashable | None:
        if self._come_with(finding) is None:
            return None
        return finding.code, self._was(finding.place.path), self._text(finding, self._after)

    def _block_before(self, finding: Finding) -> Hashable:
        return finding.code, _block(finding, self._before)

    def _block_after(self, finding: Finding) -> Hashable | None:
        return None if self._come_with(finding) is None else (finding.code, _block(finding, self._after))

    def _text(self, finding: Finding, files: Overlay) -> str:
        return identity(finding, self._root, files).text

    def _without_rewritten(self, gone: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
        by_hunk = defaultdict[Hashable, list[str]](list)
        for finding in gone:
            where = finding.code, finding.place.path, self._gone_from(finding)
            by_hunk[where].append(self._text(finding, self._before))
        left = []
        for finding in new:
            texts = by_hunk.get((finding.code, self._was(finding.place.path), self._come_with(finding)), [])
            text = self._text(finding, self._after)
            alike = next((other for other in texts if _alike(other, text)), None)
            if alike is None:
                left.append(finding)
            else:
                texts.remove(alike)
        return left


def _without_pairs(
    known: Iterable[Finding],
    new: Iterable[Finding],
    key_before: Callable[[Finding], Hashable],
    key_after: Callable[[Finding], Hashable | None],
) -> tuple[list[Finding], list[Finding]]:
    """Those that have no partner of the same key; each is the partner of one at most."""
    waiting = defaultdict[Hashable, list[Finding]](list)
    for finding in known:
        waiting[key_before(finding)].append(finding)
    left = []
    for finding in new:
        partners = waiting.get(key_after(finding))
        if partners:
            partners.pop(0)
        else:
            left.append(finding)
    return [finding for findings in waiting.values() for finding in findings], left


def _block(finding: Finding, files: Overlay) -> tuple[str, ...]:
    """The lines at a finding and around it, without their indentation."""
    place = finding.place
    try:
        lines = files.read(place.path).lines
    except SourceError:
        return ()
    return tuple(line.strip() for line in lines[max(0, place.line - 1 - AROUND) : place.end_line + AROUND])


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= ALIKE or (
        SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
    )
