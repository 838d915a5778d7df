"""Source lines fit, show their span, and have their carets under it."""

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from bnlint.reports.excerpts import Excerpt, excerpt, printable


def cut(line: str, span: str, width: int) -> Excerpt:
    start = line.index(span)
    return excerpt(line, start, start + len(span), width, "…")


def test_a_line_that_fits_is_whole() -> None:
    assert cut("a = tower(x)", "tower(x)", 12) == Excerpt("a = ", "tower(x)", "")


def test_a_long_line_is_cut_on_the_right() -> None:
    assert cut("a = tower(x), 1, 2, 3", "tower(x)", 16) == Excerpt("a = ", "tower(x)", ", 1…")


def test_a_late_span_is_cut_free_on_both_sides() -> None:
    assert cut("0123456789" * 3 + "tower(x)" + "0123456789", "tower(x)", 20) == Excerpt("…6789", "tower(x)", "012345…")


def test_a_span_that_does_not_fit_is_cut_itself() -> None:
    assert cut("0123456789" * 2 + "tower(aaaaaaaaaaaa)" + "0", "tower(aaaaaaaaaaaa)", 16) == Excerpt(
        "…789", "tower(aaaaa…", ""
    )


def test_carets_stand_under_wide_characters() -> None:
    drawn = cut("名前 = 塔(x)", "塔(x)", 40)
    assert drawn.carets == " " * 7 + "^" * 5


def test_tabs_become_spaces() -> None:
    drawn = cut("\t a\t= f(\tx)", "f(\tx)", 40)
    assert drawn == Excerpt("     a  = ", "f(    x)", "")


def test_an_empty_span_has_a_caret() -> None:
    assert excerpt("def f(", 6, 6, 40, "…").carets == "      ^"


def test_wide_letters_and_spaces_are_printable() -> None:
    assert printable("名前\u3000\u00a0é") == "名前\u3000\u00a0é"
    assert printable("a\x07\x1b[0m\u202e\u2066\u2028") == "a\ufffd\ufffd[0m\ufffd\ufffd\ufffd"


@given(st.text(), st.text(), st.text(), st.integers(20, 200), st.sampled_from(["…", "..."]))
@example("\t" * 300, "x" * 300, "", 20, "...")
@example("a" * 5000, "名" * 5000, "b" * 5000, 41, "…")
@example("", "a" * 20, "b", 20, "...")
def test_any_line_fits_with_its_carets(before: str, span: str, after: str, width: int, ellipsis: str) -> None:
    drawn = excerpt(before + span + after, len(before), len(before + span), width, ellipsis)
    assert cell_len(drawn.text) <= width
    assert "\t" not in drawn.text and "\x1b" not in drawn.text
    assert cell_len(drawn.carets) == cell_len(drawn.before) + max(1, cell_len(drawn.span))
