"""Edits of a text: which characters make way for which others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

_WORD = re.compile(r"\w+|\s|[^\w\s]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, order=True)
class Edit:
    """`text` takes the place of what stands from `start` to before `end`, in characters counted from 0."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text once the edits are made, which do not overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*parts, text[at:]))


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two of them touch: which came first would then matter."""
    return any(one.end >= other.start for one, other in pairwise(sorted(edits)))


def moved(offset: int, edits: Iterable[Edit]) -> int:
    """Where the character at `offset` stands once the edits are made."""
    shift = 0
    for edit in sorted(edits):
        if edit.end > offset or (edit.end == offset and edit.start < edit.end and edit.start == offset):
            break
        shift += len(edit.text) - (edit.end - edit.start)
    return offset + shift


def lines_of(text: str) -> list[str]:
    """The lines with their ends, divided where CPython divides them."""
    return _LINE.findall(text)


class Lines:
    """Offsets from lines and columns, both counted from 1, and back."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(map(len, lines_of(text)))]

    def offset(self, line: int, column: int) -> int:
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def between(old: str, new: str) -> tuple[Edit, ...]:
    """The edits that make `new` of `old`, line by line, and in lines word by word."""
    before, after = lines_of(old), lines_of(new)
    same = _common(before, after)
    tail = _common(before[same:][::-1], after[same:][::-1])
    at = sum(map(len, before[:same]))
    middle = before[same : len(before) - tail], after[same : len(after) - tail]
    return tuple(_joined(_aligned(at, *middle)))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _aligned(at: int, before: list[str], after: list[str]) -> Iterator[Edit]:
    starts = [at, *(at + length for length in accumulate(map(len, before)))]
    old, new = ([line.strip() for line in lines] for lines in (before, after))
    for tag, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for n in range(k - i):
                yield from _by_words(starts[i + n], before[i + n], after[j + n])
        else:
            yield from _by_words(starts[i], "".join(before[i:k]), "".join(after[j:m]))


def _by_words(at: int, old: str, new: str) -> Iterator[Edit]:
    """The edits of a few lines, word by word."""
    words, others = _WORD.findall(old), _WORD.findall(new)
    starts = [at, *(at + length for length in accumulate(map(len, words)))]
    for tag, i, k, j, m in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(starts[i], starts[k], "".join(others[j:m]))


def _joined(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits, those that touch made one."""
    last: Edit | None = None
    for edit in edits:
        if last is not None and last.end == edit.start:
            last = Edit(last.start, edit.end, last.text + edit.text)
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last
