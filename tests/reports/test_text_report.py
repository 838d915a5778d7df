"""The report for people, as it is printed."""

import io
import json
import re
from pathlib import Path

import pytest

from bnlint.check import Outcome
from bnlint.findings.finding import Seen, TrailStep
from bnlint.reports import text_report
from bnlint.reports.formats import Reported
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place
from tests.reports.examples import AsciiStream, TerminalStream, example, finding, outcome, place

SUMMARY = "Read 2 files: 1 program, 4 batch normalisation layers, 1 training step, no evaluations."
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def printed(what: Outcome, stream: io.StringIO | None = None, verbose: bool = False) -> str:
    stream = stream or io.StringIO()
    text_report.write(Reported(what, Overlay.disk(), verbose), stream)
    return stream.getvalue()


def test_a_finding_with_its_trail(folder: Path) -> None:
    assert printed(outcome(example(folder))) == (
        f"""\
train.py:4:18 BN102 update-ops-collected-too-early [error]
  The update ops are read before any tower exists.

   4 │     update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
     │                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

  1. train.py:4        0 update ops exist here
     │ update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
  2. nets/towers.py:2  this tower adds 4 update ops
     │ return tf.layers.batch_normalization(x, training=True)
  3. train.py:7        this training step waits on the early list
     │ return tf.train.AdamOptimizer().minimize(

1 finding. {SUMMARY}
"""
    )


def test_a_span_of_several_lines_behind_tabs(folder: Path) -> None:
    (folder / "train.py").write_text("if run:\n\ttrain_op = minimize(\n\t\tloss,\n\t)\n", encoding="utf-8")
    where = place(folder / "train.py", "minimize", "\t)")
    assert printed(outcome(finding(where, message="One.\nTwo.", level="warning", certainty="possible"))) == (
        f"""\
train.py:2:13 BN102 update-ops-collected-too-early [warning, possible]
  One.
  Two.

   2 │     train_op = minimize(
     │                ^^^^^^^^^
   3 │         loss,
   4 │     )

1 finding. {SUMMARY}
"""
    )


def test_a_finding_in_a_notebook(folder: Path) -> None:
    cells = [["# Title"], ["x = 1\n", "y = f(\n", "  x)"]]
    notebook = {"cells": [{"cell_type": "code", "source": source} for source in cells]}
    (folder / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    source = Overlay.disk().read(str(folder / "a.ipynb"))
    where = source.place(source.tree().body[1])
    assert printed(outcome(finding(where, (TrailStep(where, "step"),), message="One."))) == (
        f"""\
a.ipynb:cell 2:2:1 BN102 update-ops-collected-too-early [error]
  One.

   2 │ y = f(
     │ ^^^^^^
   3 │   x)

  1. a.ipynb:cell 2:2  step
     │ y = f(

1 finding. {SUMMARY}
"""
    )


def test_a_long_span_is_cut_short(folder: Path) -> None:
    (folder / "train.py").write_text("f(\n" + "1,\n" * 99999 + ")\n", encoding="utf-8")
    lines = printed(outcome(finding(Place(str(folder / "train.py"), 99990, 1, 99999, 3)))).splitlines()
    assert lines[3:9] == [
        "99990 │ 1,",
        "      │ ^^",
        "99991 │ 1,",
        "99992 │ 1,",
        "99993 │ 1,",
        "      │ …",
    ]


def test_findings_and_diagnostics_stand_apart(folder: Path) -> None:
    (folder / "old.py").write_text("print 'step'\n", encoding="utf-8")
    diagnostic = Diagnostic(place(folder / "old.py", "print 'step'"), "BN001", "Missing parentheses.")
    one, other = finding(place(folder / "train.py", "loss")), finding(place(folder / "train.py", "images"))
    text = printed(outcome(one, other, diagnostics=(diagnostic,)))
    assert [block.partition("\n")[0] for block in re.split(r"\n\n(?! )", text)] == [
        "train.py:5:5 BN102 update-ops-collected-too-early [error]",
        "train.py:3:11 BN102 update-ops-collected-too-early [error]",
        "old.py:1:1 BN001 syntax-error [not analysed]",
        f"2 findings. {SUMMARY[:-1]}; 1 file was not fully analysed.",
    ]
    assert "   1 │ print 'step'\n     │ ^^^^^^^^^^^^\n" in text


def test_nothing_found(folder: Path) -> None:
    assert printed(outcome()) == f"Nothing found. {SUMMARY}\n"


def test_unknowns_are_named_when_asked_for(folder: Path) -> None:
    seen = Seen(1, 1, 1, 1, 1, ("train.py:9: make_train_op is not in the project.",))
    read = "Nothing found. Read 1 file: 1 program, 1 batch normalisation layer, 1 training step, 1 evaluation; "
    assert printed(outcome(seen=seen)) == f"{read}1 unknown kept rules silent (--verbose names it).\n"
    assert printed(outcome(seen=seen), verbose=True) == (
        "Unknown, which kept rules silent:\n"
        "  - train.py:9: make_train_op is not in the project.\n\n"
        f"{read}1 unknown kept rules silent.\n"
    )


def test_a_pipe_wraps_nothing(folder: Path) -> None:
    message = "word " * 100 + "end"
    step = TrailStep(place(folder / "train.py", "loss"), message)
    lines = printed(outcome(finding(step.place, (step,), message))).splitlines()
    assert lines[1] == f"  {message}"
    assert lines[6] == f"  1. train.py:5  {message}"


def test_a_terminal_wraps_behind_what_leads(folder: Path) -> None:
    message = "word " * 30 + "end"
    step = TrailStep(place(folder / "train.py", "loss"), message)
    lines = STYLE.sub("", printed(outcome(finding(step.place, (step,), message)), TerminalStream())).splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert lines[1].startswith("  word word") and lines[2].startswith("  word word")
    trail = next(number for number, line in enumerate(lines) if line.startswith("  1. train.py:5  word"))
    assert lines[trail + 1].startswith(" " * len("  1. train.py:5  ") + "word")


def test_a_terminal_is_coloured_unless_it_must_not_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    red = "\x1b[1;31mBN102\x1b[0m"
    assert red in printed(outcome(example(folder)), TerminalStream())
    assert "\x1b" not in printed(outcome(example(folder)))
    monkeypatch.setenv("NO_COLOR", "1")
    plain = printed(outcome(example(folder)), TerminalStream())
    assert red not in plain and "BN102" in plain


def test_the_text_of_others_is_no_markup_and_steers_nothing(folder: Path) -> None:
    (folder / "train.py").write_text("x = '[bold]\x1b[2J\u202e :smile:'\n", encoding="utf-8")
    where = place(folder / "train.py", "x")
    message = "[red]not markup[/] [/nothing] :smile: \x1b[2J"
    text = printed(outcome(finding(where, (TrailStep(where, message),), message)))
    assert "  [red]not markup[/] [/nothing] :smile: \ufffd[2J\n" in text
    assert "   1 │ x = '[bold]\ufffd[2J\ufffd :smile:'\n" in text
    assert "  1. train.py:1  [red]not markup[/] [/nothing] :smile: \ufffd[2J\n" in text


def test_files_elsewhere_keep_their_whole_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = example(folder)
    monkeypatch.chdir(folder / "nets")
    text = printed(outcome(found))
    assert text.startswith(f"{folder / 'train.py'}:4:18 ")
    assert re.search(r"  2\. towers\.py:2 ", text)


def test_a_long_location_aligns_nothing(folder: Path) -> None:
    steps = tuple(TrailStep(Place(f"/{name}.py", 1, 1, 1, 2), "step") for name in ("a" * 60, "b", "ccc"))
    text = printed(outcome(finding(place(folder / "train.py", "loss"), steps)))
    assert text.count("\n  1. /" + "a" * 60 + ".py:1  step\n  2. /b.py:1    step\n  3. /ccc.py:1  step\n") == 1


def test_source_that_is_gone_is_left_out(folder: Path) -> None:
    found = example(folder)
    (folder / "train.py").unlink()
    assert printed(outcome(found)) == (
        f"""\
train.py:4:18 BN102 update-ops-collected-too-early [error]
  The update ops are read before any tower exists.

  1. train.py:4        0 update ops exist here
  2. nets/towers.py:2  this tower adds 4 update ops
     │ return tf.layers.batch_normalization(x, training=True)
  3. train.py:7        this training step waits on the early list

1 finding. {SUMMARY}
"""
    )


def test_source_comes_from_the_overlay(folder: Path) -> None:
    found = finding(place(folder / "train.py", "loss"))
    files = Overlay.disk().with_text(str(folder / "train.py"), "\n" * 4 + "unsaved")
    stream = io.StringIO()
    text_report.write(Reported(outcome(found), files), stream)
    assert "   5 │ unsaved\n" in stream.getvalue()


def test_a_pipe_without_unicode_gets_ascii(folder: Path) -> None:
    (folder / "train.py").write_text(f"loss = 1{'0' * 200}\n", encoding="utf-8")
    text = printed(outcome(finding(place(folder / "train.py", "loss"))), AsciiStream())
    assert "\n   1 | loss = 1000" in text and "000...\n     | ^^^^\n" in text
    assert text.isascii()
