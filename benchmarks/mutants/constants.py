"""Which parameters have one value, True or False, at every call: there a mutation to that value changes nothing.

By spelling, as `idioms`: one name means one function, in all files beside the program's own.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

Parameter: TypeAlias = "tuple[str, str]"
"""The names of a function, or of a class for its `__init__`, and of a parameter."""

_ANY: Final = ""
"""What a call gives that passes on its own function's parameter: it adds no value."""


class _Call(NamedTuple):
    node: ast.Call
    around: tuple[tuple[str, Function], ...]


class Constants:
    """Of the files at `paths` in `folder`; those that are no Python 3 are left out."""

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        self._functions: dict[str, list[Function]] = defaultdict(list)
        self._calls: dict[str, list[_Call]] = defaultdict(list)
        self._values: set[str] = set()
        for path in paths:
            try:
                tree = ast.parse((folder / path).read_bytes())
            except (SyntaxError, ValueError):
                continue
            self._read(tree, "", ())

    def _read(self, node: ast.AST, owner: str, around: tuple[tuple[str, Function], ...]) -> None:
        """`owner` is the class whose body the node belongs to, `around` the functions around it, outermost first."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = owner if node.name == "__init__" else node.name
            self._functions[name].append(node)
            around = (*around, (name, node))
        elif isinstance(node, ast.Call):
            self._calls[_last(node.func)].append(_Call(node, around))
        elif isinstance(node, ast.Name | ast.Attribute):
            self._values.add(_last(node))
        owner = node.name if isinstance(node, ast.ClassDef) else ""
        for child in _parts(node):
            self._read(child, owner, around)

    def only(self, asked: Parameter) -> str | None:
        """ "True" or "False" if that is the parameter's value wherever the function is called; else None."""
        return self._only(asked, frozenset()) or None

    def _only(self, asked: Parameter, within: frozenset[Parameter]) -> str | None:
        name, parameter = asked
        definitions = self._functions.get(name, [])
        if asked in within:
            return _ANY
        if len(definitions) != 1 or name in self._values:
            return None
        given = {self._given(call, definitions[0], parameter, within | {asked}) for call in self._calls[name]} - {_ANY}
        return given.pop() if len(given) == 1 else None if given else _ANY

    def _given(self, made: _Call, function: Function, parameter: str, within: frozenset[Parameter]) -> str | None:
        call = made.node
        if any(isinstance(arg, ast.Starred) for arg in call.args) or any(one.arg is None for one in call.keywords):
            return None
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        methods = names[:1] in (["self"], ["cls"])
        by_position = dict(zip(names[1:] if methods else names, call.args, strict=False))
        by_name = {one.arg: one.value for one in call.keywords}
        value = by_name.get(parameter) or by_position.get(parameter) or dict(_defaults(function)).get(parameter)
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            return str(value.value)
        if isinstance(value, ast.Name):
            return self._passed_on(value.id, made.around, within)
        return None

    def _passed_on(self, name: str, around: Sequence[tuple[str, Function]], within: frozenset[Parameter]) -> str | None:
        """The only value of a parameter of the functions around a call that is not given another one there."""
        for owner, function in reversed(around):
            stored = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and _is_stored(one)}
            if name in stored:
                return None
            if name in {
                one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            }:
                return self._only((owner, name), within)
        return None


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What the node is made of, but for the name by which something is called."""
    if isinstance(node, ast.Call):
        yield from (*node.args, *node.keywords)
        if isinstance(node.func, ast.Attribute):
            yield node.func.value
        elif not isinstance(node.func, ast.Name):
            yield node.func
    else:
        yield from ast.iter_child_nodes(node)


def _defaults(function: Function) -> Iterator[tuple[str, ast.expr]]:
    parameters = [*function.args.posonlyargs, *function.args.args]
    for parameter, default in zip(reversed(parameters), reversed(function.args.defaults), strict=False):
        yield parameter.arg, default
    for parameter, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if given is not None:
            yield parameter.arg, given


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
