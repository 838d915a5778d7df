"""A training step trains through a layer that always normalises by its moving statistics, which nothing moves.

## What it does

Finds, in a graph, normalisation in inference mode that a training step trains the scale and offset of, while nothing in
the graph moves the statistics that it normalises by.

## Why is this bad?

The layer divides by the initial variance, 1, and subtracts the initial mean, 0: it does not normalise. The network
trains badly or not at all, and does in evaluation as it does in training, so that nothing looks wrong.

## Wrong

```python
y = tf.layers.batch_normalization(h)  # training=False
```

## Right

```python
y = tf.layers.batch_normalization(h, training=is_training)
```

## Symptom

The loss falls slowly or not at all; the moving means are exactly 0 and the moving variances exactly 1 after training. A
graph does not tell why: the flag may be missing (BN201), never fed (BN206), dropped on its way (BN209), or be False
(BN214). Where a checkpoint fills the statistics before training, freezing them is deliberate, and no bug.

## How to confirm

Fetch the layer's moving variance after some training steps: it is exactly 1.

## References

- tensorflow#12004
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bnlint.facts.modes import inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_names, layers_do, trail

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("graph", "whole", "layers", "steps")


def judge(program: Program) -> Iterator[Report]:
    found = sorted(program.derive(inferring_in_training), key=lambda i: (i.step.number, i.layer.number))
    for step, rows in groupby(found, key=lambda i: i.step):
        layers = [one.layer for one in rows]
        place = step.spot.place
        does = layers_do(layers, "normalises", "normalise")
        yield Report(
            place,
            f"The training step `{step.node.name}` trains through layers in inference mode: {does} by moving "
            f"statistics that nothing in the graph moves ({layer_names(layers)}). Unless a checkpoint fills them "
            "first, these are 0 and 1. Train with the training flag True.",
            "sure",
            trail(
                TrailStep(layers[0].spot.place, f"`{layers[0].scope}` normalises by its variables ({layers[0].api})"),
                TrailStep(place, f"`{step.node.name}` trains its scale or offset"),
            ),
        )
