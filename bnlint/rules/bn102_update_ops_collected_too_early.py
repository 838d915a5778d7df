"""The collection of update ops is read before the layers exist whose updates training needs.

## What it does

Finds reads of `tf.GraphKeys.UPDATE_OPS` that a training step waits on, made before some (or all) of the batch
normalisation layers were built that the step trains through, in whatever function or file those are.

## Why is this bad?

`tf.get_collection` returns a *copy* of the collection as it is at that moment. Taken before the network, or before
the towers of a multi-GPU program, the copy lacks the update ops that are added later. `tf.control_dependencies` of
it then orders nothing, or too little, and the code looks perfectly correct.

## Wrong

```python
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)  # empty: no tower exists yet
for i in range(num_gpus):
    with tf.device("/gpu:%d" % i), tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):
        loss = tower(images[i], labels[i])
        with tf.control_dependencies(update_ops):
            grads.append(optimizer.compute_gradients(loss))
with tf.control_dependencies(update_ops):
    train_op = optimizer.apply_gradients(average(grads))
```

## Right

```python
for i in range(num_gpus):
    with tf.device("/gpu:%d" % i), tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):
        losses.append(tower(images[i], labels[i]))
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)  # after the last tower
for i in range(num_gpus):
    with tf.device("/gpu:%d" % i), tf.control_dependencies(update_ops):
        grads.append(optimizer.compute_gradients(losses[i]))
train_op = optimizer.apply_gradients(average(grads))
```

One loop is enough where the collection is read once more after it and `apply_gradients` is made under that.
`tf.get_collection_ref` returns the live list instead of a copy; what it holds when the block is entered counts.

## Symptom

As of BN101, and silent: training loss 1.1, validation loss 23242 at the same step. With some towers missing, the
statistics follow the other towers alone.

## How to confirm

Print `len(update_ops)` where the block is entered: it is less than twice the number of layers. The bits of
`moving_mean` do not change over training steps.

## References

- The note in the documentation of `tf.layers.batch_normalization`: "be sure to add any batch_normalization ops
  before getting the update_ops collection"
- `tf.Graph.get_collection` (tensorflow/python/framework/ops.py, 1.15) returns `list(collection)`
"""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.events import CollectionRead
from bnlint.facts.program import Program
from bnlint.facts.updates import Undone, undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.cures import later_read_cures
from bnlint.rules.rule import Report
from bnlint.rules.wording import (
    by_place,
    judged,
    layer_count,
    layers_step,
    line_of,
    relied_elsewhere,
    run_steps,
    trail,
)
from bnlint.wording import counted

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    early = (u for u in program.derive(undone_updates) if u.cause == "early")
    for spot, group in by_place(early, lambda u: u.early[-1].spot):
        certainty, when = judged(program, group)
        read = group[0].early[-1]
        missed = counted(len({u.update for u in group}), "update op")
        last = max((u.layer for u in group), key=lambda layer: layer.number)
        yield Report(
            spot.place,
            f"The update ops are read too early{when}: the collection holds {_held(read)} here, and {missed} of "
            f"{layer_count(u.layer for u in group)} are added later. Nothing runs those, so their moving statistics "
            f"keep the initial values. Read it after the last layer is built ({line_of(last.spot.place, spot.place)}).",
            certainty,
            trail(
                TrailStep(spot.place, f"the collection is read here, when it holds {_held(read)}"),
                layers_step(group),
                _waiting(program, read, group),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            later_read_cures(program, read, group),
        )


def _held(read: CollectionRead) -> str:
    return counted(len(read.contents), "update op")


def _waiting(program: Program, read: CollectionRead, group: list[Undone]) -> list[TrailStep]:
    """The blocks over the early list, and the step that waits on no other."""
    step = group[0].step
    blocks = [block for block in program.blocks if any(edge.target is read.node for edge in block.waits)]
    steps = [TrailStep(block.spot.place, "what is created here waits on that early list") for block in blocks[:1]]
    return [*steps, TrailStep(step.spot.place, "this training step waits on that early list")]
