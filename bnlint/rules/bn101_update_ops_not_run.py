"""Nothing runs the update ops of the batch normalisation that a training step trains through.

## What it does

Finds training steps whose network normalises by the batch, while no run of the program ever runs the operations that
maintain the moving statistics of its layers, because nothing was ever made to wait on them.

## Why is this bad?

`tf.layers.batch_normalization` and `tf.contrib.layers.batch_norm` do not update their moving mean and variance by
themselves: they leave update ops in the collection `tf.GraphKeys.UPDATE_OPS`, and trust the program to run them in
every training step. Training does not need the statistics, so it looks fine. Evaluation and inference read them,
still 0 and 1 as they were initialised, and are worthless.

## Wrong

```python
y = tf.layers.batch_normalization(h, training=is_training)
train_op = tf.train.AdamOptimizer(1e-3).minimize(loss)
```

## Right

```python
y = tf.layers.batch_normalization(h, training=is_training)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss)
```

`tf.group(train_op, *update_ops)`, and fetching `[train_op, update_ops]` together, are as good.

## Symptom

The training loss falls, the validation loss is huge, or every prediction is the same class. Measured on a small net
after 300 steps: training-mode loss 0.09, inference-mode loss on the same batch 617; the moving means are exactly 0
and the moving variances exactly 1. Evaluation "works" if the training flag stays true.

## How to confirm

Fetch a `moving_mean` before and after a few training steps: its bits do not change. In the graph, no ancestor of the
training step assigns it.

## References

-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization),
  the note on `UPDATE_OPS`
- tensorflow#1122, tensorflow#10118, tensorflow#21229
"""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.program import Program
from bnlint.facts.updates import undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.cures import waiting_cures
from bnlint.rules.rule import Report
from bnlint.rules.wording import by_place, judged, layer_count, layers_step, relied_elsewhere, run_steps, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    causeless = (u for u in program.derive(undone_updates) if u.cause == "none")
    for spot, group in by_place(causeless, lambda u: u.step.spot):
        certainty, when = judged(program, group)
        layers = [u.layer for u in group]
        yield Report(
            spot.place,
            f"Nothing runs the update ops of the {layer_count(layers)} behind this training step{when}: the moving "
            "statistics that evaluation reads keep their initial values. Read tf.GraphKeys.UPDATE_OPS after the "
            "network is built, and create the training step under tf.control_dependencies of what it holds.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(spot.place, "this training step waits on none of them"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            waiting_cures(program, group),
        )
