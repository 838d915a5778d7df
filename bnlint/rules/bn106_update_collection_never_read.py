"""The layers put their update ops where training does not look, or the training step is told to leave them out.

## What it does

Finds two ways, both of slim and `tf.contrib` (TensorFlow 1), to lose update ops that exist:

- `updates_collections` names a collection of one's own, and nothing that training runs ever reads it. The finding is
  on the call of the layer.
- `create_train_op` or `optimize_loss` gets `update_ops`: an empty list, or one without the layers' ops. The finding is
  on that call.

## Why is this bad?

`create_train_op` and `optimize_loss` run the whole of `tf.GraphKeys.UPDATE_OPS` by themselves, but only that
collection, and only where `update_ops` is not given. An explicit list replaces it. slim logs a warning that update ops
are missing; nothing fails. The moving statistics keep their initial values, mean 0 and variance 1.

## Wrong

```python
h = slim.batch_norm(h, is_training=is_training, updates_collections="bn_update_ops")
...
train_op = tf.group(minimize, *tf.get_collection("bn_updates"))  # another spelling: empty
```

```python
train_op = slim.learning.create_train_op(loss, optimizer, update_ops=[])
```

## Right

```python
h = slim.batch_norm(h, is_training=is_training)
train_op = slim.learning.create_train_op(loss, optimizer)
```

A collection of one's own must be read and run with the training step:

```python
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS) + tf.get_collection("bn_update_ops")
train_op = slim.learning.create_train_op(loss, optimizer, update_ops=update_ops)
```

`updates_collections=None` updates in place and needs no list. The string "update_ops" is the value of
`tf.GraphKeys.UPDATE_OPS`.

## Symptom

As of BN101: training loss 21.8 and held-out loss 3570 after 45 steps; without `update_ops=[]`, the same training loss
and held-out loss 26.1. With a private collection that nobody reads, test loss 4.6 instead of 0.0016.

## How to confirm

Print `len(tf.get_collection(tf.GraphKeys.UPDATE_OPS))` and the length of the private collection: 0 and twice the
number of layers. The bits of `moving_mean` do not change over training steps.

## References

-
  [`tf.contrib.layers.batch_norm`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/layers/batch_norm):
  `updates_collections`
-
  [`tf.contrib.training.create_train_op`](https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/training/create_train_op):
  "update_ops: An optional list of updates to execute"
- tensorflow/models: inception's `_update_ops_`, a private collection that its training script does read
"""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.events import LayerCall
from bnlint.facts.program import Program
from bnlint.facts.updates import DEFAULT_COLLECTION, Undone, runs_collection, undone_updates
from bnlint.findings.finding import Level, TrailStep
from bnlint.findings.repair import AddCollection, GiveArgument, LeaveOut, Literal, Repair
from bnlint.rules.rule import Report
from bnlint.rules.wording import by_place, judged, layer_count, layers_step, relied_elsewhere, run_steps, trail
from bnlint.sources.places import Place

LEVEL: Level = "error"
_PARAMETER = "updates_collections"
_WHOLE = "Run the whole of tf.GraphKeys.UPDATE_OPS in this step."


def judge(program: Program) -> Iterator[Report]:
    undone = program.derive(undone_updates)
    for spot, group in by_place((u for u in undone if u.cause == "unread"), lambda u: u.layer.spot):
        certainty, when = judged(program, group)
        key = group[0].layer.collection
        yield Report(
            spot.place,
            f"The update ops of {layer_count(u.layer for u in group)} go to the collection {key!r}{when}, which "
            "nothing that training waits on ever reads: the moving statistics keep their initial values. Leave "
            "tf.GraphKeys.UPDATE_OPS, the default, or make the training step wait on that collection, too.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(group[0].step.spot.place, f"this training step waits on nothing of {key!r}"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            _collected_elsewhere(program, group),
        )
    for spot, group in by_place((u for u in undone if u.cause == "left out"), lambda u: u.step.spot):
        certainty, when = judged(program, group)
        yield Report(
            spot.place,
            f"`update_ops` replaces the collection that this call would run by itself{when}, and leaves out the update "
            f"ops of {layer_count(u.layer for u in group)}: their moving statistics keep the initial values. Leave it "
            "out, or give it all of tf.GraphKeys.UPDATE_OPS.",
            certainty,
            trail(
                layers_step(group),
                TrailStep(spot.place, "this training step runs the update ops that it is told, and no others"),
                run_steps(program, group),
            ),
            relied_elsewhere(group),
            (Repair("whole-collection", _WHOLE, (AddCollection(spot.place, "update_ops", DEFAULT_COLLECTION),)),),
        )


def _collected_elsewhere(program: Program, group: list[Undone]) -> tuple[Repair, ...]:
    """The update ops put where training looks: in the standard collection, or in one that it reads for nothing."""
    step = group[0].step
    place, inside = _told(group[0].layer)
    found: list[Repair] = []
    if inside is None and runs_collection(program, step, group[0].layer, DEFAULT_COLLECTION):
        standard = "Leave the update ops in tf.GraphKeys.UPDATE_OPS, the default."
        found.append(Repair("standard-collection", standard, (LeaveOut(place, _PARAMETER),)))
    runs = program.runs_of(step)
    for read in program.reads:
        awaited = any(program.run_reach(run).condition(read.node).possible for run in runs)
        if awaited and not read.contents and read.graph == step.graph and read.key != DEFAULT_COLLECTION:
            given = GiveArgument(place, _PARAMETER, Literal(read.key), inside)
            title = f"Put the update ops into the collection {read.key!r}, which training runs."
            found.append(Repair("read-collection", title, (given,)))
    in_place = "Let the layer update its statistics whenever it runs: updates_collections=None."
    return (*found, Repair("in-place", in_place, (GiveArgument(place, _PARAMETER, Literal(None), inside),)))


def _told(layer: LayerCall) -> tuple[Place, str | None]:
    """The call that says where the update ops go, and the parameter of it that holds the layer's, if any."""
    own = next((scope for scope in layer.scopes if _PARAMETER in scope.gives and scope.spot is not None), None)
    if own is not None and own.spot is not None:
        return own.spot.place, None
    given = next((scope for scope in layer.scopes if scope.inside is not None and scope.spot is not None), None)
    return layer.spot.place if given is None or given.spot is None else given.spot.place, layer.inside
