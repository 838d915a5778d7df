"""Values that some dotted names have, whatever the files and libraries say that they belong to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import ModuleValue, Value
from bnlint.sources.imports import Resolved

Names: TypeAlias = tuple[str, ...]
"""The parts of a dotted name."""


class Given:
    """The given values of one program, by dotted name; `resolve` finds the project's modules by theirs.

    What lies below a name that is given is the value's own affair, unless it is given, too. A name that is a member of
    a project's module means that member however a program spells the import of the module.
    """

    def __init__(self, values: Mapping[str, Value], resolve: Callable[[str], Resolved | None]) -> None:
        self._values: dict[Names, Value] = {tuple(name.split(".")): value for name, value in values.items()}
        self._resolve = resolve

    def library(self, engine: Interpreter, name: str) -> Value | None:
        """A library's module of which the name or one above it is given."""
        names = tuple(name.split("."))
        nearest = next((n for n in range(len(names), 0, -1) if names[:n] in self._values), 0)
        return _member(engine, self._values[names[:nearest]], names[nearest:]) if nearest else None

    def bestow(self, engine: Interpreter, name: str, module: Value) -> None:
        """Gives the library's module its members that are given."""
        names = tuple(name.split("."))
        for given, value in self._values.items():
            if given != names and given[: len(names)] == names:
                _put(engine, module, given[len(names) :], value)

    def module(self, engine: Interpreter, module: Resolved) -> Value | None:
        """What stands for a module of the project that is given, or that lies in a package that is."""
        found: Value | None = None
        for given, value in sorted(self._values.items(), key=lambda item: len(item[0])):
            outer = self._resolve(".".join(given))
            way = None if outer is None else _way(outer, module)
            found = found if way is None else _member(engine, value, way)
        return found

    def members(self, module: ModuleValue) -> Iterator[tuple[Names, Value]]:
        """The names in a module of the project that are given."""
        for given, value in self._values.items():
            found = ((n, self._resolve(".".join(given[:n]))) for n in range(len(given) - 1, 0, -1))
            for length, home in found:
                if home is not None:
                    if (home.file or home.name) == (module.path or module.name):
                        yield given[length:], value
                    break


class FixedNames(dict[str, Value]):
    """The names of a module of which some are given: these keep their values, whatever the module binds to them."""

    def __init__(self, engine: Interpreter, given: list[tuple[Names, Value]]) -> None:
        super().__init__({name: value for (name, *below), value in given if not below})
        self._engine = engine
        self._fixed = frozenset(self)
        self._below = [(name, tuple(below), value) for (name, *below), value in given if below]

    def __setitem__(self, name: str, value: Value) -> None:
        if name in self._fixed:
            return
        super().__setitem__(name, value)
        for owner, names, given in self._below:
            if owner == name:
                _put(self._engine, value, names, given)


def _member(engine: Interpreter, value: Value, names: Names) -> Value:
    for name in names:
        value = engine.attribute(value, name)
    return value


def _put(engine: Interpreter, owner: Value, names: Names, value: Value) -> None:
    """Binds a member, on all paths."""
    path, engine.path = engine.path, engine.logic.true
    engine.assign_attribute(_member(engine, owner, names[:-1]), names[-1], value)
    engine.path = path


def _way(outer: Resolved, inner: Resolved) -> Names | None:
    """The names that lead from a module or package to itself or a module in it; None where none does."""
    if inner.file is None:
        return () if inner == outer else None
    if inner.file == outer.file:
        return ()
    folder = next((f for f in outer.folders if inner.file.startswith(os.path.join(f, ""))), None)
    if folder is None:
        return None
    names = os.path.relpath(inner.file, folder).removesuffix(".py").split(os.sep)
    return tuple(names[:-1] if names[-1] == "__init__" else names)
