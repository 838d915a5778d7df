"""Rules are found by the names of their files, and each file is held to having all its parts."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from bnlint.findings.finding import Finding, TrailStep
from bnlint.findings.verdict import Damage
from bnlint.rules.discovery import discover
from bnlint.rules.rule import FAMILIES, SECTIONS, Report, Rule, RuleError
from bnlint.sources.places import Place

DOCUMENTATION = "Update ops that never run.\n\n" + "\n\n".join(f"## {section}\n\nText." for section in SECTIONS)
WHOLE = f'"""{DOCUMENTATION}\n"""\n\nLEVEL = "warning"\n\n\ndef judge(program):\n    yield program\n'

Rules = Callable[..., tuple[Rule, ...]]


@pytest.fixture
def rules_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rules]:
    """Writes a rule package with these files, by module name, and discovers its rules."""

    def write(**files: str) -> tuple[Rule, ...]:
        package = tmp_path / "temporary_rules"
        package.mkdir()
        for name, text in ({"__init__": ""} | files).items():
            (package / f"{name}.py").write_text(text, encoding="utf-8")
        return discover("temporary_rules")

    monkeypatch.syspath_prepend(str(tmp_path))
    yield write
    for name in [name for name in sys.modules if name.partition(".")[0] == "temporary_rules"]:
        del sys.modules[name]


def test_the_file_name_is_the_rule(rules_of: Rules) -> None:
    (rule,) = rules_of(bn102_update_ops_collected_too_early=WHOLE)
    assert (rule.code, rule.name, rule.family) == (
        "BN102",
        "update-ops-collected-too-early",
        "statistics-not-updated",
    )


def test_rules_are_sorted_by_code(rules_of: Rules) -> None:
    rules = rules_of(bn301_zebra=WHOLE, bn102_yak=WHOLE, bn101_zoo=WHOLE)
    assert [rule.code for rule in rules] == ["BN101", "BN102", "BN301"]


def test_other_modules_are_no_rules(rules_of: Rules) -> None:
    assert rules_of(rule="", towers="", bnorm="") == ()


def test_discovery_imports_no_rule(rules_of: Rules) -> None:
    (rule,) = rules_of(bn101_raises="raise RuntimeError('imported')")
    assert rule.code == "BN101"
    with pytest.raises(RuntimeError, match="imported"):
        assert rule.level


def test_parts_come_from_the_module(rules_of: Rules) -> None:
    (rule,) = rules_of(bn101_update_ops_not_run=WHOLE)
    assert rule.level == "warning"
    assert rule.summary == "Update ops that never run."
    assert rule.documentation == DOCUMENTATION
    assert rule.judge is importlib.import_module(rule.module).judge


@pytest.mark.parametrize("name", ["bn102", "bn12_short", "bn1024_long", "bn102_", "bn_102_name", "bn102_CamelCase"])
def test_a_name_that_is_nearly_a_rules(rules_of: Rules, name: str) -> None:
    with pytest.raises(RuleError, match=rf"^temporary_rules\.{name}: "):
        rules_of(**{name: WHOLE})


@pytest.mark.parametrize("code", ["bn002", "bn901"])
def test_a_code_without_a_family(rules_of: Rules, code: str) -> None:
    with pytest.raises(RuleError, match=f"{code.upper()} belongs to no family"):
        rules_of(**{f"{code}_name": WHOLE})


def test_two_files_with_one_code(rules_of: Rules) -> None:
    with pytest.raises(RuleError, match=r"bn101_one and .*bn101_other both claim the code BN101"):
        rules_of(bn101_one=WHOLE, bn101_other=WHOLE)


@pytest.mark.parametrize(
    ("part", "without", "message"),
    [
        ("level", WHOLE.replace('LEVEL = "warning"', ""), "lacks LEVEL"),
        ("level", WHOLE.replace('"warning"', '"fatal"'), "LEVEL is 'fatal', not one of error, warning, advice"),
        ("judge", WHOLE.replace("def judge", "def judged"), "lacks judge"),
        ("documentation", WHOLE.replace(DOCUMENTATION, ""), "does not begin with a line of summary"),
        ("summary", WHOLE.replace("Update ops that never run.", ""), "does not begin with a line of summary"),
        ("documentation", WHOLE.replace("## Symptom", "## Signs"), "sections are not What it does, "),
        ("documentation", WHOLE.replace("## Wrong", "## Right", 1), "sections are not What it does, "),
    ],
)
def test_a_missing_part_is_named_with_its_file(
    rules_of: Rules, tmp_path: Path, part: str, without: str, message: str
) -> None:
    (rule,) = rules_of(bn101_incomplete=without)
    with pytest.raises(RuleError) as raised:
        getattr(rule, part)
    file = tmp_path / "temporary_rules" / "bn101_incomplete.py"
    assert str(raised.value).startswith(f"{file}: ")
    assert message in str(raised.value)


def test_documentation_survives_optimisation(rules_of: Rules, tmp_path: Path) -> None:
    rules_of(bn101_update_ops_not_run=WHOLE)
    program = "from bnlint.rules.discovery import discover; print(discover('temporary_rules')[0].summary)"
    done = subprocess.run(
        [sys.executable, "-OO", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Update ops that never run.\n"


def test_a_report_becomes_a_finding_of_its_rule(rules_of: Rules) -> None:
    (rule,) = rules_of(bn101_update_ops_not_run=WHOLE)
    place = Place("/project/train.py", 3, 5, 3, 9)
    trail = (TrailStep(place, "this step runs no update op"),)
    finding = rule.finding(Report(place, "No update op runs.", "possible", trail), "/project/main.py")
    assert finding == Finding(
        code="BN101",
        name="update-ops-not-run",
        level="warning",
        certainty="possible",
        message="No update op runs.",
        place=place,
        entry="/project/main.py",
        trail=trail,
        damages=("not updated",),
    )


def test_our_own_rules_are_whole() -> None:
    rules = discover()
    assert rules
    for rule in rules:
        assert rule.family in FAMILIES.values()
        assert rule.level in {"error", "warning", "advice"}
        assert rule.summary.endswith(".")
        assert callable(rule.judge)
        assert set(rule.damages) <= set(get_args(Damage))
        assert rule.damages, "nothing could confirm it"


def test_our_own_names_are_used_once() -> None:
    names = [rule.name for rule in discover()]
    assert len(names) == len(set(names))
