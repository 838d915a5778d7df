"""A layer is trained in inference mode, because the program says so: the flag that it gives is false.

## What it does

Finds training steps that go through a layer with `training=False`: the constant, a False that every training run feeds
for the placeholder, `not is_training`, a comparison with the wrong mode. Nothing maintains the statistics of this
layer or loads them, and its scale and offset are trained.

Frozen layers are meant to be so: their statistics come from a checkpoint, from another network, from the whole data
set, or from earlier training runs, and BN214 is silent.

## Why is this bad?

The layer normalises by its moving mean and variance, which are 0 and 1 for ever. It scales and shifts, and no longer
normalises. Where the flag was turned around, evaluation moreover normalises by the batch.

## Wrong

```python
logits = network(images, training=False)
loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
train_op = optimizer.minimize(loss)
```

```python
h = tf.layers.batch_normalization(h, training=not is_training)
```

## Right

```python
is_training = tf.placeholder_with_default(False, [])
logits = network(images, training=is_training)
...
sess.run(train_op, {images: x, labels: y, is_training: True})
```

and the update ops of the layers must run with the training step (BN101).

## Symptom

No gap between training and evaluation, and slower or no progress: on inputs from 20 to 90, the training loss after 200
steps was 0.092, and 0.027 with the flag the right way round. The moving means are exactly 0 after any number of steps.

## How to confirm

In the graph, the training step normalises by the moving statistics (`FusedBatchNorm` with `is_training` false, or no
`Mean` over the batch axis). With a constant flag, `tf.get_collection(tf.GraphKeys.UPDATE_OPS)` is empty.

## References

-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization):
  `training`
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.dropped import unpassed_layers
from bnlint.facts.modes import Inferring, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import Literal, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.cures import trained_with_flag
from bnlint.rules.flag_cures import fed_otherwise, instead_of_constant, replaced_origin
from bnlint.rules.rule import Report
from bnlint.rules.wording import layers_do, surest, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("training infers",)


def judge(program: Program) -> Iterator[Report]:
    astray = set(program.derive(unpassed_layers))
    inferring = (i for i in program.derive(inferring_in_training) if i.layer not in astray)
    told = [i for i in inferring if _is_told(program, i)]
    for place, rows in groupby(sorted(told, key=lambda i: (_place(i), i.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((i.layer for i in group), "normalises", "normalise")
        certainty, when = surest(program, group)
        fed = first.layer.tensor is not None
        said = "This training run feeds False for the training flag" if fed else "The training flag is False here"
        yield Report(
            place,
            f"{said}{when}: {layers} in training by the initial moving statistics "
            "(mean 0, variance 1), which nothing updates. Train with True.",
            certainty,
            trail(
                TrailStep(place, "the flag says inference"),
                TrailStep(first.layer.spot.place, f"so `{first.layer.scope}` normalises by its moving statistics"),
                TrailStep(first.step.spot.place, "this training step trains through it"),
            ),
            repairs=_cures(program, first),
        )


def _cures(program: Program, one: Inferring) -> tuple[Repair, ...]:
    """True where False is written or fed, or the flag where something else is given for it."""
    layer = one.layer
    if layer.tensor is not None:
        return fed_otherwise(program, one.run, layer.tensor, True) if one.run is not None else ()
    evaluated = any(layer.node in program.computed_in(run) for run in program.evaluations())
    constant = () if evaluated else replaced_origin(layer, Literal(True))
    return (*instead_of_constant(program, layer), *trained_with_flag(program, layer, one.step), *constant)


def _is_told(program: Program, one: Inferring) -> bool:
    """Whether somebody says False: in the call, by a Python value that can be nothing else, or by feeding it."""
    layer = one.layer
    if layer.tensor is not None:
        return one.unfed(program) is None
    return one.run is not None and layer.flag in ("literal", "python") and not layer.trains.possible


def _place(one: Inferring) -> Place:
    if one.layer.tensor is not None and one.run is not None:
        return one.run.spot.place
    origin = one.layer.origin
    if origin is None:
        return one.layer.spot.place
    return origin.left_out or origin.place
