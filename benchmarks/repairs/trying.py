"""Tries every repair that is offered in a repository, each alone, and then all of them together."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import bnlint.check
from bnlint.cache.memories import Memories
from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.findings.repair import Repair
from bnlint.repairs.changes import Files, paths_of
from bnlint.repairs.edits import lines_of
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.files import edited
from bnlint.repairs.repairing import Check, Edits, Repaired, repaired
from bnlint.repairs.writing import difference
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import KnownSources, Overlay

Fate = Literal["cures", "does not cure", "not written"]


@dataclass(frozen=True)
class Trial:
    """What became of one way to repair one finding, alone.

    `why` says what kept it from being written, or from curing; `faults` what is wrong with what it made of the files.
    """

    repository: str
    place: str
    code: str
    name: str
    safe: bool
    fate: Fate
    lines: int = 0
    """Lines of the files that it changes or removes."""
    why: str = ""
    difference: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Together:
    """What `--fix --unsafe-fixes` makes of a repository: the repairs that `landed`, and what is wrong with that."""

    repository: str
    findings: int
    left: int
    landed: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


class Repository:
    """The programs in a folder, and what is found in them: what is only advice and what is only possible, too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = Overlay.disk(KnownSources())
        self._memories = Memories()
        self.outcome = self._check(self.files)
        repairs = [repair for finding in self.outcome.findings for repair in finding.repairs]
        self._concerned = sorted({path for repair in repairs for path in paths_of(repair)})
        self._known = {self._key(self.files): self.outcome}

    def check(self, files: Overlay) -> Outcome:
        """What is found in the folder, its files being those: no others change than those that repairs concern."""
        key = self._key(files)
        if key not in self._known:
            self._known[key] = self._check(files)
        return self._known[key]

    def _check(self, files: Overlay) -> Outcome:
        everything = Settings(level="advice", possible=True)
        return bnlint.check.check([str(self.folder)], discover(), everything, files, memories=self._memories)

    def _key(self, files: Overlay) -> tuple[bytes, ...]:
        return tuple(files.read_bytes(path) for path in self._concerned)

    def trials(self) -> Iterator[Trial]:
        """Every repair of every finding, alone."""
        for finding in self.outcome.findings:
            for repair in finding.repairs:
                yield self._trial(finding, repair)

    def _trial(self, finding: Finding, repair: Repair) -> Trial:
        place = f"{Path(finding.place.path).relative_to(self.folder).as_posix()}:{finding.place.shown_line}"
        trial = Trial(self.folder.name, place, finding.code, repair.name, repair.safe, "not written")
        try:
            after = self._with(Files(self.files).edits_of(repair))
        except CannotRepair as error:
            return replace(trial, why=str(error))
        paths = sorted(paths_of(repair))
        trial = replace(
            trial,
            lines=sum(_lines_gone(self.files, after, path) for path in paths),
            difference="".join(
                difference(path, os.path.relpath(path, self.folder), self.files, after) for path in paths
            ),
        )
        done = repaired(self._with_only(finding, repair), self.files, unsafe=True)
        if not done.landed:
            return replace(trial, fate="does not cure", why=done.refused[0].why)
        return replace(trial, fate="cures", faults=tuple(self._faults(done)))

    def _with(self, edits: Edits) -> Overlay:
        read = self.files.read, self.files.read_bytes
        return self.files.with_edits({path: edited(read[0](path), read[1](path), each) for path, each in edits.items()})

    def _with_only(self, finding: Finding, repair: Repair) -> Check:
        """A check that offers this repair alone, of this finding alone, and only once."""
        asked: list[Overlay] = []

        def check(files: Overlay, everything: bool) -> Outcome:
            outcome = self.check(files)
            if everything:
                return outcome
            asked.append(files)
            one = [replace(finding, repairs=(repair,))] if len(asked) == 1 else []
            return replace(outcome, findings=tuple(one))

        return check

    def together(self) -> Together:
        """What is left when all that can be repaired is."""
        done = repaired(lambda files, _: self.check(files), self.files, unsafe=True)
        landed = tuple((one.finding.code, one.repair.name) for one in done.landed)
        faults = list(self._faults(done))
        if landed and repaired(lambda files, _: self.check(files), done.overlay, unsafe=True).landed:
            faults.append("a second run changes something")
        return Together(self.folder.name, len(self.outcome.findings), len(done.outcome.findings), landed, tuple(faults))

    def _faults(self, done: Repaired) -> Iterator[str]:
        """What must not be: judged by the files before and after alone, not by what the repairs say of themselves."""
        for path in done.paths:
            before, after = self.files.read(path).text, done.overlay.read(path).text
            try:
                ast.parse(after)
            except SyntaxError as error:
                yield f"{path} does not parse any more: {error}"
            ends = {line[len(line.rstrip("\r\n")) :] for line in lines_of(before)}
            if not {line[len(line.rstrip("\r\n")) :] for line in lines_of(after)} <= ends:
                yield f"{path} has other line ends"
        known, left = _counted(self.outcome.findings), _counted(self.check(done.overlay).findings)
        if left.total() > known.total() - len(done.landed):
            yield f"{known.total()} findings became {left.total()} by {len(done.landed)} repairs"
        for code, number in sorted((left - known).items()):
            yield f"{number} more of {code}"


def _counted(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def _lines_gone(before: Overlay, after: Overlay, path: str) -> int:
    """The lines that are not in the file any more as they were, byte by byte."""
    old, new = (overlay.read_bytes(path).splitlines(keepends=True) for overlay in (before, after))
    return (Counter(old) - Counter(new)).total()
