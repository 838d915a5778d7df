"""A layer that is not told its mode trains by default, so evaluation, too, normalises by the batch.

## What it does

Finds calls that leave out a training flag that defaults to True: of the layers of `tf.contrib.layers` and `slim`
(also those that `normalizer_fn` makes) and of the program's own wrappers, where an evaluation runs the layer.

## Why is this bad?

`tf.layers.batch_normalization` defaults to inference, `slim.batch_norm` to training. In training mode the result for a
sample depends on the others in its batch, and one for a batch of a single sample means little. The moving statistics
are kept up for nothing, since nobody reads them.

## Wrong

```python
net = slim.conv2d(images, 64, 3, normalizer_fn=slim.batch_norm)
```

## Right

```python
is_training = tf.placeholder_with_default(False, [])
params = {"is_training": is_training}
net = slim.conv2d(images, 64, 3, normalizer_fn=slim.batch_norm, normalizer_params=params)
```

or the flag given once to all layers: `with slim.arg_scope([slim.batch_norm], is_training=is_training):`.

## Symptom

The evaluation depends on the size and on the make-up of its batches. A small network reached a test loss of 0.10 in
batches of 64, and of 2.46 sample by sample. Small batches are the worst, such as the last of an epoch or those of a
service.

## How to confirm

Evaluate one sample twice, among different others: the two results differ. In the graph, the evaluation runs
`FusedBatchNorm` with `is_training=True`, or takes the mean over the batch.

## References

-
  [`tf.contrib.layers.batch_norm`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/layers/batch_norm):
  `is_training=True`
- tensorflow#23630
- tensorflow#16593
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.dropped import unpassed_layers
from bnlint.facts.modes import ByBatch, evaluated_by_batch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import GiveArgument, Literal, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.flag_cures import flag_cures
from bnlint.rules.rule import Report
from bnlint.rules.wording import evaluation_step, layers_do, surest_run, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("evaluation by batch", "evaluation writes")


def judge(program: Program) -> Iterator[Report]:
    astray = set(program.derive(unpassed_layers))
    default = [e for e in program.derive(evaluated_by_batch) if e.cause == "default" and e.layer not in astray]
    for place, rows in groupby(sorted(default, key=lambda e: (_place(e), e.layer.number)), key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((e.layer for e in group), "normalises", "normalise")
        certainty, when = surest_run(program, group)
        origin = first.layer.origin
        name = "is_training" if origin is None else origin.parameter
        yield Report(
            place,
            f"`{name}` is not given here{when}, and defaults to True: {layers} by the batch in evaluation as "
            "well, so that every result depends on the other samples in its batch. Pass the training flag.",
            certainty,
            trail(
                [] if origin is None else [TrailStep(origin.place, f"`{name}` defaults to True")],
                TrailStep(place, f"this call leaves `{name}` out"),
                TrailStep(first.layer.spot.place, f"so `{first.layer.scope}` always normalises by the batch"),
                evaluation_step(first.run),
            ),
            valued_elsewhere(group),
            flag_cures(program, first.layer) or _told_false(group),
        )


def _told_false(group: list[ByBatch]) -> tuple[Repair, ...]:
    """False in the call that leaves the flag out, if all that it makes is for evaluation alone."""
    origin = group[0].layer.origin
    if origin is None or origin.left_out is None or origin.parameter is None or any(e.trained for e in group):
        return ()
    title = "Pass `False` for the training flag of the evaluation network."
    return (Repair("give-flag", title, (GiveArgument(origin.left_out, origin.parameter, Literal(False)),)),)


def _place(one: ByBatch) -> Place:
    origin = one.layer.origin
    return origin.left_out if origin is not None and origin.left_out is not None else one.layer.spot.place
