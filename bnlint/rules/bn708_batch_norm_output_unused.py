"""The output of a batch normalisation is dropped: the network goes on with the tensor from before.

## What it does

Finds calls of batch normalisation layers from whose result nothing is computed that is trained or fetched, while what
they normalise is used: the result is not assigned, the next layer takes the old name, or a helper returns its argument.

A layer that is only logged or only evaluated is used. So is one that is built in one place and called in another. A
network that is built and never run, such as an encoder that is there for the sake of the checkpoint, is not meant.

## Why is this bad?

Layers of TensorFlow 1 return their result; they change nothing in place. The layer makes its four variables and its
update ops, the checkpoint holds them, and the moving statistics follow the data: all looks as if it worked. The network
is trained without normalisation.

## Wrong

```python
h = tf.layers.dense(h, 128)
tf.layers.batch_normalization(h, training=is_training)
h = tf.nn.relu(h)
```

## Right

```python
h = tf.layers.dense(h, 128)
h = tf.layers.batch_normalization(h, training=is_training)
h = tf.nn.relu(h)
```

## Symptom

No effect of batch normalisation: the network trains as it would without the layer, and no gap between training and
evaluation comes from it either. Scale and offset keep their initial values, exactly 1 and 0, while the moving mean
moves.

## How to confirm

`tf.gradients(loss, gamma)` is `[None]` for the layer's scale. In the graph, no value that a run fetches or trains on is
computed from the normalised tensor.

## References

-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization):
  "Returns: Output tensor"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.program import Program
from bnlint.facts.unsound import Unused, unused_outputs
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import KeepResult, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import layers_do, surest, trail
from bnlint.sources.places import Place

LEVEL: Level = "warning"
DAMAGES: tuple[Damage, ...] = ("unused",)
_USE = "Go on with what the call returns, under the name of what it is given."


def judge(program: Program) -> Iterator[Report]:
    found = sorted(unused_outputs(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((u.layer for u in group), "is made", "are made")
        certainty, when = surest(program, group)
        yield Report(
            place,
            f"Nothing uses what this call returns{when}: {layers} and never applied, and the network goes on "
            "with what they were given. Use the result in its place.",
            certainty,
            trail(
                TrailStep(place, f"`{first.layer.scope}` normalises a tensor here, and the result is let go"),
                TrailStep(first.step.spot.place, "training goes through the tensor as it was"),
            ),
            repairs=(Repair("use-result", _USE, (KeepResult(place),), safe=False),),
        )


def _place(one: Unused) -> Place:
    return one.layer.spot.place
