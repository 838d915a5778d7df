"""Reads `fixtures/`: whole small programs, and what is expected of them.

A fixture is a folder `fixtures/<rule code>/<wrong|right>_<why>/` with an entry `train.py`. The entry says in a comment
line `# runs: tf1.15 tf2.21` which versions run it. A comment `# expect: BN102` stands at the end of the line, of any of
its files, where a finding with this code is expected, or alone on the line above; several codes are separated by
commas. `# todo-expect: BN102` marks a finding that is known to be missed. A wrong program that TensorFlow refuses to
build or run says so in its entry: `# raises: TypeError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
ENTRY = "train.py"

_RUNS = re.compile(r"^# runs: (?P<versions>.+)$", re.MULTILINE)
_RAISES = re.compile(r"^# raises: (?P<exception>\w+)$", re.MULTILINE)
_EXPECT = re.compile(r"# (?P<todo>todo-)?expect: (?P<codes>BN\d{3}(?:, BN\d{3})*)\s*$")


@dataclass(frozen=True, order=True)
class Expectation:
    """A finding with `code` on line `line` (from 1) of `path`, a POSIX path relative to the fixture's folder."""

    path: str
    line: int
    code: str
    missed: bool = False  # it is written `todo-expect`


@dataclass(frozen=True)
class Fixture:
    folder: Path
    versions: tuple[str, ...]
    expectations: tuple[Expectation, ...]
    raises: str | None = None
    """The class of the exception, or a base of it, with which TensorFlow refuses the program."""

    @property
    def code(self) -> str:
        """The rule whose folder it lies in; a program may also deserve findings of others."""
        return self.folder.parent.name

    @property
    def wrong(self) -> bool:
        return self.folder.name.startswith("wrong_")

    @property
    def entry(self) -> Path:
        return self.folder / ENTRY

    def __str__(self) -> str:
        return f"{self.code}/{self.folder.name}"


def fixtures(root: Path = FIXTURES) -> tuple[Fixture, ...]:
    """Every fixture below `root`, ordered by name."""
    return tuple(read_fixture(entry.parent) for entry in sorted(root.glob(f"BN*/*/{ENTRY}")))


def read_fixture(folder: Path) -> Fixture:
    """Raises ValueError if the entry has no `# runs:` line."""
    entry = (folder / ENTRY).read_text(encoding="utf-8")
    runs, raises = _RUNS.search(entry), _RAISES.search(entry)
    if runs is None:
        raise ValueError(f"{folder / ENTRY} has no line `# runs: <versions>`")
    versions, expectations = tuple(runs["versions"].split()), tuple(sorted(_expectations(folder)))
    return Fixture(folder, versions, expectations, raises["exception"] if raises else None)


def _expectations(folder: Path) -> Iterator[Expectation]:
    for file in folder.rglob("*.py"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            match = _EXPECT.search(line)
            if match is not None:
                missed = match["todo"] is not None
                number += line.lstrip().startswith("#")
                for code in match["codes"].split(", "):
                    yield Expectation(file.relative_to(folder).as_posix(), number, code, missed)
