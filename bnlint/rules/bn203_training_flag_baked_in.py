"""The flag is a Python True when the network is built, so the one network of the program trains for ever.

## What it does

Finds layers whose training flag is the Python value True, where the same call of the layer serves the training step
and an evaluation in one graph.

## Why is this bad?

A graph is built once. Which statistics a layer normalises by is decided there and then where the flag is a Python
value; setting the attribute or the option to False later changes no op. Evaluation goes on to normalise by the batch,
so that the result for a sample depends on the others, while the moving statistics are kept up for nothing.

## Wrong

```python
class Net:
    def __init__(self):
        self.training = True
        self.out = tf.layers.batch_normalization(x, training=self.training)

net.training = False  # too late
sess.run(net.out, {x: test_images})
```

## Right

```python
class Net:
    def __init__(self):
        self.training = tf.placeholder_with_default(False, [])
        self.out = tf.layers.batch_normalization(x, training=self.training)

sess.run(train_op, {x: images, net.training: True})
sess.run(net.out, {x: test_images})
```

or a second network for evaluation, built with False and the same variables, or a graph of its own.

## Symptom

Switching to evaluation has no effect whatever. Test results hang on the batch: the loss of a trained denoiser on the
same 20 recordings was 0.165 in one batch, 0.171 in batches of 4 and 0.183 one by one.

## How to confirm

Fetch the output for one sample alone and among others: it differs. The graph has no `cond` at the layer, and its
`FusedBatchNorm` says `is_training=True`.

## References

- [Graphs and sessions](https://github.com/tensorflow/docs/blob/master/site/en/r1/guide/graphs.md)
- stanford-tensorflow-tutorials#100
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.dropped import unpassed_layers
from bnlint.facts.modes import ByBatch, evaluated_by_batch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.flag_cures import instead_of_constant
from bnlint.rules.rule import Report
from bnlint.rules.wording import evaluation_step, layers_do, surest_run, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    astray = set(program.derive(unpassed_layers))
    baked = [e for e in program.derive(evaluated_by_batch) if e.cause == "baked" and e.layer not in astray]
    for place, rows in groupby(sorted(baked, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((e.layer for e in group), "normalises", "normalise")
        certainty, when = surest_run(program, group)
        yield Report(
            place,
            f"The training flag is a Python True, fixed when the network is built{when}, and evaluation runs the same "
            f"network: {layers} by the batch there, too, and never by the moving statistics. Use a "
            "placeholder that evaluation feeds False, or build a second network with False that shares the variables.",
            certainty,
            trail(
                [TrailStep(place, "the flag is True from here on, whatever is assigned later")]
                if first.layer.origin
                else [],
                TrailStep(
                    first.layer.spot.place,
                    f"the flag, a Python True, makes `{first.layer.scope}` normalise by the batch",
                ),
                [TrailStep(first.trained.spot.place, "training uses this network")] if first.trained else [],
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
            instead_of_constant(program, first.layer),
        )


def _place(one: ByBatch) -> Place:
    origin = one.layer.origin
    return origin.place if origin is not None else one.run.spot.place
