"""An evaluation is fed or built with True, so it normalises test data by the test batch.

## What it does

Finds, where the moving statistics are maintained, runs on other data than the training step's that feed True to the
flag; networks built for evaluation with a True flag of their own; and programs that load a checkpoint to evaluate it,
but build the network for training.

## Why is this bad?

In training mode a layer ignores its moving statistics. The result for a sample depends on the others in its batch: it
is not reproducible, looks too good where batches are large and alike, and breaks down where they are small. It is not
what the network will do in use.

It is by design in generative models that are sampled in training mode, in few-shot learning and in picture-to-picture
translation, which keep no moving statistics: those are not reported. Nor is the loss of training data, logged.

## Wrong

```python
sess.run(accuracy, {x: test_images, y: test_labels, is_training: True})

valid_net = Network(valid_images, is_training=True)
```

## Right

```python
sess.run(accuracy, {x: test_images, y: test_labels, is_training: False})

valid_net = Network(valid_images, is_training=False)
```

## Symptom

The evaluation changes with the batch size: fed True, the loss of a small network was 0.049 in batches of 64, 0.468 in
batches of 8 and 2.64 sample by sample; fed False, it was 0.047 in each.

## How to confirm

Evaluate the same data in batches of another size, or in another order: the result differs. Fed False, it does not.

## References

- tensorflow#1122
-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.modes import ByBatch, evaluated_by_batch, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import Literal, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.flag_cures import fed_otherwise, instead_of_constant, replaced_origin
from bnlint.rules.rule import Report
from bnlint.rules.wording import evaluation_step, layers_do, surest_run, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("evaluation by batch",)


def judge(program: Program) -> Iterator[Report]:
    inverted = {i.layer.spot.place for i in program.derive(inferring_in_training)}
    wrong = [
        e
        for e in program.derive(evaluated_by_batch)
        if e.cause in ("fed", "network") and e.layer.spot.place not in inverted
    ]
    for place, rows in groupby(sorted(wrong, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((e.layer for e in group), "normalises", "normalise")
        certainty, when = surest_run(program, group)
        if first.cause == "fed":
            said = f"This evaluation is fed True for the training flag{when}"
            cure = "Feed False."
        else:
            said = f"This network is for evaluation, and it is built in training mode{when}"
            cure = "Build it with the training flag False, sharing the variables of the trained one."
        yield Report(
            place,
            f"{said}: {layers} by the batch that is evaluated, so that every result depends on the other "
            f"samples in its batch, and not by the moving statistics. {cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"this layer, `{first.layer.scope}`, normalises by the batch"),
                TrailStep(place, _reason(first)),
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
            _cures(program, first),
        )


def _reason(one: ByBatch) -> str:
    fed = next((fed for fed in one.run.feeds if fed.node is one.layer.tensor), None)
    if fed is None or fed.boolean:
        return "it does so on account of this"
    return f"`{fed.text}` is no bool: for the flag it counts as True, as a variable does whatever it holds"


def _cures(program: Program, one: ByBatch) -> tuple[Repair, ...]:
    if one.cause == "fed":
        return fed_otherwise(program, one.run, one.layer.tensor, False)
    return (*instead_of_constant(program, one.layer), *replaced_origin(one.layer, Literal(False), one.place))


def _place(one: ByBatch) -> Place:
    return one.run.spot.place if one.cause == "fed" else one.place
