"""A graph as an artefact holds it, and what the artefact says of it: collections, variables, signatures, savers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bnlint.artefacts import protos
from bnlint.artefacts.protos import GraphDef, Untyped

VARIABLE_COLLECTIONS = (
    "variables",
    "trainable_variables",
    "local_variables",
    "model_variables",
    "moving_average_variables",
    "metric_variables",
    "global_step",
)
"""The collections of `tf.GraphKeys` that TensorFlow writes as VariableDef."""

_LOOKED_AT = 1000
"""Operations by which a graph is told from other messages."""


class StoredVariable(NamedTuple):
    """A variable that an artefact declares: its name without `:0`, and operations by name, "" where none is named.

    `node` holds the variable or its handle, `initializer` writes its initial value, and `snapshot` reads it.
    """

    name: str
    node: str
    initializer: str
    snapshot: str
    trainable: bool


class Signature(NamedTuple):
    """Tensors of a graph by the names under which a SavedModel hands them out, and the method that it declares."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    method: str


@dataclass(frozen=True, eq=False)
class StoredGraph:
    """One graph of an artefact.

    `name` tells it from the others of the artefact: the tags of a SavedModel, the step of an event, a file, "graph 2".
    `graph_def` is as it was stored: attributes that `strip_default_attrs` took away are absent.
    `collections` maps to names of operations and tensors, and for a collection of variables to their names with `:0`;
    collections of other things (contexts, queue runners, numbers) are left out.
    `variables` are those of the collections, or those of the object graph of a SavedModel 2.x, without operations.
    `bound_variables` says, for each function that a SavedModel 2.x restores, which variables its last arguments
    are: a name each, `None` where the argument is something else.
    """

    name: str
    graph_def: GraphDef
    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variables: tuple[StoredVariable, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    bound_variables: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    save_tensor: str = ""
    """The tensor that the declared saver fetches to save, "" where none is declared."""


def flaw_of(graph_def: GraphDef) -> str | None:
    """What shows that a message is no graph, though its bytes could be one; `None` where it is a graph."""
    if not graph_def.node:
        return "a graph without a single operation"
    if not all(node.op and node.name for node in graph_def.node[:_LOOKED_AT]):
        return "a message whose operations lack names or types, which is no graph"
    return None


def from_meta_graph(name: str, meta: Untyped) -> StoredGraph:
    """The graph of a MetaGraphDef."""
    collections, defined = _collections(meta)
    objects = _Objects(meta.object_graph_def)
    return StoredGraph(
        name,
        meta.graph_def,
        collections,
        _declared(collections, defined) or objects.variables(),
        {key: _signature(one) for key, one in sorted(meta.signature_def.items())},
        objects.bound_variables(),
        operation(meta.saver_def.save_tensor_name),
    )


def operation(tensor: str) -> str:
    """The name of the operation that makes `tensor`, or that a control input waits for."""
    return tensor.removeprefix("^").partition(":")[0]


def _collections(meta: Untyped) -> tuple[dict[str, tuple[str, ...]], dict[str, Untyped]]:
    """The collections of names, and the VariableDefs of all collections by name."""
    collections: dict[str, tuple[str, ...]] = {}
    defined: dict[str, Untyped] = {}
    for key, collection in sorted(meta.collection_def.items()):
        kind = collection.WhichOneof("kind")
        if kind == "node_list":
            collections[key] = tuple(collection.node_list.value)
        elif kind == "bytes_list" and key in VARIABLE_COLLECTIONS:
            parsed = (protos.parse(protos.messages().variable_def, data) for data in collection.bytes_list.value)
            variables = {one.variable_name: one for one in parsed if one is not None and one.variable_name}
            collections[key] = tuple(variables)
            defined |= variables
        elif kind == "bytes_list" and (texts := _texts(collection.bytes_list.value)) is not None:
            collections[key] = texts
    return collections, defined


def _texts(values: Iterable[bytes]) -> tuple[str, ...] | None:
    """What a collection of Python strings holds; `None` where it holds messages."""
    try:
        texts = tuple(value.decode() for value in values)
    except UnicodeDecodeError:
        return None
    return texts if all(text.isprintable() for text in texts) else None


def _declared(collections: Mapping[str, tuple[str, ...]], defined: Mapping[str, Untyped]) -> tuple[StoredVariable, ...]:
    trainable = frozenset(collections.get("trainable_variables", ()))
    return tuple(
        StoredVariable(
            operation(name),
            operation(name),
            operation(one.initializer_name),
            operation(one.snapshot_name),
            name in trainable,
        )
        for name, one in defined.items()
    )


def _signature(signature: Untyped) -> Signature:
    inputs, outputs = (
        {key: name for key, info in sorted(infos.items()) if (name := info.name or info.coo_sparse.values_tensor_name)}
        for infos in (signature.inputs, signature.outputs)
    )
    return Signature(inputs, outputs, signature.method_name)


class _Objects:
    """The object graph of a SavedModel 2.x; an empty one elsewhere."""

    def __init__(self, object_graph: Untyped) -> None:
        self._nodes = object_graph.nodes
        self._functions = object_graph.concrete_functions

    def variables(self) -> tuple[StoredVariable, ...]:
        return tuple(
            StoredVariable(node.variable.name, "", "", "", node.variable.trainable)
            for node in self._nodes
            if node.WhichOneof("kind") == "variable"
        )

    def bound_variables(self) -> dict[str, tuple[str | None, ...]]:
        return {
            name: tuple(self._name(number) for number in function.bound_inputs)
            for name, function in sorted(self._functions.items())
        }

    def _name(self, number: int) -> str | None:
        if not 0 <= number < len(self._nodes) or self._nodes[number].WhichOneof("kind") != "variable":
            return None
        return str(self._nodes[number].variable.name)
