"""A small project, and how much of it a check reads anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bnlint.analysis.judging import Judge
from bnlint.analysis.tasks import Done, Task, units
from bnlint.cache.memories import Memories
from bnlint.check import Outcome, check
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay

NETS = """\
import tensorflow as tf


def tower(x, training):
    return tf.layers.batch_normalization(tf.layers.dense(x, 8), training=training)
"""
TRAIN = """\
import tensorflow as tf
from nets import tower

x = tf.placeholder(tf.float32, [None, 8])
training = tf.placeholder(tf.bool)
loss = tf.reduce_mean(tf.square(tower(x, training)))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: [8 * [1.0]], training: True})
    sess.run(loss, {x: [8 * [2.0]], training: False})
"""
ASKED = """import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
name = parser.parse_args().model
"""
RULES = discover()


def make(folder: Path, **files: str) -> Path:
    """A project in `folder`, with `train.py`, which has a finding, `nets.py`, `plain.py` and these files."""
    folder.mkdir(exist_ok=True)
    texts = {"train": TRAIN, "nets": NETS, "plain": "x = 1\n"} | files
    (folder / "pyproject.toml").touch()
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def checked(
    folder: Path, cache: Memories | None, settings: Settings | None = None, files: Overlay | None = None, jobs: int = 1
) -> Outcome:
    return check([str(folder)], RULES, settings, files, jobs=jobs, unused_ignores=True, memories=cache)


@contextmanager
def read_anew() -> Iterator[set[str]]:
    """The names of the units of work that are done meanwhile, in this process: `script train.py`."""
    names: set[str] = set()
    do = Judge.do

    def noted(self: Judge, task: Task) -> list[Done]:
        for path, unit in units(task, ""):
            names.add(unit.name.replace(path, Path(path).name))
        return do(self, task)

    with patch.object(Judge, "do", noted):
        yield names
