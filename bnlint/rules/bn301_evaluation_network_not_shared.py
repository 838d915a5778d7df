"""Evaluation runs a second network, with variables of its own that nothing trains.

## What it does

Finds networks built once for training and once more, with the training flag false, for evaluation, where the second
call made new variables: no reuse, no re-entered variable scope, no template, no copy. An evaluation run reads them.

## Why is this bad?

Layers without a name take the next free one: the second call of the same function makes `batch_normalization_1`
beside `batch_normalization`. Those variables, weights and moving statistics alike, keep their initial values for
ever. The loss of evaluation says nothing about the network that was trained.

## Wrong

```python
train_logits = network(train_images, is_training=True)
valid_logits = network(valid_images, is_training=False)  # variables of its own
```

## Right

```python
with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
    train_logits = network(train_images, is_training=True)
with tf.variable_scope("network", reuse=tf.AUTO_REUSE):  # the scope is entered again, so the names are the same
    valid_logits = network(valid_images, is_training=False)
```

Two calls within one `with` do not share, AUTO_REUSE or not. `tf.make_template`, one layer object called twice, or a
single network with a placeholder for the flag are as good.

## Symptom

Training is fine, evaluation is as bad as chance and never improves: measured 0.08 against 35.6. The checkpoint holds
twice the variables.

## How to confirm

Print `tf.global_variables()`: every name is there twice, once with `_1`. The evaluation's fetches reach the second
set only.

## References

- tensorflow/python/ops/variable_scope.py, 1.15: `_get_unique_variable_scope`
- tensorflow#1122, tensorflow#4361
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.program import Program
from bnlint.facts.sharing import Unshared, uncounted, unshared_evaluations
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import Repair, Share
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, line_of, trail

LEVEL: Level = "error"
_SHARE = "Build both networks in one variable scope that reuses its variables, which renames them."


def judge(program: Program) -> Iterator[Report]:
    found = sorted(unshared_evaluations(program), key=lambda u: (u.place, u.layer.number))
    for place, rows in groupby(found, key=lambda u: u.place):
        group = list(rows)
        first = group[0]
        layers = layer_count(u.layer for u in group)
        yield Report(
            place,
            f"This builds a second network for evaluation: {layers} with variables that nothing trains or updates, "
            f"beside the ones that training uses ({line_of(first.twin_place, place)}). Share them: enter the same "
            "variable scope again with reuse=tf.AUTO_REUSE around each call, or build one network whose training flag "
            "is a placeholder.",
            "sure" if all(u.when.certain for u in group) else "possible",
            trail(
                TrailStep(first.twin_place, f"the trained network makes `{first.twin.scope}`"),
                TrailStep(place, f"the evaluation network makes `{first.layer.scope}`, with its own variables"),
                TrailStep(first.layer.spot.place, "both come from this layer call"),
                TrailStep(first.run.spot.place, "evaluation reads the second network, whose statistics nothing writes"),
            ),
            repairs=_shared(first),
        )


def _shared(one: Unshared) -> tuple[Repair, ...]:
    """One scope around both networks, if nothing but a number, added to keep them apart, tells their scopes."""
    if uncounted(one.layer) != uncounted(one.twin):
        return ()
    return (Repair("share-scope", _SHARE, (Share(one.twin_place, one.place),), safe=False),)
