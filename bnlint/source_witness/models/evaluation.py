"""The evaluation loops that come with slim and `tf.contrib.training`: what they restore, and what they run."""

from __future__ import annotations

from bnlint.engine.values import Const, DictValue, TupleValue, Unknown, Value
from bnlint.facts.events import Restore
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.models.savers import saver_made
from bnlint.source_witness.models.sessions import record_run
from bnlint.source_witness.tensors import tuple_of

SLIM = "tf.contrib.slim.evaluation"
TRAINING = "tf.contrib.training"


@models(f"{SLIM}.evaluate_once", f"{SLIM}.evaluation_loop")
def slim_evaluation(call: Call) -> Value:
    """Restores all variables, or those given, and runs the operations (slim/python/slim/evaluation.py, 1.15)."""
    listed = call.value("variables_to_restore")
    if isinstance(listed, Const):
        call.recorder.event(Restore, chosen=False)
    else:
        made = saver_made(call.recorder, listed)
        call.recorder.event(
            Restore, chosen=made.listed, variables=made.variables, listed=made.spot, collection=made.collection
        )
    return _evaluated(call, eval_op="eval_op_feed_dict", final_op="final_op_feed_dict")


@models(f"{TRAINING}.evaluate_once", f"{TRAINING}.evaluate_repeatedly")
def training_evaluation(call: Call) -> Value:
    """Restores what the Saver of `scaffold` holds (training/evaluation.py, 1.15)."""
    call.recorder.event(Restore, chosen=False)
    return _evaluated(call, eval_ops="feed_dict", final_ops="final_ops_feed_dict")


def _evaluated(call: Call, **feeds: str) -> Value:
    """Runs what each of the parameters gives, with the feeds of the parameter that goes with it."""
    for operation, feed in feeds.items():
        fetches = call.value(operation)
        if not isinstance(fetches, Const):
            record_run(call.recorder, fetches, call.value(feed), mode="eval")
    return Unknown("what the evaluation returned", harmless=True)


@models("tf.contrib.metrics.aggregate_metric_map")
def aggregate_metric_map(call: Call) -> Value:
    """A dict of the metrics' values, and one of their update ops."""
    given = call.value("names_to_tuples")
    if not isinstance(given, DictValue) or given.rest is not None:
        return tuple_of(call.engine, *(Unknown("metrics", carries=(given,), harmless=True) for _ in range(2)))
    halves = DictValue(), DictValue()
    for key, (name, pair) in given.entries.items():
        for half, value in zip(halves, _halves(pair), strict=True):
            half.entries[key] = name, value
    return tuple_of(call.engine, *halves)


def _halves(pair: Value) -> tuple[Value, Value]:
    """The value and the update op of one metric; where they cannot be told apart, both are both."""
    if isinstance(pair, TupleValue) and pair.exact and len(pair.items) == 2:
        return pair.items[0][1], pair.items[1][1]
    return pair, pair
