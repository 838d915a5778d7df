"""Several devices share a network, and each normalises by its own part of the batch.

## What it does

Finds towers on several devices that share variables and whose batch normalisation sees the tower's part of the batch
only. It is advice, shown with `--advice`: most programs for several GPUs are made so, and with large parts it is fine.

## Why is this bad?

The batch size that counts for the normalisation is that of one device. Spread over more devices, the same batch has
noisier statistics, the network learns to rely on that noise, and inference, which has none, does worse. With two
samples to a device hardly anything of a sample is left: its deviation from the mean of the two. The moving statistics
average the variances within the parts, which leave out how the parts differ from each other.

## Wrong

```python
for i in range(num_gpus):
    with tf.device("/gpu:%d" % i), tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        logits = network(image_parts[i], is_training)  # 8 images over 4 GPUs: 2 in each
```

## Right

Larger parts; or a normalisation of each sample by itself (group or layer normalisation); or moments of all towers:

```python
mean, variance = tf.nn.moments(tf.concat(hidden_of_towers, axis=0), [0])
for i, hidden in enumerate(hidden_of_towers):
    with tf.device("/gpu:%d" % i):
        outputs.append(tf.nn.batch_normalization(hidden, mean, variance, offset, scale, 1e-3))
```

In Keras, `BatchNormalization(synchronized=True)` does this for the replicas of a distribution strategy.

## Symptom

The result depends on the number of devices. A batch of eight on four devices: training loss 5.3, and 32.0 for new
samples in inference mode; the same program on one device: 1.5 and 7.8.

Two replicas that hold values around 0 and around 10 have the variances 0 and 0: the moving variance goes to 0, while
that of all samples is 25.

## How to confirm

Compare the outputs of a sample in training mode for two parts that it may stand in: they differ. In the graph, several
normalisations on different devices share scale, offset and moving statistics, and no input.

## References

- [`tf.keras.layers.BatchNormalization`](https://www.tensorflow.org/api_docs/python/tf/keras/layers/BatchNormalization):
  `synchronized`
- tensorflow#7439, tensorflow#18222
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bnlint.facts.program import Program
from bnlint.facts.unsound import PerReplica, per_replica
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.verdict import Damage
from bnlint.rules.rule import Report
from bnlint.rules.wording import layers_do, trail
from bnlint.sources.places import Place

LEVEL: Level = "advice"
DAMAGES: tuple[Damage, ...] = ("per replica",)


def judge(program: Program) -> Iterator[Report]:
    found = sorted(program.derive(per_replica), key=lambda p: (_place(p), p.layers[0].number))
    for place, rows in groupby(found, key=_place):
        group = list(rows)
        first = group[0]
        layers = layers_do((layer for p in group for layer in p.layers), "sees", "see")
        yield Report(
            place,
            f"Each tower normalises by its own part of the batch: {layers} a batch as small as that of one device. "
            "That is usual, and matters where this part is small (below 16) or the towers' data differ: then share the "
            "batch statistics among the devices.",
            "sure",
            trail(
                TrailStep(place, "a tower is built here, with the variables of the others"),
                TrailStep(first.layers[0].spot.place, f"`{first.layers[0].scope}` normalises by the tower's batch"),
                TrailStep(first.step.spot.place, "this training step trains through all towers"),
            ),
        )


def _place(one: PerReplica) -> Place:
    return one.place
