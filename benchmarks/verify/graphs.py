"""Graphs as TensorFlow 1 builds them, of any size: blocks of a convolution and a batch normalisation, and a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bnlint.artefacts import protos

FLOAT = 1


class Builder:
    """Adds operations to a graph, each with the attributes that TensorFlow writes into a `.meta`."""

    def __init__(self) -> None:
        self.meta: Any = protos.messages().meta_graph_def()
        self._nodes = self.meta.graph_def.node

    @property
    def size(self) -> int:
        return len(self._nodes)

    def add(self, name: str, kind: str, inputs: Sequence[str] = (), number: float | None = None) -> str:
        node = self._nodes.add(name=name, op=kind, input=inputs)
        node.attr["T"].type = FLOAT
        node.attr["_output_shapes"].list.shape.add().dim.add(size=64)
        if kind == "VariableV2":
            node.attr["shape"].shape.dim.add(size=64)
        if kind == "FusedBatchNormV3":
            node.attr["is_training"].b = True
        if number is not None:
            node.attr["value"].tensor.dtype = FLOAT
            node.attr["value"].tensor.float_val.append(number)
        return name

    def variable(self, name: str) -> str:
        self.add(f"{name}/initial", "Const", number=0.0)
        self.add(name, "VariableV2")
        self.add(f"{name}/Assign", "Assign", [name, f"{name}/initial"])
        return self.add(f"{name}/read", "Identity", [name])

    def moved(self, variable: str, towards: str) -> str:
        """The update of a moving statistic."""
        scope = f"{variable}/AssignMovingAvg"
        self.add(f"{scope}/decay", "Const", number=0.01)
        self.add(f"{scope}/sub", "Sub", [f"{variable}/read", towards])
        self.add(f"{scope}/mul", "Mul", [f"{scope}/sub", f"{scope}/decay"])
        return self.add(scope, "AssignSub", [variable, f"{scope}/mul"])

    def trained(self, variable: str, gradient: str) -> str:
        """The kernel that applies a gradient with momentum."""
        self.variable(f"{variable}/Momentum")
        inputs = [variable, f"{variable}/Momentum", "rate", gradient, "rate"]
        return self.add(f"train/update_{variable}", "ApplyMomentum", inputs)


def network(operations: int) -> Any:
    """A MetaGraphDef of about so many operations, of a network that is trained right."""
    graph = Builder()
    value = graph.add("images", "Placeholder")
    graph.add("rate", "Const", number=0.1)
    waits: list[str] = []
    while graph.size < operations:
        value = _block(graph, f"block{len(waits)}/unit/bottleneck", value, waits)
    graph.add("train", "NoOp", [f"^{wait}" for wait in waits])
    return graph.meta


def _block(graph: Builder, scope: str, value: str, waits: list[str]) -> str:
    """A block and its gradients; what the training step waits for goes to `waits`."""
    names = [f"{scope}/{name}" for name in ("weights", "gamma", "beta", "moving_mean", "moving_variance")]
    weights, gamma, beta, *_ = (graph.variable(name) for name in names)
    convolved = graph.add(f"{scope}/Conv2D", "Conv2D", [value, weights])
    fused = graph.add(f"{scope}/FusedBatchNormV3", "FusedBatchNormV3", [convolved, gamma, beta])
    waits += (graph.moved(name, f"{fused}:{output}") for output, name in enumerate(names[3:], 1))
    out = graph.add(f"{scope}/Relu", "Relu", [fused])
    back = f"gradients/{scope}"
    relu = graph.add(f"{back}/ReluGrad", "ReluGrad", [out, out])
    graph.add(f"{back}/zeros", "ZerosLike", [f"{fused}:3"])
    normal = graph.add(
        f"{back}/FusedBatchNormGradV3", "FusedBatchNormGradV3", [relu, convolved, gamma, f"{fused}:3", f"{fused}:4"]
    )
    graph.add(f"{back}/group_deps", "NoOp", [f"^{normal}", f"^{relu}"])
    passed = graph.add(f"{back}/control_dependency", "Identity", [normal, f"^{back}/group_deps"])
    filters = graph.add(f"{back}/Conv2DBackpropFilter", "Conv2DBackpropFilter", [value, weights, passed])
    for name, gradient in zip(names, (filters, f"{normal}:1", f"{normal}:2"), strict=False):
        waits.append(graph.trained(name, gradient))
    return out
