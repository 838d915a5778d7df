"""What stands in `[tool.bnlint]` is honoured or refused, never passed over."""

from pathlib import Path

import pytest

from bnlint.rules.discovery import discover
from bnlint.settings.project_file import KEYS, SettingsError, read_settings
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay

RULES = discover()


def settings(root: Path, table: str) -> Settings:
    (root / "pyproject.toml").write_text(table, encoding="utf-8")
    return read_settings(str(root), Overlay.disk(), RULES)


def test_every_key(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        """\
        [tool.bnlint]
        select = ["BN1", "bn301"]
        ignore = ["update-ops-not-run"]
        exclude = ["third_party/"]
        level = "advice"
        advice = true
        possible = true
        cache-dir = "build/kept"
        [tool.bnlint.per-path]
        "tests/*" = ["BN102"]
        """,
    )
    assert (read.select, read.ignore, read.level, read.possible) == (
        ("BN1", "bn301"),
        ("update-ops-not-run",),
        "advice",
        True,
    )
    assert read.cache_dir == str(tmp_path / "build" / "kept")
    assert read.excludes(str(tmp_path / "third_party" / "a.py")) and not read.excludes(str(tmp_path / "a.py"))
    assert read.ignores("BN102", str(tmp_path / "tests" / "a.py"))
    assert not read.ignores("BN101", str(tmp_path / "tests" / "a.py"))
    assert not read.ignores("BN102", str(tmp_path / "a.py"))


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "this is no TOML", "[tool.bnlint]\n"])
def test_nothing_set(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, text) == Settings()


def test_without_a_file(tmp_path: Path) -> None:
    assert read_settings(str(tmp_path), Overlay.disk(), RULES) == Settings()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("levle = 1", 'tool.bnlint.levle is no setting; the nearest is "level".'),
        ("per_path = {}", 'tool.bnlint.per_path is no setting; the nearest is "per-path".'),
        ("select = 'BN1'", "tool.bnlint.select is to be a list of strings, not a string."),
        ("ignore = [1]", "tool.bnlint.ignore is to be a list of strings, and holds a number."),
        ("exclude = true", "tool.bnlint.exclude is to be a list of strings, not a boolean."),
        ("possible = 'yes'", 'tool.bnlint.possible is to be true or false, not "yes".'),
        ("advice = 1", "tool.bnlint.advice is to be true or false, not a number."),
        ("level = 'info'", 'tool.bnlint.level is to be one of error, warning, advice, not "info".'),
        ("level = 2020-02-02", "tool.bnlint.level is to be one of error, warning, advice, not a date or a time."),
        ("level = 'error'\nadvice = true", 'tool.bnlint.level is "error", which leaves out the advice that "advice"'),
        ("cache-dir = true", "tool.bnlint.cache-dir is to be the path of a folder, not a boolean."),
        ("cache-dir = ''", 'tool.bnlint.cache-dir is to be the path of a folder, not "".'),
        ("per-path = []", "tool.bnlint.per-path is to be a table of globs and lists of codes, not a list."),
        ("per-path.'a/*' = 'BN1'", 'tool.bnlint.per-path."a/*" is to be a list of strings, not a string.'),
        ("per-path.'!a' = ['BN1']", 'tool.bnlint.per-path: "!a" begins with "!", which is not supported'),
        ("exclude = ['[']", 'tool.bnlint.exclude: "[" is no glob: nothing can match it.'),
        ("select = ['BN1O2']", 'tool.bnlint.select: no rule is called "BN1O2"; the nearest is BN102 '),
        ("per-path.a = ['BN999']", 'tool.bnlint.per-path."a": no rule is called "BN999"; '),
    ],
)
def test_what_cannot_be_meant(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, f"[tool.bnlint]\n{table}\n")
    assert str(raised.value).startswith(f"{tmp_path / 'pyproject.toml'}: {said}")


def test_a_broken_file_that_names_bnlint(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not TOML: "):
        settings(tmp_path, "[tool.bnlint\n")


def test_a_value_in_place_of_the_table(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"tool\.bnlint is to be a table, not a number\."):
        settings(tmp_path, "[tool]\nbnlint = 1\n")


def test_the_command_line_beats_the_file() -> None:
    file = Settings(("BN1",), ("BN101",), "advice", True)
    assert file.beaten_by(Settings()) == file
    assert file.beaten_by(Settings((), (), "error", False)) == Settings((), (), "error", False)


def test_every_key_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = [line.split("`")[1] for line in text.partition("## Comments")[0].splitlines() if line[:3] == "| `"]
    assert sorted(documented) == sorted(KEYS)


def test_the_documented_example_is_understood(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    read = settings(tmp_path, example)
    assert all(value for value in vars(read).values())
