"""How numbers of things are said, in every text for people."""

from __future__ import annotations

from collections.abc import Sized


def counted(things: Sized | int, noun: str) -> str:
    """`1 file`, `2 files`, `1,200 files`."""
    number = things if isinstance(things, int) else len(things)
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
