"""Threads and processes: what they run, as it runs when they are started."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Final

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import (
    NONE,
    Arguments,
    BuiltinValue,
    ClassValue,
    Const,
    DictValue,
    InstanceValue,
    Sequential,
    Unknown,
    Value,
)

_TARGET: Final = ("_target", "_args", "_kwargs")
_QUIET: Final = "join is_alive isAlive setDaemon setName getName terminate kill close".split()
"""Methods that only wait for it or ask about it."""


def runner_class(name: str) -> ClassValue:
    """`threading.Thread` or `multiprocessing.Process`, for one program; programs derive their own classes from it."""
    apart = name == "Process"
    made = ClassValue(None, None, (), name)
    methods = {"__init__": _prepare, "run": _run, "start": lambda engine, given: _start(engine, given, apart=apart)}
    methods.update((quiet, lambda engine, given: NONE) for quiet in _QUIET)
    made.attributes.update((method, BuiltinValue(method, does)) for method, does in methods.items())
    return made


def _prepare(engine: Interpreter, arguments: Arguments) -> Value:
    """`__init__(self, group=None, target=None, name=None, args=(), kwargs={})` (Lib/threading.py)."""
    given = arguments.get(2, "target"), arguments.get(4, "args"), arguments.get(5, "kwargs")
    for name, value in zip(_TARGET, given, strict=True):
        engine.assign_attribute(arguments.positional[0], name, value)
    return NONE


def _run(engine: Interpreter, arguments: Arguments) -> Value:
    runner = arguments.positional[0]
    target, positional, keywords = (_stored(engine, runner, name) for name in _TARGET)
    if isinstance(target, Const):
        return NONE
    listed = engine.elements(positional) if isinstance(positional, Sequential) else None
    given = Arguments([value for _, value in listed.items] if listed is not None else [])
    given.more = None if listed is None else listed.rest
    if isinstance(keywords, DictValue):
        named = [(key.value, value) for key, value in keywords.entries.values() if isinstance(key, Const)]
        given.keywords = {str(key): value for key, value in named}
        given.more = given.more or keywords.rest
    return engine.call(target, given)


def _stored(engine: Interpreter, runner: Value, name: str) -> Value:
    return engine.attribute(runner, name) if isinstance(runner, InstanceValue) else Unknown(name)


def _start(engine: Interpreter, arguments: Arguments, *, apart: bool) -> Value:
    """Runs it to its end. Whether it returns, raises, or goes on for ever, whoever started it goes on."""
    entry, raised = engine.path, engine.raised
    process: AbstractContextManager[None] = engine.host.process() if apart else nullcontext()
    engine.guarded += 1
    with process:
        engine.call(engine.attribute(arguments.positional[0], "run"), Arguments())
    engine.guarded -= 1
    engine.path, engine.raised = entry, raised
    return NONE
