"""A bar on the terminal, for a check that takes longer than a moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

MOMENT = 1.0
"""Seconds without a bar."""
BETWEEN = 0.1
"""Seconds between two drawings."""


class ProgressBar:
    """A context in which calls draw how far a check has come on `stream`, if that is a terminal; then it is gone.

    It draws when it is called and at no other time, so that there is no thread, beside which processes could not be
    forked.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._next = time.monotonic() + MOMENT if stream.isatty() else float("inf")
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def __call__(self, done: int, of: int) -> None:
        """Say that `done` of so many tasks are done."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + BETWEEN
        progress, task = self._bar = self._bar or self._started()
        progress.update(task, completed=done, total=of)
        progress.refresh()

    def _started(self) -> tuple[Progress, TaskID]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from bnlint.reports.terminal import terminal

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        progress = Progress(*columns, console=terminal(self._stream).console, auto_refresh=False, transient=True)
        progress.start()
        return progress, progress.add_task("Reading programs", total=None)
