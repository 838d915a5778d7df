"""Answers questions about one graph, asked over standard input, until that ends.

A message is the length of its header (8 bytes, big-endian), the header in JSON, and the bytes of the arrays that the
header's `arrays` describe. An answer has `error` where TensorFlow refused.
"""

import importlib
import json
import os
import struct
import sys
from typing import IO, Any, Dict, List, Optional, Tuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "0")  # nobody is shown what it says, unless it explains something

import numpy as np

LENGTH = struct.Struct(">Q")
PLAIN = "?bhilqBHILQefdFD"
"""The kinds of arrays that travel; others (texts, resources) do not."""

Header = Dict[str, Any]
Arrays = Dict[str, Any]


class Server:
    """Graphs, each in a session of its own."""

    def __init__(self, tensorflow: Any) -> None:
        self._tensorflow = tensorflow
        self._version = tensorflow.__version__
        self._tf = tensorflow if self._version.startswith("1.") else tensorflow.compat.v1
        self._sessions: List[Any] = []
        self._kept: List[Arrays] = []

    def hello(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        """The version, what it is built with, and the names of the GPUs that it can use."""
        build: Dict[str, Any] = getattr(getattr(self._tensorflow, "sysconfig", None), "get_build_info", dict)()
        return {
            "tensorflow": self._version,
            "is_built_with_cuda": bool(self._tf.test.is_built_with_cuda()),
            "libraries": {key: str(build[key]) for key in ("cuda_version", "cudnn_version") if key in build},
            "gpus": [self._name(device) for device in self._gpus()],
        }, {}

    def _gpus(self) -> List[Any]:
        config = getattr(self._tensorflow, "config", None)
        listed = getattr(getattr(config, "experimental", None), "list_physical_devices", None)
        return list(listed("GPU")) if listed is not None else []

    def _name(self, gpu: Any) -> str:
        details = getattr(self._tensorflow.config.experimental, "get_device_details", None)
        return str(details(gpu).get("device_name", gpu.name)) if details is not None else str(gpu.name)

    def load(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        tf = self._tf
        graph_def = tf.GraphDef()
        with open(header["graph"], "rb") as file:
            graph_def.ParseFromString(file.read())
        graph = tf.Graph()
        with graph.as_default():
            tf.import_graph_def(graph_def, name="")
        session = tf.Session(graph=graph, config=self._config(header["machine"]))
        self._sessions.append(session)
        listed = [[device.name, device.device_type] for device in session.list_devices()]
        return {"session": len(self._sessions) - 1, "devices": listed}, {}

    def _config(self, machine: Dict[str, Any]) -> Any:
        config = self._tf.ConfigProto(
            allow_soft_placement=machine["soft"], device_count={"CPU": machine["cpus"], "GPU": machine["gpus"]}
        )
        config.gpu_options.allow_growth = True
        for megabytes in machine["split"]:
            config.gpu_options.experimental.virtual_devices.add().memory_limit_mb.extend(megabytes)
        return config

    def describe(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        """The type of each tensor, and its shape, of which a size, or all of it, may be None."""
        found = []
        for name in header["tensors"]:
            tensor = self._sessions[header["session"]].graph.get_tensor_by_name(name)
            sizes = None if tensor.shape.ndims is None else tensor.shape.as_list()
            found.append({"dtype": tensor.dtype.base_dtype.name, "shape": sizes})
        return {"tensors": found}, {}

    def run(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        tf, session = self._tf, self._sessions[header["session"]]
        graph = session.graph
        tensors = {name: graph.get_tensor_by_name(name) for name in header["fetches"]}
        targets = [graph.get_operation_by_name(name) for name in header["targets"]]
        feeds = {graph.get_tensor_by_name(name): array for name, array in arrays.items()}
        details = {}
        if header["trace"]:
            options = tf.RunOptions(trace_level=tf.RunOptions.SOFTWARE_TRACE, output_partition_graphs=True)
            details = {"options": options, "run_metadata": tf.RunMetadata()}
        values, _ = session.run([tensors, targets], feeds, **details)
        answer = {"trace": _traced(details["run_metadata"])} if details else {}
        return answer, {name: value for name, value in values.items() if np.asarray(value).dtype.char in PLAIN}

    def close(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        self._sessions[header["session"]].close()
        self._sessions[header["session"]] = None
        return {}, {}

    def keep(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        """Keep the values of tensors."""
        session = self._sessions[header["session"]]
        tensors = {name: session.graph.get_tensor_by_name(name) for name in header["fetches"]}
        self._kept.append(session.run(tensors))
        return {}, {}

    def put_back(self, header: Header, arrays: Arrays) -> Tuple[Header, Arrays]:
        """Feed what was kept last, by the tensors that it was read from, to others; it stays kept unless `forget`."""
        session = self._sessions[header["session"]]
        kept = self._kept.pop() if header["forget"] else self._kept[-1]
        feeds = {session.graph.get_tensor_by_name(to): kept[name] for name, to in header["feeds"].items()}
        session.run([session.graph.get_operation_by_name(name) for name in header["targets"]], feeds)
        return {}, {}


def _traced(metadata: Any) -> Dict[str, Any]:
    """The operations of the graph that was run in the end, each with its device, and those whose kernels ran."""
    placed = {node.name: node.device for graph in metadata.partition_graphs for node in graph.node}
    ran = {stats.node_name.partition(":")[0] for device in metadata.step_stats.dev_stats for stats in device.node_stats}
    return {"placed": placed, "ran": sorted(ran)}


def _read(stream: IO[bytes]) -> Optional[Tuple[Header, Arrays]]:
    """The next message; None at the end."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    header = json.loads(stream.read(LENGTH.unpack(length)[0]).decode("utf-8"))
    arrays = {}
    for one in header["arrays"]:
        dtype = np.dtype(one["dtype"])
        count = int(np.prod(one["shape"], dtype=np.int64))
        arrays[one["name"]] = np.frombuffer(stream.read(count * dtype.itemsize), dtype).reshape(one["shape"])
    return header, arrays


def _write(stream: IO[bytes], header: Header, arrays: Arrays) -> None:
    listed = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    header["arrays"] = [
        {"name": name, "dtype": array.dtype.str, "shape": list(array.shape)} for name, array in listed.items()
    ]
    text = json.dumps(header).encode("utf-8")
    stream.write(LENGTH.pack(len(text)) + text)
    for array in listed.values():
        stream.write(array.tobytes())
    stream.flush()


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints beside the answers
    server = Server(importlib.import_module("tensorflow"))
    while True:
        message = _read(sys.stdin.buffer)
        if message is None:
            return
        header, arrays = message
        try:
            answer, values = getattr(server, header["do"])(header, arrays)
        except Exception as error:  # noqa: BLE001 - whatever TensorFlow and its bindings raise is the answer
            answer, values = {"error": "{}: {}".format(type(error).__name__, error)}, {}
        _write(answers, answer, values)


if __name__ == "__main__":
    main()
