"""`with` blocks: control dependencies, devices, name scopes, graphs."""

from __future__ import annotations

from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import NONE, Choice, Const, HostValue, Value
from bnlint.facts.events import ControlBlock
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.graph_state import ROOT, ControlFrame, Graph
from bnlint.source_witness.models.collections import graph_of
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import GraphValue


class ControlContext(HostValue):
    """`tf.control_dependencies(inputs)`; None lifts what is in force (tensorflow/python/framework/ops.py, 1.15)."""

    __slots__ = ("graph", "inputs", "recorder")

    def __init__(self, recorder: Recorder, graph: Graph, inputs: Value) -> None:
        self.recorder = recorder
        self.graph = graph
        self.inputs = inputs

    def enter(self, engine: Interpreter) -> Value:
        recorder = self.recorder
        clears = isinstance(self.inputs, Const) and self.inputs.value is None
        waits = tuple(recorder.edges(self.inputs, "control"))
        block = None if clears else recorder.event(ControlBlock, waits=waits, created=[])
        self.graph.controls.append(ControlFrame(engine.path, waits, clears, block))
        return NONE

    def leave(self, engine: Interpreter) -> None:
        self.graph.controls.pop()


@models("tf.control_dependencies", "tf.Graph.control_dependencies")
def control_dependencies(call: Call) -> Value:
    return ControlContext(call.recorder, graph_of(call), call.value("control_inputs"))


class DeviceContext(HostValue):
    __slots__ = ("device", "recorder")

    def __init__(self, recorder: Recorder, device: Value) -> None:
        self.recorder = recorder
        self.device = device

    def enter(self, engine: Interpreter) -> Value:
        text = self.device.value if isinstance(self.device, Const) else None
        self.recorder.graph.devices.append(text if isinstance(text, str) else "")
        return NONE

    def leave(self, engine: Interpreter) -> None:
        self.recorder.graph.devices.pop()


@models("tf.device", "tf.Graph.device")
def device(call: Call) -> Value:
    return DeviceContext(call.recorder, call.value("device_name_or_function"))


class NameScopeContext(HostValue):
    """`tf.name_scope`: names operations, never variables of `get_variable`."""

    __slots__ = ("name", "outer", "recorder")

    def __init__(self, recorder: Recorder, name: Value) -> None:
        self.recorder = recorder
        self.name = name
        self.outer: list[str] = []

    def enter(self, engine: Interpreter) -> Value:
        graph = self.recorder.graph
        self.outer.append(graph.name_scope)
        name = self.name.value if isinstance(self.name, Const) else f"<{describe(self.name)}>"
        entered = graph.enter_name_scope(name if isinstance(name, str) else ROOT, engine.path)
        return Const(f"{entered}/" if entered else "")

    def leave(self, engine: Interpreter) -> None:
        self.recorder.graph.name_scope = self.outer.pop()


@models("tf.name_scope", "tf.Graph.name_scope")
def name_scope(call: Call) -> Value:
    name = call.value("name")
    if isinstance(name, Const) and name.value is None:
        name = call.value("default_name")
    if isinstance(name, Choice):
        name = call.engine.alternatives(name)[0][1]
    return NameScopeContext(call.recorder, name)


@models("tf.Graph")
def new_graph(call: Call) -> Value:
    return GraphValue(call.recorder.new_graph(), call.recorder)


@models("tf.Graph.as_default")
def as_default(call: Call) -> Value:
    assert call.receiver is not None
    return call.receiver


@models("tf.get_default_graph")
def default_graph(call: Call) -> Value:
    return GraphValue(call.recorder.graph, call.recorder)


@models("tf.reset_default_graph")
def reset_default_graph(call: Call) -> Value:
    call.recorder.reset()
    return NONE
