"""The repairs as commands of LibCST's codemod tool, run by the real one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bnlint.findings.repair import WAYS
from tests.fixtures_expectations import FIXTURES

EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
DROPPED = FIXTURES / "BN209" / "wrong_default_of_the_block_is_used"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with two programs, whose root it is."""
    shutil.copytree(EARLY, tmp_path / "early")
    shutil.copytree(DROPPED, tmp_path / "dropped")
    (tmp_path / "setup.cfg").touch()
    (tmp_path / ".libcst.codemod.yaml").write_text("modules: [bnlint.hosts]\nrepo_root: .\n")
    return tmp_path


def tool(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "libcst.tool", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def codemod(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = tool(folder, "codemod", "--no-format", "--hide-progress", "-x", f"bnlint.hosts.codemods.{name}", *arguments)
    assert done.returncode == 0, done.stderr
    return done


def changes(folder: Path) -> dict[str, list[str]]:
    """The lines of each changed file that are not in the fixture's."""
    found = {}
    for copy, original in ((folder / "early", EARLY), (folder / "dropped", DROPPED)):
        for path in sorted(copy.glob("*.py")):
            known = (original / path.name).read_text().splitlines()
            lines = [line.strip() for line in path.read_text().splitlines() if line not in known]
            if lines:
                found[path.name] = lines
    return found


def test_every_way_is_listed(project: Path) -> None:
    listed = tool(project, "list").stdout.splitlines()
    assert listed == sorted(f"codemods.{class_name(way)} - {done}" for way, done in WAYS.items())


def class_name(way: str) -> str:
    return way.title().replace("-", "")


def test_a_repair_is_made_in_the_file_where_it_lies(project: Path) -> None:
    done = codemod(project, "ReadAgain", ".")
    assert " - 0 warnings were generated." in done.stderr
    assert changes(project) == {
        "setup.py": ["with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):"]
    }


def test_the_difference_is_shown_and_nothing_written(project: Path) -> None:
    done = codemod(project, "ReadAgain", "--unified-diff", "1", "early")
    assert "+    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n" in done.stdout
    assert changes(project) == {}


def test_other_ways_leave_it_alone(project: Path) -> None:
    codemod(project, "FeedFlag", ".")
    assert changes(project) == {}


def test_one_that_changes_more_than_the_bug_has_to_be_asked_for(project: Path) -> None:
    done = codemod(project, "ConnectFlag", "dropped")
    assert "BN209 at line 13 stays: the repair changes more than the bug: add --unsafe-fixes" in done.stderr
    assert changes(project) == {}
    codemod(project, "ConnectFlag", "--unsafe-fixes", "-j", "2", "dropped")
    assert sorted(changes(project)) == ["blocks.py", "graph.py"]


def test_none_is_made_by_halves(project: Path) -> None:
    """A repair of two files, of which the tool is given one."""
    done = codemod(project, "ConnectFlag", "--unsafe-fixes", "dropped/graph.py")
    assert f"stays: {project / 'dropped' / 'blocks.py'} would have to change, too" in done.stderr
    assert changes(project) == {}
