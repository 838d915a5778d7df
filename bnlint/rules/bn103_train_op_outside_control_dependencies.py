"""The training step is created outside the block that waits on the update ops.

## What it does

Finds training steps whose update ops are read in time and stand in a `tf.control_dependencies` block, while nothing
that the step is made of was created inside that block.

## Why is this bad?

`tf.control_dependencies` orders the operations that are *created* inside it, and no others: the graph only ever
grows. A training step that exists already, or one that is made after the block from an optimizer that was
constructed inside (a Python object, no operation), waits on nothing.

## Wrong

```python
with tf.control_dependencies(update_ops):
    optimizer = tf.train.AdamOptimizer(1e-3)  # no operation
train_op = optimizer.minimize(loss)
```

```python
train_op = optimizer.minimize(loss)
with tf.control_dependencies(update_ops):
    train_op = train_op  # nothing is created here
```

## Right

```python
with tf.control_dependencies(update_ops):
    train_op = optimizer.minimize(loss)
```

`compute_gradients` alone or `apply_gradients` alone inside the block, and `tf.group(train_op)` made inside it and
run instead, are enough for the updates to run.

## Symptom

As of BN101: training is fine, evaluation is far off (measured 617 against 0.09), the moving statistics keep their
initial values.

## How to confirm

In the graph, no control input of the training step or of its gradients is an update op; the bits of `moving_mean` do
not change over training steps.

## References

- `tf.Graph.control_dependencies` (tensorflow/python/framework/ops.py, 1.15): "only applies to operations created
  within the context"
- tensorflow/models, review of pull request 1487
"""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.program import Program
from bnlint.facts.updates import undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.cures import waiting_cures
from bnlint.rules.rule import Report
from bnlint.rules.wording import by_place, judged, layer_count, layers_step, line_of, relied_elsewhere, run_steps, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    outside = (u for u in program.derive(undone_updates) if u.cause == "outside")
    for spot, group in by_place(outside, lambda u: u.step.spot):
        certainty, when = judged(program, group)
        block = group[0].blocks[-1]
        where = "before" if spot.place < block.spot.place and group[0].step.number < block.number else "outside"
        layers = layer_count(u.layer for u in group)
        yield Report(
            spot.place,
            f"This training step is created {where} the control_dependencies block that waits on the update ops "
            f"({line_of(block.spot.place, spot.place)}){when}, so it does not run the updates of {layers}, and their "
            "moving statistics keep the initial values. Create it inside: only operations created there wait.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(
                    block.spot.place, "this block waits on the update ops, but no part of the step is created in it"
                ),
                TrailStep(spot.place, f"the training step is created here, {where} the block"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            waiting_cures(program, group, block),
        )
