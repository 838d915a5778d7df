"""A second network stands beside the trained one, with the same layers and variables of its own that nothing trains.

## What it does

Finds, in a graph, a network in inference mode whose layers are those of the network that a training step trains, once
more: called the same but for the numbers that TensorFlow adds to names that are taken, with statistics, scales and
offsets that nothing writes but their initialisers.

## Why is this bad?

Who evaluates through it evaluates an untrained network. It normalises by its initial statistics, 0 and 1, with initial
weights, for ever.

## Wrong

```python
train_logits = network(train_images, training=True)
valid_logits = network(valid_images, training=False)  # batch_normalization_1 beside batch_normalization
```

## Right

```python
with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
    train_logits = network(train_images, training=True)
with tf.variable_scope("network", reuse=tf.AUTO_REUSE):  # the scope is entered again, so the names are the same
    valid_logits = network(valid_images, training=False)
```

## Symptom

Training is fine, evaluation is as bad as chance and never improves: measured 0.08 against 35.6. Networks that the loss
is computed through (teachers), that are assigned (target networks) or that a Saver restores without the trained one are
left alone. `bnlint check` on the program finds the two calls (BN301).

## How to confirm

Print `tf.global_variables()`: every name is there twice. The moving means of the second set stay exactly 0.

## References

- tensorflow#1122, tensorflow#4361
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.program import Program
from bnlint.facts.sharing import untrained_twins
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_count, layer_names, trail

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("graph", "whole", "layers", "steps")


def judge(program: Program) -> Iterator[Report]:
    for found in untrained_twins(program):
        place = found.step.spot.place
        yield Report(
            place,
            f"Beside the network that `{found.step.node.name}` trains stands a second one that nothing trains: "
            f"{layer_count(found.untrained)} in inference mode ({layer_names(found.untrained)}), with variables that "
            "nothing writes but their initialisers. Evaluation through it says nothing about what was trained. Share "
            "the variables: enter the same variable scope again with reuse=tf.AUTO_REUSE around each call.",
            "sure",
            trail(
                TrailStep(found.trained[0].spot.place, f"`{found.trained[0].scope}` is trained"),
                TrailStep(found.untrained[0].spot.place, f"`{found.untrained[0].scope}` is the same layer once more"),
                TrailStep(place, f"`{found.step.node.name}` changes the first, and not the second"),
            ),
        )
