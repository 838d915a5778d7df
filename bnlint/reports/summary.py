"""The one line that says what was found and what was looked at, so that "nothing found" is an answer too."""

import os
from typing import TYPE_CHECKING

from bnlint.reports.paths import shown
from bnlint.reports.verdict_lines import LABELS, execution
from bnlint.sources.diagnostics import UNUSED_IGNORE
from bnlint.wording import counted

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.findings.finding import Finding, Seen
    from bnlint.repairs.repairing import Repaired


def summary(outcome: "Outcome", *, verbose: bool = False) -> str:
    """What `outcome` holds, in one line.

    The unknowns are promised under `--verbose` unless `verbose` says that they have been named.
    """
    seen = outcome.seen
    found = count(len(outcome.findings), "finding") if outcome.findings else _nothing(seen)
    counts = [
        count(seen.programs, seen.unit),
        count(seen.layers, "batch normalisation layer"),
        count(seen.training_steps, "training step"),
    ]
    looked_at = ", ".join([*counts, count(seen.evaluations, "evaluation")] if seen.unit == "program" else counts)
    if outcome.execution is not None and outcome.findings:
        found += f", of which {_verdicts(outcome)}. {execution(outcome.execution)[:-1]}"
    parts = [f"{found}. Read {count(seen.files, 'file')}: {looked_at}"]
    unused = sum(diagnostic.code == UNUSED_IGNORE for diagnostic in outcome.diagnostics)
    unread = len({diagnostic.place.path for diagnostic in outcome.diagnostics if diagnostic.code != UNUSED_IGNORE})
    hidden = outcome.hidden
    if unread:
        parts.append(f"{count(unread, 'file')} {'was' if unread == 1 else 'were'} not fully analysed")
    if hidden.excluded:
        parts.append(f"{count(hidden.excluded, 'file')} excluded")
    if hidden.possible:
        pronoun = _pronoun(hidden.possible)
        parts.append(f"{count(hidden.possible, 'possible finding')} not shown (--possible shows {pronoun})")
    if hidden.suppressed:
        parts.append(f"{count(hidden.suppressed, 'finding')} suppressed by comments")
    if hidden.known:
        parts.append(f"{count(hidden.known, 'finding')} of the baseline not shown")
    if unused:
        parts.append(f"{count(unused, 'comment')} without effect")
    unknown = len(seen.unknowns)
    if unknown:
        where = "" if verbose else f" (--verbose names {_pronoun(unknown)})"
        parts.append(f"{count(unknown, 'unknown')} kept rules silent{where}")
    return "; ".join(parts) + "."


def _verdicts(outcome: "Outcome") -> str:
    """`2 confirmed, 1 not reached`."""
    words = [finding.verdict.word for finding in outcome.findings if finding.verdict is not None]
    return ", ".join(f"{words.count(word)} {word}" for word in LABELS if word in words)


def gaps(seen: "Seen") -> list[str]:
    """A line for each part of a file that was not read, and for each reason why something was not judged."""
    lines = [f"Not read: {what}." for what in seen.not_read]
    for gap in seen.not_judged:
        what = ", ".join(f"{name} ({code})" for code, name in gap.rules)
        said = f"Not judged, because {gap.why}: {what}." if what else f"Nothing was judged, because {gap.why}."
        lines.append(f"{gap.path}: {said[0].lower()}{said[1:]}" if seen.files > 1 else said)
    return lines


def repairs_made(repaired: "Repaired") -> list[str]:
    """A line for each repair that was made, and for each that was tried in vain, and how many were made."""
    made = [f"{_where(one.finding)} repaired: {one.repair.title}" for one in repaired.landed]
    refused = [f"{_where(one.finding)} not repaired by {one.repair.name}: {one.why}" for one in repaired.refused]
    files = f" in {count(len(repaired.paths), 'file')}" if made else ""
    return [*made, *refused, f"{count(len(made), 'repair')[:1].upper()}{count(len(made), 'repair')[1:]}{files}."]


def _where(finding: "Finding") -> str:
    return f"{shown(finding.place.path, os.getcwd())}:{finding.place.where} {finding.code}"


def _nothing(seen: "Seen") -> str:
    if seen.files and sum(not gap.rules for gap in seen.not_judged) == seen.files:
        return "Nothing was judged"
    return "Nothing found in what was judged" if seen.not_judged or seen.not_read else "Nothing found"


def count(number: int, noun: str) -> str:
    """`no files`, `1 file`, `1,200 files`."""
    return counted(number, noun) if number else f"no {noun}s"


def _pronoun(number: int) -> str:
    return "it" if number == 1 else "them"
