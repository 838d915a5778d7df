"""Training steps: optimizers and gradients."""

from __future__ import annotations

from bnlint.conditions import Condition
from bnlint.engine.values import Const, ListValue, Unknown, Value
from bnlint.facts.events import TrainingStep
from bnlint.facts.graph import Edge, Node, Variable, forward
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.tensors import ObjectValue, TensorValue, VariableValue, tuple_of

OPTIMIZER = "tf.train.Optimizer"


@models(f"{OPTIMIZER}.minimize")
def minimize(call: Call) -> Value:
    """`apply_gradients(compute_gradients(loss))`, both where `minimize` is called."""
    return step(call, [_gradient(call, "loss", "var_list")])


@models(f"{OPTIMIZER}.compute_gradients")
def compute_gradients(call: Call) -> Value:
    return _pairs(call, _gradient(call, "loss", "var_list"), call.value("var_list"))


def _gradient(call: Call, loss: str, variables: str) -> TensorValue:
    made = call.recorder.tensor(call.name, (call.value(loss),), kind="gradient", edge="gradient")
    chosen = call.value(variables)
    if not isinstance(chosen, Const):
        leaves = call.engine.leaves(chosen)
        call.recorder.differentiated[made.node] = tuple(
            v.variable for _, v, _ in leaves if isinstance(v, VariableValue)
        )
    return made


def _pairs(call: Call, gradient: TensorValue, variables: Value) -> Value:
    engine = call.engine
    known = [v for _, v, _ in engine.leaves(variables) if isinstance(v, VariableValue)]
    names: list[Value] = list(known[:4]) or [Unknown("a variable", harmless=True)]
    pairs = [(engine.logic.true, tuple_of(engine, gradient, name)) for name in names]
    return ListValue(list(pairs), tuple_of(engine, gradient, Unknown("a variable", harmless=True)))


@models(f"{OPTIMIZER}.apply_gradients")
def apply_gradients(call: Call) -> Value:
    return step(call, [call.value("grads_and_vars")])


def step(call: Call, gradients: list[Value], told: tuple[Edge, ...] | None = None) -> Value:
    recorder = call.recorder
    settings = list(call.receiver.arguments.values()) if isinstance(call.receiver, ObjectValue) else []
    node = recorder.node(call.name, [*gradients, *settings], kind="step", reads=frozenset())
    behind = forward(call.engine.logic, [(node, call.engine.logic.true)], frozenset({"data"}))
    losses = _losses(call, behind)
    if losses:
        optimizer = call.name.rpartition(".")[0].rpartition(".")[2]
        chosen = _chosen(call, behind)
        recorder.event(TrainingStep, node=node, optimizer=optimizer, losses=tuple(losses), variables=chosen, told=told)
    return TensorValue(node, recorder)


def _losses(call: Call, behind: dict[Node, Condition]) -> list[tuple[Condition, Node]]:
    """What the gradients behind a step differentiate."""
    found: dict[Node, Condition] = {}
    for node, condition in behind.items():
        for edge in node.edges:
            if edge.kind == "gradient":
                before = found.get(edge.target, call.engine.logic.false)
                found[edge.target] = before | (condition & edge.condition)
    return [(condition, node) for node, condition in found.items()]


def _chosen(call: Call, behind: dict[Node, Condition]) -> tuple[Variable, ...] | None:
    """The variables that the gradients behind a step are taken for; None where one is taken for all."""
    gradients = [node for node in behind if node.kind == "gradient"]
    chosen = [call.recorder.differentiated.get(node) for node in gradients]
    known = [variables for variables in chosen if variables is not None]
    return None if len(known) < len(chosen) else tuple(v for variables in known for v in variables)


@models("tf.gradients")
def gradients(call: Call) -> Value:
    gradient = _gradient(call, "ys", "xs")
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
