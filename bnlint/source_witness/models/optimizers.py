"""Training steps: optimizers and gradients."""

from __future__ import annotations

from bnlint.conditions import Condition
from bnlint.engine.values import ListValue, Unknown, Value
from bnlint.facts.events import TrainingStep
from bnlint.facts.graph import Node, forward
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.tensors import ObjectValue, TensorValue, VariableValue, tuple_of

OPTIMIZER = "tf.train.Optimizer"


@models(f"{OPTIMIZER}.minimize")
def minimize(call: Call) -> Value:
    """`apply_gradients(compute_gradients(loss))`, both where `minimize` is called."""
    loss = call.value("loss")
    gradient = call.recorder.tensor(call.name, (loss,), kind="gradient", edge="gradient")
    return step(call, [gradient])


@models(f"{OPTIMIZER}.compute_gradients")
def compute_gradients(call: Call) -> Value:
    gradient = call.recorder.tensor(call.name, (call.value("loss"),), kind="gradient", edge="gradient")
    return _pairs(call, gradient, call.value("var_list"))


def _pairs(call: Call, gradient: TensorValue, variables: Value) -> Value:
    engine = call.engine
    known = [v for _, v, _ in engine.leaves(variables) if isinstance(v, VariableValue)]
    names: list[Value] = list(known[:4]) or [Unknown("a variable", harmless=True)]
    pairs = [(engine.logic.true, tuple_of(engine, gradient, name)) for name in names]
    return ListValue(list(pairs), tuple_of(engine, gradient, Unknown("a variable", harmless=True)))


@models(f"{OPTIMIZER}.apply_gradients")
def apply_gradients(call: Call) -> Value:
    return step(call, [call.value("grads_and_vars")])


def step(call: Call, gradients: list[Value]) -> Value:
    recorder = call.recorder
    settings = list(call.receiver.arguments.values()) if isinstance(call.receiver, ObjectValue) else []
    node = recorder.node(call.name, [*gradients, *settings], kind="step", reads=frozenset())
    losses = _losses(call, node)
    if losses:
        optimizer = call.name.rpartition(".")[0].rpartition(".")[2]
        recorder.event(TrainingStep, node=node, optimizer=optimizer, losses=tuple(losses))
    return TensorValue(node, recorder)


def _losses(call: Call, step: Node) -> list[tuple[Condition, Node]]:
    """What the gradients behind a step differentiate."""
    logic = call.engine.logic
    found: dict[Node, Condition] = {}
    for node, condition in forward(logic, [(step, logic.true)], frozenset({"data"})).items():
        for edge in node.edges:
            if edge.kind == "gradient":
                found[edge.target] = found.get(edge.target, logic.false) | (condition & edge.condition)
    return [(condition, node) for node, condition in found.items()]


@models("tf.gradients")
def gradients(call: Call) -> Value:
    gradient = call.recorder.tensor(call.name, (call.value("ys"),), kind="gradient", edge="gradient")
    elements = call.engine.elements(call.value("xs"))
    true = call.engine.logic.true
    return ListValue(
        [(true, gradient) for _ in elements.items], gradient if elements.rest or not elements.items else None
    )


@models("tf.clip_by_global_norm")
def clip_by_global_norm(call: Call) -> Value:
    norm = call.recorder.tensor(call.name, (call.value("t_list"),))
    elements = call.engine.elements(call.value("t_list"))
    clipped = ListValue([(c, call.recorder.tensor(call.name, (v, norm))) for c, v in elements.items])
    clipped.rest = None if elements.rest is None else norm
    return tuple_of(call.engine, clipped, norm)
