"""The rules inside Fixit, run by the real one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures_expectations import FIXTURES

EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
CONFIGURATION = '[tool.fixit]\nroot = true\nenable = ["bnlint.hosts.fixit"]\ndisable = ["fixit.rules"]\n'
REPAIRED = "    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n"
BLOCK = "    with tf.control_dependencies(update_ops):\n"
READ = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(EARLY, folder)
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    return folder


def fixit(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fixit", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, encoding="utf-8", check=False)


def test_it_finds_what_stands_in_several_files(project: Path) -> None:
    done = fixit(project, "lint", ".")
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert line.startswith("setup.py@20:17 BN102: The update ops are read too early: the collection holds 0 update ops")
    assert line.endswith(" (has autofix)")


def test_one_file_is_judged_in_the_programs_that_use_it(project: Path) -> None:
    """No program begins in the file itself."""
    assert "setup.py@20:17 BN102" in fixit(project, "lint", "setup.py").stdout
    assert fixit(project, "lint", "layers.py").returncode == 0


def test_it_fixes_and_changes_nothing_else(project: Path) -> None:
    before = {path.name: path.read_text() for path in project.glob("*.py")}
    assert "1 fix applied" in fixit(project, "fix", "--automatic", ".").stderr
    after = {path.name: path.read_text() for path in project.glob("*.py")}
    first, _, last = before["setup.py"].rpartition(BLOCK)
    assert after == before | {"setup.py": first + REPAIRED + last}
    assert fixit(project, "lint", ".").returncode == 0


def test_what_is_not_saved_yet_counts(project: Path) -> None:
    """As an editor asks, through standard input."""
    text = (project / "setup.py").read_text()
    first, _, last = text.rpartition(BLOCK)
    assert fixit(project, "lint", "-", "setup.py", stdin=first + REPAIRED + last).returncode == 0
    assert "setup.py@21:17 BN102" in fixit(project, "lint", "-", "setup.py", stdin=f"\n{text}").stdout


@pytest.mark.parametrize("comment", ["# lint-ignore: BN102", "# bnlint: ignore[BN102]"])
def test_comments_of_both_silence_it(project: Path, comment: str) -> None:
    path = project / "setup.py"
    path.write_text(path.read_text().replace(READ, f"{READ}  {comment}"))
    assert fixit(project, "lint", ".").returncode == 0


def test_one_rule_can_be_enabled(project: Path) -> None:
    (project / "pyproject.toml").write_text(CONFIGURATION.replace("hosts.fixit", "hosts.fixit:BN101"))
    assert fixit(project, "lint", ".").returncode == 0


def test_a_repair_that_has_to_be_asked_for_is_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "BN209" / "wrong_default_of_the_block_is_used", folder)
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    done = fixit(folder, "lint", ".")
    assert "graph.py@13:18 BN209" in done.stdout
    assert "has autofix" not in done.stdout
