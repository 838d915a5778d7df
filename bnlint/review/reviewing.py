"""Compares the base and the head of a change, and says what is new, once."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from bnlint.analysis.plan import Progress
from bnlint.cache.memories import Memories
from bnlint.check import Outcome, check
from bnlint.findings.finding import Seen
from bnlint.review.comparing import Difference, Side, brought_in, differences
from bnlint.review.conversation import Head, Plan, body, first_words, planned
from bnlint.review.forge import Forge, ForgeError, NotShown, Unreachable
from bnlint.review.git import Repository
from bnlint.review.patches import Patch
from bnlint.review.remarks import Remark, relative, remarks
from bnlint.review.suggestions import file_text, suggestions
from bnlint.review.trees import files_judged_as, files_of
from bnlint.review.wording import Link
from bnlint.rules.rule import Rule
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay


@dataclass(frozen=True)
class Compared:
    """What a change brings in: `outcome`, in `files`, which lie at `root`.

    `base` is the ancestor of the two commits; `paths` are all files of the head, `changed` the programs among them that
    are not as they were.
    """

    root: str
    base: str
    head: str
    files: Overlay
    paths: Collection[str]
    outcome: Outcome
    changed: Sequence[Difference]
    everything: Callable[[Overlay], Outcome]
    """Checks files and shows all that is found."""

    @cached_property
    def remarks(self) -> list[Remark]:
        """What is to be said, with the repairs that are a change of a few lines."""
        repairs = suggestions(self.outcome, self.files, self.everything)
        return remarks(self.root, self.outcome, self.files, repairs)

    def spoken_of(self, patches: Mapping[str, Patch], link: Callable[[str], Link]) -> Head:
        """The head, where `patches` are shown."""

        def text(path: str) -> list[str]:
            return file_text(self.files, os.path.join(self.root, *path.split("/")))

        return Head(self.head, self.root, self.paths, patches, text, link)

    @property
    def patches(self) -> dict[str, Patch]:
        """What git shows of the change."""
        return {relative(one.new, self.root): one.patch for one in self.changed if one.new is not None}


def compare(
    repository: Repository,
    base: str,
    head: str,
    rules: Sequence[Rule],
    settings: Settings,
    jobs: int | None,
    progress: Progress,
) -> Compared:
    """What lies between the common ancestor of two revisions and the second; raises as `bnlint.check.check` does.

    Where no program has changed, nothing is judged: settings are those of the base for both.
    """
    root, last = repository.root, repository.commit(head)
    first = repository.merge_base(repository.commit(base), last)
    changed = differences(repository, first, last)
    files = files_judged_as(repository, last, first)

    memories = Memories()  # most of the head is what the base is

    def checked(overlay: Overlay, given: Settings = settings) -> Outcome:
        return check([root], rules, given, overlay, jobs=jobs, progress=progress, memories=memories)

    def everything(overlay: Overlay) -> Outcome:
        return checked(overlay, replace(settings, level="advice", possible=True))

    outcome = Outcome((), (), Seen())
    if changed:
        before = files_of(repository, first)
        sides = Side(before, checked(before)), Side(files, checked(files))
        outcome = brought_in(root, *sides, changed)
    return Compared(root, first, last, files, repository.tree(last).keys(), outcome, changed, everything)


def words(compared: Compared, link: Callable[[str], Link]) -> str:
    """What a first review would say, for people to read: its text, and its comments."""
    head = compared.spoken_of(compared.patches, link)
    if not compared.remarks:
        return "bnlint: this change brings in nothing.\n"
    text, comments = first_words(compared.remarks, head)
    lines = (f"{one.first}-{one.last}" if one.first < one.last else f"{one.last}" for one in comments)
    said = [f"## {one.path}:{where}\n\n{one.body}" for one, where in zip(comments, lines, strict=True)]
    return "\n\n".join([text, *said]) + "\n"


def speak(forge: Forge, compared: Compared, link: Callable[[str], Link]) -> str:
    """Say what is new, bring up to date what was said, and return a sentence on that; raises `ForgeError`."""
    now = forge.head()
    if now != compared.head:
        return (
            f"The pull request has moved on from {compared.head[:10]} to {now[:10]}, whose own run speaks: this one "
            "says nothing."
        )
    said = forge.said()
    if not compared.remarks and not said.reviews and not said.comments:
        return "The change brings in nothing, and nothing is said."
    head = compared.spoken_of(forge.patches(), link)
    plan = planned(compared.remarks, said, head)
    done = [*_first_words(forge, plan, head), *_changes(forge, plan)]
    known = len(compared.remarks) - len(plan.new)
    if known:
        done.append(f"{known:,} said before")
    return f"Review: {', '.join(done) or 'everything is as it was'}."


def _first_words(forge: Forge, plan: Plan, head: Head) -> list[str]:
    if not plan.new:
        return []
    text, comments = first_words(plan.new, head)
    try:
        forge.review(head.commit, text, comments)
    except NotShown:
        if not comments:
            raise
        forge.review(head.commit, body(len(plan.new), plan.new, head), comments := [])
    return [f"{len(plan.new):,} new, {len(comments):,} of them at lines of the diff"]


def _changes(forge: Forge, plan: Plan) -> list[str]:
    """Make the changes; one that is refused (somebody may have deleted a comment) keeps no other from being made."""
    texts = [*_tasks(forge.edit_comment, plan.comments.items()), *_tasks(forge.edit_review, plan.reviews.items())]
    threads = [*_tasks(forge.resolve, zip(plan.resolve)), *_tasks(forge.reopen, zip(plan.reopen))]
    refused = [error for error in map(_refusal, texts) if error is not None]
    said = [f"{len(texts) - len(refused):,} brought up to date"] if texts else []
    if refused:
        said.append(f"{len(refused):,} refused ({refused[0]})")
    left = next((error for error in map(_refusal, threads) if error is not None), None)
    return said if left is None else [*said, f"threads left as they are ({left})"]


def _tasks(do: Callable[..., None], given: Iterable[Sequence[object]]) -> list[Callable[[], None]]:
    return [partial(do, *arguments) for arguments in given]


def _refusal(task: Callable[[], None]) -> ForgeError | None:
    try:
        task()
    except Unreachable:
        raise
    except ForgeError as error:
        return error
    return None
