"""Sessions: what is run, with what, and what is restored."""

from __future__ import annotations

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import MISSING, Const, DictValue, Sequential, TupleValue, Unknown, Value
from bnlint.facts.events import Fed, Mode, Run
from bnlint.facts.graph import Node
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.names import names_of
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import GraphValue, SessionValue


@models("tf.Session", "tf.InteractiveSession", "tf.train.MonitoredTrainingSession", "tf.train.MonitoredSession",
        "tf.train.SingularMonitoredSession")  # fmt: skip
def session(call: Call) -> Value:
    graph = call.value("graph")
    made = SessionValue(call.recorder, graph.graph if isinstance(graph, GraphValue) else None)
    call.recorder.sessions.append(made)
    return made


@models("tf.get_default_session")
def default_session(call: Call) -> Value:
    return call.recorder.sessions[-1] if call.recorder.sessions else SessionValue(call.recorder, None)


@models("tf.Session.run")
def run(call: Call) -> Value:
    fetches = call.value("fetches")
    record_run(call.recorder, fetches, call.value("feed_dict"))
    return fetched(call, fetches)


@models("tf.Session.as_default")
def as_default(call: Call) -> Value:
    assert call.receiver is not None
    return call.receiver


@models("tf.Session.close", "tf.Session.should_stop")
def close(call: Call) -> Value:
    return Unknown(call.name, harmless=True)


def record_run(recorder: Recorder, fetches: Value, feeds: Value, mode: Mode | None = None) -> None:
    recorder.rounds += 1
    edges, (fed, complete) = tuple(recorder.edges(fetches)), _feeds(recorder, feeds)
    recorder.event(
        Run, fetches=edges, feeds=tuple(fed), complete=complete, names=names_of(recorder), mode=mode,
        rounds=recorder.engine.rounds_now,
    )  # fmt: skip


def _feeds(recorder: Recorder, feeds: Value) -> tuple[list[Fed], bool]:
    """What is fed, and whether that is all."""
    found: list[Fed] = []
    engine, complete = recorder.engine, True
    for condition, single in engine.alternatives(feeds):
        if isinstance(single, DictValue):
            complete = complete and single.rest is None
            for key, value in single.entries.values():
                node = recorder.node_of(key)
                if node is not None:
                    found.append(_fed(engine, node, condition & engine.holds_value(value), engine.now(value)))
        elif not isinstance(single, Const):
            complete = False
    return found, complete


def _fed(engine: Interpreter, node: Node, condition: Condition, value: Value) -> Fed:
    there = [(c, v) for c, v in engine.alternatives(value) if v is not MISSING]
    boolean = all(isinstance(v, Const) and isinstance(v.value, (bool, int)) for _, v in there)
    truth = engine.logic.any_of(c & engine.truth(v) for c, v in there)
    return Fed(node, condition, truth, describe(there[0][1]) if there else "", boolean)


def fetched(call: Call, fetches: Value) -> Value:
    """What `run` returns has the structure of what it fetches."""
    if isinstance(fetches, Sequential) and fetches.rest is None:
        return TupleValue([(c, fetched(call, v)) for c, v in fetches.items])
    return Unknown("what the session returned", harmless=True)
