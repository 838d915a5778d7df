"""Sessions: what is run, with what, and what is restored."""

from __future__ import annotations

from bnlint.engine.values import NONE, Const, DictValue, Sequential, TupleValue, Unknown, Value
from bnlint.facts.events import Restore, Run
from bnlint.source_witness.api import Call, models
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


def record_run(recorder: Recorder, fetches: Value, feeds: Value) -> None:
    recorder.rounds += 1
    edges, fed = tuple(recorder.edges(fetches)), tuple(_feeds(recorder, feeds))
    recorder.event(Run, fetches=edges, feeds=fed, rounds=recorder.engine.rounds_now)


def _feeds(recorder: Recorder, feeds: Value) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    for _, single in recorder.engine.alternatives(feeds):
        if isinstance(single, DictValue):
            for key, value in single.entries.values():
                node = recorder.node_of(key)
                if node is not None:
                    found.append((node, value.value if isinstance(value, Const) else None))
    return found


def fetched(call: Call, fetches: Value) -> Value:
    """What `run` returns has the structure of what it fetches."""
    if isinstance(fetches, Sequential) and fetches.rest is None:
        return TupleValue([(c, fetched(call, v)) for c, v in fetches.items])
    return Unknown("what the session returned", harmless=True)


@models("tf.train.Saver.restore")
def restore(call: Call) -> Value:
    saver = call.receiver
    arguments = getattr(saver, "arguments", None)
    chosen = arguments is not None and not _saves_all(Call(call.recorder, "tf.train.Saver", arguments))
    call.recorder.event(Restore, chosen=chosen)
    return NONE


def _saves_all(saver: Call) -> bool:
    wanted = saver.value("var_list")
    return isinstance(wanted, Const) and wanted.value is None


@models("tf.train.Saver.save")
def save(call: Call) -> Value:
    return Unknown("the checkpoint's path", harmless=True)
