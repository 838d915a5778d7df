"""The program has a training flag and feeds it, but the flag does not arrive at the layers, which always train.

## What it does

Finds a placeholder for the flag that runs feed and nothing in the graph reads, while the mode of the layers is fixed;
and functions with a parameter that receives the flag and does not hand it to the layer, whose default then decides.

Not meant are networks for which the flag is not needed, such as those of another norm with a common signature, one
network for each mode, a flag that reaches the layer through an `arg_scope`, or a True that is written out where no
program uses or maintains the moving statistics, as in meta-learning.

## Why is this bad?

Feeding a placeholder that nothing reads is no error in TensorFlow. Evaluation feeds False and still normalises by its
own batch: the result for a sample depends on the others in the batch, and the moving statistics, though maintained,
are never used.

## Wrong

```python
def conv(x, filters, is_training):  # is_training is used nowhere
    return slim.conv2d(x, filters, 3, normalizer_fn=slim.batch_norm)
```

```python
is_training = tf.placeholder(tf.bool, [])
logits = network(images, training=True)
sess.run(loss, {images: x, labels: y, is_training: False})
```

## Right

```python
def conv(x, filters, is_training):
    return slim.conv2d(
        x, filters, 3, normalizer_fn=slim.batch_norm, normalizer_params={"is_training": is_training})
```

```python
is_training = tf.placeholder(tf.bool, [])
logits = network(images, training=is_training)
```

## Symptom

Evaluation depends on the size of the batch: a test loss of 0.09 in batches of 64, 0.43 in batches of 8, 1.2 in batches
of 2, where the same network with the flag connected has 0.02 in all of them.

## How to confirm

`is_training.consumers()` is an empty list, or holds dropout alone. Evaluate the same batch with the flag True and with
False: without dropout, the results are the same to the last bit.

## References

- `tf.contrib.layers.batch_norm` (tensorflow/contrib/layers/python/layers/layers.py, 1.15): `is_training=True`
- tensorflow#23630
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from bnlint.facts.dropped import DroppedFlag, UnheardFlag, Unpassed, dropped_flags, unheard_flags, unpassed_flags
from bnlint.facts.events import LayerCall
from bnlint.facts.graph import Node
from bnlint.facts.modes import ByBatch, evaluated_by_batch, inferring_in_training
from bnlint.facts.program import Program
from bnlint.findings.finding import Level, TrailStep, Use
from bnlint.findings.repair import Change, GiveArgument, Name, Repair
from bnlint.rules.cures import and_waits
from bnlint.rules.flag_cures import flag_cures, instead_of_constant
from bnlint.rules.rule import Report
from bnlint.rules.wording import evaluation_step, layer_count, trail, valued_elsewhere
from bnlint.sources.places import Place

LEVEL: Level = "error"


def judge(program: Program) -> Iterator[Report]:
    by_batch = {e.layer: e for e in program.derive(evaluated_by_batch)}
    wrong = {*by_batch, *(i.layer for i in program.derive(inferring_in_training))}
    unpassed = [u for u in program.derive(unpassed_flags) if u.layer in wrong]
    for place, rows in groupby(sorted(unpassed, key=lambda u: (_place(u), u.layer.number)), key=_place):
        yield _unpassed(program, place, list(rows), by_batch)
    told = {u.layer for u in unpassed}
    for flag in program.derive(dropped_flags):
        layers = [layer for layer in flag.layers if layer in wrong and layer not in told]
        if layers:
            yield _unread(program, flag, layers)
    yield from map(_unheard, program.derive(unheard_flags))


def _unread(program: Program, flag: DroppedFlag, layers: list[LayerCall]) -> Report:
    place = flag.flag.spot.place
    return Report(
        place,
        f"Nothing in the graph reads this training flag, though training feeds it True: the mode of "
        f"{layer_count(layers)} never changes. Pass it to the network.",
        "sure",
        trail(
            TrailStep(place, "the flag is made here"),
            TrailStep(layers[0].spot.place, f"`{layers[0].scope}` does not get it"),
            TrailStep(flag.training.spot.place, "training feeds True"),
            evaluation_step(flag.other),
        ),
        repairs=_connected(program, flag.flag, layers),
    )


def _unheard(unheard: UnheardFlag) -> Report:
    place, layers = unheard.flag.spot.place, unheard.layers
    return Report(
        place,
        f"Nothing in the graph reads this training flag, though it is fed False: {layer_count(layers)} of the network "
        "that is restored normalise by the batch all the same. Pass it to the network.",
        "sure",
        trail(
            TrailStep(place, "the flag is made here"),
            TrailStep(layers[0].spot.place, f"`{layers[0].scope}` does not get it"),
            TrailStep(unheard.run.spot.place, "this run feeds it False"),
        ),
    )


def _unpassed(program: Program, place: Place, group: list[Unpassed], by_batch: Mapping[LayerCall, ByBatch]) -> Report:
    first = group[0]
    parameter = first.argument.parameter
    return Report(
        place,
        f"The function around this call is handed the training flag as `{parameter}`, and does not pass it on: the "
        f"mode of {layer_count(u.layer for u in group)} never changes. Pass `{parameter}` to the layer.",
        "sure",
        trail(
            TrailStep(first.argument.spot.place, f"`{parameter}` is given here"),
            TrailStep(place, f"`{first.layer.scope}` is made without it"),
        ),
        only_if=_unless_meant([u.layer for u in group], by_batch),
        repairs=_passed_on(program, first),
    )


def _unless_meant(layers: list[LayerCall], by_batch: Mapping[LayerCall, ByBatch]) -> frozenset[Use]:
    """Who writes True out beside the flag, and maintains no statistics, may mean to normalise by the batch for ever, as
    meta-learners do: it is wrong if another program wants the statistics."""
    if any(layer.flag != "literal" or layer not in by_batch for layer in layers):
        return frozenset()
    return valued_elsewhere([by_batch[layer] for layer in layers])


def _connected(program: Program, flag: Node, layers: list[LayerCall]) -> tuple[Repair, ...]:
    """The flag given to every one of the layers."""
    changes: dict[Change, None] = {}
    safe = True
    for layer in layers:
        ways = instead_of_constant(program, layer, flag) or flag_cures(program, layer, flag)
        if not ways:
            return ()
        changes.update(dict.fromkeys(ways[0].changes))
        safe = safe and ways[0].safe
    steps = (step for step in program.steps if any(layer is layers[0] for layer, _ in program.trained_layers(step)))
    connected = Repair("connect-flag", "Pass the flag to the layers.", tuple(changes), safe)
    return and_waits(program, (connected,), layers[0], steps)


def _passed_on(program: Program, unpassed: Unpassed) -> tuple[Repair, ...]:
    """The flag that the function was handed, which makes the layer itself or by other functions."""
    layer, parameter = unpassed.layer, unpassed.argument.parameter
    makes_it = len(layer.spot.chain) == len(unpassed.argument.spot.chain) + 1
    if layer.parameter is None or layer.scopes or not makes_it:
        return flag_cures(program, layer, unpassed.argument.node)
    given = GiveArgument(layer.spot.place, layer.parameter, Name((parameter,)), layer.inside)
    return (Repair("give-flag", f"Pass `{parameter}` to the layer.", (given,)),)


def _place(one: Unpassed) -> Place:
    return one.layer.spot.place
