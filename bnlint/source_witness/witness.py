"""Interprets one program and hands over its facts."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, TypeAlias

from bnlint.engine.builtins import builtin_values
from bnlint.engine.definitions import Definition, definition
from bnlint.engine.interpreter import Exhausted, Interpreter, describe
from bnlint.engine.modules import Modules
from bnlint.engine.values import (
    Arguments,
    ClassValue,
    FunctionValue,
    HostValue,
    InstanceValue,
    ModuleValue,
    Unknown,
    Value,
    Written,
)
from bnlint.facts.events import Escape, LayerCall, Run, TrainingStep, UnusedArgument
from bnlint.facts.program import Program
from bnlint.source_witness.api import ApiValue
from bnlint.source_witness.described import described, note_update_runners
from bnlint.source_witness.descriptions import Description
from bnlint.source_witness.dropped import note_dropped
from bnlint.source_witness.models.sessions import record_run
from bnlint.source_witness.models.sonnet import connected, initialised, is_module
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.written_out import recognise
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source
from bnlint.tensorflow_api.effects import HARMLESS_LIBRARIES
from bnlint.tensorflow_api.library_table import LIBRARIES
from bnlint.tensorflow_api.names import API_ROOTS

DEEPEST: Final = 20_000 if sys.version_info >= (3, 11) else 5_000
"""Nested calls of the reading itself. Python 3.10 spends its stack on each, and dies where it ends."""
UNNORMALISED: Final = 0.08
"""The share of the budget for a program that has not normalised a batch: twice what the slowest of 176 real programs
spent before its first layer."""
UNUSED: Final = 0.5
"""The like for one that has trained and run nothing."""
_MODELLED: Final = API_ROOTS | LIBRARIES
Continuation: TypeAlias = Callable[[Interpreter, Recorder, ModuleValue], None]
"""What to do once the entry's top level has run."""


class TensorFlowHost:
    """TensorFlow, as the engine meets it."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @property
    def rounds(self) -> int:
        return self.recorder.rounds

    @property
    def worth(self) -> float:
        """Little before a batch is normalised, and half before anything is trained or run."""
        recorder = self.recorder
        if LayerCall not in recorder.kinds and not recorder.batch_statistics:
            return UNNORMALISED
        return 1.0 if recorder.kinds & {TrainingStep, Run} else UNUSED

    def module(self, engine: Interpreter, name: str) -> Value | None:
        return ApiValue(self.recorder, name) if name.partition(".")[0] in _MODELLED else None

    def is_harmless(self, module: str) -> bool:
        return module.partition(".")[0] in HARMLESS_LIBRARIES

    def process(self) -> AbstractContextManager[None]:
        return self.recorder.process()

    def unknown_call(self, engine: Interpreter, callee: Value, arguments: Arguments) -> Value | None:
        if isinstance(callee, Unknown) and callee.text.endswith(".run") and _fetches_nodes(self.recorder, arguments):
            record_run(self.recorder, arguments.get(0, "fetches"), arguments.get(1, "feed_dict"))
            return Unknown("what the session returned", harmless=True)
        if isinstance(callee, HostValue) or (isinstance(callee, Unknown) and callee.harmless):
            return None
        nodes, session = self.recorder.nodes_inside(arguments.values())
        if (nodes or session) and engine.trace is not None:
            self.recorder.event(Escape, callee=describe(callee), nodes=tuple(nodes), session=session)
        return None

    def unused_argument(self, engine: Interpreter, parameter: str, value: Value) -> None:
        node = self.recorder.node_of(value)
        given = type(value) is Written and value.call is None
        if engine.trace is not None and (given or (node is not None and node.kind == "placeholder")):
            self.recorder.event(UnusedArgument, parameter=parameter, node=node)

    def base_initialised(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> None:
        if is_module(instance):
            initialised(self.recorder, instance, arguments)

    def instance_call(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> Value | None:
        from bnlint.engine.interpreter import find_in

        if is_module(instance):
            return connected(self.recorder, instance, arguments)

        method = find_in(instance.cls.linear, "call")
        return engine.call(engine.bound(method, instance), arguments) if method is not None else None


def _fetches_nodes(recorder: Recorder, arguments: Arguments) -> bool:
    return bool(recorder.edges(arguments.get(0, "fetches")))


@dataclass(frozen=True)
class Reading:
    """A program that was read, and the functions and classes that it or one before it called."""

    program: Program
    called: set[Definition]


@dataclass
class Witness:
    """Reads programs; what one of them compiles, the others use."""

    overlay: Overlay
    resolver: ImportResolver
    unreadable: Callable[[SourceError], None]
    descriptions: Sequence[Description] = ()

    def script(self, entry: str) -> Reading:
        """The program that runs when the file does."""
        return self._program(entry, set(), lambda engine, recorder, module: None, name="__main__")

    def rest(self, entry: str, called: Iterable[Definition]) -> Reading | None:
        """The program in which the file's functions and classes are used that are not among those `called`, if any."""
        known = set(called)
        if known.issuperset(_definitions(self.overlay.read(entry))):
            return None
        return self._program(entry, known, _use_the_rest, name=os.path.splitext(os.path.basename(entry))[0])

    def _program(self, entry: str, called: set[Definition], then: Continuation, name: str) -> Reading:
        recorder = Recorder(entry)
        given = described(self.descriptions, recorder)
        modules = Modules(self.overlay, self.resolver, entry, self.unreadable, given)
        engine = Interpreter(TensorFlowHost(recorder), modules, builtin_values())
        engine.called = called
        recorder.begin(engine)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, DEEPEST))
        try:
            then(engine, recorder, modules.run_entry(engine, name))
        except Exhausted:
            recorder.program.complete = False
            recorder.program.unknowns.setdefault(f"{entry} is too long to be followed to its end")
        finally:
            sys.setrecursionlimit(limit)
        recognise(recorder)
        note_update_runners(recorder)
        note_dropped(recorder.program)
        return Reading(recorder.program, called)


def _definitions(source: Source) -> Iterator[Definition]:
    """The functions, classes and methods at the top of a file."""
    for node in source.tree().body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield definition(source, node)
        if isinstance(node, ast.ClassDef):
            for child in node.body:
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield definition(source, child)


def _use_the_rest(engine: Interpreter, recorder: Recorder, module: ModuleValue) -> None:
    """Call what the file defines and no program reached, with anything: somebody else may.

    Tests are left alone: what they train and evaluate serves nobody.
    """
    assumed = engine.assumed
    for value in list(module.attributes.values()):
        engine.start_over(assumed)
        if not isinstance(value, (FunctionValue, ClassValue)) or value.code is None or value.module is not module:
            continue
        if _is_test(value, engine):
            continue
        recorder.reset()
        if isinstance(value, ClassValue):
            _use_class(engine, recorder, value)
        elif value.code.definition not in engine.called:
            engine.call_at(value.code.source, value.code.node, value, Arguments())


def _is_test(value: FunctionValue | ClassValue, engine: Interpreter) -> bool:
    """What unittest and pytest collect."""
    if isinstance(value, ClassValue) and any(describe(base).endswith("TestCase") for base in value.foreign_bases()):
        return True
    file, _ = os.path.splitext(os.path.basename(engine.modules.entry))
    collected = file.startswith("test_") or file.endswith("_test")
    return collected and value.code is not None and value.code.name.startswith(("test_", "Test"))


def _use_class(engine: Interpreter, recorder: Recorder, cls: ClassValue) -> None:
    """Make an object of it, then call its methods that nothing else called, in their order."""
    assert cls.code is not None
    methods = [value for value in cls.attributes.values() if isinstance(value, FunctionValue)]
    rest = [method for method in methods if method.code.definition not in engine.called]
    if not rest and cls.code.definition in engine.called:
        return
    instance = engine.call_at(cls.code.source, cls.code.node, cls, Arguments())
    recorder.offered = True
    for method in rest:
        engine.start_over(engine.assumed)
        if method.code.definition not in engine.called and isinstance(instance, InstanceValue):
            bound = engine.attribute(instance, method.code.name)
            engine.call_at(cls.code.source, method.code.node, bound, Arguments())
    recorder.offered = False
