"""An exported signature depends on a training flag that nobody who asks for it can, or will, give.

## What it does

Finds signatures of a SavedModel that are computed through a training flag: a placeholder without a default that is not
among the signature's inputs, or one whose default is True.

## Why is this bad?

Without a default, every request fails: "You must feed a value for placeholder". With the default True, every request
is normalised by its own batch.

## Wrong

```python
training = tf.placeholder(tf.bool, [])
logits = network(images, training)
tf.saved_model.simple_save(sess, folder, {"images": images}, {"logits": logits})
```

## Right

```python
training = tf.placeholder_with_default(False, [])
```

Or build the network once more with `training=False` for the export.

## Symptom

An error at the first request, or answers that depend on the other samples of the request.

## How to confirm

Load the model and ask for the signature's outputs, with its inputs alone.

## References

- tensorflow#6124
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.exports import exported_flags
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep
from bnlint.rules.needs import Need
from bnlint.rules.rule import Report
from bnlint.rules.wording import trail

LEVEL: Level = "error"
NEEDS: Final[tuple[Need, ...]] = ("exports", "layers")


def judge(program: Program) -> Iterator[Report]:
    for export, flag in exported_flags(program):
        place = export.spot.place
        default = flag in program.defaults
        said = "whose default is True" if default else "which has no default and is not among its inputs"
        so = "every request is normalised by its own batch" if default else "every request for it fails"
        yield Report(
            place,
            f"The signature `{export.name}` is computed through the training flag `{flag.name}`, {said}: {so}. Use a "
            "placeholder with the default False, or build the network in inference mode for the export.",
            "sure",
            trail(
                TrailStep(flag.spot.place, f"`{flag.name}` decides how the network normalises"),
                TrailStep(place, f"`{export.name}` needs it"),
            ),
        )
