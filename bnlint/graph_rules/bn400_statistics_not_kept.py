"""The Saver in the graph keeps the weights of a trained network and leaves out its moving statistics.

## What it does

Finds, in a graph, a Saver whose list of variables has scales and offsets of a normalisation that is trained, and not
the moving statistics that belong to it.

## Why is this bad?

The checkpoint is written without complaint. Whoever restores it normalises by whatever the moving statistics are by
then: 0 and 1.

## Wrong

```python
saver = tf.train.Saver(tf.trainable_variables())
```

## Right

```python
saver = tf.train.Saver()
```

## Symptom

Evaluation in the process that trained is good, evaluation from the checkpoint is worthless. A graph does not tell
whether the list was chosen so, or made before the layers were (BN401).

## How to confirm

`tf.train.list_variables(checkpoint)` has `gamma` and `beta`, and no `moving_mean`.

## References

- tensorflow#2645
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bnlint.facts.kept import omitting_savers
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, layer_names, trail

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("graph", "whole", "layers", "steps", "savers")


def judge(program: Program) -> Iterator[Report]:
    found = sorted(omitting_savers(program), key=lambda o: (o.saver.number, o.layer.number))
    for saver, rows in groupby(found, key=lambda o: o.saver):
        layers = [one.layer for one in rows]
        place = saver.spot.place
        yield Report(
            place,
            f"The Saver of this graph leaves out the moving statistics of {layer_count(layers)} "
            f"({layer_names(layers)}), whose weights it keeps: who restores its checkpoints normalises by 0 and 1. "
            "Keep all variables: tf.train.Saver().",
            "sure",
            trail(
                TrailStep(layers[0].spot.place, f"`{layers[0].scope}` is trained, and its statistics are moved"),
                TrailStep(place, "the Saver's list has its scale or offset, and not these"),
            ),
        )
