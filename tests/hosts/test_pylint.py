"""The rules inside pylint, run by the real one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pylint.lint import Run
from pylint.reporters import CollectingReporter

from bnlint.hosts.pylint import message_id
from bnlint.rules.discovery import discover
from bnlint.rules.rule import Rule
from tests.fixtures_expectations import FIXTURES
from tests.hosts.linted import OURS, linted, pylint

EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
DOCS = FIXTURES.parent / "docs"
SYMBOL = "update-ops-collected-too-early"
READ = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)"
CALL = "return tf.layers.batch_normalization(inp, training=train_flag, name=name)"
RULES = discover()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program of several files, whose training script calls what is wrong in `setup.py`."""
    return shutil.copytree(EARLY, tmp_path / "project")


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYLINTHOME", str(project))
    return Runner()


class Runner:
    """Runs pylint in this process, which is how editors have it: `line symbol` of each message, by file."""

    def __call__(self, *arguments: str) -> dict[str, list[str]]:
        reporter = CollectingReporter()
        done = Run(["--load-plugins=bnlint", "--persistent=n", "--rcfile=", *arguments], reporter=reporter, exit=False)
        self.status = done.linter.msg_status
        self.texts = [message.msg for message in reporter.messages]
        said: dict[str, list[str]] = {}
        for message in reporter.messages:
            said.setdefault(message.path, []).append(f"{message.line} {message.symbol}")
        return said


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_module_is_judged_in_the_programs_that_use_it(run: Runner) -> None:
    """No program begins in the file itself."""
    assert run(*OURS, "--disable=R", "setup.py") == {"setup.py": [f"20 {SYMBOL}"]}
    assert run(*OURS, "--disable=R", "train.py", "setup.py", "layers.py") == {"setup.py": [f"20 {SYMBOL}"]}


def test_what_one_run_comes_to_serves_the_next(run: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BNLINT_NO_CACHE")
    (project / "setup.cfg").touch()
    first = run(*OURS, "--disable=R", "setup.py")
    assert list((project / ".bnlint_cache").glob("*.cache"))
    with monkeypatch.context() as patch:
        patch.setattr("bnlint.analysis.judging.Judge.do", None)  # whatever is judged now would raise
        assert run(*OURS, "--disable=R", "setup.py") == first == {"setup.py": [f"20 {SYMBOL}"]}
    replaced(project / "setup.py", READ, "update_ops = []")
    assert run(*OURS, "--disable=R", "setup.py") != first


def test_what_is_wrong_elsewhere_is_said_at_a_step_of_its_trail(run: Runner) -> None:
    assert run(*OURS, "--disable=R", "layers.py") == {"layers.py": [f"10 {SYMBOL}"]}
    (text,) = run.texts
    assert text.startswith("This is part of what is wrong at setup.py:20. There: The update ops are read too early")
    assert " Here: the layer call adds update ops: 20 in all" in text


def test_what_is_wrong_elsewhere_is_said_once(run: Runner) -> None:
    """At the first step of the trail that is linted, whatever the order of the modules."""
    assert run(*OURS, "--disable=R", "train.py", "layers.py") == {"layers.py": [f"10 {SYMBOL}"]}
    assert run(*OURS, "--disable=R", "layers.py", "train.py") == {"layers.py": [f"10 {SYMBOL}"]}


def test_a_module_that_is_not_linted_after_all_counts_as_elsewhere(run: Runner, project: Path) -> None:
    path = project / "setup.py"
    path.write_text("# pylint: skip-file\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(*OURS, "--disable=R", "setup.py", "layers.py") == {"layers.py": [f"10 {SYMBOL}"]}


def test_advice_is_given_to_those_who_ask(run: Runner) -> None:
    assert run("--disable=all", "--enable=E,W", "--disable=import-error", "setup.py") == {"setup.py": [f"20 {SYMBOL}"]}
    assert run("--disable=all", "--enable=statistics-per-replica", "setup.py") == {
        "setup.py": ["45 statistics-per-replica"]
    }
    assert run("--disable=all", "--enable=R7706", "setup.py") == {"setup.py": ["45 statistics-per-replica"]}


@pytest.mark.parametrize(("word", "status"), [("E7102", 2), (SYMBOL, 2), ("R7706", 8), ("bnlint", 2 | 8)])
def test_the_status_has_a_bit_for_each_level(run: Runner, word: str, status: int) -> None:
    run("--disable=all", f"--enable={word}", "setup.py")
    assert run.status == status


@pytest.mark.parametrize("word", ["E7102", SYMBOL, "E", "bnlint"])
def test_it_can_be_disabled(run: Runner, word: str) -> None:
    assert run(*OURS, "--disable=R", f"--disable={word}", "setup.py") == {}
    assert run.status == 0


@pytest.mark.parametrize(
    "comment",
    [
        f"# pylint: disable={SYMBOL}",
        "# pylint: disable=E7102",
        "# bnlint: ignore[BN102]",
        "# noqa: BN102",
    ],
)
def test_comments_of_both_silence_it(run: Runner, project: Path, comment: str) -> None:
    replaced(project / "setup.py", READ, f"{READ}  {comment}")
    assert run(*OURS, "--disable=R", "--enable=useless-suppression", "setup.py") == {}


def test_a_comment_for_the_rest_of_a_block_silences_it(run: Runner, project: Path) -> None:
    replaced(project / "setup.py", f"    {READ}", f"    # pylint: disable={SYMBOL}\n    {READ}")
    assert run(*OURS, "--disable=R", "--enable=useless-suppression", "setup.py") == {}


def test_a_comment_silences_a_step_as_well(run: Runner, project: Path) -> None:
    replaced(project / "layers.py", CALL, f"{CALL}  # pylint: disable={SYMBOL}")
    assert run(*OURS, "--disable=R", "--enable=useless-suppression", "layers.py") == {}


def test_a_comment_that_silences_nothing_is_useless(run: Runner, project: Path) -> None:
    path = project / "train.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}DONE = True  # pylint: disable={SYMBOL}\n", encoding="utf-8")
    last = len(text.splitlines()) + 1
    assert run(*OURS, "--disable=R", "--enable=useless-suppression", "train.py", "setup.py") == {
        "setup.py": [f"20 {SYMBOL}"],
        "train.py": [f"{last} useless-suppression"],
    }


def test_files_are_read_anew_by_every_run(run: Runner, project: Path) -> None:
    """An editor keeps the process."""
    assert run(*OURS, "--disable=R", "setup.py") == {"setup.py": [f"20 {SYMBOL}"]}
    replaced(project / "setup.py", READ, f"\n    {READ}")
    assert run(*OURS, "--disable=R", "setup.py") == {"setup.py": [f"21 {SYMBOL}"]}
    replaced(project / "train.py", "__main__", "nobody")
    replaced(project / "layers.py", "batch_normalization", "dropout")
    assert run(*OURS, "--disable=R", "setup.py") == {}


def test_a_project_that_cannot_be_checked_says_why(run: Runner, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.bnlint]\nlevel = "grave"\n', encoding="utf-8")
    assert run(*OURS, "setup.py", "layers.py") == {"setup.py": ["1 bnlint-failed"], "layers.py": ["1 bnlint-failed"]}
    assert run.status == 1
    assert 'pyproject.toml: tool.bnlint.level is to be one of error, warning, advice, not "grave".' in run.texts[0]


def test_the_settings_of_the_project_hold(run: Runner, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.bnlint]\nignore = ["BN102"]\n', encoding="utf-8")
    assert run(*OURS, "setup.py") == {"setup.py": ["45 statistics-per-replica"]}


def test_a_file_that_its_project_leaves_out_is_linted_all_the_same(run: Runner, project: Path) -> None:
    (project / ".gitignore").write_text("train.py\n", encoding="utf-8")
    (project / ".git").mkdir()
    assert run(*OURS, "--disable=R", "train.py") == {"train.py": [f"38 {SYMBOL}"]}


def test_what_is_no_python_is_left_to_pylint(run: Runner, project: Path) -> None:
    replaced(project / "setup.py", READ, "update_ops = (")
    assert run(*OURS, "--disable=R", "setup.py") == {"setup.py": ["20 syntax-error"]}


def test_several_processes_say_the_same(project: Path) -> None:
    """What is wrong in `setup.py`, too, of which none of them lints the file."""
    right = FIXTURES / "BN301" / "wrong_bool_flags_second_network"
    shutil.copytree(right, project / "second")
    for paths in (["."], ["layers.py", "train.py", "second"]):
        arguments = (*OURS, "--enable=useless-suppression", "--recursive=y", *paths)
        alone, together = linted(project, *arguments), linted(project, "-j2", *arguments)
        assert sorted(alone.lines) == sorted(together.lines)
        assert (alone.status, len(alone.lines)) == (together.status, len(set(alone.lines)))
        assert sorted(map(repr, alone.messages)) == sorted(map(repr, together.messages))


def test_what_is_not_saved_yet_counts(project: Path) -> None:
    """As an editor asks, through standard input; the other files are as they are on disk."""
    text = (project / "setup.py").read_text(encoding="utf-8")
    ours = (*OURS, "--disable=R", "--from-stdin", "setup.py")
    assert linted(project, *ours, stdin=f"# -*- coding: latin-1 -*-\n# ☃\n{text}").lines == [f"setup.py:22 {SYMBOL}"]
    assert linted(project, *ours, "-j2", stdin=text).lines == [f"setup.py:20 {SYMBOL}"]
    assert linted(project, *ours, stdin=text.replace(READ, "update_ops = []")).lines != [f"setup.py:20 {SYMBOL}"]


def test_what_is_wrong_in_another_file_is_said_of_an_unsaved_one(project: Path) -> None:
    text = (project / "layers.py").read_text(encoding="utf-8")
    done = linted(project, *OURS, "--disable=R", "--from-stdin", "layers.py", stdin=f"\n\n{text}")
    assert done.lines == [f"layers.py:12 {SYMBOL}"]


def test_a_file_that_was_never_saved_is_linted(project: Path) -> None:
    text = (project / "train.py").read_text(encoding="utf-8")
    (project / "train.py").unlink()
    done = linted(project, *OURS, "--disable=R", "--from-stdin", "train.py", stdin=text)
    assert done.lines == [f"train.py:38 {SYMBOL}"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pylintrc", "[MAIN]\nload-plugins=bnlint\n[MESSAGES CONTROL]\ndisable=all\nenable=E7102\n"),
        ("pyproject.toml", '[tool.pylint]\nload-plugins = ["bnlint"]\ndisable = "all"\nenable = "E7102"\n'),
    ],
)
def test_its_configuration_can_load_it(project: Path, file: str, text: str) -> None:
    (project / file).write_text(text, encoding="utf-8")
    done = pylint(project, "setup.py")
    assert done.stdout.splitlines()[1].startswith("setup.py:20:17: E7102: The update ops are read too early: ")
    assert done.stdout.splitlines()[1].endswith(f"({SYMBOL})")
    assert done.returncode == 2


@pytest.fixture(scope="module")
def helped(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pylint says of every message."""
    every = ",".join([*map(message_id, RULES), "bnlint-failed"])
    return pylint(tmp_path_factory.mktemp("help"), "--load-plugins=bnlint", f"--help-msg={every}").stdout


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_a_message(rule: Rule, helped: str) -> None:
    about = " ".join(helped.partition(f":{rule.name} ({message_id(rule)}):")[2].partition("\n:")[0].split())
    assert about.startswith(rule.summary)
    assert f"`bnlint explain {rule.code}`" in about


def test_the_documentation_lists_the_messages() -> None:
    page = (DOCS / "pylint.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (BN\d{3}) \| (\w\d{4}) \| ([a-z-]+) \|$", page, re.MULTILINE)
    assert listed == [(rule.code, message_id(rule), rule.name) for rule in RULES]


def test_bnlint_does_without_pylint() -> None:
    program = "import sys, bnlint.check, bnlint.command_line; print([name for name in sys.modules if 'lint' in name])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in json.loads(done.stdout.replace("'", '"'))} == {"bnlint"}
