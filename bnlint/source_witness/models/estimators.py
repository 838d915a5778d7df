"""Estimators: each of train, evaluate and predict builds a graph of its own with the model function, and runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bnlint.engine.values import (
    NONE,
    Arguments,
    Const,
    FunctionValue,
    MethodValue,
    PartialValue,
    Sequential,
    TupleValue,
    Unknown,
    Value,
)
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.models.sessions import record_run
from bnlint.source_witness.tensors import ObjectValue

ESTIMATORS = ("tf.estimator.Estimator", "tf.estimator.tpu.TPUEstimator", "tf.contrib.learn.Estimator")
MODES = {"train": "train", "fit": "train", "evaluate": "eval", "predict": "infer"}


@models(*(f"{name}.{method}" for name in ESTIMATORS for method in MODES))
def run_mode(call: Call) -> Value:
    mode = MODES[call.name.rpartition(".")[2]]
    if isinstance(call.receiver, ObjectValue):
        _build(call, call.receiver, mode, call.value("input_fn"))
    return Unknown("what the estimator returned", harmless=True)


@models("tf.estimator.train_and_evaluate")
def train_and_evaluate(call: Call) -> Value:
    estimator = call.value("estimator")
    for name, mode in (("train_spec", "train"), ("eval_spec", "eval")):
        spec = call.value(name)
        given = spec.arguments if isinstance(spec, ObjectValue) else Arguments()
        if isinstance(estimator, ObjectValue):
            _build(call, estimator, mode, given.get(0, "input_fn"))
    return NONE


def _build(call: Call, estimator: ObjectValue, mode: str, input_fn: Value) -> None:
    made = Call(call.recorder, estimator.canonical, estimator.arguments)
    model_fn = made.value("model_fn")
    names = _parameters(model_fn)
    if names is None:
        return
    with _own_graph(call):
        features, labels = _inputs(call, input_fn)
        given: dict[str, Value] = {
            "mode": Const(mode),
            "params": _params(made),
            "config": Unknown("config", stable=True),
        }
        values = [features, labels][: sum(name not in given for name in names[:2])]
        keywords = {name: value for name, value in given.items() if name in names[len(values) :]}
        call.engine.call(model_fn, Arguments(values, keywords))


@contextmanager
def _own_graph(call: Call) -> Iterator[None]:
    call.recorder.push(call.recorder.new_graph())
    try:
        yield
    finally:
        call.recorder.pop()


def _params(estimator: Call) -> Value:
    given = estimator.value("params")
    return Unknown("params", stable=True) if isinstance(given, Const) else given


def _inputs(call: Call, input_fn: Value) -> tuple[Value, Value]:
    result = call.engine.call(input_fn, Arguments()) if _parameters(input_fn) is not None else Unknown("the input")
    if isinstance(result, Sequential) and len(result.items) == 2:
        return result.items[0][1], result.items[1][1]
    return Unknown("features", carries=(result,)), Unknown("labels", carries=(result,))


def _parameters(function: Value) -> list[str] | None:
    """The names of the parameters that are still to be given; None for what cannot be looked into."""
    if isinstance(function, FunctionValue):
        return [*function.code.positional, *function.code.keyword_only]
    if isinstance(function, MethodValue):
        names = _parameters(function.function)
        return None if names is None else names[1:]
    if isinstance(function, PartialValue):
        names = _parameters(function.function)
        bound = function.arguments
        return None if names is None else [n for n in names[len(bound.positional) :] if n not in bound.keywords]
    return None


@models("tf.estimator.EstimatorSpec", "tf.estimator.tpu.TPUEstimatorSpec", "tf.contrib.learn.ModelFnOps")
def estimator_spec(call: Call) -> Value:
    """What an Estimator runs in each step is exactly what its specification names for the mode.

    A step of training fetches the loss, too (tensorflow_estimator/python/estimator/estimator.py, 1.15).
    """
    mode = call.value("mode")
    true = call.engine.logic.true
    names = {"eval": ("loss", "eval_metric_ops"), "infer": ("predictions",)}
    training = ("train_op", "loss")
    wanted = names.get(mode.value, training) if isinstance(mode, Const) else training
    fetches = {name: value for name in wanted if not isinstance(value := call.value(name), Const)}
    if fetches:
        trains = "train_op" in fetches  # by an optimizer that is not seen, perhaps
        record_run(call.recorder, TupleValue([(true, v) for v in fetches.values()]), NONE, "train" if trains else None)
    return Unknown("an EstimatorSpec", harmless=True)
