"""Imports: project files are executed once per program, libraries are the host's or unknown."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from bnlint.engine.given import FixedNames, Given
from bnlint.engine.interpreter import Frame, Interpreter
from bnlint.engine.library import library_module
from bnlint.engine.statements import Compiler
from bnlint.engine.values import Const, ModuleValue, Unknown, Value
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver, Resolved
from bnlint.sources.layers import FILES, FOLDERS
from bnlint.sources.overlay import Overlay

if TYPE_CHECKING:
    from bnlint.engine.code import Execute
    from bnlint.sources.source import Source


def compiled(source: Source) -> Execute:
    """The code of a file, which all programs share that run it (`Source.derive`)."""
    return Compiler(source).module(source.tree())


def definitions(source: Source) -> frozenset[str]:
    """The functions and classes at the top of a file. Raises SourceError if it cannot be parsed."""
    found = (node for node in source.tree().body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return frozenset(node.name for node in found)


class Modules:
    """The modules of one program, which begins at `entry`; `given` are dotted names that have these values."""

    def __init__(
        self, overlay: Overlay, resolver: ImportResolver, entry: str,
        unreadable: Callable[[SourceError], None], given: Mapping[str, Value] | None = None,
    ) -> None:  # fmt: skip
        self.entry = entry
        self._overlay = overlay
        self._resolver = resolver
        self._unreadable = unreadable
        self._extra: tuple[str, ...] = ()
        self._search_path: tuple[str, ...] | None = None
        self.loaded: dict[str, ModuleValue] = {}
        self._libraries: dict[str, Value] = {}
        self._stars: dict[ModuleValue, list[Value]] = {}
        self._given = Given(given, self._resolve) if given else None

    def extend_path(self, folder: str) -> None:
        """`sys.path.append(folder)`; relative folders are taken from the entry's folder."""
        path = os.path.normpath(os.path.join(os.path.dirname(self.entry), folder))
        if path not in self._extra:
            self._extra = (*self._extra, path)
            self._search_path = None

    def _where(self) -> tuple[str, ...]:
        """Where the program looks for modules at the moment."""
        if self._search_path is None:
            self._search_path = self._resolver.search_path(self.entry, self._extra)
        return self._search_path

    def run_entry(self, engine: Interpreter, name: str) -> ModuleValue:
        """Execute the entry under this `__name__`."""
        module = self._module(engine, name, self.entry, self._overlay.read(self.entry), None)
        self.loaded[self.entry] = module
        self._execute(engine, module)
        return module

    def load(self, engine: Interpreter, name: str, level: int, importer: ModuleValue) -> Value:
        """What `import name` gives in `importer`; `level` counts leading dots."""
        path = self._where()
        resolved = self._resolver.resolve(name, level, importer.path or self.entry, path)
        if resolved is None and "." in name and level == 0:
            known = self._host_or_library(engine, name)
            if isinstance(known, Unknown):
                found = self._attribute_of_parent(engine, name, path, importer)
                if found is not None:
                    return found
            return known
        if resolved is None:
            return self._host_or_library(engine, name)
        return self._project_module(engine, resolved, path, importer)

    def defining(self, name: str) -> list[str]:
        """The modules beside the entry that define a function or class of this name at their top, by their names; where
        there is none, those in the folders beside it."""
        around = tuple(dict.fromkeys((os.path.dirname(self.entry), *self._extra)))
        beside = [module for folder in around for module in self._defining(folder, "", name)]
        below = ((folder, inner) for folder in around for inner in self._entries(folder, FOLDERS))
        return beside or [module for folder, inner in below for module in self._defining(folder, f"{inner}.", name)]

    def _defining(self, folder: str, package: str, name: str) -> Iterator[str]:
        where = os.path.join(folder, package[:-1]) if package else folder
        for file in self._entries(where, FILES):
            path = os.path.join(where, file)
            if file.endswith(".py") and path != self.entry and name in self._definitions(path):
                yield package + file.removesuffix(".py")

    def _entries(self, folder: str, kinds: Collection[str]) -> list[str]:
        try:
            entries = self._overlay.list_dir(folder)
        except SourceError:
            return []
        return sorted(name for name, kind in entries.items() if kind in kinds)

    def _definitions(self, path: str) -> Collection[str]:
        try:
            return self._overlay.read(path).derive(definitions)
        except SourceError:
            return ()

    def _attribute_of_parent(
        self, engine: Interpreter, name: str, path: tuple[str, ...], importer: ModuleValue
    ) -> Value | None:
        parent, _, last = name.rpartition(".")
        resolved = self._resolver.resolve(parent, 0, importer.path or self.entry, path)
        if resolved is None:
            return None
        return engine.attribute(self._project_module(engine, resolved, path, importer), last)

    def _host_or_library(self, engine: Interpreter, name: str) -> Value:
        if name not in self._libraries:
            value = self._given.library(engine, name) if self._given else None
            value = value or engine.host.module(engine, name) or library_module(name)
            value = value or Unknown(name, stable=True, harmless=engine.host.is_harmless(name))
            self._libraries[name] = value
            if self._given:
                self._given.bestow(engine, name, value)
        return self._libraries[name]

    def _resolve(self, name: str) -> Resolved | None:
        return self._resolver.resolve(name, 0, self.entry, self._where())

    def _module(
        self, engine: Interpreter, name: str, path: str | None, source: Source | None, package: str | None
    ) -> ModuleValue:
        """A module, before it is executed."""
        module = ModuleValue(name, path, source, package)
        members = list(self._given.members(module)) if self._given else []
        if members:
            module.attributes = FixedNames(engine, members)
        return module

    def _project_module(
        self, engine: Interpreter, resolved: Resolved, path: tuple[str, ...], importer: ModuleValue
    ) -> Value:
        key = resolved.file or resolved.name
        known = self.loaded.get(key)
        if known is not None:
            return known
        given = self._given.module(engine, resolved) if self._given else None
        if given is not None:
            return given
        parent = resolved.name.rpartition(".")[0]
        if parent and resolved.kind != "namespace":
            above = self._resolver.resolve(parent, 0, importer.path or self.entry, path)
            if above is not None and above.file is not None and above.file != resolved.file:
                self._project_module(engine, above, path, importer)
            known = self.loaded.get(key)
            if known is not None:
                return known
        source = None
        if resolved.file is not None:
            try:
                source = self._overlay.read(resolved.file)
                source.tree()
            except SourceError as error:
                self._unreadable(error)
                return Unknown(resolved.name, stable=True)
        package = resolved.name if resolved.kind != "module" else parent
        module = self._module(engine, resolved.name, resolved.file, source, package)
        self.loaded[key] = module
        self._execute(engine, module)
        return module

    def _execute(self, engine: Interpreter, module: ModuleValue) -> None:
        module.attributes["__name__"] = Const(module.name)
        if module.path is not None:
            module.attributes["__file__"] = Const(module.path)
        if module.source is None:
            return
        path, trace = engine.path, engine.trace
        engine.path, engine.trace = engine.logic.true, None if module.path == self.entry else engine.trace
        frame = Frame(engine, module, module.attributes)
        frame.inner = None
        engine.frames.append(frame)
        module.source.derive(compiled)(frame)
        engine.frames.pop()
        engine.path, engine.trace = path, trace
        module.done = True

    def attribute(self, engine: Interpreter, module: ModuleValue, name: str) -> Value | None:
        """A name of a module: its own, a submodule, or one that a star import brought from a library."""
        own = module.attributes.get(name)
        if own is not None:
            return own
        if module.package is not None:
            path = self._where()
            resolved = self._resolver.resolve(f"{module.package}.{name}", 0, module.path or self.entry, path)
            if resolved is None and module.path is not None:
                resolved = self._resolver.resolve(name, 1, module.path, path)
            if resolved is not None:
                return self._project_module(engine, resolved, path, module)
        for library in self._stars.get(module, ()):
            return engine.attribute(library, name)
        return None

    def star(self, engine: Interpreter, module: ModuleValue, library: Value) -> None:
        """`from library import *`: names that the module does not bind may come from it."""
        self._stars.setdefault(module, []).append(library)

    def inherit_stars(self, engine: Interpreter, module: ModuleValue, source: ModuleValue) -> None:
        for library in self._stars.get(source, ()):
            self.star(engine, module, library)

    def from_stars(self, engine: Interpreter, module: ModuleValue, name: str) -> Value | None:
        for library in self._stars.get(module, ()):
            return engine.attribute(library, name)
        return None
