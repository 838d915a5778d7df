"""What to say, given what is found and what has been said: nothing twice, and what is gone is marked so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bnlint.review import wording
from bnlint.review.forge import Comment, Inline, Review, Said
from bnlint.review.marks import Mark, State, digest, marks_in, review_mark
from bnlint.review.patches import Patch
from bnlint.review.remarks import Remark
from bnlint.review.suggestions import Suggestion

MOST_COMMENTS: Final = 100
"""Comments on lines in one review; what else there is stands in its text."""
ROOM_FOR_MARKS: Final = 15_000
"""Characters at the end of a review for the marks of what its text has no room for."""


@dataclass
class Plan:
    """What is to be done: what is `new` is to be said; texts of comments and reviews, by their numbers, and threads
    are to be changed."""

    new: Sequence[Remark] = ()
    comments: dict[int, str] = field(default_factory=dict)
    reviews: dict[int, str] = field(default_factory=dict)
    resolve: list[str] = field(default_factory=list)
    reopen: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Head:
    """The commit that is spoken of: the folder and the paths of its files, what is shown of them, and its `text`."""

    commit: str
    root: str
    paths: Collection[str]
    patches: Mapping[str, Patch]
    text: Callable[[str], list[str]]
    """The lines of a file, by its path."""
    link: Callable[[str], wording.Link]
    """Links to lines as a commit has them."""


@dataclass
class _Slot:
    """Something said: in a `comment`, or in a `row` of a review's text."""

    mark: Mark
    review: int
    comment: Comment | None = None
    row: int = 0
    remark: Remark | None = None


def planned(found: Sequence[Remark], said: Said, head: Head) -> Plan:
    """What is to be done so that what is found is said, once."""
    slots = list(_slots(said))
    new = _matched(found, slots, head)
    plan = Plan(new)
    changed = {(remark.code, remark.mark.where) for remark in new}
    for slot in slots:
        if slot.remark is not None:
            slot.mark = _kept(slot, head)
        elif slot.mark.state == "open":
            state: State = "changed" if (slot.mark.code, slot.mark.where) in changed else "fixed"
            slot.mark = replace(slot.mark, state=state, commit=head.commit)
        if slot.comment is not None:
            _update_comment(plan, slot, slot.comment, head)
    for review in said.reviews:
        text = _text(review, [slot for slot in slots if slot.review == review.number], head)
        if text != review.body:
            plan.reviews[review.number] = text
    return plan


def first_words(new: Sequence[Remark], head: Head) -> tuple[str, list[Inline]]:
    """A review that says all of it: its text, and its comments on lines that the diff shows."""
    inline: list[Inline] = []
    outside = []
    for remark in new:
        comment = _inline(remark, head) if len(inline) < MOST_COMMENTS else None
        if comment is None:
            outside.append(remark)
        else:
            inline.append(comment)
    return body(len(new), outside, head), inline


def body(number: int, outside: Iterable[Remark], head: Head) -> str:
    """The text of a review of so many findings, which lists those `outside` of the diff."""
    lines = [wording.headline(number, 0)]
    room = wording.LONGEST - ROOM_FOR_MARKS
    hidden: list[Mark] = []
    items = []
    for remark in outside:
        line = wording.item(remark, head.commit, head.link(head.commit))
        room -= len(line) + 1
        if room > 0:
            items.append(line)
        else:
            hidden.append(remark.mark)
    if items:
        lines += ["", wording.OUTSIDE, "", *items]
    if hidden:
        marks = [str(mark) for mark in hidden]
        fitting = ROOM_FOR_MARKS // (len(marks[0]) + 1) - 5
        lines.append(f"- and {len(hidden):,} more, which the report of the run lists. {''.join(marks[:fitting])}")
    return "\n".join([*lines, "", review_mark(head.commit)])


def _inline(remark: Remark, head: Head) -> Inline | None:
    """The comment on the lines of a remark, or on the first of them; `None` where the diff does not show that."""
    patch = head.patches.get(remark.path)
    if patch is None or not remark.first:
        return None
    text = head.text(remark.path)
    suggestion = remark.suggestion
    if suggestion is not None and patch.shows(suggestion.first, suggestion.last, list(suggestion.old)):
        words = wording.comment(remark, head.commit, head.root, head.link(head.commit), suggestion)
        return Inline(remark.path, suggestion.first, suggestion.last, words)
    words = wording.comment(remark, head.commit, head.root, head.link(head.commit), None)
    for last in (remark.last, remark.first):
        if patch.shows(remark.first, last, text[remark.first - 1 : last]):
            return Inline(remark.path, remark.first, last, words)
    return None


def _slots(said: Said) -> Iterable[_Slot]:
    for comment in said.comments:
        for mark in list(marks_in(comment.body))[-1:]:
            yield _Slot(mark, comment.review, comment)
    for review in said.reviews:
        for row, line in enumerate(review.body.split("\n")):
            for mark in marks_in(line):
                yield _Slot(mark, review.number, None, row)


def _matched(found: Iterable[Remark], slots: Sequence[_Slot], head: Head) -> list[Remark]:
    """Give each remark the slot in which it has been said, the best first, and return those that have none.

    That is the one at its lines, or another with its mark, or that of a file which has another name now.
    """
    here = {digest(path) for path in head.paths}

    def stands(slot: _Slot, remark: Remark) -> bool:
        return slot.comment is not None and slot.comment.last in (remark.first, remark.last, _last(remark.suggestion))

    fits: tuple[Callable[[_Slot, Remark], bool], ...] = (
        lambda slot, remark: slot.mark.key == remark.mark.key and slot.mark.state == "open" and stands(slot, remark),
        lambda slot, remark: slot.mark.key == remark.mark.key and slot.mark.state == "open",
        lambda slot, remark: slot.mark.key == remark.mark.key,
        lambda slot, remark: slot.mark.key[:2] == remark.mark.key[:2] and slot.mark.where not in here,
    )
    left = list(found)
    for fit in fits:
        for remark in list(left):
            slot = next((slot for slot in slots if slot.remark is None and fit(slot, remark)), None)
            if slot is not None:
                slot.remark = remark
                left.remove(remark)
    return left


def _last(suggestion: Suggestion | None) -> int:
    return 0 if suggestion is None else suggestion.last


def _kept(slot: _Slot, head: Head) -> Mark:
    """The mark of something that is found still, or again: worded for the commit that it was, if that is enough."""
    assert slot.remark is not None
    mark = replace(slot.remark.mark, commit=slot.mark.commit)
    return mark if slot.mark.state == "open" else replace(mark, commit=head.commit)


def _update_comment(plan: Plan, slot: _Slot, comment: Comment, head: Head) -> None:
    if slot.remark is None:
        if str(slot.mark) not in comment.body:
            plan.comments[comment.number] = wording.ended(comment.body, slot.mark)
            if comment.may_resolve and not comment.resolved:
                plan.resolve.append(comment.thread)
        return
    text = _comment(slot.remark, comment, slot.mark.commit, head)
    if text == comment.body:
        return
    plan.comments[comment.number] = _comment(slot.remark, comment, head.commit, head)
    was_open = any(mark.state == "open" for mark in marks_in(comment.body))
    if not was_open and comment.resolved and comment.may_reopen:
        plan.reopen.append(comment.thread)


def _comment(remark: Remark, comment: Comment, commit: str, head: Head) -> str:
    """The text of a comment of ours; its suggestion stays only while it stands at the lines that it replaces."""
    suggestion = remark.suggestion
    if suggestion is not None and (suggestion.first, suggestion.last) != (comment.first, comment.last):
        suggestion = None
    return wording.comment(remark, commit, head.root, head.link(commit), suggestion)


def _text(review: Review, slots: Sequence[_Slot], head: Head) -> str:
    """The text of a review of ours, as things are now."""
    rows = review.body.split("\n")
    gone = sum(slot.mark.state != "open" for slot in slots)
    listed = [slot for slot in slots if slot.comment is None]
    for row, line in enumerate(rows):
        here = [slot for slot in listed if slot.row == row]
        if len(here) == 1 and here[0].mark.commit:
            rows[row] = _row(line, here[0], head)
        elif here:
            rows[row] = _with_marks(line, here)
    if slots:
        rows[0] = wording.headline(len(slots), gone)
    return "\n".join(rows)


def _row(line: str, slot: _Slot, head: Head) -> str:
    if slot.remark is None:
        return line if str(slot.mark) in line else wording.ended_item(line, slot.mark)
    same = wording.item(slot.remark, slot.mark.commit, head.link(slot.mark.commit))
    return line if same == line else wording.item(slot.remark, head.commit, head.link(head.commit))


def _with_marks(line: str, slots: Sequence[_Slot]) -> str:
    words = line.partition("<!-- ")[0]
    return words + "".join(str(replace(slot.mark, commit="")) for slot in slots)
