"""A small project with what an analysis of it might say, for the tests of the reports."""

from __future__ import annotations

import io
from pathlib import Path

from bnlint.check import Outcome
from bnlint.findings.finding import Certainty, Finding, Level, Seen, TrailStep
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Place

TRAIN = """\
import tensorflow as tf

def train(images):
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    loss = tower(images)
    with tf.control_dependencies(update_ops):
        return tf.train.AdamOptimizer().minimize(
            loss,
        )
"""
NETS = "def tower(x):\n\treturn tf.layers.batch_normalization(x, training=True)\n"


class TerminalStream(io.StringIO):
    """What rich takes for a terminal."""

    def isatty(self) -> bool:
        return True


class AsciiStream(io.StringIO):
    """A pipe that holds nothing but ASCII."""

    encoding = "ascii"


def project(folder: Path) -> Path:
    """Write the example's files below `folder`."""
    (folder / "nets").mkdir()
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    (folder / "nets" / "towers.py").write_text(NETS, encoding="utf-8")
    return folder


def place(file: Path, text: str, end: str | None = None) -> Place:
    """Where `text` first stands in `file`, up to the end of `end` where that stands further below."""
    source = file.read_text(encoding="utf-8")
    start = source.index(text)
    last = source.index(end, start) + len(end) if end else start + len(text)
    (line, column), (end_line, end_column) = _position(source, start), _position(source, last)
    return Place(str(file), line, column, end_line, end_column)


def _position(source: str, offset: int) -> tuple[int, int]:
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def finding(
    where: Place,
    trail: tuple[TrailStep, ...] = (),
    message: str = "The update ops are read before any tower exists.",
    level: Level = "error",
    certainty: Certainty = "sure",
) -> Finding:
    return Finding("BN102", "update-ops-collected-too-early", level, certainty, message, where, where.path, trail)


def example(folder: Path) -> Finding:
    """The finding in `project(folder)`, its trail through both files."""
    train, nets = folder / "train.py", folder / "nets" / "towers.py"
    read = place(train, "tf.get_collection(tf.GraphKeys.UPDATE_OPS)")
    return finding(
        read,
        (
            TrailStep(read, "0 update ops exist here"),
            TrailStep(place(nets, "tf.layers", "True)"), "this tower adds 4 update ops"),
            TrailStep(place(train, "tf.train", "        )"), "this training step waits on the early list"),
        ),
    )


def outcome(*findings: Finding, diagnostics: tuple[Diagnostic, ...] = (), seen: Seen | None = None) -> Outcome:
    return Outcome(findings, diagnostics, seen or Seen(files=2, programs=1, layers=4, training_steps=1, evaluations=0))
