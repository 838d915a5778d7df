"""The checkpoint lacks the moving statistics, because the Saver was given a list without them or was made too early.

## What it does

Finds a `tf.train.Saver` that saves, whose variables are not the moving statistics of the network that the program
trains: the trainable variables, a list filtered by name, or the variables that existed when it was made, before the
layers. Silent where another Saver keeps the statistics at the same steps, or where nothing normalises by them.

## Why is this bad?

The moving mean and variance are not trained, so they are not in `tf.trainable_variables()`; the inference mode of a
layer needs them all the same. After the usual `global_variables_initializer` and `restore`, they are 0 and 1 while all
weights are those of the trained network. A Saver without a list takes the variables that exist when it is made.

## Wrong

```python
saver = tf.train.Saver(tf.trainable_variables())
```

## Right

```python
saver = tf.train.Saver()  # after the whole graph is built: all global variables
```

or, without the slots of the optimizer,

```python
statistics = [v for v in tf.global_variables() if "moving_" in v.name]
saver = tf.train.Saver(tf.trainable_variables() + statistics)
```

A Saver that is made after the network and before the optimizer has neither slots nor gaps.

## Symptom

The network is good as long as the process lives, and useless when it is loaded: the loss on the same data was 0.17
before saving and 1015 after restoring, in another network 0.38 and 618. Without the initializer, the first run raises
FailedPreconditionError, which is the better luck.

## How to confirm

List the checkpoint with `tf.train.list_variables(path)`: no name ends in `moving_mean` or `moving_variance`. After
`restore`, the moving means are exactly 0 and the moving variances exactly 1.

## References

- [`tf.train.Saver`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Saver): `var_list`
- davidsandberg/facenet#424, tinghuiz/SfMLearner#17, hanzhanggit/StackGAN#32, tensorflow/models#7722
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.kept import Omitted, omitting_savers
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep, Use
from bnlint.findings.repair import LeaveOut, MoveBehind, Repair
from bnlint.rules.cures import place_behind
from bnlint.rules.rule import Report
from bnlint.rules.wording import certainty_of, layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    found = sorted(omitting_savers(program), key=lambda o: (_place(o), o.layer.number))
    for place, rows in groupby(found, key=_place):
        listed = list(rows)
        group = [o for o in listed if o.relied] or listed
        first = group[0]
        layers = layer_count(o.layer for o in group)
        certainty, when = certainty_of(program, group, first.saver.condition)
        if first.early:
            said = f"This Saver is made before the moving statistics of {layers}{when}, and holds what existed then"
            cure = "Make it after the network is built."
        else:
            said = f"The variables that this Saver keeps leave out the moving statistics of {layers}{when}"
            cure = "Use tf.train.Saver(), which keeps all variables, or add the moving statistics to the list."
        yield Report(
            place,
            f"{said}: a network restored from its checkpoints normalises by mean 0 and variance 1. {cure}",
            certainty,
            trail(
                TrailStep(first.layer.spot.place, f"training maintains the moving statistics of `{first.layer.scope}`"),
                TrailStep(place, "they are not among the variables of this Saver"),
                TrailStep(first.saver.saves[0].place, "the checkpoint is written here"),
            ),
            frozenset() if first.relied else frozenset(Use(o.layer.spot.place, "inferred") for o in group),
            _cures(group),
        )


def _cures(group: list[Omitted]) -> tuple[Repair, ...]:
    """Unsafe: checkpoints from before lack what is restored then."""
    saver = group[0].saver
    if not group[0].early:
        title = "Keep all variables: leave the list out."
        return (Repair("keep-all", title, (LeaveOut(saver.spot.place, "var_list", 0),), safe=False),)
    last = max((o.layer for o in group), key=lambda layer: layer.number)
    behind = place_behind(last, saver)
    if behind is None:
        return ()
    title = "Make the Saver after the last layer is built."
    return (Repair("move-saver", title, (MoveBehind(saver.spot.place, behind),), safe=False),)


def _place(one: Omitted) -> Place:
    return one.saver.spot.place
