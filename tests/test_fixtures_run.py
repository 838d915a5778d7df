"""Every fixture is what its name and its comments say, and runs to its end in each version that it names."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures_expectations import FIXTURES, Expectation, Fixture, fixtures, read_fixture
from tests.interpreters import environment, require
from tests.judge.client import VERSIONS, record_of

PROGRAMS = [(fixture, version) for fixture in fixtures() for version in fixture.versions]
RUNNING = [(fixture, version) for fixture, version in PROGRAMS if fixture.raises is None]
REFUSED = [(fixture, version) for fixture, version in PROGRAMS if fixture.raises is not None]
every_fixture = pytest.mark.parametrize("fixture", fixtures(), ids=str)


@every_fixture
def test_says_what_it_is(fixture: Fixture) -> None:
    docstring = ast.get_docstring(ast.parse(fixture.entry.read_text(encoding="utf-8")))
    assert docstring is not None
    assert docstring.startswith("Wrong: " if fixture.wrong else "Right: ")
    assert fixture.versions
    assert set(fixture.versions) <= set(VERSIONS)


@every_fixture
def test_expects_its_own_code_exactly_if_it_is_wrong(fixture: Fixture) -> None:
    codes = {expectation.code for expectation in fixture.expectations}
    assert codes == ({fixture.code} if fixture.wrong else set())


@every_fixture
def test_has_several_files(fixture: Fixture) -> None:
    assert len(list(fixture.folder.rglob("*.py"))) > 1


@pytest.mark.parametrize("code", sorted({fixture.code for fixture in fixtures()}))
def test_more_right_than_wrong(code: str) -> None:
    count = Counter(fixture.wrong for fixture in fixtures() if fixture.code == code)
    assert count[True] >= 3
    assert count[False] >= 5
    assert count[False] > count[True]


@pytest.mark.parametrize(("fixture", "version"), RUNNING, ids=str)
def test_runs_to_its_end(fixture: Fixture, version: str) -> None:
    record = record_of(fixture.folder, version)
    assert (record["status"], record["traceback"]) == ("ended", None), record["output"]
    assert record["output"], "it prints no loss"
    assert record["notes"] == []
    assert any(run["kind"] == "train" for run in record["runs"])
    assert record["seconds"] < 20


@pytest.mark.parametrize(("fixture", "version"), REFUSED, ids=str)
def test_is_refused_by_tensorflow(fixture: Fixture, version: str) -> None:
    """With the exception that it names, which code outside of the program raises."""
    record = record_of(fixture.folder, version)
    assert record["status"] == "failed"
    assert fixture.wrong
    assert fixture.raises in record["raised"]
    raised_in = re.findall(r'^  File "(.+)", line', record["traceback"] or "", re.MULTILINE)[-1]
    assert re.search("tensorflow|keras", raised_in), raised_in


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_watching_a_program_does_not_change_it(version: str) -> None:
    folder = FIXTURES / "BN101" / "wrong_no_control_dependencies"
    alone = subprocess.run(
        [str(require(VERSIONS[version])), "train.py"],
        cwd=folder,
        env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    lines = [line for line in alone.stdout.splitlines() if line.startswith("step")]
    assert len(lines) == 3
    assert set(lines) <= set(record_of(folder, version)["output"].splitlines())


def test_reads_comments_of_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "BN102" / "wrong_for_a_test"
    (folder / "package").mkdir(parents=True)
    (folder / "train.py").write_text(
        '"""Wrong: a test."""\n# runs: tf1.15\n# raises: TypeError\nmain()  # expect: BN102, BN105\n'
    )
    (folder / "package" / "nets.py").write_text("\nbuild()  # todo-expect: BN101\n")
    assert read_fixture(folder).expectations == (
        Expectation("package/nets.py", 2, "BN101", missed=True),
        Expectation("train.py", 4, "BN102"),
        Expectation("train.py", 4, "BN105"),
    )
    assert read_fixture(folder).raises == "TypeError"
    assert [str(fixture) for fixture in fixtures(tmp_path)] == ["BN102/wrong_for_a_test"]


def test_an_entry_must_name_its_versions(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text('"""Right: a test."""\n')
    with pytest.raises(ValueError, match="no line `# runs"):
        read_fixture(tmp_path)


def test_server_modules_keep_to_old_python() -> None:
    for name in ("__init__", "observer", "server", "structure"):
        source = Path(__file__).with_name("judge").joinpath(name + ".py").read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 6))
