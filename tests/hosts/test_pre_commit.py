"""The hooks, run by the real pre-commit when a real repository is committed to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures_expectations import FIXTURES

PROJECT = Path(__file__).resolve().parents[2]
EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
IDENTITY = ("-c", "user.name=A User", "-c", "user.email=user@example.org")


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *IDENTITY, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bnlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with bnlint as it is in the working tree."""
    folder = tmp_path_factory.mktemp("bnlint")
    for name in ("bnlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    assert git(folder, "commit", "-qm", "bnlint").returncode == 0
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project whose training script is right, but for what a change of its model will make of it."""
    folder = shutil.copytree(EARLY, tmp_path / "project")
    git(folder, "init", "-q")
    return folder


def hooked(repository: Path, bnlint: Path, hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every commit run the hook."""
    revision = git(bnlint, "rev-parse", "HEAD").stdout.strip()
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {bnlint}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n", encoding="utf-8"
    )
    monkeypatch.setenv("PRE_COMMIT_HOME", str(bnlint.parent / "pre-commit"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def commit(repository: Path, *paths: str) -> tuple[int, str]:
    git(repository, "add", *paths)
    done = git(repository, "commit", "-m", "A change")
    return done.returncode, done.stdout + done.stderr


def test_a_changed_model_is_judged_in_the_script_that_uses_it(
    repository: Path, bnlint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(repository, bnlint, "bnlint", monkeypatch)
    status, said = commit(repository, "layers.py")
    assert status == 1
    assert "setup.py:20:18 BN102" in said
    (repository / "notes.txt").write_text("No program.\n", encoding="utf-8")
    git(repository, "reset", "-q")
    status, said = commit(repository, "notes.txt")
    assert status == 0, said
    assert "Skipped" in said


def test_what_can_be_repaired_is_repaired(repository: Path, bnlint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(repository, bnlint, "bnlint-fix", monkeypatch)
    status, said = commit(repository, ".")
    assert status == 1
    assert "files were modified by this hook" in said
    repaired = (repository / "setup.py").read_text(encoding="utf-8")
    assert "tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS))" in repaired
    status, said = commit(repository, ".")
    assert status == 0, said
