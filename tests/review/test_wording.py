"""Texts for forges: what comes from a program is text there, whatever it holds."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bnlint.findings.finding import TrailStep
from bnlint.review.conversation import MOST_COMMENTS, Head, body, first_words, planned
from bnlint.review.forge import Review, Said
from bnlint.review.marks import Mark, digest, marks_in
from bnlint.review.patches import Patch
from bnlint.review.remarks import Remark
from bnlint.review.suggestions import Suggestion
from bnlint.review.wording import LONGEST, blob, code_span, comment, prose, suggested
from bnlint.sources.places import Place

PARSER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
HOSTILE = st.text(st.one_of(st.sampled_from("`*_[]()<>!@#:/-~|\\&$ \n\r\t.a1"), st.characters()), max_size=60)


def rendered(text: str) -> list[tuple[str, str]]:
    """The kinds of what a paragraph holds, and their texts."""
    opened, inline, closed = PARSER.parse(text)
    assert (opened.type, closed.type) == ("paragraph_open", "paragraph_close")
    return [(token.type, token.content) for token in inline.children or ()]


@given(HOSTILE)
def test_prose_is_words_and_code(text: str) -> None:
    for kind, content in rendered(f"Said: {prose(text)}"):
        assert kind in ("text", "code_inline")
        if kind == "text":
            assert re.fullmatch(r"[A-Za-z0-9 ().,;:!?'-]*", content)


@given(HOSTILE)
def test_code_is_all_that_it_holds(text: str) -> None:
    (kind, content), *others = rendered(code_span(text))
    assert kind == "code_inline" and others == []
    if text.isprintable() and text.strip():
        assert content.split() == text.split()


def test_messages_read_well() -> None:
    said = "The flag `training` of tf.layers.dense(x), as `a b`, isn't given to 1,200 layers (stem/bn, 2 more)."
    assert prose(said) == (
        "The flag `training` of `tf.layers.dense(x)`, as `a b`, isn't given to 1,200 layers (`stem/bn`, 2 more)."
    )


def test_a_suggestion_cannot_end_early() -> None:
    text = suggested(["a", "```", "````", "b"])
    assert text.startswith("`````suggestion\n") and text.endswith("\n`````")
    (fence,) = PARSER.parse(text)
    assert (fence.type, fence.info, fence.content) == ("fence", "suggestion", "a\n```\n````\nb\n")


def remark(number: int, message: str = "Something is wrong.", steps: int = 0) -> Remark:
    path = f"part{number}.py"
    trail = tuple(TrailStep(Place(f"/r/{path}", 1, 1, 1, 1), message) for _ in range(steps))
    mark = Mark("BN102", digest(str(number)), digest(path))
    return Remark("BN102", "name", "error", message, path, 5, 5, "5", trail, "Do this.", None, mark)


def head(numbers: int, commit: str = "a" * 40) -> Head:
    paths = [f"part{number}.py" for number in range(numbers)]
    return Head(commit, "/r", paths, {}, lambda path: [], lambda commit: blob("https://h", "o/r", commit))


def test_no_text_is_too_long() -> None:
    long = "word " * 20_000
    text = comment(remark(1, long, steps=50), "a" * 40, "/r", lambda path, line: "", None)
    assert len(text) <= LONGEST and len(list(marks_in(text))) == 1
    whole = body(300, [remark(number, long) for number in range(300)], head(300))
    assert len(whole) <= 65_536


def test_what_a_text_has_no_room_for_is_not_said_again() -> None:
    remarks = [remark(number, "word " * 60) for number in range(300)]
    first = body(300, remarks, head(300))
    assert len(first) <= 65_536 and " more, which the report of the run lists. <!-- bnlint:" in first
    said = Said([Review(1, first)])
    again = planned(remarks, said, head(300, "b" * 40))
    assert not again.new and not again.reviews
    fewer = planned(remarks[:1], said, head(300, "b" * 40))
    assert fewer.reviews[1].startswith("bnlint: this change brings in 300 findings. 299 of them are fixed.\n")
    assert len(fewer.reviews[1]) <= 65_536


def test_more_comments_than_anybody_reads_are_not_made() -> None:
    here = replace(head(150), patches={f"part{n}.py": Patch.parsed("@@ -0,0 +5 @@\n+x") for n in range(150)})
    here = replace(here, text=lambda path: ["", "", "", "", "x"])
    text, comments = first_words([remark(number) for number in range(150)], here)
    assert len(comments) == MOST_COMMENTS and text.count("\n- [`part") == 50


def test_a_suggestion_replaces_what_it_says() -> None:
    one = Suggestion(1, 2, ("a", "b"), ("c",))
    text = comment(remark(1), "a" * 40, "/r", lambda path, line: "", one)
    assert "\n\nDo this.\n\n```suggestion\nc\n```\n\n" in text
