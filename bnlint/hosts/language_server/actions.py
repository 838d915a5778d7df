"""What an editor offers to do about a finding: repairs that have been tried, and a comment that suppresses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lsprotocol import types

from bnlint.check import Outcome
from bnlint.findings.finding import Finding
from bnlint.findings.repair import Repair
from bnlint.hosts.language_server.analysis import Analysis, View
from bnlint.hosts.language_server.positions import Units
from bnlint.hosts.surroundings import offering
from bnlint.repairs.changes import paths_of
from bnlint.repairs.edits import between
from bnlint.repairs.ignoring import with_ignores
from bnlint.repairs.repairing import repaired
from bnlint.sources.overlay import Overlay

FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.bnlint"

NewTexts = Mapping[str, str]
"""Files as an action would have them, by path."""


@dataclass(frozen=True)
class Action:
    """What can be done: a repair of the finding, or what suppresses it; of a whole file where there is no finding."""

    title: str
    kind: str
    texts: NewTexts
    finding: Finding | None = None
    preferred: bool = False


def repairs_of(finding: Finding, view: View, analysis: Analysis) -> Iterator[Action]:
    """The repairs of a finding that cure it, the best first: those that `bnlint check --fix --unsafe-fixes` could make.

    The first is preferred if nothing but the bug changes.
    """
    first = True
    for repair in finding.repairs:
        texts = _cured(view, analysis, [replace(finding, repairs=(repair,))], unsafe=True)
        if texts:
            title = repair.title.rstrip(".")
            title = title if repair.safe else f"{title} (changes more than the bug)"
            yield Action(title, types.CodeActionKind.QuickFix.value, texts, finding, first and repair.safe)
            first = False


def suppression_of(finding: Finding, view: View) -> Action | None:
    """A comment that suppresses the finding where it is."""
    if finding.place.path in view.stand_ins:
        return None
    changed, paths = with_ignores(view.judged, [finding])
    texts = _texts(changed, paths)
    if not texts:
        return None
    title = f"Ignore {finding.code} on this line"
    return Action(title, types.CodeActionKind.QuickFix.value, texts, finding)


def all_repairs(path: str, view: View, analysis: Analysis) -> Action | None:
    """All safe repairs of what is found in a file that change no other."""

    def within(repair: Repair) -> bool:
        return repair.safe and paths_of(repair) == {path}

    here = tuple(finding for finding in view.outcome.findings if finding.place.path == path)
    offered = offering(replace(view.outcome, findings=here), within).findings
    texts = _cured(view, analysis, [finding for finding in offered if finding.repairs], unsafe=False)
    if not texts:
        return None
    return Action("Make all safe repairs of bnlint in this file", FIX_ALL, texts)


def _cured(view: View, analysis: Analysis, offered: Sequence[Finding], unsafe: bool) -> NewTexts:
    """The files that change once these findings are repaired, as far as that cures them."""

    def check(files: Overlay, everything: bool) -> Outcome:
        if files is view.judged and not everything:
            return replace(view.outcome, findings=tuple(offered))
        return analysis.check(view.state, files, everything)

    if not offered or view.stand_ins:
        return {}
    done = repaired(check, view.judged, unsafe=unsafe, rounds=1)
    return _texts(done.overlay, done.paths)


def _texts(files: Overlay, paths: Sequence[str]) -> NewTexts:
    """The files as they are then; nothing is offered in notebooks, whose texts are not what an editor shows."""
    sources = [files.read(path) for path in paths]
    return {} if any(source.notebook for source in sources) else {source.path: source.text for source in sources}


def edits_of(texts: NewTexts, view: View, units: Units) -> dict[str, list[types.TextEdit]]:
    """The edits that make these texts of those that are shown, by path."""
    found = {}
    for path, text in sorted(texts.items()):
        before = view.shown.read(path).text
        found[path] = [
            types.TextEdit(types.Range(units.at(before, edit.start), units.at(before, edit.end)), edit.text)
            for edit in between(before, text)
        ]
    return found
