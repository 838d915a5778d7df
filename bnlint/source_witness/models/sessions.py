"""Sessions: what is run, with what, and what is restored."""

from __future__ import annotations

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import (
    MISSING,
    NONE,
    Arguments,
    Const,
    DictValue,
    InstanceValue,
    MethodValue,
    Sequential,
    TupleValue,
    Unknown,
    Value,
    Written,
)
from bnlint.facts.events import Fed, Mode, Run
from bnlint.facts.graph import Node
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.models.savers import SaverValue, saver_made
from bnlint.source_witness.names import names_of
from bnlint.source_witness.passing import origin_of
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.scope import flags_in_scope
from bnlint.source_witness.tensors import GraphValue, ObjectValue, SessionValue, TensorValue, VariableValue, tuple_of


@models("tf.Session", "tf.InteractiveSession")
def session(call: Call) -> Value:
    graph = call.value("graph")
    made = SessionValue(call.recorder, graph.graph if isinstance(graph, GraphValue) else None)
    call.recorder.sessions.append(made)
    return made


@models("tf.train.MonitoredTrainingSession", "tf.train.MonitoredSession", "tf.train.SingularMonitoredSession")
def monitored(call: Call) -> Value:
    """It saves all variables as it goes, unless it is told with which Saver (training/monitored_session.py, 1.15)."""
    made = SessionValue(call.recorder, None)
    call.recorder.sessions.append(made)
    made.hooks = [hook for name in ("hooks", "chief_only_hooks") for hook in _instances(call, name)]
    for hook in made.hooks:
        _told(call, hook, "begin", Arguments())
    if call.name.endswith("TrainingSession") and not isinstance(call.value("checkpoint_dir"), Const):
        scaffold = call.value("scaffold")
        saver = scaffold.arguments.keywords.get("saver") if isinstance(scaffold, ObjectValue) else None
        keeps(call.recorder, saver)
    return made


def keeps(recorder: Recorder, saver: Value | None) -> None:
    """From here on checkpoints are written by this Saver, or by one of all variables."""
    made = saver.made if isinstance(saver, SaverValue) else saver_made(recorder, NONE)
    made.saves.append(recorder.spot())


def _instances(call: Call, name: str) -> list[Value]:
    return [value for _, value, _ in call.engine.leaves(call.value(name)) if isinstance(value, InstanceValue)]


def _told(call: Call, hook: Value, method: str, arguments: Arguments) -> Value:
    found = call.engine.attribute(hook, method)
    return call.engine.call(found, arguments) if isinstance(found, MethodValue) else NONE


def _asked_by_hooks(call: Call) -> list[Value]:
    """What the hooks of the session fetch along with each run."""
    hooks = call.receiver.hooks if isinstance(call.receiver, SessionValue) else []
    answers = [_told(call, hook, "before_run", Arguments([Unknown("run_context")])) for hook in hooks]
    asked = [answer for answer in answers if isinstance(answer, ObjectValue) and answer.canonical.endswith("RunArgs")]
    return [Call(call.recorder, answer.canonical, answer.arguments).value("fetches") for answer in asked]


@models("tf.train.Supervisor")
def supervisor(call: Call) -> Value:
    """It saves with the Saver that it is given, or else with one of all variables (training/supervisor.py, 1.15)."""
    made, saver = ObjectValue(call.recorder, call.name, call.arguments), call.given("saver")
    if not isinstance(saver, Const):
        keeps(call.recorder, saver)
    if saver is not None:
        made.state["saver"] = saver
    return made


@models("tf.train.Supervisor.managed_session", "tf.train.Supervisor.prepare_or_wait_for_session")
def managed_session(call: Call) -> Value:
    made = SessionValue(call.recorder, None)
    call.recorder.sessions.append(made)
    return made


@models("tf.get_default_session")
def default_session(call: Call) -> Value:
    return call.recorder.sessions[-1] if call.recorder.sessions else SessionValue(call.recorder, None)


@models("tf.Session.run")
def run(call: Call) -> Value:
    fetches = call.value("fetches")
    asked = _asked_by_hooks(call)
    together = fetches if not asked else tuple_of(call.engine, fetches, *asked)
    record_run(call.recorder, together, call.value("feed_dict"))
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
    names, functions = names_of(recorder)
    recorder.event(
        Run, fetches=edges, feeds=tuple(fed), complete=complete, names=names, functions=functions, mode=mode,
        rounds=recorder.engine.rounds_now, in_scope=flags_in_scope(recorder, innermost=True),
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
                if type(value) is TensorValue:
                    complete = False  # TensorFlow refuses to be fed a tensor
                elif node is not None:
                    found.append(_fed(engine, node, condition & engine.holds_value(value), engine.now(value)))
        elif not isinstance(single, Const):
            complete = False
    return found, complete


def _fed(engine: Interpreter, node: Node, condition: Condition, value: Value) -> Fed:
    there = [(c, v) for c, v in engine.alternatives(value) if v is not MISSING]
    boolean = all(isinstance(v, Const) and isinstance(v.value, (bool, int)) for _, v in there)
    truth = engine.logic.any_of(c & _truth_fed(engine, v) for c, v in there)
    text, same = (describe(there[0][1]), there[0][1]) if there else ("", NONE)
    origin = origin_of(same) if isinstance(same, Written) and len(there) == 1 else None
    return Fed(node, condition, truth, text, boolean, None if isinstance(same, Const) else same, origin)


def _truth_fed(engine: Interpreter, value: Value) -> Condition:
    """What NumPy makes of a value for a placeholder of bools: of a variable True, for it is any other object to it
    (`BaseSession.run`, tensorflow/python/client/session.py, 1.15)."""
    return engine.logic.true if isinstance(value, VariableValue) else engine.truth(value)


def fetched(call: Call, fetches: Value) -> Value:
    """What `run` returns has the structure of what it fetches."""
    if isinstance(fetches, Sequential) and fetches.rest is None:
        return TupleValue([(c, fetched(call, v)) for c, v in fetches.items])
    return Unknown("what the session returned", harmless=True)
