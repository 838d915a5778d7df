"""The source witness and TensorFlow say the same of generated programs, as far as TensorFlow accepts them.

`python -m tests.source_witness.agreement 1000` holds them against each other on many more.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.interpreters import Generation, require
from tests.source_witness.agreement import KINDS, Answer, ask, difference, program
from tests.source_witness.observing import Seen, observations

SAMPLE = {"naming": 60, "training": 24, "slim naming": 40, "slim training": 12}
"""How many programs of each kind."""
CASES = [
    pytest.param(generation, kind, id=f"{kind}, TensorFlow {generation}")
    for generation in (1, 2)
    for kind in KINDS
    if generation == 1 or not kind.startswith("slim")
]


@cache
def answers(generation: Generation) -> dict[str, Answer]:
    """What one TensorFlow says of every program in the samples that it should know."""
    kinds = [kind for kind in KINDS if generation == 1 or not kind.startswith("slim")]
    programs = [program(kind, seed) for kind in kinds for seed in range(SAMPLE[kind])]
    return dict(zip(programs, ask(require(generation), programs), strict=True))


@pytest.mark.parametrize(("generation", "kind"), CASES)
def test_they_say_the_same(generation: Generation, kind: str) -> None:
    told = {source: answers(generation)[source] for source in (program(kind, seed) for seed in range(SAMPLE[kind]))}
    accepted = {source: answer for source, answer in told.items() if answer.raised is None}
    assert len(accepted) > len(told) / 2, "most programs should be ones that TensorFlow accepts"
    for source, answer in accepted.items():
        found = difference(source, answer)
        assert found is None, f"{source}{found}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_is_a_program(kind: str) -> None:
    programs = [program(kind, seed) for seed in range(50)]
    assert programs == [program(kind, seed) for seed in range(50)]
    assert len(set(programs)) > 45


def test_the_training_programs_are_neither_all_right_nor_all_wrong() -> None:
    """Where a training step runs all updates, or none, little is proven."""
    counts = {"none": 0, "some": 0, "all": 0}
    for seed in range(200):
        ran, made = _last_step(
            observations(program("training", seed) + "observe(tf.group(tf.get_collection('update_ops')))")
        )
        counts["none" if not ran else "all" if ran == made else "some"] += 1
    assert min(counts.values()) >= 20


def _last_step(seen: list[Seen]) -> tuple[Seen, Seen]:
    """What the training step runs, and what there is to run: the third observation from the end, and the last."""
    return seen[-3], seen[-1]


def test_a_difference_is_told() -> None:
    source = "import tensorflow.compat.v1 as tf\nobserve(1)\nobserve(tf.get_variable('w', [3]).op.name)\n"
    assert difference(source, Answer([1, "w"], None)) is None
    assert difference(source, Answer([1, "v"], None)) == "observation 2\n  TensorFlow: ['v']\n  witness:    ['w']"
    assert difference(source, Answer([1], None)) == "observation 2\n  TensorFlow: []\n  witness:    ['w']"
