"""The flag is a placeholder that defaults to False and that no training step feeds: training runs in inference mode.

## What it does

Finds placeholders with the default False, and uses of Keras' learning phase, that decide the mode of a layer, where no
run that trains through the layer feeds them.

## Why is this bad?

What is not fed is False. The layer then normalises by its moving mean and variance, which stay 0 and 1, for its update
ops change nothing either while the flag is False, even if they run. Batch normalisation is switched off.

## Wrong

```python
is_training = tf.placeholder_with_default(False, [])
h = tf.layers.batch_normalization(h, training=is_training)

sess.run(train_op, {x: images, y: labels})
```

## Right

```python
sess.run(train_op, {x: images, y: labels, is_training: True})
```

For a Keras layer that is called without `training`, feed `tf.keras.backend.learning_phase()`, or pass the flag.

## Symptom

No gap between training and evaluation at all: in a small network both losses were 0.0164, and the moving mean 0.000
after 300 steps. Training is slow or unstable, as without batch normalisation.

## How to confirm

Print the moving statistics after some steps: the means are exactly 0 and the variances exactly 1. (On the CPU, the
fused kernel of TensorFlow 1.15 leaves its statistics undefined in inference mode: the update ops may turn them to NaN.)

## References

-
  [`tf.placeholder_with_default`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/placeholder_with_default)
- tensorflow#28580
- tensorflow#15367
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.graph import Node
from bnlint.facts.modes import Inferring, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.flag_cures import fed_as_well
from bnlint.rules.rule import Report
from bnlint.rules.wording import layers_do, surest, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    unfed = [(i, flag) for i in program.derive(inferring_in_training) if (flag := i.unfed(program)) is not None]
    for flag, rows in groupby(sorted(unfed, key=lambda row: (row[1].number, row[0].layer.number)), key=_flag):
        group = [i for i, _ in rows]
        first = group[0]
        layers = layers_do((i.layer for i in group), "normalises", "normalise")
        certainty, when = surest(program, group)
        yield Report(
            flag.spot.place,
            f"No training run feeds this training flag{when}, so it keeps its default, False: {layers} in "
            "training by the initial moving statistics (mean 0, variance 1), which nothing moves. "
            "Feed True in the training runs.",
            certainty,
            trail(
                TrailStep(flag.spot.place, "the flag is False unless it is fed"),
                TrailStep(first.layer.spot.place, f"it decides the mode of `{first.layer.scope}`"),
                [TrailStep(first.run.spot.place, "training runs here, and does not feed it")] if first.run else [],
            ),
            repairs=fed_as_well(program, program.runs_of(first.step), flag),
        )


def _flag(row: tuple[Inferring, Node]) -> Node:
    return row[1]
