"""Collections: `get_collection` hands out a copy, `get_collection_ref` the live list."""

from __future__ import annotations

import re

from bnlint.conditions import Condition
from bnlint.engine.values import NONE, Choice, Const, HostValue, Item, ListValue, Unknown, Value
from bnlint.facts.events import CollectionRead
from bnlint.facts.graph import Node
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.graph_state import Graph
from bnlint.source_witness.tensors import GraphValue, TensorValue, VariableValue

VARIABLES = {
    "tf.global_variables": "variables", "tf.all_variables": "variables", "tf.local_variables": "local_variables",
    "tf.trainable_variables": "trainable_variables", "tf.model_variables": "model_variables",
    "tf.moving_average_variables": "moving_average_variables",
    "tf.contrib.framework.get_model_variables": "model_variables",
    "tf.contrib.framework.get_trainable_variables": "trainable_variables",
    "tf.contrib.framework.get_variables": "variables",
}  # fmt: skip
"""The functions that list variables, and the collections that they read."""


class MoreVariables(HostValue):
    """Stands for the variables of a collection that were made where nothing here could see."""

    __slots__ = ()

    def describe(self) -> str:
        return "a variable"


class LiveList(ListValue):
    """The list behind `get_collection_ref`: later additions show up in it."""

    __slots__ = ()


def graph_of(call: Call) -> Graph:
    return call.receiver.graph if isinstance(call.receiver, GraphValue) else call.recorder.graph


@models("tf.get_collection", "tf.Graph.get_collection")
def get_collection(call: Call) -> Value:
    key = call.value("key" if call.given("key") is not None else "name")
    return call.engine.lift(key, lambda single: read(call, single, live=False))


@models("tf.get_collection_ref", "tf.Graph.get_collection_ref")
def get_collection_ref(call: Call) -> Value:
    key = call.value("key" if call.given("key") is not None else "name")
    return call.engine.lift(key, lambda single: read(call, single, live=True))


def read(call: Call, key: Value, *, live: bool) -> Value:
    recorder, graph = call.recorder, graph_of(call)
    if not (isinstance(key, Const) and isinstance(key.value, str)):
        return Unknown("a collection", stable=True)
    if key.value in ("variables", "trainable_variables"):
        return variables(call, trainable=key.value == "trainable_variables")
    scope = call.value("scope")
    contents = _filtered(call, list(graph.collections.get(key.value, ())), scope)
    node = Node(recorder.next_number(), "read", call.name, recorder.spot(), call.engine.path, graph.number)
    event = recorder.event(
        CollectionRead, node=node, key=key.value, scope=_scope_text(scope), live=live, contents=tuple(contents),
        graph=graph.number,
    )  # fmt: skip
    node.number = event.number
    items: list[Item] = [(c, recorder.value_of(n)) for c, n in contents]
    kind = LiveList if live else ListValue
    result = kind(items, None, (TensorValue(node, recorder),))
    if live:
        graph.live.setdefault(key.value, []).append((event, result))
    return result


def _scope_text(scope: Value) -> str | None:
    if isinstance(scope, Const):
        return scope.value or None
    return "an unknown scope"


def _filtered(call: Call, contents: list[tuple[Condition, Node]], scope: Value) -> list[tuple[Condition, Node]]:
    """`get_collection(key, scope)` keeps what `re.match` finds at the beginning of the name."""
    if isinstance(scope, Const):
        name_of = graph_of(call).name_of
        return [(c, n) for c, n in contents if not scope.value or _matches(str(scope.value), name_of(n))]
    if isinstance(scope, Choice):
        chosen = [(c & call.engine.path, _filtered(call, contents, s)) for c, s in call.engine.alternatives(scope)]
        return [(c & inner, n) for c, found in chosen for inner, n in found]
    return contents


def _matches(pattern: str, name: str) -> bool:
    """As TensorFlow decides it; a scope whose own name is unknown (`<FLAGS.name>`) is taken literally."""
    try:
        return name.startswith(pattern) or re.match(pattern, name) is not None
    except re.error:
        return True


@models("tf.add_to_collection", "tf.Graph.add_to_collection", "tf.add_to_collections", "tf.Graph.add_to_collections")
def add_to_collection(call: Call) -> Value:
    graph, engine = graph_of(call), call.engine
    keys = call.value("name" if call.given("name") is not None else "names")
    for condition, key, _ in engine.leaves(keys):
        if isinstance(key, Const) and isinstance(key.value, str):
            for edge in call.recorder.edges(call.value("value")):
                add(call, graph, key.value, condition & edge.condition & engine.path, edge.target)
    return NONE


def add(call: Call, graph: Graph, key: str, condition: Condition, node: Node) -> None:
    graph.collect(key, condition, node)
    for event, listed in graph.live.get(key, ()):
        listed.items.append((condition, call.recorder.value_of(node)))
        event.contents = (*event.contents, (condition, node))


@models(*VARIABLES)
def variable_lists(call: Call) -> Value:
    key = VARIABLES[call.name]
    if key in ("variables", "trainable_variables"):
        return variables(call, trainable=key == "trainable_variables")
    return read(call, Const(key), live=False)


def variables(call: Call, *, trainable: bool) -> Value:
    """The variables known so far, and perhaps more."""
    graph, recorder = graph_of(call), call.recorder
    true, scope = call.engine.logic.true, call.value("scope")
    pattern = str(scope.value) if isinstance(scope, Const) and scope.value else ""
    added = {node for _, node in graph.collections.get("trainable_variables", ())}
    chosen = [
        VariableValue(v, node, recorder)
        for v, node in graph.variables.items()
        if (v.trainable or not trainable or node in added) and (v.guessed or _matches(pattern, f"{v.name}:0"))
    ]
    return ListValue([(true, v) for v in chosen], MoreVariables())


@models("tf.contrib.framework.get_variables_to_restore")
def variables_to_restore(call: Call) -> Value:
    """All global variables of the scopes in `include`, without those in `exclude`: where a scope is not known, all that
    may be among them."""
    graph, recorder, true = graph_of(call), call.recorder, call.engine.logic.true
    (include, all_known), (exclude, _) = _scopes(call, "include"), _scopes(call, "exclude")
    chosen = [
        VariableValue(v, node, recorder)
        for v, node in graph.variables.items()
        if (not include or not all_known or any(_matches(scope, v.name) for scope in include))
        and not any(_matches(scope, v.name) for scope in exclude)
    ]
    return ListValue([(true, v) for v in chosen], MoreVariables())


def _scopes(call: Call, name: str) -> tuple[list[str], bool]:
    """The scopes that an argument surely lists, and whether those are all."""
    leaves = list(call.engine.leaves(call.value(name)))
    constants = [
        (value.value, condition.certain and sure) for condition, value, sure in leaves if isinstance(value, Const)
    ]
    listed = [str(scope) for scope, sure in constants if scope and sure]
    return listed, len(constants) == len(leaves) and all(sure for _, sure in constants)
