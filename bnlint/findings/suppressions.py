"""Comments that silence findings.

    x = layer(x)  # bnlint: ignore[BN201]      this finding, in this statement; several codes, beginnings or names
    x = layer(x)  # bnlint: ignore             every finding in this statement
    x = layer(x)  # noqa: BN201                the same two, as flake8 has them
    # bnlint: ignore-file[BN201]               in the whole file, on a line of its own above the first statement

A statement is what Python calls a logical line: a simple statement, or the header of a compound one with its
decorators, over as many lines as it takes. The comment may stand on any of them.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bnlint.findings.finding import Finding
from bnlint.sources.diagnostics import UNUSED_IGNORE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from bnlint.sources.source import Source

Form = Literal["ignore", "ignore-file", "noqa"]

_OURS = re.compile(r"#\s*bnlint:(?P<rest>[^#]*)")
_IGNORE = re.compile(r"\s*(?P<form>ignore(?:-file)?)(?:\s*\[(?P<words>\s*[\w-]+(?:\s*,\s*[\w-]+)*\s*)\].*|\s*)")
_NOQA = re.compile(r"# noqa(?::\s?(?P<words>[a-z]+\d+(?:[,\s]+[a-z]+\d+)*))?", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")
LAYOUT = frozenset((tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER))
"""Tokens that begin no statement."""
NOT_UNDERSTOOD = "This is not understood: write `bnlint: ignore[BN102]`, and a reason behind the bracket."
TOO_LOW = "This stands too low: `ignore-file` has a line of its own above the first statement of the file."
NO_STATEMENT = "This stands in no statement: write it on a line of the one whose finding it is to suppress."
_OUR_CODE = re.compile(r"bn\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A code, the beginning of one, or a rule's name."""

    text: str
    place: Place

    def means(self, finding: Finding) -> bool:
        word = self.text.casefold()
        return finding.name == word or (len(word) >= len("bn") and finding.code.casefold().startswith(word))


@dataclass(frozen=True)
class Suppression:
    """One comment. It silences what its `words` mean, everything where it has none, on its `lines`."""

    form: Form
    place: Place
    words: tuple[Word, ...]
    lines: range


@dataclass(frozen=True)
class Misunderstood:
    """A comment that is addressed to bnlint and silences nothing, and why."""

    place: Place
    why: str


@dataclass
class FileSuppressions:
    """The comments of one file."""

    found: list[Suppression] = field(default_factory=list)
    misunderstood: list[Misunderstood] = field(default_factory=list)


class Suppressions:
    """The suppressions in files, which are read when they are asked for, and which of them have silenced something."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._used: set[Place] = set()

    def silence(self, finding: Finding) -> bool:
        """Whether a comment suppresses the finding; it, or each word of it that means the finding, is used then.

        A finding is silenced where it is, whatever its trail passes.
        """
        silenced = False
        for suppression in self._of(finding.place.path).found:
            if finding.place.line in suppression.lines:
                words = [word.place for word in suppression.words if word.means(finding)]
                if words or not suppression.words:
                    self._used.update(words or (suppression.place,))
                    silenced = True
        return silenced

    def unused(self, paths: Iterable[str], judges: Callable[[str, str], bool | None]) -> Iterator[Diagnostic]:
        """What the comments in these files have not silenced, once all findings were asked about (BN009).

        `judges` says whether a rule that a word means was judged by in a file, and `None` where it means none. What
        nobody judged by may silence something another time, and neither does a `noqa` for other tools concern us.
        """
        for path in paths:
            comments = self._of(path)
            for misunderstood in comments.misunderstood:
                yield Diagnostic(misunderstood.place, UNUSED_IGNORE, misunderstood.why)
            for suppression in comments.found:
                yield from _unused(suppression, self._used, judges)

    def _of(self, path: str) -> FileSuppressions:
        try:
            return self._overlay.read(path).derive(suppressions_in)
        except SourceError:
            return FileSuppressions()


def _unused(
    suppression: Suppression, used: set[Place], judges: Callable[[str, str], bool | None]
) -> Iterator[Diagnostic]:
    for word in suppression.words:
        if suppression.form == "noqa" and not _OUR_CODE.fullmatch(word.text):
            continue
        judged = judges(word.text, word.place.path)
        if judged is None:
            yield Diagnostic(word.place, UNUSED_IGNORE, f'No rule is called "{word.text}".')
        elif judged and word.place not in used:
            yield Diagnostic(word.place, UNUSED_IGNORE, f'"{word.text}" suppresses nothing here.')
    if not suppression.words and suppression.form != "noqa" and suppression.place not in used:
        yield Diagnostic(suppression.place, UNUSED_IGNORE, "This comment suppresses nothing.")


def suppressions_in(source: Source) -> FileSuppressions:
    """The comments in `source` that suppress findings, in their order. What is no Python is passed over."""
    found = FileSuppressions()
    if "bnlint:" not in source.text and "noqa" not in source.text.casefold():
        return found
    for statement in _statements(source):
        for comment in statement.comments:
            _read_noqa(comment, statement, found)
            _read_ours(comment, statement, len(source.lines), found)
    return found


@dataclass(frozen=True)
class _Comment:
    """One comment, which begins with `#` at `line` and `column`, counted from 1."""

    source: Source
    line: int
    column: int
    text: str

    def place(self, start: int, end: int) -> Place:
        """Where the characters from `start` to `end` of its text stand."""
        return self.source.stretch(self.line, self.column + start, self.column + end)

    def words(self, match: re.Match[str]) -> tuple[Word, ...]:
        if match["words"] is None:
            return ()
        words = _WORD.finditer(self.text, *match.span("words"))
        return tuple(Word(word[0], self.place(*word.span())) for word in words)


@dataclass(frozen=True)
class _Statement:
    """A logical line, or a comment between them, which has no `lines`."""

    lines: range
    comments: list[_Comment]
    at_top: bool
    """Whether only comments and the docstring stand above it."""


def _read_noqa(comment: _Comment, statement: _Statement, found: FileSuppressions) -> None:
    for match in _NOQA.finditer(comment.text):
        place = comment.place(*match.span())
        found.found.append(Suppression("noqa", place, comment.words(match), statement.lines))


def _read_ours(comment: _Comment, statement: _Statement, last: int, found: FileSuppressions) -> None:
    for ours in _OURS.finditer(comment.text):
        place = comment.place(ours.start(), ours.start() + len(ours[0].rstrip()))
        match = _IGNORE.fullmatch(comment.text, ours.start("rest"), ours.end())
        why = _misunderstanding(match, statement)
        if match is None or why is not None:
            found.misunderstood.append(Misunderstood(place, why or NOT_UNDERSTOOD))
        elif match["form"] == "ignore-file":
            found.found.append(Suppression("ignore-file", place, comment.words(match), range(1, last + 1)))
        else:
            found.found.append(Suppression("ignore", place, comment.words(match), statement.lines))


def _misunderstanding(match: re.Match[str] | None, statement: _Statement) -> str | None:
    """Why a comment silences nothing, if so."""
    if match is None:
        return NOT_UNDERSTOOD
    if match["form"] == "ignore-file":
        return None if statement.at_top and not statement.lines else TOO_LOW
    return None if statement.lines else NO_STATEMENT


def _statements(source: Source) -> Iterator[_Statement]:
    """The logical lines that have comments, and the comments between them, each as a statement without lines."""
    for first, last in _stretches(source):
        at_top = first == 1
        while first <= last:
            tokens = _Tokens(source, first, last, at_top)
            yield from tokens.statements()
            first, at_top = tokens.next_line, False


def _stretches(source: Source) -> list[tuple[int, int]]:
    """The first and the last line of what is Python by itself: the file, or each cell of a notebook."""
    if source.notebook is None:
        return [(1, len(source.lines))]
    return [(cell.first_line, cell.first_line + len(cell.file_lines) - 1) for cell, _ in source.notebook.cells]


class _Tokens:
    """The tokens from line `first` on, up to the first that is none: then `next_line` is where to go on."""

    def __init__(self, source: Source, first: int, last: int, at_top: bool) -> None:
        self.next_line = first
        self._at_top = at_top
        self._is_first = True
        self._source = source
        self._first = first
        self._last = last
        self._begun: int | None = None
        self._is_string = False
        self._is_new_line = True
        self._is_decorator = False
        self._comments: list[_Comment] = []

    def statements(self) -> Iterator[_Statement]:
        waiting = (f"{line}\n" for line in self._source.lines[self._first - 1 : self._last])
        above = self._first - 1
        reached = self._first
        self.next_line = self._last + 1
        try:
            for token in tokenize.generate_tokens(lambda: next(waiting, "")):
                yield from self._take(token, token.start[0] + above)
                reached = max(reached, token.end[0] + above)
        except (tokenize.TokenError, SyntaxError):
            self.next_line = min(reached, self._last) + 1
        if self._begun is not None:
            yield self._statement(reached)

    def _take(self, token: tokenize.TokenInfo, row: int) -> Iterator[_Statement]:
        if token.type == tokenize.COMMENT:
            comment = _Comment(self._source, row, token.start[1] + 1, token.string)
            if self._begun is None:
                yield _Statement(range(0), [comment], self._at_top)
            else:
                self._comments.append(comment)
        elif token.type == tokenize.NEWLINE:
            self._is_new_line = True
            if self._begun is not None and not self._is_decorator:
                yield self._statement(row)
        elif token.type not in LAYOUT:
            self._begin(token, row)

    def _begin(self, token: tokenize.TokenInfo, row: int) -> None:
        if self._is_new_line:
            self._is_new_line = False
            self._is_decorator = token.string == "@"
        if self._begun is None:
            self._begun = row
            self._is_string = token.type == tokenize.STRING

    def _statement(self, last: int) -> _Statement:
        assert self._begun is not None
        statement = _Statement(range(self._begun, last + 1), self._comments, False)
        self._at_top = self._at_top and self._is_first and self._is_string
        self._is_first = False
        self._begun, self._comments = None, []
        return statement
