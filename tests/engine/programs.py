"""Runs Python text through the engine, with a host that knows no library, and reads what came out."""

from __future__ import annotations

import operator
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest

from bnlint.conditions import Condition, Symbol
from bnlint.engine import interpreter
from bnlint.engine.builtins import builtin_values
from bnlint.engine.interpreter import BUDGET, Exhausted, Interpreter, describe
from bnlint.engine.modules import Modules
from bnlint.engine.values import (
    Arguments,
    Choice,
    Const,
    DictValue,
    InstanceValue,
    ModuleValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
)
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay

OPERATORS: dict[str, Callable[[Any, Any], object]] = {"Add": operator.add, "Mult": operator.mul, "Sub": operator.sub}

FOLDER = os.path.abspath(os.path.join(os.sep, "a project that is not on disk"))


@dataclass
class PlainHost:
    """Knows no library; remembers the calls that nobody can look into."""

    rounds: int = 0
    calls: list[str] = field(default_factory=list)

    def module(self, engine: Interpreter, name: str) -> Value | None:
        return None

    @property
    def worth(self) -> float:
        return 1.0

    def is_harmless(self, module: str) -> bool:
        return False

    def unknown_call(self, engine: Interpreter, callee: Value, arguments: Arguments) -> Value | None:
        self.calls.append(describe(callee))
        return None

    def process(self) -> AbstractContextManager[None]:
        return nullcontext()

    def unused_argument(self, engine: Interpreter, parameter: str, value: Value) -> None:
        return None

    def base_initialised(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> None:
        return None

    def instance_call(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> Value | None:
        return None


@dataclass
class Ran:
    """A program that the engine has run."""

    engine: Interpreter
    module: ModuleValue
    host: PlainHost
    complete: bool
    unreadable: list[SourceError]

    def __getitem__(self, name: str) -> Value:
        return self.module.attributes[name]

    def value(self, name: str) -> object:
        """The Python object of a name that has one value whatever the unknowns are. Raises NotKnown."""
        return plain(self[name], Assignment(self.engine))


def run(
    program: str | Mapping[str, str],
    entry: str = "main.py",
    unknowns: Mapping[str, Value] | None = None,
    budget: int = BUDGET,
    bounded: bool = True,
) -> Ran:
    """Run a text, or the file `entry` of several.

    `unknowns` are further names that every module knows. Unless `bounded`, what only limits the work (idle functions,
    elements that may be missing, alternatives) is out of force.
    """
    files = {entry: program} if isinstance(program, str) else program
    overlay = Overlay.disk().with_edits({os.path.join(FOLDER, *path.split("/")): text for path, text in files.items()})
    unreadable: list[SourceError] = []
    path = os.path.join(FOLDER, *entry.split("/"))
    modules = Modules(overlay, ImportResolver(overlay, FOLDER), path, unreadable.append)
    host = PlainHost()
    engine = Interpreter(host, modules, {**builtin_values(), **(unknowns or {})}, budget)
    with deep_recursion(), bounds_lifted(bounded):
        try:
            module = modules.run_entry(engine, "__main__")
        except Exhausted:
            return Ran(engine, modules.loaded[path], host, False, unreadable)
    return Ran(engine, module, host, True, unreadable)


@contextmanager
def bounds_lifted(bounded: bool) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in () if bounded else ("IDLE", "UNSURE", "COMPARED", "ALTERNATIVES"):
            patch.setattr(interpreter, name, 10**6)
        yield


@contextmanager
def deep_recursion() -> Iterator[None]:
    """As the witness runs the engine."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class NotKnown(Exception):
    """The engine does not say what this value is."""


class Assignment:
    """What the unknowns of a program are: by name, and by what is asked about them.

    Exceptions that the program does not raise itself do not come.
    """

    def __init__(self, engine: Interpreter, inputs: Mapping[Unknown, object] | None = None) -> None:
        self._logic = engine.logic
        self._keys = {literal.level: key for key, literal in engine.logic._literals.items()}
        self._concrete: dict[Unknown, object] = {}
        for unknown, value in (inputs or {}).items():
            self._derive(unknown, value)

    def holds(self, condition: Condition) -> bool:
        while condition.high is not None and condition.low is not None:
            symbol = self._logic.symbol_at(condition.level)
            condition = condition.high if self._is_true(symbol) else condition.low
        return condition.certain

    def chosen(self, choice: Choice) -> Value:
        """The one alternative that holds."""
        values = [value for condition, value in choice.alternatives if self.holds(condition)]
        assert len(values) == 1, f"of {choice} hold {values}"
        return values[0]

    def concrete(self, unknown: Unknown) -> object:
        try:
            return self._concrete[unknown]
        except KeyError:
            raise NotKnown(unknown.text) from None

    def _derive(self, unknown: Unknown, value: object) -> None:
        """What hangs on an unknown follows from it."""
        self._concrete[unknown] = value
        for key, child in (unknown.derived or {}).items():
            match key:
                case (str() as name, (type(), operand), (0 | 1) as side) if name in OPERATORS:
                    pair = (operand, value) if side else (value, operand)
                    self._derive(child, OPERATORS[name](*pair))
                case ("%", str() as pattern):
                    self._derive(child, pattern % value)
                case ("len",):
                    self._derive(child, len(value))  # type: ignore[arg-type]

    def _is_true(self, symbol: Symbol) -> bool:
        match self._keys[symbol.index]:
            case ("fails", *_):
                return False
            case (Unknown() as unknown, "truth"):
                return bool(self.concrete(unknown))
            case (Unknown() as unknown, ("==", (_, constant))):
                return self.concrete(unknown) == constant
            case (Unknown() as unknown, int() as index):
                return self.concrete(unknown) == index
            case ("==", left, right):
                return self._operand(left) == self._operand(right)
        raise NotKnown(symbol.text)

    def _operand(self, key: object) -> object:
        match key:
            case Unknown():
                return self.concrete(key)
            case (type(), value):
                return value
        raise NotKnown(repr(key))


def plain(value: Value, under: Assignment) -> object:
    """The Python object that a value is under an assignment. Raises NotKnown."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Choice):
        return plain(under.chosen(value), under)
    if isinstance(value, Unknown):
        return under.concrete(value)
    if isinstance(value, Sequential) and value.rest is None:
        parts = [plain(part, under) for condition, part in value.items if under.holds(condition)]
        return tuple(parts) if isinstance(value, TupleValue) else set(parts) if isinstance(value, SetValue) else parts
    if isinstance(value, DictValue) and value.rest is None:
        return {plain(key, under): plain(part, under) for key, part in value.entries.values()}
    raise NotKnown(describe(value))
