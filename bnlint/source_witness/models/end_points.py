"""End points: collections of outputs by the names of their layers.

As in tensorflow/contrib/layers/python/layers/utils.py, 1.15.
"""

from __future__ import annotations

from bnlint.engine.values import Const, DictValue, Unknown, Value
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.models.collections import add
from bnlint.source_witness.tensors import TensorValue


def collect_output(call: Call, collections: Value, alias: str, outputs: Value) -> None:
    """The output joins the collections, under one more name."""
    recorder, graph = call.recorder, call.recorder.graph
    for condition, key, _ in call.engine.leaves(collections):
        if isinstance(key, Const) and isinstance(key.value, str) and key.value:
            for edge in recorder.edges(outputs):
                graph.aliases.setdefault(edge.target, []).append(alias.removesuffix("/"))
                add(call, graph, key.value, condition & edge.condition & call.engine.path, edge.target)


@models("tf.contrib.layers.collect_named_outputs")
def collect_named_outputs(call: Call) -> Value:
    outputs, alias = call.value("outputs"), call.text("alias")
    if alias is not None:
        collect_output(call, call.value("collections"), alias, outputs)
    return outputs


@models("tf.contrib.layers.convert_collection_to_dict")
def convert_collection_to_dict(call: Call) -> Value:
    """The tensors of the collection, each under all its names; under any other name it may be one of them."""
    recorder, graph, key = call.recorder, call.recorder.graph, call.text("collection")
    collected = [] if key is None else graph.collections.get(key, ())
    result = DictValue()
    tensors: list[Value] = []
    for _, node in collected:
        tensors.append(TensorValue(node, recorder))
        for alias in graph.aliases.get(node, ()):
            result.entries[DictValue.key_of(Const(alias))] = (Const(alias), tensors[-1])
    result.rest = Unknown("an end point", stable=True, carries=tuple(tensors[-1:]), harmless=True)
    return result
