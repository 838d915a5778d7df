"""What can be set, in a project's file and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bnlint.findings.finding import Finding, Level
from bnlint.rules.rule import Rule
from bnlint.rules.selection import select
from bnlint.settings.globs import Globs

if TYPE_CHECKING:
    from bnlint.source_witness.descriptions import Description


@dataclass(frozen=True)
class PathIgnore:
    """The codes of the rules that are not judged by in some files."""

    files: Globs
    codes: frozenset[str]


@dataclass(frozen=True)
class Settings:
    """What a user decided; `None` is what was not said.

    `select` and `ignore` hold codes, their beginnings, and names. `level` is the least level that is shown.
    `cache_dir` is the absolute path of the folder in which results are kept.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    level: Level | None = None
    possible: bool | None = None
    exclude: Globs | None = None
    per_path: tuple[PathIgnore, ...] = ()
    models: tuple[Description, ...] = ()
    cache_dir: str | None = None

    def beaten_by(self, stronger: Settings) -> Settings:
        """These settings, with what `stronger` says in place of their own: the command line beats the file."""
        return replace(
            self,
            select=self.select if stronger.select is None else stronger.select,
            ignore=self.ignore if stronger.ignore is None else stronger.ignore,
            level=stronger.level or self.level,
            possible=self.possible if stronger.possible is None else stronger.possible,
        )

    def judging(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """The rules to judge by; raises `UnknownRule`."""
        return select(rules, self.select or (), self.ignore or (), self.level or "warning")

    def excludes(self, path: str) -> bool:
        """Whether the file is not to be checked."""
        return self.exclude is not None and self.exclude.match(path)

    def ignores(self, code: str, path: str) -> bool:
        """Whether nothing is to be said in the file under this code."""
        return self.excludes(path) or any(code in ignore.codes and ignore.files.match(path) for ignore in self.per_path)

    def hides(self, finding: Finding) -> bool:
        """Whether the finding is not shown because it is not sure."""
        return finding.certainty == "possible" and not self.possible
