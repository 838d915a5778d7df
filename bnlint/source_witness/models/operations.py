"""Operations whose result is more than one tensor, or that call back."""

from __future__ import annotations

from collections.abc import Sequence

from bnlint.conditions import Condition
from bnlint.engine.interpreter import note_option
from bnlint.engine.values import NONE, Arguments, Const, ListValue, Sequential, Unknown, Value
from bnlint.source_witness.api import Call, models, tensors_of
from bnlint.source_witness.shapes import note_shape
from bnlint.source_witness.tensors import TensorValue, tuple_of


@models("tf.group")
def group(call: Call) -> Value:
    return call.recorder.tensor(call.name, tensors_of(call), edge="control")


@models("tf.add_n", "tf.accumulate_n")
def add_n(call: Call) -> Value:
    """The sum of one tensor is that tensor, unless it gets a name (tensorflow/python/ops/math_ops.py, 1.15)."""
    summed = call.value("inputs")
    if isinstance(summed, Sequential) and summed.exact and len(summed.items) == 1 and call.given("name") is None:
        return summed.items[0][1]
    made = call.recorder.tensor(call.name, tensors_of(call))
    note_shape(made.node, (v for _, v, _ in call.engine.leaves(summed)), call)
    return made


@models("tf.no_op")
def no_op(call: Call) -> Value:
    return call.recorder.tensor(call.name)


@models("tf.tuple")
def grouped_tuple(call: Call) -> Value:
    gate = call.recorder.tensor(call.name, tensors_of(call), edge="control")
    elements = call.engine.elements(call.value("tensors"))
    return ListValue([(c, call.recorder.tensor(call.name, (v, gate))) for c, v in elements.items], elements.rest)


@models("tf.with_dependencies")
def with_dependencies(call: Call) -> Value:
    recorder = call.recorder
    node = recorder.node(call.name, (call.value("output_tensor"),), reads=frozenset())
    node.edges += recorder.edges(call.value("dependencies"), "control")
    note_shape(node, (call.value("output_tensor"),))
    return TensorValue(node, recorder)


@models("tf.nn.top_k", "tf.unique", "tf.meshgrid")
def pair(call: Call) -> Value:
    first, second = (call.recorder.tensor(call.name, tensors_of(call)) for _ in range(2))
    return tuple_of(call.engine, first, second)


@models("tf.split", "tf.unstack", "tf.unpack")
def parts(call: Call) -> Value:
    number = call.value("num_or_size_splits" if call.name == "tf.split" else "num")
    true = call.engine.logic.true
    count = number.value if isinstance(number, Const) and isinstance(number.value, int) else None
    if isinstance(number, Sequential) and number.exact:
        count = len(number.items)
    if count is not None and 0 < count <= 64:
        return ListValue([(true, call.recorder.tensor(call.name, tensors_of(call))) for _ in range(count)])
    first, other = (call.recorder.tensor(call.name, tensors_of(call)) for _ in range(2))
    return ListValue([(true, first)], other)


@models("tf.cond")
def cond(call: Call) -> Value:
    """Both branches are built; which one runs is the predicate's business."""
    branches = [call.value(n) for n in ("true_fn", "false_fn")]
    old = [call.given(n) for n in ("fn1", "fn2")]
    branches = [o if o is not None else b for o, b in zip(old, branches, strict=True)]
    predicate = call.value("pred")
    taken = truth_of(call, predicate)
    results = [_inside(call, branch, when) for branch, when in zip(branches, (taken, ~taken), strict=True)]
    return _merged(call, predicate, results, (taken, ~taken))


def truth_of(call: Call, value: Value) -> Condition:
    """When a tensor, or a Python value in its place, is true."""
    engine = call.engine
    return engine.logic.any_of(
        c & (engine.truth(v) if (node := call.recorder.node_of(v)) is None else call.recorder.truth_of(node))
        for c, v in engine.alternatives(value)
    )


def _inside(call: Call, branch: Value, taken: Condition) -> Value:
    """What a branch returns; what it makes runs only if the branch is taken."""
    inside = call.recorder.inside
    inside.append(inside[-1] & taken if inside else taken)
    try:
        return call.engine.call(branch, Arguments())
    finally:
        inside.pop()


def _merged(call: Call, predicate: Value, results: list[Value], taken: Sequence[Condition]) -> Value:
    structured = [r for r in results if isinstance(r, Sequential) and r.rest is None]
    if len(structured) == len(results) and len({len(r.items) for r in structured}) == 1:
        columns = zip(*([v for _, v in r.items] for r in structured), strict=True)
        return tuple_of(call.engine, *(_merged(call, predicate, list(column), taken) for column in columns))
    made = call.recorder.tensor("tf.cond", (predicate,))
    for result, when in zip(results, taken, strict=True):
        for edge in call.recorder.edges(result):
            edge.passes = when
            made.node.edges.append(edge)
    return made


@models("tf.case")
def case(call: Call) -> Value:
    results: list[Value] = []
    for _, branch in call.engine.elements(call.value("pred_fn_pairs")).items:
        if isinstance(branch, Sequential) and len(branch.items) == 2:
            results.append(call.engine.call(branch.items[1][1], Arguments()))
    default = call.value("default")
    if not isinstance(default, Const):
        results.append(call.engine.call(default, Arguments()))
    return call.recorder.tensor("tf.case", results)


@models("tf.while_loop")
def while_loop(call: Call) -> Value:
    engine = call.engine
    variables = [v for _, v in engine.elements(call.value("loop_vars")).items]
    result = engine.call(call.value("body"), Arguments(variables))
    made = call.recorder.tensor(call.name, (*variables, result))
    if len(variables) > 1:
        return tuple_of(engine, *(call.recorder.tensor(call.name, (made,)) for _ in variables))
    return made


@models("tf.map_fn", "tf.scan", "tf.foldl", "tf.foldr")
def mapped(call: Call) -> Value:
    elements = call.recorder.tensor(call.name, (call.value("elems"),))
    wanted: list[Value] = [elements] if call.name == "tf.map_fn" else [elements, elements]
    result = call.engine.call(call.value("fn"), Arguments(wanted))
    return call.recorder.tensor(call.name, (result, elements))


@models("tf.py_func", "tf.numpy_function", "tf.py_function")
def python_function(call: Call) -> Value:
    made = call.recorder.tensor(call.name, (call.value("inp"),))
    return ListValue([], made) if isinstance(call.value("Tout"), Sequential) else made


@models(*(f"tf.{flags}.DEFINE_{kind}" for flags in ("flags", "app.flags") for kind in ("string", "enum")))
def define_option(call: Call) -> Value:
    note_option(call.engine, call.name, call.arguments)
    return NONE


@models("tf.app.run")
def app_run(call: Call) -> Value:
    main = call.value("main")
    if isinstance(main, Const):
        module = call.engine.modules.loaded.get(call.engine.modules.entry)
        found = module.attributes.get("main") if module is not None else None
        if found is None:
            return NONE
        main = found
    call.engine.call(main, Arguments([Unknown("argv", stable=True, harmless=True)]))
    call.engine.fail()
    return NONE
