"""Hidden marks, by which the next run finds what was said before: comments of HTML, which pages do not show.

A mark holds no text of the program's, only digests of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["open", "fixed", "changed"]
"""Whether what was said is found, is not any more, or is gone from where the code has changed and something like it is
found."""
_DIGITS: Final = 12
_MARK: Final = re.compile(
    rf"<!-- bnlint:(?P<code>BN\d+) (?P<what>[0-9a-f]{{{_DIGITS}}}) (?P<where>[0-9a-f]{{{_DIGITS}}}) "
    r"(?P<state>open|fixed|changed) (?P<commit>[0-9a-f]{40,64}|-) -->"
)
_REVIEW: Final = re.compile(r"<!-- bnlint review (?P<commit>[0-9a-f]{40,64}) -->")


@dataclass(frozen=True)
class Mark:
    """What was said: a finding of the rule `code`, told by digests of the text that it points at, and of its path.

    `commit` is the head for which it was worded, empty where its words are not shown.
    """

    code: str
    what: str
    where: str
    state: State = "open"
    commit: str = ""

    def __str__(self) -> str:
        return f"<!-- bnlint:{self.code} {self.what} {self.where} {self.state} {self.commit or '-'} -->"

    @property
    def key(self) -> tuple[str, str, str]:
        return self.code, self.what, self.where


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def marks_in(text: str) -> Iterator[Mark]:
    """The marks in a text, in their order."""
    for found in _MARK.finditer(text):
        code, what, where, state, commit = found.groups()
        named: State = "open" if state == "open" else "fixed" if state == "fixed" else "changed"
        yield Mark(code, what, where, named, "" if commit == "-" else commit)


def without_marks(text: str) -> str:
    return _MARK.sub("", text).rstrip()


def review_mark(commit: str) -> str:
    """The mark of a review of that head."""
    return f"<!-- bnlint review {commit} -->"


def reviewed(text: str) -> str | None:
    """The head that a text of ours has reviewed; `None` for the text of somebody else."""
    found = _REVIEW.search(text)
    return None if found is None else found["commit"]
