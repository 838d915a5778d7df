"""Whether the program makes anything of a call's result, by what stands around the call."""

from __future__ import annotations

import ast

from bnlint.engine.interpreter import Trace
from bnlint.facts.program import Program


def note_dropped(program: Program) -> None:
    """Marks the layer calls of whose results nothing is made, where nothing in the graph reads them."""
    read = {edge.target for node in program.nodes for edge in node.edges}
    for layer in program.layers:
        if layer.node not in read and isinstance(layer.spot, Trace):
            layer.dropped = is_dropped(layer.spot)


def is_dropped(trace: Trace) -> bool:
    """Whether the call is a statement of its own, or is bound to a name that nothing around it reads again."""
    if not isinstance(trace.node, ast.Call):
        return False
    scope, statement = _around(trace)
    if isinstance(statement, ast.Expr):
        return statement.value is trace.node
    if isinstance(statement, ast.Assign) and statement.value is trace.node:
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        return len(names) == len(statement.targets) and not any(_is_read(scope, name) for name in names)
    return False


def _around(trace: Trace) -> tuple[ast.AST, ast.stmt | None]:
    """The innermost function, or the file, and the innermost statement that hold the call."""
    place = trace.node
    scope: ast.AST = trace.source.tree()
    found: ast.stmt | None = None
    todo: list[ast.AST] = [scope]
    while todo:
        for child in ast.iter_child_nodes(todo.pop()):
            if isinstance(child, ast.stmt) and _holds(child, place):
                found = child
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    scope = child
                todo = [child]
                break
            if not isinstance(child, (ast.expr, ast.stmt)):
                todo.append(child)
    return scope, found


def _holds(statement: ast.stmt, node: ast.AST) -> bool:
    line: int = getattr(node, "lineno", 0)
    return statement.lineno <= line <= (statement.end_lineno or statement.lineno)


def _is_read(scope: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in ast.walk(scope))
