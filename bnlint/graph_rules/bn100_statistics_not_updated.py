"""A training step normalises by the batch, and nothing that it runs moves the statistics that evaluation reads.

## What it does

Finds, in a graph, the operations that move a moving mean or variance towards that of the batch, and training steps
that train through the normalisation and do not run them.

## Why is this bad?

Training does not need the moving statistics, so it looks fine. Evaluation, inference and every export read them as they
were initialised, 0 and 1, and what they compute with those is worthless.

## Wrong

```python
train_op = tf.train.AdamOptimizer(1e-3).minimize(loss)
```

## Right

```python
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss)
```

## Symptom

The training loss falls, the validation loss is huge. A graph does not tell why: the update ops may never have been read
(BN101), been read too early (BN102), stand in a block that the step is outside of (BN103), hang on the value of the
loss (BN104), or be in a collection that nobody reads (BN106). `bnlint check` on the program does.

## How to confirm

Fetch a moving mean before and after some training steps: its bits do not change.

## References

- tensorflow#1122, tensorflow#10118
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bnlint.facts.graph import Node
from bnlint.facts.program import Program
from bnlint.facts.updates import undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, layer_names, trail
from bnlint.wording import counted

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("graph", "whole", "layers", "steps")


def judge(program: Program) -> Iterator[Report]:
    undone = sorted(program.derive(undone_updates), key=lambda u: u.step.number)
    for step, rows in groupby(undone, key=lambda u: u.step):
        group = list(rows)
        layers = list(dict.fromkeys(u.layer for u in group))
        updates = list(dict.fromkeys(u.update for u in group))
        place = step.spot.place
        yield Report(
            place,
            f"The training step `{step.node.name}` trains through {layer_count(layers)} ({layer_names(layers)}) and "
            f"does not run what moves their statistics: {counted(len(updates), 'update op')} of the graph, such as "
            f"`{updates[0].name}`. Where no other run does, evaluation reads initial values. Make the step wait on "
            "tf.GraphKeys.UPDATE_OPS, read after the last layer; `bnlint check` on the program says why it does not.",
            "sure",
            trail(
                TrailStep(layers[0].spot.place, f"`{layers[0].scope}` normalises by the batch ({layers[0].api})"),
                TrailStep(updates[0].spot.place, f"`{updates[0].name}` would move `{_moved(updates[0])}`"),
                TrailStep(place, f"nothing that `{step.node.name}` waits on leads there"),
            ),
        )


def _moved(update: Node) -> str:
    return update.variable.name if update.variable is not None else "its statistics"
