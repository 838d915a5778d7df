"""Compiled code: what the abstract syntax tree becomes once, and every program shares."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from bnlint.engine.definitions import definition
from bnlint.engine.values import Value

if TYPE_CHECKING:
    from bnlint.engine.interpreter import Frame
    from bnlint.sources.source import Source

Evaluate: TypeAlias = "Callable[[Frame], Value]"
Execute: TypeAlias = "Callable[[Frame], None]"
Bind: TypeAlias = "Callable[[Frame, Value], None]"


class FunctionCode:
    """A function's parameters and its body, compiled when it is first called."""

    __slots__ = (
        "_body",
        "_compile",
        "_unread",
        "defaults",
        "definition",
        "globals",
        "is_generator",
        "keyword_only",
        "kwarg",
        "locals",
        "name",
        "node",
        "nonlocals",
        "positional",
        "source",
        "vararg",
    )

    def __init__(
        self,
        source: Source,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        names: ScopeNames,
        defaults: dict[str, Evaluate],
        compile_body: Callable[[], Execute],
    ) -> None:
        arguments = node.args
        self.source = source
        self.node = node
        self.definition = definition(source, node)
        self.name = node.name if not isinstance(node, ast.Lambda) else "<lambda>"
        self.positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        self.keyword_only = [a.arg for a in arguments.kwonlyargs]
        self.vararg = arguments.vararg.arg if arguments.vararg else None
        self.kwarg = arguments.kwarg.arg if arguments.kwarg else None
        self.locals = names.locals
        self.globals = names.globals
        self.nonlocals = names.nonlocals
        self.is_generator = names.is_generator
        self.defaults = defaults
        self._compile = compile_body
        self._body: Execute | None = None
        self._unread: tuple[str, ...] | None = None

    @property
    def unread(self) -> tuple[str, ...]:
        """The parameters that the body never reads, in order."""
        if self._unread is None:
            body = [self.node.body] if isinstance(self.node, ast.Lambda) else self.node.body
            read = {n.id for part in body for n in ast.walk(part) if isinstance(n, ast.Name)}
            hidden = not read.isdisjoint(("locals", "vars", "eval", "exec"))
            every = () if hidden else (*self.positional, *self.keyword_only)
            self._unread = tuple(name for name in every if name not in read)
        return self._unread

    @property
    def body(self) -> Execute:
        if self._body is None:
            self._body = self._compile()
        return self._body


class ClassCode:
    """A class body."""

    __slots__ = ("body", "definition", "name", "node", "source")

    def __init__(self, source: Source, node: ast.ClassDef, body: Execute) -> None:
        self.source = source
        self.node = node
        self.definition = definition(source, node)
        self.name = node.name
        self.body = body


class ScopeNames(ast.NodeVisitor):
    """Which names a function body binds itself (nested scopes apart)."""

    def __init__(self, body: list[ast.stmt] | list[ast.expr], parameters: ast.arguments | None = None) -> None:
        self.locals: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.is_generator = False
        if parameters is not None:
            every = (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)
            self.locals.update(a.arg for a in every)
            self.locals.update(a.arg for a in (parameters.vararg, parameters.kwarg) if a is not None)
        for part in body:
            self.visit(part)
        self.locals -= self.globals | self.nonlocals

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.locals.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.locals.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.locals.add(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        self.visit(node.generators[0].iter)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.locals.add(alias.asname or alias.name.partition(".")[0])

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global) -> None:
        self.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.locals.add(node.name)
        self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        self.is_generator = True
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.locals.add(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.locals.add(node.name)
