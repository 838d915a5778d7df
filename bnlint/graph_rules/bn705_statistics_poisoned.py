"""Moving statistics in a checkpoint are no numbers, negative variances, or variances of exactly 0.

## What it does

Reads the moving statistics of a checkpoint and finds NaN and infinite values, negative variances, and variances that
are exactly 0.

## Why is this bad?

One batch with a NaN makes a moving average NaN for ever, while training, which does not read it, goes on. A variance
that is 0, of a feature that was constant, blows up inference at the first other value.

## Wrong

```python
loss = tf.reduce_mean(-labels * tf.log(probabilities))  # one log(0), and every moving statistic is NaN from then on
```

## Right

```python
loss = tf.losses.softmax_cross_entropy(labels, logits)
```

## Symptom

The training loss is finite; evaluation is NaN, or huge for a few samples.

## How to confirm

`tf.train.load_variable(checkpoint, name)`.

## References

- tensorflow#34062, tensorflow#48845, keras#17204
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.exports import poisoned
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import trail
from bnlint.wording import counted

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("values",)


def judge(program: Program) -> Iterator[Report]:
    found = list(poisoned(program))
    if found:
        first, what = found[0]
        place = first.spot.place
        yield Report(
            place,
            f"{counted(len(found), 'moving statistic')} of this checkpoint cannot be normalised by: `"
            f"{first.variable.name}` holds {what}. Inference from it is worthless. Find the batch that did it, and "
            "train on from a checkpoint from before.",
            "sure",
            trail(TrailStep(one.spot.place, f"`{one.variable.name}` holds {said}") for one, said in found[:5]),
        )
