"""Whatever becomes of the files, a check does its work, and leaves nothing that could harm."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.analysis.memory import Unit
from bnlint.analysis.tasks import Judged
from bnlint.cache import folder as folders
from bnlint.cache import version
from bnlint.cache.folder import Folder
from bnlint.cache.ledger import LARGEST, VARIANTS, Ledger, bits
from bnlint.cache.memories import NAME, Cache
from bnlint.command_line import main
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files
from tests.cache.projects import checked, make, read_anew

can_be_refused = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is refused here")


def kept(project: Path) -> Path:
    (file,) = (project / NAME).glob("*.cache")
    return file


def damaged(data: bytes, how: str) -> bytes:
    match how:
        case "empty":
            return b""
        case "cut off":
            return data[: len(data) // 2]
        case "one bit":
            return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]
        case "foreign":
            return b"SQLite format 3\0" + data
        case "a pickle":
            return b"cos\nsystem\n(S'false'\ntR."
        case _:
            return b"bnlint cache 9 " + data[15:]


@pytest.mark.parametrize("how", ["empty", "cut off", "one bit", "foreign", "a pickle", "another format"])
def test_what_is_damaged_is_written_anew(tmp_path: Path, how: str) -> None:
    project = make(tmp_path / "project")
    cold = checked(project, Cache())
    whole = kept(project).read_bytes()
    kept(project).write_bytes(damaged(whole, how))
    with read_anew() as names:
        assert checked(project, Cache()) == cold
    assert len(names) == 5
    with read_anew() as names:
        assert checked(project, Cache()) == cold
    assert names == set()


FORGED = [
    '[[["file"]],[]]',
    '[]\n[["script a","",7]]\n[]',
    '[["file","a","b"]]\n[["script a","","ffffffffffffffff"]]\n{"a":1}',
    '[["what","a","b"]]\n[["script a","","1"]]\n[]',
    '[[["file","a","b"]]]\n[]',
    "[1]\n[]",
    "null\nnull",
    "[" * 100_000,
]


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_what_is_forged_with_its_digest_does_no_harm(tmp_path: Path, text: str) -> None:
    project = make(tmp_path / "project")
    cold = checked(project, Cache())
    forged = text.replace("script a", f"script {project / 'train.py'}")
    content = forged.encode()
    kept(project).write_bytes(b"bnlint cache 1 " + hashlib.sha256(content).hexdigest().encode() + content)
    assert checked(project, Cache()) == cold
    assert checked(project, Cache()) == cold


def test_results_of_another_kind(tmp_path: Path) -> None:
    """Rows whose facts hold, and whose texts are no results, are computed again."""
    project = make(tmp_path / "project")
    cold = checked(project, Cache())
    ledger = Ledger.parsed(kept(project).read_bytes())
    assert ledger is not None
    for row in ledger._used:
        row._text = '[["os.system"]]'
    kept(project).write_bytes(ledger.written())
    with read_anew() as names:
        assert checked(project, Cache()) == cold
    assert len(names) == 5


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    (project / NAME).write_text("a file", encoding="utf-8")
    assert checked(project, Cache()) == checked(project, None)
    assert (project / NAME).read_text(encoding="utf-8") == "a file"


@can_be_refused
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    project.chmod(0o555)
    try:
        assert checked(project, Cache()) == checked(project, None)
        assert not (project / NAME).exists()
    finally:
        project.chmod(0o755)
    checked(project, Cache())
    kept(project).parent.chmod(0o555)
    kept(project).chmod(0o444)
    try:
        with read_anew() as names:
            checked(project, Cache())
        assert names == set()
    finally:
        kept(project).parent.chmod(0o755)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_disk_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*given: Any, **named: Any) -> None:
        raise OSError(number, os.strerror(number))

    project = make(tmp_path / "project")
    cold = checked(project, None)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        assert checked(project, Cache()) == cold
    assert list((project / NAME).iterdir()) == []


def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / NAME).symlink_to(elsewhere)
    assert checked(project, Cache()) == checked(project, None)
    assert list(elsewhere.iterdir()) == []


def test_a_folder_of_the_users_is_not_marked(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    checked(project, Cache(str(project)))
    assert not (project / ".gitignore").exists()
    assert list(project.glob("*.cache"))
    checked(project, Cache(str(tmp_path / "made" / "here")))
    assert (tmp_path / "made" / "here" / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f")


def test_files_of_no_project_are_remembered_in_a_named_folder_only(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    (project / "pyproject.toml").unlink()
    checked(project, Cache())
    assert not (project / NAME).exists()
    checked(project, Cache(str(tmp_path / "kept")))
    with read_anew() as names:
        checked(project, Cache(str(tmp_path / "kept")))
    assert names == set()


def test_it_is_no_source(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    checked(project, Cache())
    (project / NAME / "train.py").write_text("x = 1\n", encoding="utf-8")
    assert not [path for path in find_python_files([str(project)], Overlay.disk()) if NAME in path]


def test_there_is_an_end_to_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 3)
    monkeypatch.setattr(folders, "LARGEST", 100)
    folder = Folder(str(tmp_path / "kept"))
    names = [f"bnlint-{number:032x}.cache" for number in range(6)]
    for number, name in enumerate(names[:5]):
        folder.write(name, b"x" * 10)
        os.utime(tmp_path / "kept" / name, (number, number))
    (tmp_path / "kept" / "mine.cache").write_bytes(b"x" * 1000)
    assert folder.read(names[2]) == b"x" * 10
    folder.write(names[5], b"x" * 85)
    left = {path.name for path in (tmp_path / "kept").glob("*.cache")}
    assert left == {names[2], names[5], "mine.cache"}


def test_few_results_of_one_unit_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger()
    units = [Unit("script a", str(number)) for number in range(VARIANTS + 3)]
    for unit in units:
        ledger.add(unit, {("file", "a"): unit.given}, Judged())
    known = Ledger.parsed(ledger.written())
    assert known is not None
    assert [bool(list(known.rows(unit))) for unit in units] == 3 * [False] + VARIANTS * [True]
    assert len(known.facts) == VARIANTS + 3
    for number in range(LARGEST // 1_000_000 + 2):
        large = Judged(unknowns={"x" * 1_000_000: None})
        known.add(Unit(f"script {number}", ""), {("file", "b"): "c"}, large)
    written = known.written()
    assert LARGEST - 2_000_000 < len(written) < LARGEST + 10_000
    again = Ledger.parsed(written)
    assert again is not None
    assert [*again.facts] == [("file", "b", "c")]


@given(st.sets(st.integers(0, 2000)))
def test_bits(places: set[int]) -> None:
    assert list(bits(sum(1 << place for place in places))) == sorted(places)


def run(project: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bnlint", "check", "--format", "json", *options, str(project)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "BNLINT_NO_CACHE"} | more


def test_options_and_variables_say_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, elsewhere = make(tmp_path / "project"), tmp_path / "else" / "where"
    monkeypatch.setenv("BNLINT_NO_CACHE", "1")
    assert main(["check", str(project)]) == 1
    assert not (project / NAME).exists()
    assert main(["check", "--cache-dir", str(elsewhere), str(project)]) == 1
    assert len(list(elsewhere.glob("*.cache"))) == 1
    monkeypatch.delenv("BNLINT_NO_CACHE")
    monkeypatch.setenv("BNLINT_CACHE_DIR", str(tmp_path / "variable"))
    assert main(["check", str(project)]) == 1
    assert len(list((tmp_path / "variable").glob("*.cache"))) == 1
    assert main(["check", "--no-cache", str(project)]) == 1
    assert not (project / NAME).exists()


@pytest.mark.parametrize("path", ["file", "file/below"])
def test_a_folder_that_is_named_and_cannot_be_made(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / path
    assert main(["check", "--cache-dir", str(folder), str(make(tmp_path / "project"))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"bnlint: results cannot be kept in {folder}: ")
    assert err.count("\n") == 1


def test_what_knows_everything_imports_no_engine(tmp_path: Path) -> None:
    """So it takes hardly longer than its start; and TensorFlow is imported by no check."""
    project = make(tmp_path / "project")
    checked(project, Cache())
    code = "import sys; from bnlint.command_line import main; main(['check', sys.argv[1]]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, project], env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    said, _, modules = done.stdout.rstrip().rpartition("\n")
    assert "BN101" in said
    imported = set(modules.split())
    assert "bnlint.analysis.plan" in imported
    assert not imported & {"bnlint.engine.interpreter", "bnlint.source_witness.witness", "tensorflow", "libcst"}


def test_several_runs_at_once(tmp_path: Path) -> None:
    project = make(tmp_path / "project", **{f"plain{number}": f"x = {number}\n" for number in range(30)})
    cold = run(project, "--no-cache").communicate()[0]
    assert b"BN101" in cold
    for _ in range(2):
        together = [run(project) for _ in range(4)]
        assert [process.communicate()[0] for process in together] == 4 * [cold]
    assert {path.suffix for path in (project / NAME).iterdir()} == {".cache", "", ".TAG"}
    with read_anew() as names:
        checked(project, Cache())
    assert names == set()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("where", ["os.replace", "os.open", "file.write"])
def test_runs_that_are_killed_leave_nothing_that_harms(tmp_path: Path, where: str) -> None:
    project = make(tmp_path / "project")
    cold = checked(project, None)
    program = {
        "os.replace": "os.replace = die",
        "os.open": "folder.os.urandom = die",
        "file.write": "folder.open = half",
    }[where]
    code = (
        "import io, os, signal, sys; from bnlint import command_line; from bnlint.cache import folder\n"
        "def die(*given): sys.stdout.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "def half(path, mode, **named):\n"
        "    file = io.open(path, mode, **named)\n"
        "    if mode == 'xb' and path.endswith('.cache'): file.write(b'bnlint cache 1 half'); file.flush(); die()\n"
        "    return file\n"
        f"{program}\nsys.exit(command_line.main(['check', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", code, project], env=environment(), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert checked(project, Cache()) == cold
    with read_anew() as names:
        assert checked(project, Cache()) == cold
    assert names == set()


@pytest.mark.parametrize("name", ["engine/added.py", f"conditions{EXTENSION_SUFFIXES[-1]}", "rules/removed"])
def test_versions_are_told_apart_by_all_that_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bnlint" / "cache").mkdir(parents=True)
    for folder in ("engine", "rules"):
        (tmp_path / "bnlint" / folder).mkdir()
        (tmp_path / "bnlint" / folder / "kept.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(version, "__file__", str(tmp_path / "bnlint" / "cache" / "version.py"))
    before = version.fingerprint.__wrapped__()
    assert version.fingerprint.__wrapped__() == before
    if name == "rules/removed":
        (tmp_path / "bnlint" / "rules" / "kept.py").unlink()
    else:
        (tmp_path / "bnlint" / name).write_bytes(b"y")
    assert version.fingerprint.__wrapped__() != before
