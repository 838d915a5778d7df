"""Layers: batch normalisation of `tf.layers` and `tf.contrib.layers`, and the scopes that other layers open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bnlint.conditions import Condition
from bnlint.engine.values import Const, Unknown, Value
from bnlint.facts.events import FlagKind, LayerCall
from bnlint.facts.graph import Edge, Node, Variable
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.models.scopes import opened
from bnlint.source_witness.models.variables import variable
from bnlint.source_witness.tensors import ObjectValue, TensorValue


@dataclass(frozen=True)
class Flag:
    """The training flag of one call: how it was given, and when it makes the layer train."""

    kind: FlagKind
    trains: Condition
    tensor: TensorValue | None = None


def flag_of(call: Call, name: str) -> Flag:
    given = call.given(name)
    value = call.value(name)
    kinds: set[FlagKind] = set()
    trains = call.engine.logic.false
    tensor = None
    for condition, single in call.engine.alternatives(value):
        if isinstance(single, TensorValue):
            kinds.add("tensor")
            trains, tensor = trains | condition, single
        else:
            kinds.add("unknown" if isinstance(single, Unknown) else "python")
            trains = trains | (condition & call.engine.truth(single))
    kind: FlagKind = "absent" if given is None else next((k for k in ("tensor", "unknown") if k in kinds), "python")
    return Flag(kind, trains, tensor)


@dataclass(frozen=True)
class Normaliser:
    """What one batch normalisation is asked to do, whatever API it is called through."""

    flag: Flag
    collection: str | None
    trainable: Condition
    tracks: bool = True


def normalise(call: Call, inputs: Value, scope: str, guessed: bool, wanted: Normaliser) -> TensorValue:
    """Build one batch normalisation in the open variable scope: variables, update ops, output, and the event."""
    recorder = call.recorder
    weights = [variable(recorder, f"{scope}/{n}", trainable=True, guessed=guessed) for n in ("gamma", "beta")]
    moving = ("moving_mean", "moving_variance")
    statistics = [variable(recorder, f"{scope}/{n}", trainable=False, guessed=guessed) for n in moving]
    updates = _updates(call, inputs, [s.variable for s in statistics], wanted)
    feeding: list[Value] = [inputs, *weights, *statistics]
    if wanted.flag.tensor is not None:
        feeding.append(wanted.flag.tensor)
    node = recorder.node(call.name, feeding, kind="layer", name=scope)
    if wanted.collection is None:
        node.edges += [Edge(update, "control", update.condition) for update in updates]
    recorder.event(
        LayerCall, node=node, api=call.name, scope=scope, flag=wanted.flag.kind, trains=wanted.flag.trains,
        updates=tuple(updates), collection=wanted.collection, statistics=tuple(s.variable for s in statistics),
        weights=tuple(w.variable for w in weights), device=recorder.graph.devices[-1] if recorder.graph.devices else "",
    )  # fmt: skip
    return TensorValue(node, recorder)


def _updates(call: Call, inputs: Value, statistics: list[Variable], wanted: Normaliser) -> list[Node]:
    recorder, engine = call.recorder, call.engine
    exists = wanted.flag.trains & wanted.trainable
    if not (engine.path & exists).possible or not wanted.tracks:
        return []
    entry, engine.path = engine.path, engine.path & exists
    feeding = [inputs] if wanted.flag.tensor is None else [inputs, wanted.flag.tensor]
    prefix = recorder.graph.name_scope + "/" if recorder.graph.name_scope else ""
    updates = [
        recorder.node("tf.assign_sub", feeding, kind="update", variable=v, name=f"{prefix}AssignMovingAvg")
        for v in statistics
    ]
    engine.path = entry
    if wanted.collection is not None:
        for update in updates:
            _collect(call, wanted.collection, exists, update)
    return updates


def _collect(call: Call, key: str, exists: Condition, update: Node) -> None:
    from bnlint.source_witness.models.collections import add

    path = call.engine.path
    condition = exists if path.certain else exists & path
    add(call, call.recorder.graph, key, condition, update)


@models("tf.layers.batch_normalization")
def batch_normalization(call: Call) -> Value:
    with opened(call, call.value("name"), "batch_normalization") as scope:
        return normalise(call, call.value("inputs"), scope.name, scope.guessed, _tf_layers(call))


def _tf_layers(call: Call) -> Normaliser:
    trainable = call.engine.truth(call.value("trainable"))
    return Normaliser(flag_of(call, "training"), "update_ops", trainable)


@models("tf.contrib.layers.batch_norm")
def contrib_batch_norm(call: Call) -> Value:
    collection = call.value("updates_collections")
    key: str | None = "update_ops"
    if isinstance(collection, Const):
        key = collection.value if isinstance(collection.value, str) else None
    with opened(call, call.value("scope"), "BatchNorm") as scope:
        wanted = Normaliser(flag_of(call, "is_training"), key, call.engine.truth(call.value("trainable")))
        return normalise(call, call.value("inputs"), scope.name, scope.guessed, wanted)


@models(
    "tf.layers.BatchNormalization.__call__", "tf.layers.BatchNormalization.call", "tf.layers.BatchNormalization.apply"
)
def layer_object(call: Call) -> Value:
    """One layer object: its variables are made at its first call and shared by all."""
    layer = call.receiver
    assert isinstance(layer, ObjectValue)
    made = Call(call.recorder, layer.canonical, layer.arguments)
    wanted = Normaliser(flag_of(call, "training"), "update_ops", call.engine.truth(made.value("trainable")))
    known = layer.state.get("<scope>")
    if isinstance(known, Const):
        return normalise(call, call.value("inputs"), str(known.value), False, wanted)
    with opened(call, made.value("name"), "batch_normalization") as scope:
        layer.state["<scope>"] = Const(scope.name)
        return normalise(call, call.value("inputs"), scope.name, scope.guessed, wanted)


_LAYERS = (
    "average_pooling1d average_pooling2d average_pooling3d conv1d conv2d conv2d_transpose conv3d conv3d_transpose "
    "dense dropout flatten max_pooling1d max_pooling2d max_pooling3d separable_conv1d separable_conv2d"
).split()


@models(*(f"tf.layers.{name}" for name in _LAYERS))
def plain_layer(call: Call) -> Value:
    """A layer without moving statistics: it takes a scope name, and its weights a gradient."""
    kind = call.name.rpartition(".")[2]
    with opened(call, call.value("name"), kind) as scope:
        inputs: list[Value] = tensors_of(call)
        if re.match("conv|dense|separable", kind):
            inputs += [variable(call.recorder, f"{scope.name}/{n}", trainable=True) for n in ("kernel", "bias")]
        return call.recorder.tensor(call.name, inputs, name=scope.name)
