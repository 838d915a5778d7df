"""TensorFlow's protocol buffers without TensorFlow: those of the `tensorboard` package, and the few that it lacks.

This module alone imports `tensorboard` and `google.protobuf`, and not before something is read.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from bnlint.artefacts.errors import ArtefactError


class Message(Protocol):
    """What every message can do, of what is needed here."""

    def ParseFromString(self, data: bytes) -> int: ...  # noqa: N802  protobuf's own name


class NodeDef(Protocol):
    """An operation: its `input` are names, `name:1` for another output than the first, `^name` for a control input."""

    name: str
    op: str
    device: str
    input: Sequence[str]
    attr: Mapping[str, Any]


class FunctionDef(Protocol):
    """A function of a graph's library; `signature` is its OpDef, `ret` says what it returns."""

    signature: Any
    node_def: Sequence[NodeDef]
    ret: Mapping[str, str]
    control_ret: Mapping[str, str]
    attr: Mapping[str, Any]


class Library(Protocol):
    """The functions that a graph's operations call."""

    function: Sequence[FunctionDef]


class GraphDef(Message, Protocol):
    """A graph: `tensorflow/core/framework/graph.proto`."""

    node: Sequence[NodeDef]
    library: Library
    versions: Any


Untyped: TypeAlias = Any
"""A message whose fields are read where it is made, and which nobody is handed."""


class Messages(NamedTuple):
    """The classes of the messages that artefacts hold."""

    graph_def: Callable[[], GraphDef]
    meta_graph_def: Callable[[], Untyped]
    saved_model: Callable[[], Untyped]
    event: Callable[[], Untyped]
    variable_def: Callable[[], Untyped]
    object_graph: Callable[[], Untyped]
    bundle_header: Callable[[], Untyped]
    bundle_entry: Callable[[], Untyped]
    checkpoint_state: Callable[[], Untyped]


AnyMessage = TypeVar("AnyMessage", bound=Message)


@cache
def messages() -> Messages:
    """The messages; raises `ArtefactError` where the extra `graph` is not installed."""
    try:
        from google.protobuf import descriptor_pool, message_factory
        from tensorboard.compat.proto import (
            event_pb2,
            graph_pb2,
            meta_graph_pb2,
            trackable_object_graph_pb2,
            variable_pb2,
        )
    except ImportError as error:
        raise ArtefactError("reading graphs needs bnlint[graph]: pip install 'bnlint[graph]'") from error
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(_missing_messages().SerializeToString())

    def missing(name: str) -> Any:
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))

    return Messages(
        graph_def=graph_pb2.GraphDef,
        meta_graph_def=meta_graph_pb2.MetaGraphDef,
        saved_model=missing("SavedModel"),
        event=event_pb2.Event,
        variable_def=variable_pb2.VariableDef,
        object_graph=trackable_object_graph_pb2.TrackableObjectGraph,
        bundle_header=missing("BundleHeaderProto"),
        bundle_entry=missing("BundleEntryProto"),
        checkpoint_state=missing("CheckpointState"),
    )


def parse(kind: Callable[[], AnyMessage], data: bytes) -> AnyMessage | None:
    """The message that `data` is in the wire format; `None` where it is none, or is nested beyond protobuf's limit."""
    from google.protobuf.message import DecodeError

    message = kind()
    try:
        message.ParseFromString(data)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return message


def parse_text(kind: Callable[[], AnyMessage], text: str) -> AnyMessage | str:
    """The message that `text` is in the text format, without fields of newer releases, or what is wrong with it."""
    from google.protobuf import text_format

    message = kind()
    try:
        text_format.Parse(text, message, allow_unknown_field=True)
    except text_format.ParseError as error:
        return f"text in which {error}"
    except RecursionError:
        return "text that is nested more deeply than can be followed"
    return message


_PACKAGE = "bnlint.artefacts"
_Field = tuple[str, int, str]
_MISSING: dict[str, tuple[_Field, ...]] = {
    "SavedModel": (
        ("saved_model_schema_version", 1, "int64"),
        ("meta_graphs", 2, "repeated .tensorboard.MetaGraphDef"),
    ),
    "BundleHeaderProto": (("num_shards", 1, "int32"), ("endianness", 2, "int32")),
    "BundleEntryProto": (
        ("dtype", 1, "int32"),
        ("shape", 2, ".tensorboard.TensorShapeProto"),
        ("shard_id", 3, "int32"),
        ("offset", 4, "int64"),
        ("size", 5, "int64"),
        ("crc32c", 6, "fixed32"),
        ("slices", 7, "repeated bytes"),
    ),
    "CheckpointState": (("model_checkpoint_path", 1, "string"),),
}
"""As far as they are read, messages of saved_model.proto and tensor_bundle.proto in tensorflow/core/protobuf, and of
tensorflow/python/training/checkpoint_state.proto; enumerations as numbers."""


def _missing_messages() -> Any:
    """The description of the messages that `tensorboard` lacks, for protobuf to make classes of."""
    from google.protobuf import descriptor_pb2

    field_proto = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="bnlint/artefacts/missing.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.extend(f"tensorboard/compat/proto/{name}.proto" for name in ("meta_graph", "tensor_shape"))
    for name, fields in _MISSING.items():
        message = file.message_type.add(name=name)
        for field_name, number, kind in fields:
            *repeated, type_name = kind.split()
            field = message.field.add(name=field_name, number=number)
            field.label = field_proto.LABEL_REPEATED if repeated else field_proto.LABEL_OPTIONAL
            if type_name.startswith("."):
                field.type, field.type_name = field_proto.TYPE_MESSAGE, type_name
            else:
                field.type = field_proto.Type.Value(f"TYPE_{type_name.upper()}")
    return file
