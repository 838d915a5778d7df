"""Batch normalisation written by hand normalises by the batch in evaluation, too: it keeps no moving statistics.

## What it does

Finds `tf.nn.moments` over the batch axis whose result normalises a hidden layer, by `tf.nn.batch_normalization` or by
a formula, where no moving statistics exist and the network is evaluated on other data, or has a training flag that
this layer ignores.

Not meant are instance, layer and group normalisation (the batch axis is not among the axes), weight standardisation,
the standardisation of inputs, and what is normalised for a loss only, such as the advantages of a policy gradient.

## Why is this bad?

`tf.nn.batch_normalization` is the formula and nothing else; the averages that `tf.layers.batch_normalization` keeps
are missing. The answer for one sample depends on the others that happen to be in its batch. A batch of one sample is
its own mean, so every answer is the same.

## Wrong

```python
def batch_norm(x, is_training):  # the flag is not used
    mean, variance = tf.nn.moments(x, [0, 1, 2])
    return tf.nn.batch_normalization(x, mean, variance, offset, scale, 1e-5)
```

## Right

```python
def batch_norm(x, is_training):
    return tf.layers.batch_normalization(x, training=is_training)
```

and the update ops must run with the training step (BN101). By hand, averages are kept, updated by every training step,
and read when the flag is False.

## Symptom

Good results in training and on test batches that are mixed like those of training, and poor ones on any other. A
classifier of three kinds is right for every image of a mixed test batch and for a third of a batch of one kind (for
all with `tf.layers.batch_normalization`). A network with a loss around 60 on its whole test set has the losses 1074,
949, 438 and 2061 on the quarters of that set, once it is sorted. A regressor that is asked for one house at a time
gives each the same price.

## How to confirm

Evaluate the same samples in one batch, and one by one: the results differ. The checkpoint has no variables but the
weights, scale and offset.

## References

- [`tf.nn.moments`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/moments): "for simple batch
  normalization pass axes=[0]"
- Ioffe and Szegedy, [Batch Normalization](https://arxiv.org/abs/1502.03167), section 3.1: inference with population
  statistics
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.program import Program
from bnlint.facts.unsound import Untracked, untracked_evaluations
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import evaluation_step, layers_do, surest_run, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("no statistics",)


def judge(program: Program) -> Iterator[Report]:
    found = sorted(untracked_evaluations(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((u.layer for u in group), "normalises", "normalise")
        certainty, when = surest_run(program, group)
        yield Report(
            place,
            f"This batch normalisation is written out without moving statistics{when}: {layers} by the batch "
            "in evaluation, too, so that every result depends on the other samples in its batch. Keep moving averages "
            "of the mean and variance and normalise by them in evaluation, or use tf.layers.batch_normalization.",
            certainty,
            trail(
                TrailStep(place, "the mean and variance of the batch are all that it can normalise by"),
                TrailStep(first.step.spot.place, "the network is trained with it"),
                evaluation_step(first.run),
            ),
        )


def _place(one: Untracked) -> Place:
    return one.layer.spot.place
