"""A line on the terminal while a script runs."""

from __future__ import annotations

import time
from typing import TextIO

MOMENT = 1.0
"""Seconds without a line."""


class ProgressLine:
    """A context in which calls say how long a script has been running, on `stream` if that is a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()
        self._shown = ""
        self._enabled = stream.isatty()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *error: object) -> None:
        self._show("")

    def __call__(self, trained: int, wanted: int) -> None:
        """Say that so many of the training runs that are wanted have been seen."""
        seconds = time.monotonic() - self._started
        if self._enabled and seconds >= MOMENT:
            self._show(f"Running for {seconds:.0f} s, {trained} of {wanted} training runs")

    def _show(self, text: str) -> None:
        if text != self._shown:
            self._stream.write("\r" + text.ljust(len(self._shown)) + ("" if text else "\r"))
            self._stream.flush()
            self._shown = text
