"""Which rules a user means by `BN102`, `BN1` or `update-ops-collected-too-early`."""

from collections.abc import Iterable, Sequence
from typing import get_args

from bnlint.findings.finding import Level
from bnlint.rules.rule import Rule

LEVELS: tuple[Level, ...] = get_args(Level)
"""The worst first."""


class UnknownRule(Exception):
    """A word that stands for no rule; the message is one sentence that names the nearest."""

    def __init__(self, word: str, rules: Sequence[Rule]) -> None:
        super().__init__(f'no rule is called "{word}"; {_nearest(word, rules)}.')


def find(word: str, rules: Sequence[Rule]) -> Rule:
    """The one rule with this code or name; raises `UnknownRule`."""
    for rule in rules:
        if word.casefold() in rule.spellings:
            return rule
    raise UnknownRule(word, rules)


def select(
    rules: Sequence[Rule], chosen: Iterable[str], ignored: Iterable[str], level: Level = "warning"
) -> tuple[Rule, ...]:
    """The rules to judge by: those `chosen` (all where nothing is), without those `ignored`.

    Each word is a code, the beginning of one, or a name; raises `UnknownRule` for any other. Rules below `level` are
    left out, except those that are chosen by their own code or name.
    """
    chosen = tuple(chosen)
    selected = {rule for word in chosen for rule in meant(word, rules)} if chosen else set(rules)
    selected -= {rule for word in ignored for rule in meant(word, rules)}
    named = {word.casefold() for word in chosen}
    shown = LEVELS[: LEVELS.index(level) + 1]
    return tuple(
        rule for rule in rules if rule in selected and (not named.isdisjoint(rule.spellings) or rule.level in shown)
    )


def meant(word: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that a code, the beginning of one, or a name stands for; raises `UnknownRule` for any other word."""
    folded = word.casefold()
    meant = tuple(
        rule
        for rule in rules
        if rule.name == folded or (len(folded) >= len("bn") and rule.code.casefold().startswith(folded))
    )
    if not meant:
        raise UnknownRule(word, rules)
    return meant


def _nearest(word: str, rules: Sequence[Rule]) -> str:
    from difflib import get_close_matches

    spelt = {spelling: rule for rule in rules for spelling in rule.spellings}
    nearest = get_close_matches(word.casefold(), spelt, n=1, cutoff=0.0)
    if not nearest:
        return "there are no rules"
    rule = spelt[nearest[0]]
    return f"the nearest is {rule.code} {rule.name}"
