"""Asking for an exported signature runs the operations that move the moving statistics.

## What it does

Finds signatures of a SavedModel behind whose outputs lie updates of moving statistics, as layers leave them there that
update in place.

## Why is this bad?

Every request changes the model that answers the next one. A frozen graph with such operations does not load: an
assignment expects a variable, and finds a constant.

## Wrong

```python
net = tf.contrib.layers.batch_norm(net, is_training=training, updates_collections=None)
# ... and this graph is exported
```

## Right

```python
net = tf.contrib.layers.batch_norm(net, is_training=False)
```

## Symptom

The answer to one request changes when it is asked again; or "Input 0 of node AssignMovingAvg was passed float from
moving_mean:0 incompatible with expected float_ref".

## How to confirm

Read a moving mean of the loaded model before and after a request.

## References

- tensorflow#3628, tensorflow#31358
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.exports import exported_updates
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import trail
from bnlint.wording import counted

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("exports", "layers")


def judge(program: Program) -> Iterator[Report]:
    for export, updates in exported_updates(program):
        place = export.spot.place
        yield Report(
            place,
            f"Asking for the signature `{export.name}` runs {counted(len(updates), 'update')} of moving "
            f"statistics, such as `{updates[0].name}`: each request changes the answer to the next. Build the network "
            "in inference mode for the export.",
            "sure",
            trail(
                TrailStep(updates[0].spot.place, f"`{updates[0].name}` moves a statistic"),
                TrailStep(place, f"`{export.name}` waits on it"),
            ),
        )
