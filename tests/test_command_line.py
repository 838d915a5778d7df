"""The command line, through its own process wherever a process can show it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import bnlint.check
from bnlint import __version__, command_line
from bnlint.analysis.processes import can_fork
from bnlint.check import Hidden, Outcome
from bnlint.command_line.status import INTERRUPTED, PIPE_CLOSED
from bnlint.findings.finding import Certainty, Finding, Seen
from bnlint.rules.discovery import GRAPH_RULES, discover
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
    folder: Path, *arguments: str, environment: dict[str, str] | None = None, stdin: str = ""
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bnlint", *arguments],
        cwd=folder,
        input=stdin,
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


def interruptible(program: str, folder: Path) -> subprocess.Popen[bytes]:
    """Runs the program so that an interrupt reaches it, though whoever runs the tests may ignore interrupts."""
    heeded = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    return subprocess.Popen(
        [sys.executable, "-c", heeded + program], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


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


class TestSettings:
    """`[tool.bnlint]` and what beats it."""

    @pytest.fixture
    def setting(self, wrong: Path) -> Callable[[str], None]:
        def write(lines: str) -> None:
            (wrong / "pyproject.toml").write_text(f"[tool.bnlint]\n{lines}\n", encoding="utf-8")

        return write

    @pytest.mark.parametrize(
        "lines",
        ["select = ['BN3']", "ignore = ['BN102']", "per-path = { 'tr*.py' = ['update-ops-collected-too-early'] }"],
    )
    def test_a_project_silences_a_rule(self, wrong: Path, setting: Callable[[str], None], lines: str) -> None:
        setting(lines)
        done = bnlint_in(wrong, "check")
        assert (done.returncode, done.stderr, done.stdout[:14]) == (0, "", "Nothing found.")

    @pytest.mark.parametrize(
        "lines", ["select = ['BN1']", "ignore = ['BN3']", "level = 'error'", "per-path = { 'tests/*' = ['BN1'] }"]
    )
    def test_a_project_leaves_a_rule_alone(self, wrong: Path, setting: Callable[[str], None], lines: str) -> None:
        setting(lines)
        assert bnlint_in(wrong, "check").stdout.startswith("train.py:5:14 BN102 ")

    def test_each_project_has_its_own(self, wrong: Path, setting: Callable[[str], None]) -> None:
        setting("ignore = ['BN1']")
        (wrong / "other" / "sub").mkdir(parents=True)
        (wrong / "other" / "setup.py").touch()
        (wrong / "other" / "sub" / "train.py").write_text(WRONG, encoding="utf-8")
        done = bnlint_in(wrong, "check", "--format", "json")
        assert [found["path"] for found in json.loads(done.stdout)["findings"]] == ["other/sub/train.py"]

    @pytest.mark.parametrize("paths", [[], ["train.py"]])
    def test_an_excluded_file_is_not_checked(
        self, wrong: Path, setting: Callable[[str], None], paths: list[str]
    ) -> None:
        setting("exclude = ['train.py']")
        done = bnlint_in(wrong, "check", *paths)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("; 1 file excluded.\n")

    def test_nothing_is_found_in_an_excluded_file_that_others_import(
        self, wrong: Path, setting: Callable[[str], None]
    ) -> None:
        (wrong / "main.py").write_text("import train\n", encoding="utf-8")
        assert bnlint_in(wrong, "check", "main.py").returncode == 1
        setting("exclude = ['train.py']")
        done = bnlint_in(wrong, "check", "main.py")
        assert (done.returncode, done.stderr) == (0, "")
        assert "1 batch normalisation layer," in done.stdout

    def test_the_command_line_beats_the_project(self, wrong: Path, setting: Callable[[str], None]) -> None:
        setting("select = ['BN3']\nignore = ['BN1']")
        assert bnlint_in(wrong, "check", "--select", "BN1", "--ignore", "BN3").returncode == 1

    def test_a_setting_that_does_not_exist(self, wrong: Path, setting: Callable[[str], None]) -> None:
        setting("selcet = ['BN1']")
        done = bnlint_in(wrong, "check")
        said = f'bnlint: {wrong / "pyproject.toml"}: tool.bnlint.selcet is no setting; the nearest is "select".\n'
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


class TestSuppressions:
    @pytest.fixture
    def ignored(self, wrong: Path) -> Callable[[str], None]:
        def write(comment: str) -> None:
            line = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)"
            (wrong / "train.py").write_text(WRONG.replace(line, f"{line}  # {comment}"), encoding="utf-8")

        return write

    @pytest.mark.parametrize("comment", ["bnlint: ignore[BN102]", "bnlint: ignore", "noqa: BN102", "noqa"])
    def test_a_suppressed_finding_is_only_counted(
        self, wrong: Path, ignored: Callable[[str], None], comment: str
    ) -> None:
        ignored(comment)
        done = bnlint_in(wrong, "check")
        assert (done.returncode, done.stderr, done.stdout[:14]) == (0, "", "Nothing found.")
        assert done.stdout.endswith("; 1 finding suppressed by comments.\n")
        done = bnlint_in(wrong, "check", "--format", "json", "--show-unused-ignores")
        document = json.loads(done.stdout)
        assert (document["findings"], document["diagnostics"], document["hidden"]["suppressed"]) == ([], [], 1)

    def test_a_comment_for_another_rule(self, wrong: Path, ignored: Callable[[str], None]) -> None:
        ignored("bnlint: ignore[BN301]")
        assert "BN009" not in bnlint_in(wrong, "check").stdout
        done = bnlint_in(wrong, "check", "--show-unused-ignores")
        assert done.returncode == 1
        assert 'train.py:5:75 BN009 unused-ignore [no effect]\n  "BN301" suppresses nothing here.\n' in done.stdout
        assert done.stdout.endswith("; 1 comment without effect.\n")

    def test_what_was_not_judged_by_is_not_unused(self, wrong: Path, ignored: Callable[[str], None]) -> None:
        ignored("bnlint: ignore[BN301]")
        assert "BN009" not in bnlint_in(wrong, "check", "--show-unused-ignores", "--ignore", "BN3").stdout

    def test_it_is_explained(self, tmp_path: Path) -> None:
        assert bnlint_in(tmp_path, "explain", "bn009").stdout.startswith("# BN009 unused-ignore\n")


class TestStandardInput:
    def test_it_is_checked_as_the_file(self, wrong: Path) -> None:
        (wrong / "train.py").write_text("pass\n", encoding="utf-8")
        done = bnlint_in(wrong, "check", "--stdin-filename", "train.py", stdin=f"# 模型\n{WRONG}")
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("train.py:6:14 BN102 ")
        assert "   6 │ update_ops = tf.get_collection" in done.stdout

    def test_others_import_it(self, wrong: Path) -> None:
        (wrong / "main.py").write_text("import train\n", encoding="utf-8")
        assert bnlint_in(wrong, "check", "--stdin-filename", "train.py", "main.py", stdin="pass\n").returncode == 0

    def test_the_file_need_not_exist(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "check", "--stdin-filename", "new/train.py", stdin=WRONG)
        assert done.stdout.startswith(f"{Path('new') / 'train.py'}:5:14 BN102 ")

    def test_its_syntax_errors_are_said(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "check", "--stdin-filename", "train.py", stdin="def f(:\n")
        assert done.returncode == 1 and "train.py:1:7 BN001 " in done.stdout


class TestProcesses:
    """Several processes, at the command line."""

    PATCHED = (
        "import os, signal, sys, time; from bnlint.analysis.judging import Judge; from bnlint import command_line\n"
    )

    @pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
    def test_a_number_is_wanted(self, tmp_path: Path, jobs: str) -> None:
        done = bnlint_in(tmp_path, "check", f"-j{jobs}")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{jobs} is no number of processes" in done.stderr

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_a_bug_is_said_with_the_file(self, wrong: Path, jobs: str) -> None:
        program = (
            "def fail(self, path, task, judged): {}['layer']\n"
            "Judge._look_at = fail\n"
            f"sys.exit(command_line.main(['check', '-j{jobs}', *sys.argv[1:]]))"
        )
        (wrong / "other.py").write_text(WRONG, encoding="utf-8")
        command = [sys.executable, "-c", self.PATCHED + program]
        done = subprocess.run(command, cwd=wrong, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"bnlint: internal error, KeyError: 'layer', while reading {wrong / 'other.py'}. This is a bug in bnlint; "
            "please report it with that file and what `bnlint check --verbose` prints.\n"
        )
        told = subprocess.run([*command, "--verbose"], cwd=wrong, capture_output=True, text=True, check=False)
        assert told.stderr.startswith("Traceback (most recent call last):\n") and "in fail\n" in told.stderr

    @pytest.mark.skipif(not can_fork(), reason="this system does not fork")
    def test_a_process_that_is_killed_is_said(self, wrong: Path) -> None:
        program = (
            "def die(self, task): os.kill(os.getpid(), signal.SIGKILL)\n"
            "Judge.do = die\n"
            "sys.exit(command_line.main(['check', '-j2']))"
        )
        (wrong / "other.py").write_text(WRONG, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", self.PATCHED + program], cwd=wrong, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(
            r"bnlint: a process that was reading \S+\.py ended with signal SIGKILL; -j 1 takes the least memory\.\n",
            done.stderr,
        )

    @pytest.mark.skipif(not can_fork(), reason="this system does not fork")
    def test_an_interrupt_ends_them_all(self, wrong: Path) -> None:
        program = (
            "def wait(self, task): os.write(1, b'%d\\n' % os.getpid()); time.sleep(60)\n"
            "Judge.do = wait\n"
            "sys.exit(command_line.main(['check', '-j2']))"
        )
        (wrong / "other.py").write_text(WRONG, encoding="utf-8")
        with interruptible(self.PATCHED + program, wrong) as process:
            assert process.stdout is not None
            workers = {int(process.stdout.readline()) for _ in range(2)}
            assert len(workers) == 2 and process.pid not in workers
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30) == (b"", b"")
        assert process.returncode == INTERRUPTED
        for worker in workers:
            with pytest.raises(ProcessLookupError):
                os.kill(worker, 0)


@pytest.mark.parametrize(
    ("here", "named"),
    [("work/project", ["."]), ("work", ["project"]), ("work/project", ["tools", "lib"]), (".", ["work/project"])],
)
def test_modules_are_found_from_the_only_folder_named_or_else_from_the_current_one(
    tmp_path: Path, here: str, named: list[str]
) -> None:
    project = tmp_path / "work" / "project"
    (project / "tools").mkdir(parents=True)
    (project / "lib").mkdir()
    layer = "hidden = tf.layers.batch_normalization(tf.layers.dense(images, 8), training=training)"
    (project / "tools" / "train.py").write_text(
        WRONG.replace(layer, "from lib.network import network\nhidden = network(images, training)")
    )
    made = layer.removeprefix("hidden = ")
    (project / "lib" / "network.py").write_text(
        f"import tensorflow as tf\ndef network(images, training):\n    return {made}\n"
    )
    done = bnlint_in(tmp_path / here, "check", "--format", "concise", *named)
    assert "train.py:5:14: BN102" in done.stdout


def test_every_option_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    table = text.partition("## The command line")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = {word for row in rows for word in re.findall(r"`(-[\w-]+)", row)}
    help_text = subprocess.run(
        [sys.executable, "-m", "bnlint", "check", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", help_text.partition("options:")[2].partition("Exit")[0]))
    assert documented == options


class TestRules:
    def test_the_table_has_a_line_for_each(self, tmp_path: Path) -> None:
        done = bnlint_in(tmp_path, "rules")
        assert (done.returncode, done.stderr) == (0, "")
        assert [line.split()[0] for line in done.stdout.splitlines()] == sorted(
            rule.code for rule in (*discover(), *discover(GRAPH_RULES))
        )


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
        ours = {name for name in imported if name.startswith("bnlint.")}
        assert {name for name in ours if not name.startswith("bnlint.command_line")} == set()
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
        assert (done.returncode, done.stderr) == (PIPE_CLOSED, b"")

    @pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process on Windows")
    def test_an_interrupt_is_no_error(self, tmp_path: Path) -> None:
        program = (
            "import time, bnlint.check; from bnlint.command_line import main\n"
            "def wait(*_, **__): print('checking', flush=True); time.sleep(60)\n"
            "bnlint.check.check = wait\n"
            "raise SystemExit(main(['check']))"
        )
        with interruptible(program, tmp_path) as process:
            assert process.stdout is not None and process.stdout.readline() == b"checking\n"
            time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30) == (b"", b"")
        assert process.returncode == INTERRUPTED


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
