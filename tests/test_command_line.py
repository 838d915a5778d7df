"""The command line, through its own process wherever a process can show it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bnlint.check
from bnlint import __version__, command_line
from bnlint.check import Hidden, Outcome
from bnlint.findings.finding import Certainty, Finding, Seen
from bnlint.rules.discovery import discover
from bnlint.rules.rule import Rule
from bnlint.settings.settings import Settings
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

HERE = Place("/project/train.py", 1, 1, 1, 2)
WRONG = """\
import tensorflow as tf

images = tf.placeholder(tf.float32, [None, 8])
training = tf.placeholder(tf.bool)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
hidden = tf.layers.batch_normalization(tf.layers.dense(images, 8), training=training)
loss = tf.reduce_mean(tf.square(hidden))
with tf.control_dependencies(update_ops):
    train_op = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(100):
        session.run(train_op, {images: [[0.0] * 8], training: True})
    session.run(loss, {images: [[0.0] * 8], training: False})
"""


def bnlint_in(
    folder: Path, *arguments: str, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bnlint", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | (environment or {}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder with one wrong program."""
    (tmp_path / "train.py").write_text(WRONG, encoding="utf-8")
    return tmp_path


class TestCheck:
    def test_a_wrong_program(self, wrong: Path) -> None:
        done = bnlint_in(wrong, "check")
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("train.py:5:14 BN102 update-ops-collected-too-early [error]\n")
        assert "\n1 finding. Read 1 file: 1 program, 1 batch normalisation layer, 1 training step" in done.stdout

    def test_as_json(self, wrong: Path) -> None:
        done = bnlint_in(wrong, "check", "--format", "json", "train.py")
        assert (done.returncode, done.stderr) == (1, "")
        document = json.loads(done.stdout)
        assert [(found["code"], found["path"], found["line"]) for found in document["findings"]] == [
            ("BN102", "train.py", 5)
        ]

    def test_the_same_whatever_the_hash_seed(self, wrong: Path) -> None:
        outputs = {bnlint_in(wrong, "check", environment={"PYTHONHASHSEED": str(seed)}).stdout for seed in range(3)}
        assert len(outputs) == 1

    def test_a_right_program(self, wrong: Path) -> None:
        line = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n"
        right = WRONG.replace(line, "").replace("with tf.control", f"{line}with tf.control")
        (wrong / "train.py").write_text(right, encoding="utf-8")
        done = bnlint_in(wrong, "check")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Nothing found. Read 1 file: 1 program, 1 batch normalisation layer, ")

    def test_ignored_rules_are_silent(self, wrong: Path) -> None:
        done = bnlint_in(wrong, "check", "--ignore", "BN1")
        assert (done.returncode, done.stdout[:14]) == (0, "Nothing found.")

    def test_exit_zero(self, wrong: Path) -> None:
        assert bnlint_in(wrong, "check", "--exit-zero").returncode == 0

    def test_a_file_that_cannot_be_parsed_is_said_and_the_others_checked(self, wrong: Path) -> None:
        (wrong / "broken.py").write_text("import tensorflow as tf\ndef f(:\n", encoding="utf-8")
        done = bnlint_in(wrong, "check", ".")
        assert done.returncode == 1
        assert "broken.py:2:7 BN001 syntax-error [not analysed]\n" in done.stdout
        assert " BN102 " in done.stdout

    def test_a_file_that_cannot_be_parsed_is_not_fine(self, tmp_path: Path) -> None:
        (tmp_path / "broken.py").write_text("import tensorflow as tf\ndef f(:\n", encoding="utf-8")
        done = bnlint_in(tmp_path, "check", "broken.py")
        assert done.returncode == 1 and "BN001" in done.stdout

    def test_a_path_that_does_not_exist(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "check", "missing.py")
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "bnlint: missing.py does not exist.\n")

    def test_a_folder_without_python_files(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "check")
        assert (done.returncode, done.stderr) == (2, "bnlint: no Python file could be read.\n")

    @pytest.mark.parametrize("option", ["--select", "--ignore"])
    def test_an_unknown_rule(self, tmp_path: Path, option: str) -> None:
        done = bnlint_in(tmp_path, "check", option, "BN102, BN1O2")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            'bnlint: no rule is called "BN1O2"; the nearest is BN102 update-ops-collected-too-early.\n'
        )

    def test_an_encoding_that_lacks_characters(self, wrong: Path) -> None:
        (wrong / "train.py").rename(wrong / "训练.py")
        done = bnlint_in(wrong, "check", environment={"PYTHONIOENCODING": "ascii"})
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("\\u8bad\\u7ec3.py:5:14 BN102 ")
        assert "\n   5 | update_ops = " in done.stdout

    def test_without_colour_whatever_the_terminal_says(self, wrong: Path) -> None:
        done = bnlint_in(wrong, "check", environment={"NO_COLOR": "1", "TERM": "xterm-256color"})
        assert "\x1b" not in done.stdout


class TestRules:
    def test_the_table_has_a_line_for_each(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "rules")
        assert (done.returncode, done.stderr) == (0, "")
        assert [line.split()[0] for line in done.stdout.splitlines()] == [rule.code for rule in discover()]


class TestExplain:
    def test_by_code_and_by_name(self, tmp_path: Path) -> None:
        by_code, by_name = (
            bnlint_in(tmp_path, "explain", word) for word in ("bn102", "update-ops-collected-too-early")
        )
        assert by_code.stdout == by_name.stdout
        assert by_code.stdout.startswith("# BN102 update-ops-collected-too-early\n\n*error, statistics-not-updated*\n")
        assert "\n## How to confirm\n" in by_code.stdout
        assert (by_code.returncode, by_code.stderr) == (0, "")

    def test_a_diagnostic(self, tmp_path: Path) -> None:
        assert bnlint_in(tmp_path, "explain", "BN001").stdout.startswith("# BN001 syntax-error\n")

    def test_an_unknown_rule(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "explain", "update-ops-collected-early")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            'bnlint: no rule is called "update-ops-collected-early"; '
            "the nearest is BN102 update-ops-collected-too-early.\n"
        )


class TestProcess:
    def test_version(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "--version")
        assert (done.returncode, done.stdout, done.stderr) == (0, f"bnlint {__version__}\n", "")

    def test_the_version_needs_next_to_nothing(self, tmp_path: Path) -> None:
        program = "import sys; from bnlint.command_line import main; main(['--version'])"
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert {name for name in imported if name.startswith("bnlint")} == {"bnlint", "bnlint.command_line"}
        assert not imported & {"ast", "dataclasses", "json", "pathlib", "rich", "typing_extensions"}

    def test_nothing_found_needs_no_rich(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("pass\n", encoding="utf-8")
        program = (
            "import sys; from bnlint.command_line import main; status = main(['check']); "
            "sys.exit(status or 3 * ('rich' in sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0

    @pytest.mark.parametrize("arguments", [(), ("chekc",), ("check", "--format", "xml"), ("explain",)])
    def test_wrong_arguments(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        done = bnlint_in(tmp_path, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("usage: bnlint ")

    @pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
    @pytest.mark.parametrize("arguments", [("check",), ("rules",), ("explain", "BN102"), ("check", "--format", "json")])
    def test_a_closed_pipe_is_no_error(self, wrong: Path, arguments: tuple[str, ...]) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "bnlint", *arguments], cwd=wrong, stdout=writer, stderr=subprocess.PIPE, check=False
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (command_line.PIPE_CLOSED, b"")

    @pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process on Windows")
    def test_an_interrupt_is_no_error(self, tmp_path: Path) -> None:
        program = (
            "import time, bnlint.check; from bnlint.command_line import main\n"
            "def wait(*_, **__): print('checking', flush=True); time.sleep(60)\n"
            "bnlint.check.check = wait\n"
            "raise SystemExit(main(['check']))"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None and process.stdout.readline() == b"checking\n"
            time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30) == (b"", b"")
        assert process.returncode == command_line.INTERRUPTED


def found(certainty: Certainty = "sure") -> Finding:
    return Finding("BN101", "update-ops-not-run", "error", certainty, "Why.", HERE, HERE.path, ())


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Outcome | Exception]:
    """What `check` is to answer with."""
    waiting: list[Outcome | Exception] = []

    def check(
        paths: list[str], rules: tuple[Rule, ...], settings: Settings, overlay: Overlay, **options: object
    ) -> Outcome:
        answer = waiting.pop()
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(bnlint.check, "check", check)
    return waiting


class TestStatus:
    READ = Seen(files=1)
    UNREAD = Diagnostic(HERE, "BN003", "Permission denied.")

    @pytest.mark.parametrize(
        ("outcome", "status"),
        [
            (Outcome((), (), READ), 0),
            (Outcome((), (), Seen()), 2),
            (Outcome((found(),), (), READ), 1),
            (Outcome((), (UNREAD,), READ), 1),
            (Outcome((found(),), (UNREAD,), READ), 1),
            (Outcome((), (UNREAD,), Seen()), 2),
            (Outcome((), (), Seen(), Hidden(excluded=1)), 0),
        ],
    )
    def test_it_says_what_was_found(
        self, answers: list[Outcome | Exception], outcome: Outcome, status: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers.append(outcome)
        assert command_line.main(["check"]) == status

    def test_a_bug_is_said_in_one_sentence(
        self, answers: list[Outcome | Exception], capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers += [KeyError("layer\nmore")] * 2
        assert command_line.main(["check"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("bnlint: internal error, KeyError: ") and said.err.count("\n") == 1
        assert "please report it" in said.err
        assert command_line.main(["check", "--verbose"]) == 2
        said = capsys.readouterr()
        assert said.err.startswith("Traceback (most recent call last):\n")
