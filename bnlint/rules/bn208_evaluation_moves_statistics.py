"""Evaluation data move the moving statistics, which evaluation should only read.

## What it does

Finds evaluation runs that write the moving statistics: because the averages are applied, or a layer that updates in
place is made, outside the conditional on the flag, or because the update ops are tied to what is fetched. Also finds
training steps that run the update ops of an evaluation network, which stand in `tf.GraphKeys.UPDATE_OPS` beside the
others.

## Why is this bad?

`tf.cond` guards only the ops that are made inside its branches. An op made before runs whenever the conditional does,
in either mode. Each validation then pulls the statistics towards the validation data: the results depend on how often
one evaluates, the network is fitted to the data that should test it, and a checkpoint saved afterwards keeps the harm.

## Wrong

```python
apply_op = ema.apply([mean, variance])

def with_update():
    with tf.control_dependencies([apply_op]):
        return tf.identity(mean), tf.identity(variance)

m, v = tf.cond(is_training, with_update, lambda: (ema.average(mean), ema.average(variance)))
```

## Right

```python
apply_op = tf.cond(is_training, lambda: ema.apply([mean, variance]), tf.no_op)
```

and for two networks, read the update ops before the evaluation network is built, or build that with False.

## Symptom

Evaluating the same data twice gives two results. In a trained network with averages as above, five evaluations of data
that were shifted by 5 raised the loss of a batch from 0.035 to 2.68.

## How to confirm

Read the moving statistics before and after an evaluation: they must not differ in a single bit.

## References

- tensorflow#1724
- tensorflow#4361
- [`tf.cond`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/cond): what runs in either mode
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.moved import Moved, moved_by_evaluation
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import MoveBehind, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.cures import place_behind
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, surest_run, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("evaluation writes",)


def judge(program: Program) -> Iterator[Report]:
    found = sorted(moved_by_evaluation(program), key=lambda m: (_place(m), m.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(m.layer for m in group)
        certainty, when = surest_run(program, group)
        if first.read is None:
            said = f"This evaluation moves the moving statistics of {layers}{when}"
            cure = "Make the update inside the branch that training takes, or run it with the training step alone."
        else:
            said = f"The update ops of {layers} of an evaluation network are among those read here{when}"
            cure = "Read tf.GraphKeys.UPDATE_OPS before the evaluation network is built, or build that with False."
        yield Report(
            place,
            f"{said}: what is evaluated flows into the statistics that later evaluations and the checkpoint rely on. "
            f"{cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"`{first.layer.scope}` is normalised here"),
                TrailStep(first.update.spot.place, "this update of its moving statistics does not ask for the mode"),
                TrailStep(first.run.spot.place, "this run makes it"),
            ),
            repairs=_read_sooner(program, first),
        )


def _read_sooner(program: Program, one: Moved) -> tuple[Repair, ...]:
    """The collection read as soon as the trained network is built, if what is evaluated is built behind that."""
    if one.read is None:
        return ()
    trained = [layer for step in program.steps for layer, _ in program.trained_layers(step) if layer is not one.layer]
    last = max(trained, key=lambda layer: layer.number, default=None)
    behind = None if last is None or last.number > one.layer.number else place_behind(last, one.read)
    if behind is None:
        return ()
    title = "Read the collection before the evaluation network is built."
    return (Repair("move-read", title, (MoveBehind(one.read.spot.place, behind),)),)


def _place(one: Moved) -> Place:
    return one.run.spot.place if one.read is None else one.read.spot.place
