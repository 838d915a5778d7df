"""The one line that says what was found and what was looked at, so that "nothing found" is an answer too."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnlint.check import Outcome


def summary(outcome: "Outcome", *, verbose: bool = False, hidden: int = 0) -> str:
    """What `outcome` holds, in one line.

    `hidden` findings were left out because they are only possible. The unknowns are promised under `--verbose`
    unless `verbose` says that they have been named.
    """
    seen = outcome.seen
    found = count(len(outcome.findings), "finding") if outcome.findings else "Nothing found"
    looked_at = ", ".join(
        (
            count(seen.programs, "program"),
            count(seen.layers, "batch normalisation layer"),
            count(seen.training_steps, "training step"),
            count(seen.evaluations, "evaluation"),
        )
    )
    parts = [f"{found}. Read {count(seen.files, 'file')}: {looked_at}"]
    unread = len({diagnostic.place.path for diagnostic in outcome.diagnostics})
    if unread:
        parts.append(f"{count(unread, 'file')} {'was' if unread == 1 else 'were'} not fully analysed")
    if hidden:
        parts.append(f"{count(hidden, 'possible finding')} not shown (--possible shows {_pronoun(hidden)})")
    unknown = len(seen.unknowns)
    if unknown:
        where = "" if verbose else f" (--verbose names {_pronoun(unknown)})"
        parts.append(f"{count(unknown, 'unknown')} kept rules silent{where}")
    return "; ".join(parts) + "."


def count(number: int, noun: str) -> str:
    """`no files`, `1 file`, `1,200 files`."""
    figure = f"{number:,}" if number else "no"
    return f"{figure} {noun}" if number == 1 else f"{figure} {noun}s"


def _pronoun(number: int) -> str:
    return "it" if number == 1 else "them"
