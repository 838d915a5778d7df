"""Work is done again where a file has changed that it rests on, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnlint.analysis.errors import Failed
from bnlint.cache.memories import NAME, Cache
from bnlint.check import check
from bnlint.settings.settings import Settings
from bnlint.source_witness.witness import Witness
from bnlint.sources.overlay import Overlay
from tests.cache.projects import ASKED, NETS, RULES, TRAIN, checked, make, read_anew

ALL = {"script train.py", "script nets.py", "rest train.py", "rest nets.py", "parse plain.py"}


def anew(folder: Path, settings: Settings | None = None, files: Overlay | None = None) -> set[str]:
    with read_anew() as names:
        checked(folder, Cache(), settings, files)
    return names


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = make(tmp_path / "project")
    assert anew(folder) == ALL
    return folder


def test_nothing_has_changed(project: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in (project / NAME).iterdir() if path.suffix != ".cache"}
    assert anew(project) == set()
    (project / "nets.py").touch()
    assert anew(project) == set()
    assert before.keys() == {".gitignore", "CACHEDIR.TAG"}
    assert (project / NAME / ".gitignore").read_text(encoding="utf-8").endswith("*\n")


def test_one_file_has_changed(project: Path) -> None:
    (project / "plain.py").write_text("x = 2\n", encoding="utf-8")
    assert anew(project) == {"parse plain.py"}
    (project / "train.py").write_text(f"{TRAIN}# the end\n", encoding="utf-8")
    assert anew(project) == {"script train.py", "rest train.py"}
    (project / "nets.py").write_text(f"{NETS}# the end\n", encoding="utf-8")
    assert anew(project) == {"script train.py", "script nets.py", "rest nets.py"}


def test_what_was_known_before_is_known_again(project: Path) -> None:
    (project / "nets.py").write_text(f"{NETS}# the end\n", encoding="utf-8")
    anew(project)
    (project / "nets.py").write_text(NETS, encoding="utf-8")
    assert anew(project) == set()


def test_a_file_that_hides_another(project: Path) -> None:
    (project / "nets").mkdir()
    assert anew(project) == {"script train.py"}
    (project / "nets" / "__init__.py").write_text("tower = print\n", encoding="utf-8")
    assert anew(project) == {"parse train.py", "rest nets.py", "parse __init__.py"}


def test_a_file_that_nothing_asks_for(project: Path) -> None:
    (project / "other.py").write_text("y = 2\n", encoding="utf-8")
    assert anew(project) == {"parse other.py"}


def test_a_file_that_comes_where_none_was(tmp_path: Path) -> None:
    project = make(tmp_path / "project")
    (project / "nets.py").unlink()
    anew(project)
    (project / "nets.py").write_text(NETS, encoding="utf-8")
    assert anew(project) == ALL - {"parse plain.py"}


def test_a_module_that_no_import_names(project: Path) -> None:
    """Where an option names the network, all those beside the program may be meant that have what it asks for."""
    loaded = f"import importlib\n{ASKED}tower = importlib.import_module(name).tower  # batch_normalization"
    chosen = TRAIN.replace("from nets import tower", loaded)
    (project / "train.py").write_text(chosen, encoding="utf-8")
    anew(project)
    (project / "models").mkdir()
    assert "script train.py" in anew(project)
    (project / "models" / "deep.py").write_text(NETS, encoding="utf-8")
    anew(project)
    (project / "nets.py").unlink()
    assert "script train.py" in anew(project)
    (project / "models" / "deep.py").write_text(f"{NETS}# the end\n", encoding="utf-8")
    assert "script train.py" in anew(project)
    assert anew(project) == set()


def test_the_setting_says_where(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.bnlint]\ncache-dir = 'build/kept'\n", encoding="utf-8")
    assert anew(project) == ALL
    assert len(list((project / "build" / "kept").glob("*.cache"))) == 1
    assert anew(project) == set()


def test_other_rules(project: Path) -> None:
    only = Settings(select=("BN1",))
    assert anew(project, only) == ALL - {"parse plain.py"}
    assert anew(project, only) == anew(project) == set()


def test_described_functions(project: Path) -> None:
    text = "[tool.bnlint.models]\n'nets.tower' = 'harmless'\n"
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    assert anew(project) == ALL - {"parse plain.py"}


def test_what_is_not_saved_yet(project: Path) -> None:
    changed = TRAIN.replace("0.1", "0.2")
    unsaved = Overlay.disk().with_edits({str(project / "train.py"): changed.encode()})
    assert anew(project, files=unsaved) == {"script train.py", "rest train.py"}
    assert anew(project) == set()
    (project / "train.py").write_text(changed, encoding="utf-8")
    assert anew(project) == set()


def test_what_an_editor_has_opened(project: Path) -> None:
    """Its text is that of the file, unless the file's bytes are read as another one."""
    path = str(project / "train.py")
    assert anew(project, files=Overlay.disk().with_edits({path: TRAIN})) == set()
    declared = f"# coding: latin-1\n{TRAIN}# \xe9\n"
    (project / "train.py").write_text(declared, encoding="utf-8")
    anew(project)
    assert anew(project, files=Overlay.disk().with_edits({path: declared})) == {"script train.py", "rest train.py"}


def test_another_version(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bnlint.cache.memories.fingerprint", lambda: "another")
    assert anew(project) == ALL
    monkeypatch.undo()
    assert anew(project) == set()


def test_another_place(project: Path, tmp_path: Path) -> None:
    """Findings name files by their whole paths."""
    moved = project.rename(tmp_path / "moved")
    assert anew(moved) == ALL


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_done_is_kept_where_a_check_is_stopped(tmp_path: Path, jobs: int) -> None:
    """By Ctrl-C, or by an editor whose user goes on typing."""
    project = make(tmp_path / "project")

    def stop(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check([str(project)], RULES, jobs=jobs, progress=stop, memories=Cache())
    left = anew(project)
    assert left < ALL
    assert len(ALL) - len(left) == 1


def test_a_bug_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "train.py").write_text(f"{TRAIN}\n", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.delattr(Witness, "script")
        with pytest.raises(Failed):
            checked(project, Cache())
    assert "script train.py" in anew(project)
