"""Captured fixtures are judged as their sources are: the same cause, at the same line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bnlint.rules.discovery import GRAPH_RULES, discover
from bnlint.rules.selection import select
from bnlint.sources.errors import UsageError
from bnlint.verify import verify
from tests.capture.bundles import PROGRAMS, captured
from tests.fixtures_expectations import FIXTURES, fixtures, read_fixture
from tests.interpreters import PROJECT, environment, require

RULES, CAUSES = select(discover(GRAPH_RULES), (), ()), select(discover(), (), ())
CAPTURED = (
    "BN101/right_always_normalises_by_batch",
    "BN101/wrong_no_control_dependencies",
    "BN102/right_two_loops",
    "BN102/wrong_read_before_clones",
    "BN102/wrong_read_between_encoder_and_decoder",
    "BN102/wrong_read_once_before_towers",
    "BN103/right_existing_train_op_grouped_inside",
    "BN103/wrong_existing_train_op_assigned_inside",
    "BN201/wrong_flag_never_given",
)
FUNCTION = """
import tensorflow as tf

layers = tf.keras.layers
model = tf.keras.Sequential([layers.Dense(4), layers.BatchNormalization(name="bn"), layers.Dense(1)])
model.build((None, 3))
optimizer = tf.keras.optimizers.legacy.SGD(0.1)


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(x, training=True) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


@tf.function
def evaluate(x):
    return tf.reduce_mean(model(x, training=False))


for _ in range(3):
    step(tf.random.normal([8, 3]))
evaluate(tf.random.normal([8, 3]))
"""


@pytest.mark.parametrize("name", CAPTURED)
def test_a_captured_fixture(name: str, tmp_path: Path) -> None:
    fixture = read_fixture(FIXTURES / name)
    bundle = tmp_path / "bundle.zip"
    python = require(1)
    command = [
        sys.executable,
        "-m",
        "bnlint",
        "capture",
        "--python",
        str(python),
        "-o",
        str(bundle),
        str(fixture.entry),
    ]
    done = subprocess.run(command, cwd=PROJECT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    findings = verify([str(bundle)], RULES, CAUSES).findings
    found = [(os.path.relpath(f.place.path, fixture.folder), f.place.line, f.code) for f in findings]
    assert sorted(found) == sorted((e.path, e.line, e.code) for e in fixture.expectations)
    with pytest.raises(UsageError):
        verify([str(bundle)], RULES, CAUSES, ["no such step"])


def test_what_was_not_run_is_not_sure(tmp_path: Path) -> None:
    """Nobody knows what a script would have fetched along with a training step that it never came to."""
    bundle = captured(tmp_path / "bundle.zip", PROGRAMS / "builds.py", 1)
    assert bundle.content["training_runs"] == 0
    outcome = verify([str(bundle.path)], RULES, CAUSES)
    assert (outcome.findings, outcome.hidden.possible, outcome.seen.training_steps) == ((), 1, 1)
    [finding] = verify([str(bundle.path)], RULES, CAUSES, possible=True).findings
    assert (finding.code, finding.certainty) == ("BN101", "possible")


def test_a_function_of_tensorflow_2(tmp_path: Path) -> None:
    script, bundle = tmp_path / "train.py", tmp_path / "bundle.zip"
    script.write_text(FUNCTION)
    command = [sys.executable, "-m", "bnlint", "capture", "--python", str(require(2)), "-o", str(bundle), str(script)]
    done = subprocess.run(command, cwd=PROJECT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outcome = verify([str(bundle)], RULES, CAUSES)
    assert outcome.findings == ()
    assert outcome.seen.layers and outcome.seen.training_steps


def test_they_are_fixtures() -> None:
    assert set(CAPTURED) <= {str(fixture) for fixture in fixtures()}
