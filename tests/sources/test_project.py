"""The files of a project and its root."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.diagnostics import CANNOT_READ, Diagnostic
from bnlint.sources.errors import SourceError, UsageError
from bnlint.sources.layers import Disk, Kind
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.project import find_python_files, project_around, project_root

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")


def lay_out(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(folder: Path, *starts: str) -> list[str]:
    files = find_python_files([str(folder / start) for start in starts or ("",)], Overlay.disk())
    return [Path(file).relative_to(folder).as_posix() for file in files]


def test_python_files_below_a_folder_sorted(tmp_path: Path) -> None:
    lay_out(tmp_path, "b.py", "a/z.py", "a/a.py", "notes.txt", "a/module.pyc", "script")
    assert found(tmp_path) == ["a/a.py", "a/z.py", "b.py"]


def test_notebooks_are_found_too(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.ipynb", "b/c.ipynb", "b/.ipynb_checkpoints/c-checkpoint.ipynb", "d.ipynb.txt", "x.py")
    assert found(tmp_path) == ["a.ipynb", "b/c.ipynb", "x.py"]


@pytest.mark.parametrize("pattern", ["a.ipynb", "*.ipynb", "a*", "/a.ipynb", "?.ipyn[b]", "a.ipyn?"])
def test_ignore_files_speak_of_notebooks(tmp_path: Path, pattern: str) -> None:
    lay_out(tmp_path, ".git/HEAD", "a.ipynb", "b.py")
    (tmp_path / ".gitignore").write_text(pattern + "\n")
    assert found(tmp_path) == ["b.py"]


def test_a_file_that_is_named_may_have_any_suffix(tmp_path: Path) -> None:
    lay_out(tmp_path, "script", "x.py")
    assert found(tmp_path, "script", "", "x.py") == ["script", "x.py"]


@pytest.mark.parametrize("folder", [".git", "node_modules", "__pycache__", ".tox", ".eggs", "site-packages"])
def test_folders_that_hold_no_programs(tmp_path: Path, folder: str) -> None:
    lay_out(tmp_path, f"{folder}/x.py", f"deep/{folder}/x.py")
    assert found(tmp_path) == []
    assert found(tmp_path, folder) == [f"{folder}/x.py"]


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_virtual_environments(tmp_path: Path, mark: str) -> None:
    lay_out(tmp_path, f"my env/{mark}", "my env/lib/x.py", "x.py")
    assert found(tmp_path) == ["x.py"]
    assert found(tmp_path, "my env") == ["my env/lib/x.py"]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^none\.py does not exist\.$"):
        find_python_files(["none.py"], Overlay.disk().with_edits({"none.py": None}))


def test_files_that_only_an_overlay_has(tmp_path: Path) -> None:
    lay_out(tmp_path, "old.py", "gone.py")
    overlay = Overlay.disk().with_edits({str(tmp_path / "new" / "x.py"): "", str(tmp_path / "gone.py"): None})
    assert find_python_files([str(tmp_path)], overlay) == (str(tmp_path / "new" / "x.py"), str(tmp_path / "old.py"))


@needs_links
def test_loops_of_links_end(tmp_path: Path) -> None:
    lay_out(tmp_path, "a/x.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "itself.py").symlink_to("itself.py")
    assert found(tmp_path) == ["a/x.py"]
    assert found(tmp_path, "a/loop") == ["a/loop/a/x.py"]


@needs_links
def test_each_file_once_by_its_real_name(tmp_path: Path) -> None:
    lay_out(tmp_path, "real.py", "folder/y.py")
    (tmp_path / "alias.py").symlink_to("real.py")
    (tmp_path / "other").symlink_to("folder")
    assert found(tmp_path) == ["folder/y.py", "real.py"]
    assert found(tmp_path, "alias.py") == ["alias.py"]
    assert found(tmp_path, "other") == ["other/y.py"]
    assert found(tmp_path, "other", "folder", "alias.py", "real.py") == ["folder/y.py", "real.py"]


STARTS = ("", "a", "a/b", "a/x.py", "link", "link/x.py", "alias.py", "script", "c", "a/../c")


@needs_links
@given(
    starts=st.lists(st.sampled_from(STARTS), min_size=1).flatmap(
        lambda named: st.tuples(st.just(named), st.permutations(named))
    )
)
def test_the_order_of_the_paths_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, starts: tuple[Sequence[str], Sequence[str]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "order"
    if not folder.exists():
        lay_out(folder, "a/x.py", "a/b/y.py", "c/z.py", "script", "c/ignored.py")
        (folder / ".gitignore").write_text("ignored.py\n")
        (folder / "link").symlink_to("a")
        (folder / "alias.py").symlink_to("a/x.py")
    one, other = starts
    assert found(folder, *one) == found(folder, *other)


class Locked(Disk):
    """The disk, of which the folders named `locked` cannot be listed."""

    def entries(self, path: str) -> Mapping[str, Kind | None]:
        if os.path.basename(path) == "locked":
            raise SourceError(Diagnostic(Place(path, 1, 1, 1, 1), CANNOT_READ, "Permission denied"))
        return super().entries(path)


def test_folders_that_cannot_be_listed_are_told(tmp_path: Path) -> None:
    lay_out(tmp_path, "x.py", "locked/y.py", "z/w.py")
    told: list[Diagnostic] = []
    files = find_python_files([str(tmp_path)], Overlay(Locked()), told.append)
    assert files == (str(tmp_path / "x.py"), str(tmp_path / "z" / "w.py"))
    assert [diagnostic.place.path for diagnostic in told] == [str(tmp_path / "locked")]


@pytest.mark.parametrize("mark", ["pyproject.toml", "setup.py", "setup.cfg", ".git/HEAD"])
def test_the_root_is_the_nearest_marked_folder(tmp_path: Path, mark: str) -> None:
    lay_out(tmp_path, "setup.py", f"inner/{mark}", "inner/pkg/x.py")
    overlay = Overlay.disk()
    assert project_root(str(tmp_path / "inner" / "pkg" / "x.py"), overlay) == str(tmp_path / "inner")
    assert project_root(str(tmp_path / "inner"), overlay) == str(tmp_path / "inner")
    assert project_root(str(tmp_path), overlay) == str(tmp_path)


def test_without_a_mark_the_root_is_the_folder_itself(tmp_path: Path) -> None:
    lay_out(tmp_path, "pkg/x.py")
    overlay = Overlay.disk()
    if project_root(str(tmp_path.parent), overlay) != str(tmp_path.parent):
        pytest.skip("the folder of temporary files lies within a project")
    assert project_root(str(tmp_path / "pkg" / "x.py"), overlay) == str(tmp_path / "pkg")
    assert project_root(str(tmp_path / "pkg"), overlay) == str(tmp_path / "pkg")


@pytest.mark.parametrize(("here", "around"), [("work", "work"), (".", "work/pkg"), ("work/pkg", "work/pkg")])
def test_the_home_of_the_user_is_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str, around: str
) -> None:
    lay_out(tmp_path, "work/pkg/x.py")
    monkeypatch.setattr(os.path, "expanduser", lambda path: str(tmp_path / "home") if path == "~" else path)
    overlay = Overlay.disk()
    if project_root(str(tmp_path), overlay) != str(tmp_path):
        pytest.skip("the folder of temporary files lies within a project")
    lay_out(tmp_path, "home/x.py")
    monkeypatch.chdir(tmp_path / here)
    assert project_around(str(tmp_path / "work" / "pkg" / "x.py"), overlay) == str(tmp_path / around)
