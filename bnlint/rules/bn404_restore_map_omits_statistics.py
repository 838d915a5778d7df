"""The weights are loaded from a checkpoint and the moving statistics are not, so the network normalises by 0 and 1.

## What it does

Finds restoring that brings the weights of a network and leaves out its moving statistics: a `tf.train.Saver` with the
trainable variables or with a map of averages, `tf.train.init_from_checkpoint` with such a map, `get_model_variables()`
where the layers are those of `tf.layers`. The program then evaluates with this network, or trains it in inference mode.

## Why is this bad?

The checkpoint may have the statistics; what is not asked for is not read. The weights were trained behind a
normalisation by the real mean and variance and now stand behind one by 0 and 1. Training in training mode collects new
statistics, evaluation and frozen layers never do.

`tf.model_variables()` holds the moving statistics of `slim.batch_norm`, and nothing of `tf.layers`.

## Wrong

```python
tf.train.init_from_checkpoint(path, {v.op.name: v for v in tf.trainable_variables()})
```

```python
ema = tf.train.ExponentialMovingAverage(0.999)
saver = tf.train.Saver({ema.average_name(v): v for v in tf.trainable_variables()})
```

## Right

```python
tf.train.init_from_checkpoint(path, {"network/": "network/"})  # all that is below the scope
```

```python
ema = tf.train.ExponentialMovingAverage(0.999)
saver = tf.train.Saver(ema.variables_to_restore())  # averages, and all other variables under their own names
```

## Symptom

The loss is that of the trained network as long as it runs in training mode, and absurd in inference mode: 618 instead
of 0.38 with a map of the trainable variables, 603 instead of 0.19 with a map of averages alone. A frozen backbone
trains badly: its features have the wrong scale.

## How to confirm

After restoring, evaluate `tf.global_variables()` whose name has `moving_`: means of exactly 0 and variances of exactly
1 were not loaded. `tf.train.list_variables(path)` shows whether the checkpoint has them.

## References

- `ExponentialMovingAverage.variables_to_restore` (tensorflow/python/training/moving_averages.py, 1.15): all other
  variables are restored under their own names
- tensorflow#3684, tensorflow#11839, tensorpack/tensorpack#880
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.kept import Unrestored, omitting_restores
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import LeaveOut, Repair
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(omitting_restores(program), key=lambda u: (_place(u), u.layer.number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layer_count(u.layer for u in group)
        certainty, when = certainty_of(program, group, first.restore.condition)
        collection = f" `{first.restore.collection}` does not hold them." if first.restore.collection else ""
        runs = [] if first.run is None else [TrailStep(first.run.spot.place, "this run normalises by them")]
        yield Report(
            place,
            f"The variables that are restored leave out the moving statistics of {layers}{when}, whose weights they "
            f"hold: those keep mean 0 and variance 1.{collection} Restore all variables, or add the moving statistics.",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"`{first.layer.scope}` has moving statistics"),
                TrailStep(place, "they are not among the variables that are listed here"),
                TrailStep(first.restore.spot.place, "the others are restored here"),
                runs,
            ),
            repairs=_cures(program, first),
        )


def _cures(program: Program, one: Unrestored) -> tuple[Repair, ...]:
    """All variables in place of a whole collection, where nothing trains: there are none but those of the network.

    It is unsafe, for older checkpoints may lack some.
    """
    if one.restore.collection is None or any(step.graph == one.restore.graph for step in program.steps):
        return ()
    title = "Restore all variables: leave the list out."
    return (Repair("keep-all", title, (LeaveOut(_place(one), "var_list", 0),), safe=False),)


def _place(one: Unrestored) -> Place:
    return one.restore.listed.place if one.restore.listed is not None else one.restore.spot.place
