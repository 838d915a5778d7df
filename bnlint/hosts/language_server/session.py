"""One editor: what it shows is judged as it changes, and the newest state is the one that counts."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from bnlint.analysis.errors import Failed
from bnlint.hosts.language_server.analysis import Analysis, OutOfDate, State, View
from bnlint.rules.rule import RuleError
from bnlint.rules.selection import UnknownRule
from bnlint.sources.errors import UsageError

T = TypeVar("T")

QUICK: Final = 0.1
"""Seconds. As long as judging takes no longer, it is done at every key that is hit."""
QUIET: Final = 0.25
"""Seconds without a change after which it is done otherwise, or fewer: as many as it took the last time."""
IDLE: Final = 2.0
"""Seconds without a change after which all garbage is looked for, and there is much to look through."""
STACK: Final = 1 << 28
"""Bytes of the stack on which programs are read: Python 3.10 spends its own on nested calls."""


class Session:
    """Judges states in a thread of its own, one at a time, and shows the view of each that is not out of date by then.

    Everything here is called from the thread of the event loop.
    """

    def __init__(self, state: Callable[[], State], show: Callable[[View], None], tell: Callable[[str], None]) -> None:
        self._state = state
        self._show = show
        self._tell = tell
        self._told: str | None = None
        self._analysis = Analysis()
        self._wanted = 0
        self._seen = 0
        self._last_took = 0.0
        self._running: asyncio.Task[None] | None = None
        self._view: View | None = None
        self._tidying: asyncio.TimerHandle | None = None
        self._worker = _worker()

    def changed(self) -> None:
        """The state is another one now: what is being judged is out of date."""
        self._wanted += 1
        if self._tidying is not None:
            self._tidying.cancel()
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._run())
            self._running.add_done_callback(self._ended)

    async def view(self) -> View | None:
        """What has come of the state as it is now, once it is known."""
        while self._running is not None and not self._running.done():
            await asyncio.wait([self._running])
        return self._view

    async def ask(self, question: Callable[[Analysis], T]) -> T:
        """What comes of a question to the analysis, asked between two states."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, question, self._analysis)

    def end(self) -> None:
        """Judge nothing any more."""
        self._wanted += 1
        if self._running is not None:
            self._running.cancel()
        if self._tidying is not None:
            self._tidying.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        while self._seen != self._wanted:
            await self._until_quiet()
            number, begun = self._wanted, time.monotonic()
            try:
                view = await self._judged(self._state(), number)
            except OutOfDate:
                self._last_took = max(self._last_took, time.monotonic() - begun)
                continue
            except (Failed, RuleError, UnknownRule, UsageError) as error:
                self._complain(str(error))
            else:
                self._told = None
                self._last_took = 0.0 if self._view is None else time.monotonic() - begun
                self._view = view
                if self._wanted == number:
                    self._show(view)
                    self._worker.submit(gc.collect, 0)
            self._seen = number

    async def _judged(self, state: State, number: int) -> View:
        return await self.ask(lambda analysis: analysis.view(state, lambda: self._wanted != number))

    async def _until_quiet(self) -> None:
        """Wait while somebody types, where it would take long to judge every state on the way."""
        seen = None
        while self._last_took > QUICK and self._wanted != seen:
            seen = self._wanted
            await asyncio.sleep(min(self._last_took, QUIET))

    def _ended(self, running: asyncio.Task[None]) -> None:
        if running.cancelled():
            return
        if (error := running.exception()) is not None:
            self._complain(f"internal error, {type(error).__name__}: {error}")
        self._tidying = running.get_loop().call_later(IDLE, self._worker.submit, _tidy)

    def _complain(self, sentence: str) -> None:
        """Say it once, for as long as it stays the same."""
        if sentence != self._told:
            self._told = sentence
            self._tell(sentence)


def _tidy() -> None:
    """Free what is not needed any more. What is needed the first time mostly stays, and is not looked through again."""
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def _worker() -> ThreadPoolExecutor:
    """A thread with room on its stack."""
    before = threading.stack_size(STACK)
    try:
        worker = ThreadPoolExecutor(1, "bnlint")
        worker.submit(int).result()  # so that it is started now
    finally:
        threading.stack_size(before)
    return worker
