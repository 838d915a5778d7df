"""The arguments of a call are shifted: something else is taken for the training flag, or the flag for something else.

## What it does

Finds calls of a layer, or of a function of the program that leads to one, in which the training flag is bound to
another parameter (the axis, the momentum, a name), or in which the parameter for the flag receives what can be none:
the name of a scope, a rate, a tensor that is not of type bool. 1 and 0 are flags.

## Why is this bad?

Some of these calls raise TypeError: the axis of `tf.layers.batch_normalization` must be an int, and a number such as
0.9 or a float tensor is no predicate. Others pass in silence. The third parameter of `tf.layers.batch_normalization`
is the momentum and takes a placeholder; `training` keeps its default, False. `tf.contrib.layers.batch_norm` takes any
string that is not empty for True where its input has two dimensions.

## Wrong

```python
h = tf.layers.batch_normalization(h, is_training)  # the axis
h = tf.layers.batch_normalization(h, -1, is_training)  # the momentum
```

```python
def batch_norm(x, is_training=True, scope=None):
    return tf.contrib.layers.batch_norm(x, is_training=is_training, scope=scope)

h = batch_norm(h, "bn1")  # the name is taken for the flag
```

## Right

```python
h = tf.layers.batch_normalization(h, training=is_training)
h = batch_norm(h, is_training, scope="bn1")
```

## Symptom

A TypeError when the graph is built; or, if the call passes, the layer is in one mode for ever, whatever is fed. In
training mode the evaluation depends on the batch; in inference mode the moving means stay 0.

## How to confirm

Give all arguments by name. Or look at the signature: `inspect.signature(function).bind(*arguments).arguments` shows
which parameter each argument is bound to.

## References

-
  [`tf.layers.batch_normalization`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/batch_normalization):
  `training` is the fifteenth parameter
-
  [`tf.contrib.layers.batch_norm`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/layers/batch_norm):
  the second parameter is `decay`
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.events import LayerCall, Misplaced
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import NameArgument, Repair
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("refused", "training infers", "evaluation by batch")


def judge(program: Program) -> Iterator[Report]:
    found = [(m, layer) for layer in program.layers if (m := layer.misplaced) is not None]
    for place, rows in groupby(sorted(found, key=lambda row: (_place(row), row[1].number)), key=_place):
        group = list(rows)
        wrong, first = group[0]
        yield Report(
            place,
            f"`{wrong.parameter}` of {layer_count(layer for _, layer in group)} is given {wrong.value} here: the "
            "arguments are in the wrong order. Pass the training flag by its name.",
            "sure",
            trail(
                TrailStep(place, f"this call gives {wrong.value}"),
                TrailStep(first.spot.place, f"it arrives at `{first.scope}` as `{wrong.parameter}`"),
            ),
            repairs=_named(wrong, first),
        )


def _named(wrong: Misplaced, layer: LayerCall) -> tuple[Repair, ...]:
    """The flag given by its name, where it is given to the layer itself, for something else."""
    if wrong.flag is None or layer.parameter is None:
        return ()
    change = NameArgument(wrong.flag, layer.parameter)
    return (Repair("name-flag", f"Pass the flag by its name, `{layer.parameter}`.", (change,)),)


def _place(row: tuple[Misplaced, LayerCall]) -> Place:
    return row[0].place
