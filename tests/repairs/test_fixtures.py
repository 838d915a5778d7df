"""What the command line makes of the wrong fixtures is right: bnlint finds nothing, and TensorFlow shows no damage."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import bnlint.check
from bnlint.repairs.edits import Edit, Lines, applied
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from tests.fixtures_expectations import Fixture, fixtures
from tests.judge.client import judge
from tests.judge.damage import damages, of_kind

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "repairs.md").read_text(encoding="utf-8")
RESULTS = ROOT / "benchmarks" / "results" / "repairs.json"
CODES = """
BN101 BN102 BN103 BN104 BN105 BN106 BN201 BN202 BN203 BN206 BN207 BN208 BN209 BN214 BN216 BN301 BN401 BN404 BN708
""".split()
"""The rules whose findings are repaired."""
UNSAFE = frozenset(
    (
        "BN105/wrong_last_tower_overwrites",
        "BN105/wrong_scope_of_first_clone",
        "BN209/wrong_default_of_the_block_is_used",
        "BN301/wrong_bool_flags_second_network",
        "BN301/wrong_called_twice_inside_one_scope",
        "BN301/wrong_slim_network_called_again",
        "BN401/wrong_average_with_decay_schedule",
        "BN401/wrong_list_chosen_by_name",
        "BN401/wrong_saver_made_before_the_layers",
        "BN401/wrong_saver_of_trainable_variables",
        "BN404/wrong_evaluated_from_trainable_variables",
        "BN404/wrong_model_variables_of_tf_layers",
        "BN708/wrong_activation_of_the_convolution_itself",
        "BN708/wrong_helper_returns_its_argument",
        "BN708/wrong_layer_object_called_for_nothing",
        "BN708/wrong_result_not_assigned",
    )
)
"""The fixtures that only `--unsafe-fixes` repairs."""
_NO_FLAG = "the program has no flag: once its author has made one, it is given and fed (test_flags.py)"
NOT_REPAIRED: Mapping[str, str] = {
    "BN105/wrong_only_chief_tower_is_asked": "the list is read before the other towers are built, in their loop",
    "BN201/wrong_flag_never_given": _NO_FLAG,
    "BN201/wrong_helper_has_no_flag": _NO_FLAG,
    "BN203/wrong_attribute_flipped_before_test": _NO_FLAG,
    "BN203/wrong_mode_is_pretrain": _NO_FLAG,
    "BN203/wrong_option_says_training": _NO_FLAG,
    "BN203/wrong_true_given_to_shared_network": _NO_FLAG,
    "BN206/wrong_keras_learning_phase_unfed": "the flag is one of Keras, for which the program has no name",
    "BN207/wrong_validation_network_shares_the_config": "the flag is in an object that the trained network shares",
    "BN208/wrong_assigned_whatever_the_flag": "hand-written updates: their place in the graph is for the author",
    "BN208/wrong_average_applied_outside_cond": "hand-written updates: their place in the graph is for the author",
    "BN208/wrong_layer_of_training_branch_made_outside_cond": "the branch has to be written anew, or to go",
    "BN216/wrong_keep_prob_is_taken_for_the_flag": "what was meant for which parameter cannot be seen",
    "BN216/wrong_scope_is_taken_for_the_flag": "what was meant for which parameter cannot be seen",
    "BN301/wrong_scope_of_its_own_for_validation": "both have scopes, and checkpoints may hold variables of both",
    "BN404/wrong_assignment_map_of_trainable_variables": "what the checkpoint holds besides is for the author",
    "BN404/wrong_backbone_from_trainable_variables": "the graph trains: a checkpoint may lack all but the network",
    "BN404/wrong_map_of_averages_only": "the averages of the weights are meant, and a map of all is for the author",
    "BN214/wrong_false_given_to_the_training_network": "the network is tested, too: no constant is right",
    "BN214/wrong_mode_compared_with_evaluation": "which mode is meant instead cannot be seen",
}
"""The fixtures for which no mechanical repair is right, and why."""
WRONG = {str(fixture): fixture for fixture in fixtures() if fixture.wrong and fixture.code in CODES}
REPAIRED = [fixture for name, fixture in WRONG.items() if name not in NOT_REPAIRED]
every_repaired = pytest.mark.parametrize("fixture", REPAIRED, ids=str)


def check(folder: Path, *options: str) -> dict[str, Any]:
    """What `bnlint check` says as JSON in the folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bnlint", "check", "--advice", "--format", "json", *options],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


class Fixed:
    """The fixtures, as `--fix` and then `--unsafe-fixes` leave them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, fixture in WRONG.items():
            shutil.copytree(fixture.folder, folder / name)
        self.before = contents(folder)
        self.safely = check(folder, "--fix")
        self.after_safe = contents(folder)
        self.unsafely = check(folder, "--fix", "--unsafe-fixes")
        self.after = contents(folder)

    @property
    def landed(self) -> list[dict[str, Any]]:
        return [*self.safely["repaired"], *self.unsafely["repaired"]]


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Fixed:
    return Fixed(tmp_path_factory.mktemp("fixtures"))


def of(fixture: Fixture, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in found if one["path"].startswith(f"{fixture}/")]


def found_in(fixture: Fixture, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings in a fixture, but for other advice than that which it is about."""
    found = of(fixture, document["findings"])
    return [one for one in found if one["level"] != "advice" or one["code"] == fixture.code]


def test_every_exception_is_a_fixture() -> None:
    assert {*UNSAFE, *NOT_REPAIRED} <= set(WRONG)


@every_repaired
def test_is_clean_and_the_repair_is_told(fixture: Fixture, fixed: Fixed) -> None:
    assert found_in(fixture, fixed.unsafely) == []
    left = found_in(fixture, fixed.safely)
    assert bool(left) == (str(fixture) in UNSAFE)
    made = of(fixture, fixed.landed)
    assert {one["code"] for one in made} == {fixture.code}
    assert all(one["safe"] for one in made) == (str(fixture) not in UNSAFE)


@pytest.mark.parametrize("name", sorted(NOT_REPAIRED))
def test_stays_as_it_is_where_no_repair_is_right(name: str, fixed: Fixed) -> None:
    assert found_in(WRONG[name], fixed.unsafely)
    unchanged = {path: data for path, data in fixed.before.items() if path.startswith(f"{name}/")}
    assert unchanged.items() <= fixed.after.items()


def test_a_second_run_changes_nothing(fixed: Fixed) -> None:
    again = check(fixed.folder, "--fix", "--unsafe-fixes")
    assert again["repaired"] == []
    assert contents(fixed.folder) == fixed.after


def test_the_documentation_has_what_is_repaired(fixed: Fixed) -> None:
    assert [line for line in PAGE.splitlines() if line.startswith("| BN")] == rows_of(fixed)


def rows_of(fixed: Fixed) -> list[str]:
    """A row for each rule and each way that has repaired fixtures of it: whether that is safe, which
    TensorFlow runs them, and how often it cures where it is offered in real repositories."""
    tried = json.loads(RESULTS.read_text(encoding="utf-8"))["repairs"]
    rows = []
    for code, name in sorted({(one["code"], one["name"]) for one in fixed.landed}):
        made = [one for one in fixed.landed if (one["code"], one["name"]) == (code, name)]
        repaired = [fixture for fixture in REPAIRED if of(fixture, made)]
        versions = sorted({version.removeprefix("tf") for fixture in repaired for version in fixture.versions})
        safe = "yes" if all(one["safe"] for one in made) else "no" if not any(one["safe"] for one in made) else "mostly"
        known = tried.get(f"{code} {name}")
        real = "" if known is None else f"{known['cures']} of {known['offered']}"
        rows.append(f"| {code} | `{name}` | {safe} | {', '.join(versions)} | {real} |")
    return rows


def test_the_edits_told_are_the_edits_made(fixed: Fixed) -> None:
    for before, document, after in (
        (fixed.before, fixed.safely, fixed.after_safe),
        (fixed.after_safe, fixed.unsafely, fixed.after),
    ):
        made = dict(before)
        for number in sorted({one["round"] for one in document["repaired"]}):
            edits = [edit for one in document["repaired"] if one["round"] == number for edit in one["edits"]]
            made |= {path: with_edits(made[path], path, edits) for path in {edit["path"] for edit in edits}}
        assert made == after


def with_edits(data: bytes, path: str, edits: list[dict[str, Any]]) -> bytes:
    text = data.decode()
    lines = Lines(text)
    return applied(
        text,
        {
            Edit(
                lines.offset(edit["line"], edit["column"]),
                lines.offset(edit["end_line"], edit["end_column"]),
                edit["text"],
            )
            for edit in edits
            if edit["path"] == path
        },
    ).encode()


@every_repaired
def test_no_repair_could_do_without_one_of_its_files(fixture: Fixture, fixed: Fixed, tmp_path: Path) -> None:
    """Whatever file is put back as it was, the finding comes back."""
    changed = [path for path, data in fixed.before.items() if fixed.after[path] != data]
    for path in (path for path in changed if path.startswith(f"{fixture}/")):
        folder = tmp_path / path.replace("/", "_")
        shutil.copytree(fixed.folder / str(fixture), folder)
        (folder / path.removeprefix(f"{fixture}/")).write_bytes(fixed.before[path])
        assert bnlint.check.check([str(folder)], discover(), Settings(level="advice")).findings


@pytest.mark.parametrize(
    ("fixture", "version"), [(fixture, version) for fixture in REPAIRED for version in fixture.versions], ids=str
)
def test_tensorflow_shows_no_damage(fixture: Fixture, version: str, fixed: Fixed) -> None:
    record = judge(version).record(fixed.folder / str(fixture))
    assert (record["status"], record["traceback"]) == ("ended", None), record["output"]
    assert of_kind(record, "train")
    assert damages(record) == []
