"""What a rule judges: where an artefact holds nothing of it, the rule has not said that all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from bnlint.facts.events import Export, Stored
from bnlint.facts.program import Program
from bnlint.findings.finding import NotJudged
from bnlint.rules.rule import FAMILIES, Rule

Need: TypeAlias = Literal["graph", "whole", "layers", "steps", "savers", "exports", "values"]

PRESENT: Final[Mapping[Need, Callable[[Program], object]]] = {
    "graph": lambda program: not program.is_values,
    "whole": lambda program: program.complete,
    "layers": lambda program: program.layers,
    "steps": lambda program: program.steps,
    "savers": lambda program: program.savers,
    "exports": lambda program: program.events(Export),
    "values": lambda program: program.events(Stored),
}
"""Whether a program has facts of a kind."""
LACKS: Final[Mapping[Need, str]] = {
    "graph": "there is no graph",
    "whole": "the graph cannot be followed everywhere",
    "layers": "no batch normalisation was found",
    "steps": "no training step was found",
    "savers": "the graph has no Saver",
    "exports": "the graph has no signature",
    "values": "no values of moving statistics were found",
}


def not_judged(
    path: str, rules: Sequence[Rule], programs: Sequence[Program], reasons: Mapping[Need, str | None]
) -> list[NotJudged]:
    """What of the artefact at `path` the rules could not judge in any of its programs: once for each reason.

    `reasons` say it in the artefact's own words; with None, nobody expects such an artefact to hold facts of that kind.
    """
    missing: dict[Rule, str] = {}
    judged = False
    for rule in rules:
        lack = _lack(rule, programs)
        if lack is None:
            judged = True
        elif (why := reasons.get(lack, LACKS[lack])) is not None:
            missing[rule] = why
    grouped: dict[str, list[Rule]] = {}
    for rule, why in missing.items():
        grouped.setdefault(why, []).append(rule)
    whole = len(grouped) == 1 and not judged
    return [NotJudged(path, () if whole else _names(some, rules), why) for why, some in grouped.items()]


def _lack(rule: Rule, programs: Sequence[Program]) -> Need | None:
    """What the program that has most of what the rule needs lacks; None where one has all."""
    needs: tuple[Need, ...] = rule.needs
    reached = [next((at for at, need in enumerate(needs) if not PRESENT[need](p)), len(needs)) for p in programs]
    first = max(reached, default=0)
    return needs[first] if first < len(needs) else None


def _names(missing: Sequence[Rule], rules: Iterable[Rule]) -> tuple[tuple[str, str], ...]:
    """Code and name of each rule; of a family of which none is left, those of the family."""
    left = {rule.family for rule in rules if rule not in missing}
    codes = {name: code for code, name in FAMILIES.items()}
    names = ((codes[r.family], r.family) if r.family not in left else (r.code, r.name) for r in missing)
    return tuple(dict.fromkeys(names))
