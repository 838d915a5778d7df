"""Globs mean what they mean in a `.gitignore` file."""

import os
import subprocess
from pathlib import Path

import pytest

from bnlint.settings.globs import Globs

ROOT = os.path.abspath("/project")


def matches(glob: str, path: str) -> bool:
    return Globs(ROOT, (glob,)).match(os.path.join(ROOT, *path.split("/")))


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("train.py", "train.py"),
        ("train.py", "a/b/train.py"),
        ("/train.py", "train.py"),
        ("tests", "tests/test_a.py"),
        ("tests/", "a/tests/b/test_a.py"),
        ("tests/*", "tests/a.py"),
        ("tests/*", "tests/deep/a.py"),
        ("a/**/b.py", "a/b.py"),
        ("a/**/b.py", "a/x/y/b.py"),
        ("*_pb2.py", "protos/model_pb2.py"),
        ("[!t]*.py", "a/eval.py"),
        ("模型.py", "模型.py"),
        ("?.py", "模.py"),
    ],
)
def test_what_is_matched(glob: str, path: str) -> None:
    assert matches(glob, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("/train.py", "a/train.py"),
        ("a/train.py", "b/a/train.py"),
        ("train.py/", "train.py"),
        ("tests/*", "more/tests/a.py"),
        ("rain.py", "train.py"),
        ("*", "../train.py"),
    ],
)
def test_what_is_not(glob: str, path: str) -> None:
    assert not Globs(ROOT, (glob,)).match(os.path.normpath(os.path.join(ROOT, path)))


@pytest.mark.parametrize("glob", ["", "/", "!kept.py", "[a", "a\\"])
def test_what_is_no_glob(glob: str) -> None:
    with pytest.raises(ValueError, match=r"no glob|not supported"):
        Globs(ROOT, (glob,))


def test_no_globs_match_nothing() -> None:
    assert not Globs(ROOT, ()).match(os.path.join(ROOT, "a.py"))


GLOBS = ("a.py", "/a.py", "b", "b/", "b/*", "**/c", "c/**", "b/**/a.py", "*.py", "/*/c/", "[ab].py", "?", "b*/a.py")


@pytest.mark.parametrize("glob", GLOBS)
def test_git_agrees(glob: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text(f"{glob}\n", encoding="utf-8")
    paths = ["a.py", "b/a.py", "b/c/a.py", "c/a.py", "c/b/d.py", "d/c/b/a.py", "bb/a.py"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    command = ["git", "-C", str(tmp_path), "check-ignore", *paths]
    excluded = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    globs = Globs(str(tmp_path), (glob,))
    assert [path for path in paths if globs.match(str(tmp_path / path))] == excluded
