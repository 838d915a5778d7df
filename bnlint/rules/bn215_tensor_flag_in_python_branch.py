"""Python asks a tensor for its truth: the training flag, a placeholder, stands in an `if`, `and`, `or` or `not`.

## What it does

Finds a training flag that is a tensor and is used as a condition of Python on its way to a layer: in `if`, in a
conditional expression, with `and`, `or` or `not`. Questions that Python can answer are no findings, such as
`flag is None` and `isinstance(flag, bool)`.

## Why is this bad?

The branch is taken when the graph is built, and a placeholder has a value only when the graph runs. TensorFlow refuses
with a TypeError. It is the usual end of turning a Python bool into a placeholder so that one network can serve for
training and for evaluation.

## Wrong

```python
is_training = tf.placeholder(tf.bool, [])
if is_training:
    h = tf.layers.batch_normalization(h, training=True)
```

```python
h = tf.layers.batch_normalization(h, training=is_training and trainable)
```

## Right

```python
h = tf.layers.batch_normalization(h, training=is_training)  # the layer decides when it runs
h = tf.layers.batch_normalization(h, training=tf.logical_and(is_training, trainable))
rate = tf.cond(is_training, lambda: 0.5, lambda: 0.0)
```

or a Python bool, and a network for each mode that shares its variables with the other (BN301).

## Symptom

The program ends before it trains. TensorFlow 1.15: "using a `tf.Tensor` as a Python `bool` is not allowed in Graph
execution"; TensorFlow 2.21: "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed". Both are an
OperatorNotAllowedInGraphError, which is a TypeError.

`is_training == True` does not raise where tensors compare by identity, as in TensorFlow 1: it is False, always.

## How to confirm

Run it: the last line of the traceback that belongs to the program is the branch.

## References

- `Tensor.__bool__` (tensorflow/python/framework/ops.py, 1.15)
- [`tf.cond`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/cond)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.events import PythonBranch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
DAMAGES: tuple[Damage, ...] = ("refused",)


def judge(program: Program) -> Iterator[Report]:
    decided = (b for b in program.events(PythonBranch) if b.node in program.flags)
    for place, rows in groupby(sorted(decided, key=lambda b: (_place(b), b.number)), key=_place):
        flag = next(rows).node
        yield Report(
            place,
            "Python decides here by a placeholder, which has no value while the graph is built: TensorFlow 1 raises "
            "TypeError. Pass the placeholder to the layer, use tf.cond, or decide by a Python bool.",
            "sure",
            trail(
                TrailStep(flag.spot.place, "the flag is a placeholder"),
                TrailStep(place, "it is asked for its truth while the graph is built"),
            ),
        )


def _place(one: PythonBranch) -> Place:
    return one.spot.place
