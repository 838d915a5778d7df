"""The moving statistics still hold much of their initial values: the momentum is too high for so few steps.

## What it does

Finds checkpoints that were written so early that the statistics' initial values, 0 and 1, still have weight in them:
the momentum to the power of the number of steps is at least a tenth.

## Why is this bad?

A moving average forgets its initial value by the factor of its momentum at each step. With 0.999, half of it is left
after 700 steps. Until then inference normalises by a mixture of the data's statistics and of 0 and 1.

## Wrong

```python
net = tf.contrib.layers.batch_norm(net)  # decay=0.999, and training runs for 500 steps
```

## Right

```python
net = tf.contrib.layers.batch_norm(net, decay=0.9)
```

## Symptom

Measured on a small net, evaluation loss after 50 and 300 steps: momentum 0.9 gives 1.19 and 0.105, 0.99 gives 56 and
0.47, 0.999 gives 416 and 46. The training loss is that of a right program; after enough steps all is well.

## How to confirm

The share of the initial value that is left is the momentum to the power of `global_step`.

## References

- tensorflow#1122, models#4367
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.exports import LITTLE, warming_up
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import trail
from bnlint.wording import counted

LEVEL: Level = "warning"
NEEDS: Final[tuple[Need, ...]] = ("values", "graph")


def judge(program: Program) -> Iterator[Report]:
    found = list(warming_up(program))
    if found:
        stored, share = max(found, key=lambda pair: pair[1])
        place = stored.spot.place
        yield Report(
            place,
            f"{share:.0%} of the initial value is left in {counted(len(found), 'moving statistic')} of this "
            f"checkpoint, such as `{stored.variable.name}`: momentum {stored.kept:.4g} to the power of {stored.steps} "
            f"steps. Inference normalises by it. Train longer, or lower the momentum: {LITTLE:.0%} is left after "
            f"{_steps(stored.kept or 0.0)} steps.",
            "sure",
            trail(
                TrailStep(place, f"`{stored.variable.name}` began at 0 or 1, and moves by {1 - (stored.kept or 0):.2g}")
            ),
        )


def _steps(kept: float) -> int:
    from math import ceil, log

    return ceil(log(LITTLE) / log(kept))
