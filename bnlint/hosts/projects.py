"""The projects around files that a tool asks for one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bnlint.analysis.errors import Failed, ProcessDied
from bnlint.cache.memories import Memories, of_environment
from bnlint.check import check
from bnlint.hosts.remarks import Remark, remarks
from bnlint.rules.discovery import discover
from bnlint.rules.selection import UnknownRule
from bnlint.settings.settings import Settings
from bnlint.sources.errors import UsageError
from bnlint.sources.overlay import Overlay
from bnlint.sources.project import find_python_files, project_around


@dataclass(frozen=True)
class Asked:
    """A file, and its `text` where that is not what is on disk."""

    path: str
    text: str | None = None

    @property
    def files(self) -> Overlay:
        disk = Overlay.disk()
        return disk if self.text is None else disk.with_text(self.path, self.text)


@dataclass(frozen=True)
class Checked:
    """What is said in the files of a project; or nothing, and why: one sentence."""

    said: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    failure: str | None = None


class Projects:
    """Each project is checked once, when the first of its files is asked for: its files stay as they were then.

    With a text that is not what is on disk it is checked anew, as far as that text changes anything.

    Whatever its level is, a rule is judged by, unless the project's settings leave it out.
    """

    def __init__(self) -> None:
        self._disk = Overlay.disk()
        self._memories = of_environment() or Memories()
        self._members: dict[str, frozenset[str]] = {}
        self._checked: dict[tuple[str, Asked | None], Checked] = {}

    def around(self, asked: Asked) -> Checked:
        """The check of the project that the file belongs to, or of the file alone if its project leaves it out."""
        root = project_around(asked.path, self._disk)
        if root not in self._members:
            self._members[root] = frozenset(find_python_files([root], self._disk))
        start = root if asked.path in self._members[root] else asked.path
        key = start, asked if asked.text is not None else None
        if key not in self._checked:
            self._checked[key] = self._check(start, asked.files)
        return self._checked[key]

    def _check(self, start: str, files: Overlay) -> Checked:
        try:
            outcome = check([start], discover(), Settings(level="advice"), files, memories=self._memories)
        except (Failed, ProcessDied, UnknownRule, UsageError) as error:
            return Checked(failure=str(error))
        return Checked(remarks(outcome.findings))
