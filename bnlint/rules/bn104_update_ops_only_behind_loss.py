"""The update ops hang on the value of the loss, which the gradients never read.

## What it does

Finds programs in which the operation that waits on the update ops is the loss itself (`tf.identity(loss)` in a
`tf.control_dependencies` block, or `with_dependencies(update_ops, loss)`), while training runs only the training
step.

## Why is this bad?

`tf.gradients` differentiates the loss without reading its value: the gradient of an identity or of a sum is the same
whatever the value is. So the training step does not run the barrier, nor the update ops behind it. If the loss is
fetched now and then for logging, the statistics move exactly that often.

## Wrong

```python
with tf.control_dependencies(update_ops):
    loss = tf.identity(loss)
train_op = optimizer.minimize(loss)
sess.run(train_op)
```

## Right

```python
with tf.control_dependencies(update_ops):
    train_op = optimizer.minimize(loss)
sess.run(train_op)
```

Fetching the loss in every training run, `sess.run([train_op, loss])`, runs the updates too.
`slim.learning.create_train_op` returns a tensor that depends on the loss, so there the construction is fine.

## Symptom

The moving statistics move far too slowly: measured, inference-mode loss 502 where 0.37 is right, because the only
update came from one fetch of the loss. Evaluation changes with the logging frequency.

## How to confirm

In the graph, the update ops are ancestors of the loss, but not of the training step.

## References

- tensorflow#9179 ("tf.gradients does not depend on the value of ys"), tensorflow#4361
"""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.program import Program
from bnlint.facts.updates import undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.cures import waiting_cures
from bnlint.rules.rule import Report
from bnlint.rules.wording import by_place, judged, layer_count, layers_step, relied_elsewhere, run_steps, trail

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    behind = (u for u in program.derive(undone_updates) if u.cause == "barrier")
    for spot, group in by_place(behind, lambda u: u.step.spot):
        certainty, when = judged(program, group)
        barrier = group[0].barriers[-1]
        layers = layer_count(u.layer for u in group)
        yield Report(
            spot.place,
            f"The update ops of {layers} run only when the value of the loss is fetched{when}, and the gradients of "
            "this training step do not read it: training does not move the moving statistics. Create the training step "
            "itself under tf.control_dependencies of the update ops.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(barrier.spot.place, "only this operation waits on the update ops; it passes the loss on"),
                TrailStep(spot.place, "the step differentiates the loss without reading its value"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            waiting_cures(program, group, group[0].blocks[-1] if group[0].blocks else None),
        )
