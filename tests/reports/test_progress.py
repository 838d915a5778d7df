"""The bar is drawn on terminals, after a moment, and leaves nothing behind."""

import io
import threading

import pytest

from bnlint.reports import progress
from bnlint.reports.progress import ProgressBar
from tests.reports.examples import TerminalStream


def drawn(stream: io.StringIO) -> str:
    before = threading.active_count()
    with ProgressBar(stream) as bar:
        for done in range(1, 4):
            bar(done, 3)
        assert threading.active_count() == before
    return stream.getvalue()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "MOMENT", 0.0)
    monkeypatch.setattr(progress, "BETWEEN", 0.0)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("at_once")
def test_on_a_terminal() -> None:
    text = drawn(TerminalStream())
    assert "Reading programs" in text and "1/3" in text and "3/3" in text
    assert text.rpartition("3/3")[2].count("\x1b[2K") >= 1, "the bar is wiped away"


def test_not_within_the_first_moment() -> None:
    assert drawn(TerminalStream()) == ""


@pytest.mark.usefixtures("at_once")
def test_not_in_a_pipe() -> None:
    assert drawn(io.StringIO()) == ""
