"""Several towers share their variables, and training waits on the update ops of one of them alone.

## What it does

Finds reads of `tf.GraphKeys.UPDATE_OPS` that hold the update ops of one tower of several: read under the tower's name
scope, kept `if i == 0`, or overwritten by the next tower. It is advice, shown with `--advice`: the statistics *are*
updated, and some official examples do this on purpose.

## Why is this bad?

Each tower normalises by its own part of the batch, and the shared moving statistics follow the parts of one tower
only. Where the parts are alike (shuffled data), they are nearly as good as those of all towers. Where a tower has its
own source, its own shard of a sorted file or its own augmentation, inference normalises everything by the statistics
of that one.

## Wrong

```python
for i in range(num_gpus):
    with tf.name_scope("tower_%d" % i) as scope:
        losses.append(tower_loss(images[i], labels[i]))
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope)  # the last tower's survive
```

## Right

```python
for i in range(num_gpus):
    with tf.name_scope("tower_%d" % i):
        losses.append(tower_loss(images[i], labels[i]))
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)  # after the loop, without a scope
```

With all of them the averages take one step for each tower, so n towers need the momentum 1 - (1 - momentum) / n for
averages of the same length. Where towers differ, their statistics are not those of the whole batch even then: see
BN706.

## Symptom

With towers that see the same kind of data, evaluation is a little worse: loss 0.455, and 0.191 with the update ops of
all towers (598 with none). With a first tower that sees bright images and a last one that sees dark ones, and the
last one's update ops alone, the training loss is 0.11 and the test loss 2.4 on bright and 0.11 on dark images. The
averages of all suit neither: 1.5 and 4.4.

## How to confirm

Print the names of the update ops that training waits on: all begin with the scope of one tower. In a training run
several normalisations by the batch share their moving statistics, and only some of them feed an assignment that runs.

## References

- The CIFAR-10 example for several GPUs (tensorflow/models, `cifar10_estimator`) says why it keeps those of the first
  tower: the "stats accumulate extremely fast so we can ignore the other stats"
- argman/EAST#112, tensorflow#7439
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.program import Program
from bnlint.facts.updates import Partial, partly_updated
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import LeaveOut, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, surest, trail
from bnlint.sources.places import Place
from bnlint.wording import counted

LEVEL: Level = "advice"
DAMAGES: tuple[Damage, ...] = ("partly updated",)
_ALL = "Read the update ops of all towers: leave the scope out."


def judge(program: Program) -> Iterator[Report]:
    found = sorted(program.derive(partly_updated), key=lambda p: (_place(p), p.updates[0].number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(layer for p in group for layer in p.layers)
        done, missed = sum(len(p.updates) for p in group), sum(len(p.missed) for p in group)
        certainty, when = surest(program, group)
        yield Report(
            place,
            f"Training runs the update ops of some towers only{when}: {done} of {counted(done + missed, 'update op')} "
            f"of {layers}. That is harmless where all towers see the same kind of data; else the moving statistics are "
            "those of a part. Read the collection without a scope, after the last tower.",
            certainty,
            trail(
                TrailStep(place, "the list that training waits on is read here"),
                TrailStep(first.layers[0].spot.place, f"this call's update of `{first.layers[0].scope}` is not in it"),
                TrailStep(first.step.spot.place, "this training step trains through all towers"),
            ),
            repairs=_whole_read(group),
        )


def _whole_read(group: list[Partial]) -> tuple[Repair, ...]:
    """The collection read without a scope, if it holds the update ops of all towers by then."""
    read = group[0].read
    if any(update.number > read.number for p in group for update in p.missed):
        return ()
    return (Repair("all-towers", _ALL, (LeaveOut(read.spot.place, "scope", 1),), safe=False),)


def _place(one: Partial) -> Place:
    return one.read.spot.place
