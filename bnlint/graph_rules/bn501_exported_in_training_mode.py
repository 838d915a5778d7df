"""What is exported for serving normalises by the batch that it is asked about.

## What it does

Finds signatures of a SavedModel whose outputs are computed through batch normalisation that is fixed in training mode.

## Why is this bad?

What the model answers about a sample depends on the other samples of the request; asked about one sample alone, a layer
behind a dense layer answers the same whatever the sample is. The moving statistics, which training has kept for this,
are not used. `remove_training_nodes` does not change that.

## Wrong

```python
logits = network(images, training=True)
tf.saved_model.simple_save(sess, folder, {"images": images}, {"logits": logits})
```

## Right

```python
with tf.Graph().as_default(), tf.Session() as sess:
    logits = network(images, training=False)
    tf.train.Saver().restore(sess, checkpoint)
    tf.saved_model.simple_save(sess, folder, {"images": images}, {"logits": logits})
```

## Symptom

Measured on a small net: the same sample gives 7.94 in a batch and 2.41 alone; predictions of single samples have a
standard deviation of 0.

## How to confirm

Ask the exported model about a sample alone, and about it with others: the answers differ.

## References

- tensorflow#9724, tensorflow#15599, tensorflow#26075
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.exports import exported_by_batch
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import layer_names, layers_do, trail

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("exports", "layers")


def judge(program: Program) -> Iterator[Report]:
    for export, layers in exported_by_batch(program):
        place = export.spot.place
        yield Report(
            place,
            f"The signature `{export.name}` hands out what {layers_do(layers, 'normalises', 'normalise')} by the batch "
            f"of the request ({layer_names(layers)}): its answers about a sample depend on the others. Build the "
            "network in inference mode for the export, and restore the trained variables into it.",
            "sure",
            trail(
                TrailStep(
                    layers[0].spot.place, f"`{layers[0].scope}` always normalises by the batch ({layers[0].api})"
                ),
                TrailStep(place, f"`{export.name}` is computed through it"),
            ),
        )
