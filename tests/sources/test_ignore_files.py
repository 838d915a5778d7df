"""What `find_python_files` leaves out, held against git itself."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files

git = shutil.which("git")
needs_git = pytest.mark.skipif(git is None, reason="git is not installed")


def run_git(folder: Path, *arguments: str) -> str:
    """What git answers in `folder`, no configuration of this user or machine read."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "XDG_CONFIG_HOME": str(folder / ".git")}
    done = subprocess.run(
        [git or "git", *arguments], cwd=folder, env=os.environ | own, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    run_git(folder, "init", "--quiet")
    return folder


def lay_out(folder: Path, files: Mapping[str, str]) -> None:
    """Make `files` what `folder` holds besides git's own."""
    for entry in folder.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def found_below(folder: Path, start: str = "") -> set[str]:
    files = find_python_files([str(folder / start)], Overlay.disk())
    return {Path(file).relative_to(folder).as_posix() for file in files}


def seen_by_git(folder: Path) -> set[str]:
    listed = run_git(folder, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    return {name for name in listed if name.endswith(".py")}


TREE = tuple(
    f"{folder}{name}"
    for folder in ("", "a/", "b/", "a/b/", "a/b/a/", "ab/", "a b/", "é/", "a/ab/")
    for name in ("a.py", "b.py", "ab.py", "y.py", "a b.py", "é.py", "[a].py", "!a.py", "#a.py")
)

WELL_FORMED = "a b ab * ** ? / **/ /** .py *.py [ab] [!a] [^b] [a-c] [[:alpha:]] é".split()
HOSTILE = ("[", "]", "[]", "[!]", "[]a]", "[z-a]", "[a-]", "[[:x:]]", "[[:", "\\", "\\a", "\\*", "\\ ", " ", "#", "!")

lines = st.builds(
    lambda sign, pieces, end: sign + "".join(pieces) + end,
    st.sampled_from(("", "", "!", "/", "!/", "#")),
    st.lists(st.sampled_from((*WELL_FORMED, *HOSTILE)), max_size=4),
    st.sampled_from(("", "", "/", " ", "  ", "\r", "\\ ", "\t")),
)
ignore_files = st.lists(lines, max_size=5).map("\n".join)


@needs_git
@settings(max_examples=150, deadline=None)
@given(top=ignore_files, inner=ignore_files, innermost=ignore_files)
@example(top="*\n!*/\n!*.py", inner="", innermost="")
@example(top="a*\n!a/\n!a.py", inner="/b\n!y.py", innermost="")
@example(top="a**/b.py", inner="", innermost="")
@example(top="/a/**/a.py\n**/ab/", inner="!ab", innermost="*.py")
@example(top="\ufeffa.py\n!", inner="y.py  \n/", innermost="")
def test_the_same_files_as_git(repository: Path, top: str, inner: str, innermost: str) -> None:
    ignored = {".gitignore": top, "a/.gitignore": inner, "a/b/.gitignore": innermost}
    lay_out(repository, dict.fromkeys(TREE, "") | ignored)
    assert found_below(repository) == seen_by_git(repository)


@needs_git
def test_the_repository_s_own_excludes(repository: Path) -> None:
    lay_out(repository, {"a.py": "", "b.py": "", "c.py": "", ".gitignore": "!b.py\n"})
    excludes = repository / ".git" / "info" / "exclude"
    before = excludes.read_text()
    excludes.write_text("a.py\nb.py\n")
    try:
        assert found_below(repository) == seen_by_git(repository) == {"b.py", "c.py"}
    finally:
        excludes.write_text(before)


def test_ignore_files_above_the_folder_count(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files = dict.fromkeys(("sub/made/x.py", "sub/drop.py", "sub/keep.py"), "")
    lay_out(tmp_path, files | {".gitignore": "/sub/made/\ndrop.py\n"})
    assert found_below(tmp_path, "sub") == {"sub/keep.py"}


def test_an_ignored_folder_that_is_named_is_read(tmp_path: Path) -> None:
    lay_out(tmp_path, {"setup.py": "", ".gitignore": "build/\n", "build/x.py": "", "build/deep/y.py": ""})
    assert found_below(tmp_path) == {"setup.py"}
    assert found_below(tmp_path, "build") == {"build/x.py", "build/deep/y.py"}
    assert found_below(tmp_path, "build/deep") == {"build/deep/y.py"}


def test_an_ignored_file_that_is_named_is_read(tmp_path: Path) -> None:
    lay_out(tmp_path, {".gitignore": "*\n", "x.py": "", "script": ""})
    assert found_below(tmp_path, "x.py") == {"x.py"}
    assert found_below(tmp_path, "script") == {"script"}


def test_a_repository_within_begins_anew(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    lay_out(tmp_path, {".gitignore": "x.py\n", "x.py": "", "inner/.git/HEAD": "", "inner/x.py": ""})
    assert found_below(tmp_path) == {"inner/x.py"}


def test_ignore_files_that_are_being_edited_count(tmp_path: Path) -> None:
    lay_out(tmp_path, {"x.py": "", "y.py": ""})
    overlay = Overlay.disk().with_text(str(tmp_path / ".gitignore"), "x.py\n")
    assert find_python_files([str(tmp_path)], overlay) == (str(tmp_path / "y.py"),)
