"""How scripts end, and what they may do meanwhile; none of these needs TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bnlint.capture import launch, scratch
from bnlint.capture.launch import HARNESS, Captured, Request, capture
from bnlint.interpreters import find_interpreter
from bnlint.sources.errors import UsageError
from tests.capture.bundles import Bundle
from tests.test_command_line import bnlint_in

OLD_PYTHON = Path.home() / ".pyenv/versions/3.6.15/bin/python"


def run(folder: Path, source: str, **changes: object) -> tuple[Captured, Bundle]:
    script = folder / "train.py"
    script.write_text(source)
    request = Request(str(script), **{"interpreter": sys.executable, **changes})  # type: ignore[arg-type]
    result = capture(request, folder.parent / "bundle.zip", lambda trained, wanted: None)
    return result, Bundle(result.path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("source", "how", "why"),
    [
        ("pass", "ended", "The script came to its end."),
        ("import sys; sys.exit()", "ended", "The script came to its end."),
        ("import sys; sys.exit(3)", "exited", "The script ended itself with 3."),
        ("import sys; sys.exit('no data')", "exited", "The script ended itself with 'no data'."),
        ("import os; os._exit(0)", "exited", "The script ended its process by os._exit(0)."),
        ("1 / 0", "raised", "ZeroDivisionError: division by zero"),
        ("raise KeyboardInterrupt", "raised", "KeyboardInterrupt"),
        ("def f(:", "raised", "SyntaxError: invalid syntax (train.py, line 1)"),
        ("import os; os.kill(os.getpid(), 9)", "killed", "The process was killed by SIGKILL."),
    ],
)
def test_says_how_the_script_ended(folder: Path, source: str, how: str, why: str) -> None:
    result, bundle = run(folder, source)
    assert (bundle.content["ended"]["how"], bundle.content["ended"]["why"]) == (how, why)
    assert not result.has_graph
    assert bundle.content["tensorflow"] is None
    assert str(result) == f"{result.path}: TensorFlow was not imported, 0 graphs (0 operations), 0 training runs. {why}"


def test_says_where_it_raised(folder: Path) -> None:
    (folder / "parts.py").write_text("def fail():\n    raise OSError('no data')\n")
    _, bundle = run(folder, "import parts\n\nparts.fail()\n")
    assert bundle.stack(bundle.content["ended"]["stack"]) == ["train.py:3 <module>", "parts.py:2 fail"]
    assert bundle.output.splitlines()[1].endswith('train.py", line 3, in <module>')


def test_a_script_that_hangs_is_ended(folder: Path) -> None:
    _, bundle = run(folder, "import time\n\ntime.sleep(100)\n", seconds=1)
    assert bundle.content["ended"]["how"] == "time"
    assert bundle.content["ended"]["why"] == "1 seconds had passed."
    assert bundle.stack(bundle.content["ended"]["stack"]) == ["train.py:3 <module>"]


def test_threads_are_waited_for(folder: Path) -> None:
    """As the interpreter does at the end of the main one; daemons are not."""
    source = """
import sys, threading, time

def late(seconds):
    time.sleep(seconds)
    print("late")

threading.Thread(target=late, args=(0.5,)).start()
threading.Thread(target=late, args=(100,), daemon=True).start()
sys.exit(0)
"""
    _, bundle = run(folder, source)
    assert (bundle.content["ended"]["how"], bundle.output) == ("ended", "late\n")


def test_a_process_that_does_not_react_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "GRACE", 0.5)
    stopped = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n"
    _, bundle = run(folder, stopped, seconds=1)
    why = "The process had to be killed: 1 seconds had passed, and it did not react."
    assert bundle.content["ended"] == {"how": "killed", "why": why, "stack": None}


def test_processes_of_the_script_do_not_outlive_it(folder: Path) -> None:
    waits = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)'])"
    _, bundle = run(folder, f"import subprocess, sys\nprint({waits}.pid)\n")
    state = subprocess.run(["ps", "-o", "stat=", "-p", bundle.output], capture_output=True, text=True, check=False)
    assert state.stdout.strip() in {"", "Z"}


def test_memory_is_limited(folder: Path) -> None:
    _, bundle = run(folder, "bytearray(1 << 31)", megabytes=1000)
    assert bundle.content["ended"]["why"] == "MemoryError"
    assert bundle.content["limits"]["megabytes"] == 1000


def test_the_end_of_the_output_is_kept(folder: Path) -> None:
    _, bundle = run(folder, "print('x' * 10_000_000)\nprint('end')\n")
    assert len(bundle.output) == launch.OUTPUT_BYTES
    assert bundle.output.endswith("x\nend\n")


def test_the_script_sees_what_it_would_see_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
import os, sys, __main__
print(__name__, __file__, sys.argv, sys.path[0] == os.getcwd(), __main__.source())
print([name for name in sys.modules if "bnlint" in name and not name.startswith("_bnlint")])
print([name for name in os.environ if "BNLINT" in name], sys.stdin.read(), sys.dont_write_bytecode)
""".replace("import os", "def source():\n    return __file__\n\nimport os", 1)
    for name in ("BNLINT_NO_CACHE", "BNLINT_TF1_PYTHON", "BNLINT_TF2_PYTHON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.chdir(folder)
    _, bundle = run(folder, source, arguments=("--rate", "0.1"))
    assert bundle.output == ("__main__ train.py ['train.py', '--rate', '0.1'] True train.py\n[]\n[]  False\n")


def test_a_module_is_started_as_python_does(folder: Path) -> None:
    source = """
import sys
from . import parts
from package.parts import VALUE
print(__name__, __package__, __spec__.name, sys.path[0] == __import__("os").getcwd(), sys.argv[0] == __file__, VALUE)
print(sys.argv[1:])
"""
    package = folder / "package"
    package.mkdir()
    (package / "parts.py").write_text("VALUE = 1\n")
    for name in ("train", "__main__", "__init__"):
        (package / f"{name}.py").write_text("" if name == "__init__" else source)
    for module, spec in (("package.train", "package.train"), ("package", "package.__main__")):
        arguments = ("--python", sys.executable, "-o", "b.zip", "-m", module, "--", "--rate")
        result = bnlint_in(folder, "capture", *arguments)
        assert result.returncode == 1
        expected = subprocess.run(
            [sys.executable, "-m", module, "--rate"], cwd=folder, capture_output=True, text=True, check=True
        )
        assert Bundle(folder / "b.zip").output == expected.stdout
        assert expected.stdout == f"__main__ package {spec} True True 1\n['--rate']\n"
    result = bnlint_in(folder, "capture", "-m", "package.nowhere")
    assert (result.returncode, result.stderr) == (
        2,
        "bnlint: There is no module package.nowhere below the current folder.\n",
    )


def test_options_may_stand_before_and_behind_the_script(folder: Path) -> None:
    (folder / "train.py").write_text("import sys\nprint(sys.argv[1:])\n")
    for arguments in (("-o", "b.zip", "train.py", "--runs", "1"), ("train.py", "-o", "b.zip", "--runs", "1")):
        result = bnlint_in(folder, "capture", "--python", sys.executable, *arguments, "--", "--rate", "1", "--", "-o")
        assert result.returncode == 1, result.stderr
        assert Bundle(folder / "b.zip").output == "['--rate', '1', '--', '-o']\n"


def test_files_are_written_to_a_copy(folder: Path) -> None:
    (folder / "data.txt").write_text("data")
    source = "import os\nos.remove('data.txt')\nopen('model.txt', 'w').close()\n"
    run(folder, source)
    assert {path.name for path in folder.iterdir()} == {"train.py", "data.txt"}
    run(folder, source, in_place=True)
    assert {path.name for path in folder.iterdir()} == {"train.py", "model.txt"}


def test_a_script_below_the_current_folder_is_copied_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "data.txt").write_text("data")
    (folder / "scripts").mkdir()
    (folder / "scripts" / "train.py").write_text("print(open('data.txt').read(), __file__)\n1 / 0\n")
    monkeypatch.chdir(folder)
    request = Request("scripts/train.py", interpreter=sys.executable)
    bundle = Bundle(capture(request, Path("bundle.zip"), lambda trained, wanted: None).path)
    assert bundle.output.startswith("data scripts/train.py\n")
    assert bundle.stack(bundle.content["ended"]["stack"]) == ["scripts/train.py:2 <module>"]


def test_links_lead_where_they_led(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one").write_text("1")
    (folder / "data").symlink_to(Path("..", "data"))
    (folder / "two").symlink_to(tmp_path / "data" / "one")
    scratch.copy(folder, tmp_path / "copy" / "deeper")
    assert (tmp_path / "copy" / "deeper" / "data" / "one").read_text() == "1"
    assert (tmp_path / "copy" / "deeper" / "two").read_text() == "1"


def test_environments_and_version_control_are_not_copied(folder: Path, tmp_path: Path) -> None:
    for name in (".git", "env", "nets", "__pycache__"):
        (folder / name).mkdir()
        (folder / name / "file").write_text("")
    (folder / "env" / "pyvenv.cfg").write_text("")
    scratch.copy(folder, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["nets"]


def test_a_huge_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "LIMIT", 1000)
    (folder / "data").write_bytes(bytes(1001))
    with pytest.raises(UsageError, match="too much to copy; --in-place runs the script where it is"):
        run(folder, "pass")
    run(folder, "pass", in_place=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.py",), "There is no script nowhere.py."),
        ((".",), "There is no script .."),
        (("--python", "nowhere", "train.py"), "There is no interpreter nowhere; --python names the one that has"),
        (("--python", "ls", "train.py"), "ls is no Python interpreter."),
        (("-o", "nowhere/bundle.zip", "train.py"), "There is no folder "),
        (("--runs", "0", "train.py"), "argument --runs: 0 is no positive number"),
    ],
)
def test_wrong_usage_ends_with_a_sentence(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    (folder / "train.py").write_text("pass")
    result = bnlint_in(folder, "capture", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in folder.iterdir()] == ["train.py"]


def test_without_tensorflow_a_bundle_says_so(folder: Path) -> None:
    (folder / "train.py").write_text("import tensorflow_that_nobody_has\n")
    result = bnlint_in(folder, "capture", "--python", sys.executable, "train.py")
    why = "ModuleNotFoundError: No module named 'tensorflow_that_nobody_has'"
    line = f"train.bnlint.zip: TensorFlow was not imported, 0 graphs (0 operations), 0 training runs. {why}\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, line, "")
    assert Bundle(folder / "train.bnlint.zip").content["ended"]["why"] == why


@pytest.mark.parametrize(
    ("raised", "hint"),
    [
        ("No module named 'tensorflow'", "Name an interpreter that has TensorFlow with --python."),
        ("No module named 'tensorflow.contrib'", "TensorFlow 1.x has that: name an interpreter that has it"),
        ("module 'tensorflow' has no attribute 'contrib'", "TensorFlow 1.x has that: name an interpreter that has it"),
        ("No module named 'tensorflow_datasets'", None),
    ],
)
def test_says_what_helps_where_the_interpreter_lacks_tensorflow(folder: Path, raised: str, hint: str | None) -> None:
    result, _ = run(folder, f"raise ImportError({raised!r})")
    said = f"ImportError: {raised}"
    assert f"{said}. {hint}" in str(result) if hint else str(result).endswith(said)


def test_is_byte_compiled_by_python_36(tmp_path: Path) -> None:
    if not OLD_PYTHON.exists():
        pytest.skip("no Python 3.6 in pyenv: the harness is not compiled by it")
    for path in HARNESS.glob("*.py"):
        code = f"import py_compile; py_compile.compile({str(path)!r}, {str(tmp_path / 'x.pyc')!r}, doraise=True)"
        subprocess.run([OLD_PYTHON, "-c", code], check=True)


def test_runs_in_python_36(folder: Path) -> None:
    if not OLD_PYTHON.exists():
        pytest.skip("no Python 3.6 in pyenv: the harness is not run by it")
    _, bundle = run(folder, "1 / 0", interpreter=str(OLD_PYTHON))
    assert bundle.content["python"] == "3.6.15"
    assert bundle.content["ended"]["how"] == "raised"


def test_python3_stands_in_for_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_interpreter("python") == str(tmp_path / "python3")
    with pytest.raises(UsageError, match="There is no interpreter python2"):
        find_interpreter("python2")
