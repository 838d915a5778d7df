"""Which rules the words of `--select`, `--ignore` and `explain` stand for."""

from dataclasses import dataclass

import pytest

from bnlint.findings.finding import Level
from bnlint.rules.rule import Rule
from bnlint.rules.selection import UnknownRule, find, select


@dataclass(frozen=True, order=True)
class KnownRule(Rule):
    """A rule whose level is given, not read from its file."""

    known_level: Level = "error"

    @property
    def level(self) -> Level:
        return self.known_level


RULES = (
    KnownRule("BN101", "update-ops-not-run", ""),
    KnownRule("BN102", "update-ops-collected-too-early", ""),
    KnownRule("BN105", "update-ops-of-one-tower", "", "advice"),
    KnownRule("BN207", "evaluated-in-training-mode", "", "warning"),
)


def codes(*chosen: str, ignored: tuple[str, ...] = (), level: Level = "warning") -> str:
    return " ".join(rule.code for rule in select(RULES, chosen, ignored, level))


def test_advice_is_off_until_asked_for() -> None:
    assert codes() == "BN101 BN102 BN207"
    assert codes(level="advice") == "BN101 BN102 BN105 BN207"


def test_a_level_leaves_out_what_is_below() -> None:
    assert codes(level="error") == "BN101 BN102"
    assert codes("BN2", level="error") == ""


def test_naming_a_rule_asks_for_it_whatever_its_level() -> None:
    assert codes("BN207", "BN101", level="error") == "BN101 BN207"


def test_a_rule_is_selected_by_code_or_name() -> None:
    assert codes("BN102") == codes("bn102") == codes("update-ops-collected-too-early") == "BN102"


def test_a_prefix_selects_a_family() -> None:
    assert codes("BN1") == "BN101 BN102"
    assert codes("BN2", "BN101") == "BN101 BN207"
    assert codes("BN") == "BN101 BN102 BN207"


def test_naming_a_rule_asks_for_its_advice() -> None:
    assert codes("BN105") == codes("update-ops-of-one-tower") == "BN105"
    assert codes("BN10") == "BN101 BN102"


def test_ignoring_is_stronger_than_selecting() -> None:
    assert codes(ignored=("BN1",)) == "BN207"
    assert codes("BN1", ignored=("update-ops-not-run",)) == "BN102"


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("BN271", "BN207 evaluated-in-training-mode"),
        ("update-ops-colected-too-early", "BN102 update-ops-collected-too-early"),
        ("training-mode", "BN207 evaluated-in-training-mode"),
        ("B", "BN"),
        ("\0", "BN"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_rule(word: str, nearest: str) -> None:
    for ask in (lambda: codes(word), lambda: codes(ignored=(word,)), lambda: find(word, RULES)):
        with pytest.raises(UnknownRule) as raised:
            ask()
        assert str(raised.value).startswith(f'no rule is called "{word}"; the nearest is {nearest}')


def test_finding_one_rule() -> None:
    assert find("BN207", RULES) is find("Evaluated-in-training-mode", RULES) is RULES[-1]
    with pytest.raises(UnknownRule):
        find("BN1", RULES)


def test_without_rules_there_is_no_nearest() -> None:
    with pytest.raises(UnknownRule, match="there are no rules"):
        find("BN101", ())
