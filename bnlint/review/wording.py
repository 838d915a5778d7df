"""What is said, in GitHub's Markdown. Whatever may come from the program stands in code spans.

A code span cannot be left by what it holds, as its fence is longer than any in there, and nothing in it is a link, a
mention, a reference, or a command. Outside of them stand letters, digits and a few marks of punctuation only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from bnlint.findings.finding import TrailStep
from bnlint.reports.excerpts import printable
from bnlint.review.comparing import file_lines
from bnlint.review.marks import Mark, without_marks
from bnlint.review.remarks import Remark, relative
from bnlint.review.suggestions import Suggestion
from bnlint.wording import counted

LONGEST: Final = 60_000
"""Characters of one text; GitHub takes 65,536."""
LONGEST_MESSAGE: Final = 4_000
LONGEST_TRAIL: Final = 30
"""Steps of a trail that are shown."""
_PIECE: Final = re.compile(r"(?P<before>\(*)`(?P<quoted>[^`]+)`(?P<behind>[),.;:!?]*)(?=\s|\Z)|\S+")
"""What stands between white space, or in quotes of messages, which are single backticks."""
_TOKEN: Final = re.compile(r"(?P<before>\(*)(?P<core>.*?)(?P<behind>[),.;:!?]*)", re.DOTALL)
_WORD: Final = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\d+(?:,\d{3})*|")

Link = Callable[[str, int], str]
"""The address of a line of a file, relative to the repository, at the commit that is spoken of; empty for none."""


def prose(text: str) -> str:
    """A sentence in which every word that is no plain word is a code span."""
    cut = text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} ..."
    return " ".join(map(_piece, _PIECE.finditer(cut)))


def code_span(text: str) -> str:
    """The text as code, on one line."""
    plain = printable(" ".join(text.encode("utf-8", "replace").decode("utf-8").split())) or " "
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def _piece(found: re.Match[str]) -> str:
    before, quoted, behind = found.groups()
    return _token(found[0]) if quoted is None else f"{before}{code_span(quoted)}{behind}"


def _token(token: str) -> str:
    found = _TOKEN.fullmatch(token)
    assert found is not None
    before, core, behind = found.groups()
    while behind.startswith(")") and core.count("(") > core.count(")"):
        core, behind = f"{core})", behind[1:]
    return token if _WORD.fullmatch(core) else f"{before}{code_span(core)}{behind}"


def title(remark: Remark) -> str:
    return f"**{remark.code} {remark.name}** ({remark.label})"


def comment(remark: Remark, commit: str, root: str, link: Link, suggestion: Suggestion | None) -> str:
    """The text of a comment on lines of the diff; its suggestion replaces the lines that it stands at."""
    parts = [title(remark), prose(remark.message)]
    if suggestion is not None:
        parts.append(f"{prose(remark.repair)}\n\n{suggested(suggestion.lines)}")
    elif remark.repair:
        parts.append(f"Repair: {prose(remark.repair)}")
    mark = str(replace(remark.mark, commit=commit))
    trail = _trail(remark.trail, root, link)
    whole = "\n\n".join([*parts, *trail, mark])
    return whole if len(whole) <= LONGEST else "\n\n".join([*parts[:2], mark])


def suggested(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}suggestion\n{text}\n{fence}"


def item(remark: Remark, commit: str, link: Link) -> str:
    """One line of the list of what lies outside the diff."""
    where = f"{remark.path}:{remark.where}" if remark.where else remark.path
    located = _linked(where, link(remark.path, remark.first))
    return f"- {located} {title(remark)}: {prose(remark.message)} {replace(remark.mark, commit=commit)}"


def headline(said: int, gone: int) -> str:
    """The first line of a review, now that some of what it said is gone."""
    what = f"bnlint: this change brings in {counted(said, 'finding')}."
    if not gone:
        return what
    if gone == said:
        return f"{what} {'It is' if said == 1 else 'All are'} fixed."
    return f"{what} {gone:,} of them {'is' if gone == 1 else 'are'} fixed."


OUTSIDE: Final = "In lines that the diff does not show:"


def ended(body: str, mark: Mark) -> str:
    """The text of a comment whose finding is gone; `mark` says how."""
    heading, *rest = without_marks(body).split("\n\n")
    return "\n\n".join([f"~~{heading.strip('~')}~~ {_end(mark)}", *rest[:1], str(mark)])


def ended_item(line: str, mark: Mark) -> str:
    """The line of a list whose finding is gone."""
    return f"- ~~{without_marks(line).removeprefix('- ')}~~ {_end(mark)} {mark}"


def _end(mark: Mark) -> str:
    if mark.state == "fixed":
        return f"Fixed as of `{mark.commit[:10]}`."
    return f"The code has changed as of `{mark.commit[:10]}`; what is found in it now is said anew."


def _trail(steps: tuple[TrailStep, ...], root: str, link: Link) -> list[str]:
    if not steps:
        return []
    lines = []
    for number, step in enumerate(steps[:LONGEST_TRAIL], 1):
        path = relative(step.place.path, root)
        where = _linked(f"{path}:{step.place.where}", link(path, file_lines(step.place)[0]))
        lines.append(f"{number}. {where} {prose(step.message)}")
    return ["<details><summary>How it comes about</summary>", "\n".join(lines), "</details>"]


def _linked(text: str, address: str) -> str:
    return f"[{code_span(text)}]({address})" if address else code_span(text)


def blob(server: str, repository: str, commit: str) -> Link:
    """Links to lines of files as GitHub's pages have them."""

    def link(path: str, line: int) -> str:
        if not repository:
            return ""
        anchor = f"#L{line}" if line else ""
        return f"{server}/{repository}/blob/{commit}/{quote(path, safe='/', errors='surrogateescape')}{anchor}"

    return link
