"""A layer that is trained normalises by its initial statistics, because nobody gives it the training flag.

## What it does

Finds calls of `tf.layers.batch_normalization` without `training`, in a network that a training step trains.

## Why is this bad?

The parameter defaults to `False`: inference. The layer then normalises by its moving mean and variance, which are 0
and 1 from the start and, as no update op exists, for ever. It only scales and shifts. The network trains as if the
layer were not there, and often worse, since nothing bounds its activations.

## Wrong

```python
h = tf.layers.dense(x, 128)
h = tf.layers.batch_normalization(h)
```

## Right

```python
is_training = tf.placeholder_with_default(False, [])
h = tf.layers.dense(x, 128)
h = tf.layers.batch_normalization(h, training=is_training)
```

and the update ops of the layer must run with the training step (BN101).

## Symptom

No gap between training and evaluation, and no effect of batch normalisation either: `tf.GraphKeys.UPDATE_OPS` is
empty, the moving means are exactly 0 and the moving variances exactly 1 after any number of steps.

## How to confirm

Print `tf.get_collection(tf.GraphKeys.UPDATE_OPS)`: the layer has no update op. In the graph, the training step
normalises by the moving statistics, and nothing assigns them.

## References

-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization):
  `training=False`
- tensorflow#10118
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.dropped import unpassed_layers
from bnlint.facts.modes import inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.verdict import Damage
from bnlint.rules.cures import trained_with_flag
from bnlint.rules.rule import Report
from bnlint.rules.wording import layers_do, surest, trail

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("training infers",)


def judge(program: Program) -> Iterator[Report]:
    astray = set(program.derive(unpassed_layers))
    absent = (i for i in program.derive(inferring_in_training) if i.layer.flag == "absent")
    missing = (i for i in absent if i.layer not in astray)
    found = sorted(missing, key=lambda i: (i.layer.spot.place, i.layer.number))
    for place, rows in groupby(found, key=lambda i: i.layer.spot.place):
        group = list(rows)
        first = group[0]
        layers = layers_do((i.layer for i in group), "normalises", "normalise")
        certainty, when = surest(program, group)
        yield Report(
            place,
            f"`training` is not given{when}, so it is False: {layers} in training by "
            "the initial moving statistics (mean 0, variance 1), which nothing updates. Pass the training flag, "
            "and run the update ops with the training step.",
            certainty,
            trail(
                TrailStep(place, f"this call makes `{first.layer.scope}` in inference mode, with no update op"),
                TrailStep(first.step.spot.place, "this training step trains through it"),
            ),
            repairs=trained_with_flag(program, first.layer, first.step),
        )
