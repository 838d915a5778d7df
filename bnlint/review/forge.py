"""What a forge is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bnlint.review.patches import Patch


class ForgeError(Exception):
    """The forge does not do what it is asked for; the message is one sentence that says why."""


class NotShown(ForgeError):
    """The forge takes none of the comments, because one of them stands at lines that it does not show."""


class Unreachable(ForgeError):
    """No answer comes, or the forge is busy for longer than we wait."""


@dataclass(frozen=True)
class Inline:
    """A comment on lines of the head that the diff shows."""

    path: str
    first: int
    last: int
    body: str


@dataclass(frozen=True)
class Comment:
    """A comment of ours that begins a thread, and where it stands now: 0 where the diff does not show it any more."""

    number: int
    review: int
    body: str
    thread: str
    resolved: bool
    may_resolve: bool
    may_reopen: bool
    first: int
    last: int


@dataclass(frozen=True)
class Review:
    """The text of a review of ours."""

    number: int
    body: str


@dataclass(frozen=True)
class Said:
    """Everything that we have said so far, in its order."""

    reviews: Sequence[Review] = ()
    comments: Sequence[Comment] = ()


class Forge(Protocol):
    """One pull request. Whatever is asked for may raise `ForgeError`."""

    def head(self) -> str:
        """The commit that the pull request has come to."""

    def patches(self) -> Mapping[str, Patch]:
        """What its page shows of the files that it changes, by their paths; not of every file if they are many."""

    def said(self) -> Said:
        """What we have said."""

    def review(self, commit: str, body: str, comments: Sequence[Inline]) -> None:
        """Say something new, all at once; it is said once, even where an answer gets lost. Raises `NotShown`, too."""

    def edit_comment(self, number: int, body: str) -> None: ...

    def edit_review(self, number: int, body: str) -> None: ...

    def resolve(self, thread: str) -> None: ...

    def reopen(self, thread: str) -> None: ...
