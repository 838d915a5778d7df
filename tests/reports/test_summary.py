"""The summary's grammar."""

import pytest

from bnlint.check import Hidden, Outcome
from bnlint.findings.finding import Seen
from bnlint.reports.summary import count, summary
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place
from tests.reports.examples import finding

HERE = Place("/a.py", 1, 1, 1, 2)
SEEN = Seen(12, 3, 14, 2, 1, ("An unknown.",))
READ = "Read 12 files: 3 programs, 14 batch normalisation layers, 2 training steps, 1 evaluation"


def test_findings_and_an_unknown() -> None:
    assert summary(Outcome((finding(HERE),) * 2, (), SEEN)) == (
        f"2 findings. {READ}; 1 unknown kept rules silent (--verbose names it)."
    )


def test_several_unknowns() -> None:
    two = Outcome((), (), Seen(unknowns=("One.", "Two.")))
    assert summary(two).endswith("; 2 unknowns kept rules silent (--verbose names them).")
    assert summary(two, verbose=True).endswith("; 2 unknowns kept rules silent.")


def test_nothing_at_all() -> None:
    assert summary(Outcome((), (), Seen())) == (
        "Nothing found. Read no files: no programs, no batch normalisation layers, no training steps, no evaluations."
    )


def test_files_not_analysed_are_counted_once() -> None:
    here, there = (Diagnostic(Place(path, 1, 1, 1, 2), "BN001", "Why.") for path in ("/a.py", "/b.py"))
    assert "; 1 file was not fully analysed" in summary(Outcome((), (here, here), SEEN))
    assert "; 2 files were not fully analysed" in summary(Outcome((), (here, there), SEEN))


def test_what_is_hidden_is_said() -> None:
    hidden = summary(Outcome((), (), Seen(), Hidden(possible=2, suppressed=1, excluded=3)))
    assert hidden.endswith(
        "; 3 files excluded; 2 possible findings not shown (--possible shows them); 1 finding suppressed by comments."
    )


def test_comments_without_effect_are_no_unread_files() -> None:
    unused = Outcome((), (Diagnostic(HERE, "BN009", "Why."),), SEEN)
    assert summary(unused).startswith(f"Nothing found. {READ}; 1 comment without effect; 1 unknown kept")


@pytest.mark.parametrize(("number", "text"), [(0, "no files"), (1, "1 file"), (2, "2 files"), (4321, "4,321 files")])
def test_counting(number: int, text: str) -> None:
    assert count(number, "file") == text
