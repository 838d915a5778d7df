"""A small graph and a small bundle by hand, with something of all that the witness follows, to be damaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bnlint.artefacts import protos

FLOAT, BOOL, INT, STRING, RESOURCE = 1, 10, 3, 7, 20


def node(nodes: Any, name: str, kind: str, inputs: Sequence[str] = (), **attributes: Any) -> None:
    added = nodes.add(name=name, op=kind, input=inputs)
    for key, value in attributes.items():
        attribute = added.attr[key]
        if isinstance(value, bool):
            attribute.b = value
        elif isinstance(value, int):
            attribute.type = value
        elif isinstance(value, str):
            attribute.func.name = value
        elif isinstance(value, list):
            attribute.tensor.dtype = INT if isinstance(value[0], int) else FLOAT
            attribute.tensor.tensor_shape.dim.add(size=len(value))
            getattr(attribute.tensor, "int_val" if isinstance(value[0], int) else "float_val").extend(value)
        else:
            attribute.shape.dim.add(size=4)


UPDATES = tuple(f"{name}/update" for name in ("fused/mean", "fused/variance", "plain/mean", "plain/variance"))
VECTOR = object()
"""The shape of a vector, as an attribute."""


def variable(nodes: Any, name: str) -> None:
    node(nodes, name, "VariableV2", shape=VECTOR, dtype=FLOAT)


def moved(nodes: Any, name: str, towards: str) -> None:
    """A moving average: the variable less a share of its distance."""
    node(nodes, f"{name}/read", "Identity", [name])
    node(nodes, f"{name}/sub", "Sub", [f"{name}/read", towards])
    node(nodes, f"{name}/mul", "Mul", [f"{name}/sub", "share"])
    node(nodes, f"{name}/update", "AssignSub", [name, f"{name}/mul"])


def graph(waits: bool = False) -> Any:
    """A fused layer, one written out behind a flag, two in a conditional of a function, a training step and a Saver.

    If it `waits`, all is well; else the step runs no updates, and the Saver leaves the statistics out.
    """
    message: Any = protos.messages().graph_def()
    nodes = message.node
    node(nodes, "images", "Placeholder", dtype=FLOAT)
    node(nodes, "flag", "Placeholder", dtype=BOOL)
    node(nodes, "share", "Const", value=[0.1], dtype=FLOAT)
    node(nodes, "epsilon", "Const", value=[0.001], dtype=FLOAT)
    node(nodes, "axes", "Const", value=[0, 1, 2], dtype=INT)
    for name in ("gamma", "beta", "fused/mean", "fused/variance", "plain/mean", "plain/variance", "slot"):
        variable(nodes, name)
    node(nodes, "fused", "FusedBatchNormV3", ["images", "gamma", "beta"], is_training=True)
    moved(nodes, "fused/mean", "fused:1")
    moved(nodes, "fused/variance", "fused:2")
    node(nodes, "mean", "Mean", ["fused", "axes"])
    node(nodes, "deviation", "SquaredDifference", ["fused", "mean"])
    node(nodes, "variance", "Mean", ["deviation", "axes"])
    node(nodes, "switch", "Switch", ["variance", "flag"])
    node(nodes, "other", "Switch", ["plain/variance", "flag"])
    node(nodes, "merge", "Merge", ["other", "switch:1"])
    node(nodes, "add", "Add", ["merge", "epsilon"])
    node(nodes, "rsqrt", "Rsqrt", ["add"])
    node(nodes, "scaled", "Mul", ["fused", "rsqrt"])
    moved(nodes, "plain/mean", "mean")
    moved(nodes, "plain/variance", "variance")
    node(nodes, "call", "PartitionedCall", ["scaled", "flag"], f="outer")
    node(nodes, "gradient", "MulGrad", ["call"])
    node(nodes, "apply", "ApplyMomentum", ["gamma", "slot", "share", "gradient", "share"])
    node(nodes, "train", "NoOp", ["^apply", *(f"^{update}" for update in UPDATES if waits)])
    node(nodes, "save/names", "Const", dtype=STRING)
    nodes[-1].attr["value"].tensor.string_val.extend(
        node.name.encode() for node in nodes if node.op == "VariableV2" and (waits or "/" not in node.name)
    )
    node(nodes, "save", "SaveV2", ["save/names", "save/names"])
    _functions(message.library)
    return message


def _functions(library: Any) -> None:
    outer = library.function.add()
    outer.signature.name = "outer"
    outer.signature.input_arg.add(name="x")
    outer.signature.input_arg.add(name="flag")
    outer.signature.output_arg.add(name="y")
    outer.ret["y"] = "choice:output:0"
    node(outer.node_def, "choice", "If", ["flag", "x"], then_branch="inner", else_branch="inner")
    inner = library.function.add()
    inner.signature.name = "inner"
    inner.signature.input_arg.add(name="x")
    inner.signature.output_arg.add(name="y")
    inner.ret["y"] = "norm:y:0"
    inner.control_ret["done"] = "norm"
    node(inner.node_def, "norm", "FusedBatchNormV3", ["x", "x", "x", "x", "x"], is_training=False)


def contents(file: str = "graphs/0.pb") -> dict[str, Any]:
    """The table of contents of a bundle with this graph."""
    count = len(graph().node)
    made = {"graph": 0, "stack": 1, "created": [3, count]}
    events: list[dict[str, Any]] = [
        {"kind": "collection", "key": "update_ops", "names": 0, "live": False, "by": "user", "scope": None, **made},
        {"kind": "control_dependencies", "inputs": 0, "by": "user", **made},
        {"kind": "optimizer", "loss": "call:0", "method": "minimize", **made},
        {"kind": "saver", "saver": 0, **made},
        {"kind": "save", "saver": 0, "path": "model", **made},
        {"kind": "restore", "saver": 0, "path": "model", **made},
        {"kind": "run", "run": 0, "call": 0, "feeds": [{"name": "flag:0", "value": True}]},
        {"kind": "session", "target": "", "allow_soft_placement": True, "stack": 1},
    ]
    return {
        "version": 1,
        "folder": "/nowhere",
        "graphs": [
            {
                "file": file,
                "operations": count,
                "kind": "graph",
                "stacks": [number % 3 for number in range(count)],
                "collections": {"update_ops": {"names": [*UPDATES, None]}},
            }
        ],
        "savers": [[{"key": "gamma", "name": "gamma"}], None],
        "runs": [
            {
                "via": "session", "graph": 0, "fetches": ["train", None], "fed": ["flag:0", "images:0"],
                "role": "train", "stack": 2, "thread": None, "calls": 3,
            }
        ],
        "events": [{"id": number, **event} for number, event in enumerate(events)],
        "names": [[], ["fused/mean/update", None], None],
        "frames": [["train.py", 3, "<module>"], ["net.py", 7, "network"]],
        "stacks": [[0], [0, 1], []],
        "notes": [],
    }  # fmt: skip
