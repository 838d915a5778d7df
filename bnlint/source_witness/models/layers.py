"""Layers: batch normalisation of `tf.layers` and `tf.contrib.layers`, and the scopes that other layers open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import NONE, Const, DictValue, Item, ListValue, Unknown, Value, Written
from bnlint.facts.events import FlagKind, LayerCall, Misplaced, Origin
from bnlint.facts.graph import Edge, Node, Variable
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.graph_state import VariableScope
from bnlint.source_witness.models.scopes import ScopeContext, ScopeValue, opened
from bnlint.source_witness.models.variables import join, variable
from bnlint.source_witness.passing import misplaced, origin_of, parameter_of
from bnlint.source_witness.scope import callees, flags_in_scope
from bnlint.source_witness.tensors import ObjectValue, TensorValue


@dataclass(frozen=True)
class Flag:
    """The training flag of one call: how it was given, and when it makes the layer train."""

    kind: FlagKind
    trains: Condition
    tensor: TensorValue | None = None
    origin: Origin | None = None
    misplaced: Misplaced | None = None
    parameter: str | None = None
    inside: str | None = None


def flag_of(call: Call, name: str) -> Flag:
    given = call.given(name)
    value = call.value(name)
    kinds: set[FlagKind] = set()
    trains = call.engine.logic.false
    tensor, origin = None, None
    for condition, single in call.engine.alternatives(value):
        if isinstance(single, TensorValue):
            truth = call.recorder.truth_of(single.node)
            changes = any(symbol.kind == "tensor" for symbol in truth.symbols())
            kinds.add("tensor" if changes else "python")
            tensor = single if changes else tensor
        else:
            kinds.add("unknown" if isinstance(single, Unknown) else "python")
            truth = call.engine.truth(single)
            origin = origin_of(single) if isinstance(single, Written) and origin is None else origin
        trains = trains | (condition & truth)
    kind: FlagKind = next((k for k in ("tensor", "unknown") if k in kinds), "python")
    if given is None:
        kind = "absent"
    elif kind == "python" and call.is_literal(name):
        kind = "literal"
    parameter, inside = parameter_of(call, name)
    return Flag(kind, trains, tensor, origin, misplaced(call, name), parameter, inside)


@dataclass(frozen=True)
class Normaliser:
    """What one batch normalisation is asked to do, whatever API it is called through."""

    flag: Flag
    collection: str | None
    trainable: Condition
    weights: list[str]
    joins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The collections that its variables join, by their names; under `*` those that all join."""


def normalise(
    call: Call, inputs: Value, scope: str, guessed: bool, wanted: Normaliser, layer: ObjectValue | None = None
) -> TensorValue:
    """Build one batch normalisation in the open variable scope: variables, update ops, output, and the event.

    A `layer` object gets its variables and its update ops for attributes.
    """
    recorder = call.recorder
    trainable = wanted.trainable.possible
    weights = [variable(recorder, f"{scope}/{n}", trainable=trainable, guessed=guessed) for n in wanted.weights]
    moving = ("moving_mean", "moving_variance")
    statistics = [variable(recorder, f"{scope}/{n}", trainable=False, guessed=guessed) for n in moving]
    for made, name in zip((*weights, *statistics), (*wanted.weights, *moving), strict=True):
        for key in (*wanted.joins.get("*", ()), *wanted.joins.get(name, ())):
            join(recorder, key, made)
    updates = _updates(call, inputs, [s.variable for s in statistics], wanted)
    feeding: list[Value] = [inputs, *weights, *statistics]
    if wanted.flag.tensor is not None:
        feeding.append(wanted.flag.tensor)
    if layer is not None:
        layer.state.update(zip((*wanted.weights, *moving), (*weights, *statistics), strict=True))
        known = layer.state.get("updates")
        before = known.items if isinstance(known, ListValue) else []
        added: list[Item] = [(update.condition, TensorValue(update, recorder)) for update in updates]
        layer.state["updates"] = ListValue([*before, *added])
    node = recorder.node(call.name, feeding, kind="layer", name=scope)
    if wanted.collection is None:
        node.edges += [Edge(update, "control", update.condition) for update in updates]
    recorder.event(
        LayerCall, node=node, api=call.name, scope=scope, flag=wanted.flag.kind, trains=wanted.flag.trains,
        updates=tuple(updates), collection=wanted.collection, statistics=tuple(s.variable for s in statistics),
        weights=tuple(w.variable for w in weights), device=recorder.graph.devices[-1] if recorder.graph.devices else "",
        origin=wanted.flag.origin, misplaced=wanted.flag.misplaced,
        parameter=wanted.flag.parameter, inside=wanted.flag.inside,
        in_scope=flags_in_scope(recorder) if wanted.flag.tensor is None else (),
        callees=callees(recorder) if wanted.flag.tensor is None else (),
        scopes=recorder.scopes_of(call.name),
        tensor=None if wanted.flag.tensor is None else wanted.flag.tensor.node,
    )  # fmt: skip
    return TensorValue(node, recorder)


def _updates(call: Call, inputs: Value, statistics: list[Variable], wanted: Normaliser) -> list[Node]:
    recorder, engine = call.recorder, call.engine
    moves = wanted.flag.trains
    exists = engine.logic.forget(moves, lambda symbol: symbol.kind == "tensor") & wanted.trainable
    if not (engine.path & exists).possible:
        return []
    entry, engine.path = engine.path, engine.path & exists
    feeding = [inputs] if wanted.flag.tensor is None else [inputs, wanted.flag.tensor]
    names = [recorder.graph.unique_name("AssignMovingAvg", engine.path) for _ in statistics]
    updates = [
        recorder.node("tf.assign_sub", feeding, kind="update", variable=variable, name=name)
        for variable, name in zip(statistics, names, strict=True)
    ]
    engine.path = entry
    if wanted.flag.tensor is not None:
        for update in updates:
            update.runs = moves if update.runs is None else update.runs & moves
    if wanted.collection is not None:
        for update in updates:
            _collect(call, wanted.collection, exists, update)
    return updates


def _collect(call: Call, key: str, exists: Condition, update: Node) -> None:
    from bnlint.source_witness.models.collections import add

    path = call.engine.path
    condition = exists if path.certain else exists & path
    add(call, call.recorder.graph, key, condition, update)


def weights_of(call: Call, **settings: str) -> list[str]:
    """The names of the weights whose setting, as `gamma="scale"`, is not surely off."""
    return [name for name, setting in settings.items() if call.engine.truth(call.value(setting)).possible]


@models("tf.layers.batch_normalization")
def batch_normalization(call: Call) -> Value:
    with opened(call, call.value("name"), "batch_normalization", call.value("reuse"), layer=True) as scope:
        return normalise(call, call.value("inputs"), scope.name, scope.guessed, _tf_layers(call, call))


def _tf_layers(made: Call, call: Call) -> Normaliser:
    """What a layer of `tf.layers`, constructed by `made`, is asked to do by `call`."""
    trainable, weights = made.engine.truth(made.value("trainable")), weights_of(made, gamma="scale", beta="center")
    return Normaliser(flag_of(call, "training"), "update_ops", trainable, weights)


@models("tf.contrib.layers.batch_norm")
def contrib_batch_norm(call: Call) -> Value:
    collection = call.value("updates_collections")
    key: str | None = "update_ops"
    if isinstance(collection, Const):
        key = collection.value if isinstance(collection.value, str) else None
    trainable, weights = call.engine.truth(call.value("trainable")), weights_of(call, beta="center", gamma="scale")
    with opened(call, call.value("scope"), "BatchNorm", call.value("reuse")) as scope:
        joins = {"*": ("model_variables",), **_collections(call.engine, call.value("variables_collections"))}
        wanted = Normaliser(flag_of(call, "is_training"), key, trainable, weights, joins)
        return normalise(call, call.value("inputs"), scope.name, scope.guessed, wanted)


def _collections(engine: Interpreter, given: Value) -> dict[str, tuple[str, ...]]:
    """What `variables_collections` says: a list for all variables, or a list for each name."""
    if isinstance(given, DictValue):
        named = [(key, held) for key, held in given.entries.values() if isinstance(key, Const)]
        return {str(key.value): _texts(engine, held) for key, held in named}
    return {name: _texts(engine, given) for name in ("beta", "gamma", "moving_mean", "moving_variance")}


def _texts(engine: Interpreter, value: Value) -> tuple[str, ...]:
    leaves = [single for _, single, _ in engine.leaves(value)]
    return tuple(v.value for v in leaves if isinstance(v, Const) and isinstance(v.value, str))


@models("tf.layers.Layer.__call__", "tf.layers.Layer.apply", "tf.layers.BatchNormalization.call")
def layer_object(call: Call) -> Value:
    """One layer object: its variables are made at its first call and shared by all."""
    layer = call.receiver
    assert isinstance(layer, ObjectValue)
    made = Call(call.recorder, layer.canonical, layer.arguments)
    with scope_of(layer, made) as scope:
        if layer.canonical == "tf.layers.BatchNormalization":
            return normalise(call, call.value("inputs"), scope.name, scope.guessed, _tf_layers(made, call), layer)
        return weighted(made, call.name, tensors_of(call), scope)


@contextmanager
def scope_of(layer: ObjectValue, made: Call) -> Iterator[VariableScope]:
    """The scope of a layer object: opened by its first call, under its name made unique, and entered again later."""
    known = layer.state.get("<scope>")
    if not isinstance(known, ScopeValue):
        kind = made.text("name") or snake_case(layer.canonical.rpartition(".")[2])
        with opened(made, NONE, kind) as scope:
            layer.state["<scope>"] = ScopeValue(scope, made.recorder.graph)
            yield scope
        return
    graph = made.recorder.graph
    context = ScopeContext(made.recorder, known, None, "yes", own_name_scope=False)
    context.enter(made.engine)
    graph.name_scope = known.scope.name_scope
    try:
        yield graph.scope
    finally:
        context.leave(made.engine)


def snake_case(name: str) -> str:
    """`BatchNormalization` as `batch_normalization`, `Conv2DTranspose` as `conv2d_transpose`."""
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)).lower()


_LAYERS = (
    "average_pooling1d average_pooling2d average_pooling3d conv1d conv2d conv2d_transpose conv3d conv3d_transpose "
    "dense dropout flatten max_pooling1d max_pooling2d max_pooling3d separable_conv1d separable_conv2d"
).split()
_KERNELS = {"separable": ("depthwise_kernel", "pointwise_kernel"), "conv": ("kernel",), "dense": ("kernel",)}


@models(*(f"tf.layers.{name}" for name in _LAYERS))
def plain_layer(call: Call) -> Value:
    """A layer without moving statistics: it takes a scope name, and its weights a gradient."""
    kind = call.name.rpartition(".")[2]
    with opened(call, call.value("name"), kind, call.value("reuse"), layer=True) as scope:
        return weighted(call, call.name, tensors_of(call), scope)


def weighted(made: Call, operation: str, inputs: list[Value], scope: VariableScope) -> TensorValue:
    """What a layer computes from its inputs and from the weights that its settings ask for."""
    kind = snake_case(made.name.rpartition(".")[2])
    kernels = next((names for start, names in _KERNELS.items() if kind.startswith(start)), ())
    names = [*kernels, *weights_of(made, bias="use_bias")] if kernels else []
    trainable = made.engine.truth(made.value("trainable")).possible
    weights = [variable(made.recorder, f"{scope.name}/{n}", trainable=trainable, guessed=scope.guessed) for n in names]
    return made.recorder.tensor(operation, [*inputs, *weights], name=scope.name)
