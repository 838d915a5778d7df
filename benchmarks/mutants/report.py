"""The benchmark's result as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.mutants.operators import Operator
from benchmarks.mutants.scoring import Outcome, Score, score

COLUMNS = ("made", "equivalent", "raise", "caught", "missed", "score", "alarms", "restored")


def table(operators: Sequence[Operator], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each operator and one for all."""
    width = max(len(operator.name) for operator in operators)
    yield " ".join([" " * width, *(f"{column:>10}" for column in COLUMNS)])
    for operator in operators:
        yield _row(operator.name, width, score(_of(operator, outcomes)))
    yield _row("all", width, score(outcomes))
    assumed = sum(one.known == "assumed" for one in outcomes)
    yield f"{assumed} of the mutants were neither run nor read: they count as damaged."


def listed(outcome: Outcome) -> Iterator[str]:
    """A line for a missed mutant, for an alarm (a finding in one that does what the program did), and for one that
    repairs have left ill."""
    title = "missed" if outcome.verdict == "missed" else "alarm" if outcome.alarm else ""
    title = "ill" if outcome.restored is False else title
    if title:
        possible = [f"possible: {' '.join(outcome.possible)}"] if outcome.possible else []
        yield ", ".join([f"{title:6} {outcome.mutant} ({outcome.known})", *outcome.codes, *possible])


def document(operators: Sequence[Operator], outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The scores of the operators, of all, and the missed mutants."""
    return {
        "operators": {operator.name: _figures(score(_of(operator, outcomes))) for operator in operators},
        "all": _figures(score(outcomes)),
        "assumed": sum(one.known == "assumed" for one in outcomes),
        "missed": [_place(one) for one in outcomes if one.verdict == "missed"],
        "alarms": [_place(one) | {"codes": list(one.codes)} for one in outcomes if one.alarm],
        "ill": [_place(one) | {"codes": list(one.codes)} for one in outcomes if one.restored is False],
    }


def _of(operator: Operator, outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.mutant.operator == operator.name]


def _row(name: str, width: int, result: Score) -> str:
    share, healed = ("-" if part is None else f"{part:.1%}" for part in (result.share, result.healed))
    counts = [result.counts.get(verdict, 0) for verdict in ("equivalent", "raises", "caught", "missed")]
    cells = [result.made, *counts, share, result.alarms, healed]
    return " ".join([f"{name:{width}}", *(f"{cell:>10}" for cell in cells)])


def _figures(result: Score) -> dict[str, object]:
    share = None if result.share is None else round(result.share, 4)
    counts: dict[str, object] = {str(verdict): number for verdict, number in sorted(result.counts.items())}
    repaired = {"repaired": result.tried, "restored": result.restored} if result.tried else {}
    return {"made": result.made, **counts, "score": share, "alarms": result.alarms, **repaired}


def _place(outcome: Outcome) -> dict[str, object]:
    mutant = outcome.mutant
    return {
        "program": str(mutant.program),
        "file": mutant.path,
        "line": mutant.line,
        "operator": mutant.operator,
        "known": outcome.known,
        "possible": list(outcome.possible),
    }
