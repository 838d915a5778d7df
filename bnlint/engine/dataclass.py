"""`dataclasses.dataclass`: the `__init__` that it writes."""

from __future__ import annotations

import ast

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import (
    FALSE,
    NONE,
    Arguments,
    BuiltinValue,
    ClassValue,
    HostValue,
    InstanceValue,
    Unknown,
    Value,
)


class Field(HostValue):
    """`dataclasses.field(...)` as a default."""

    __slots__ = ("arguments",)

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments

    def default(self, engine: Interpreter) -> Value | None:
        factory = self.arguments.keywords.get("default_factory")
        return self.arguments.keywords.get("default") if factory is None else engine.call(factory, Arguments())


def field(engine: Interpreter, arguments: Arguments) -> Value:
    return Field(arguments)


def dataclass(engine: Interpreter, arguments: Arguments) -> Value:
    """As a decorator, with and without arguments."""
    cls = arguments.get(0, "cls")
    if cls is NONE:
        return BuiltinValue("dataclass", lambda engine, given: dataclass(engine, Arguments(given.positional)))
    if isinstance(cls, ClassValue) and "__init__" not in cls.attributes:
        known = cls
        cls.attributes["__init__"] = BuiltinValue("__init__", lambda engine, given: _initialise(engine, known, given))
    return cls


def _initialise(engine: Interpreter, cls: ClassValue, arguments: Arguments) -> Value:
    instance = engine.now(arguments.get(0, "self"))
    for number, (name, owner) in enumerate(_fields(cls), 1):
        given = arguments.positional[number] if number < len(arguments.positional) else arguments.keywords.get(name)
        if given is None and arguments.more is not None:
            given = Unknown(name, stable=True, carries=(arguments.more,))
        default = owner.attributes.get(name)
        if given is None:
            given = default.default(engine) if isinstance(default, Field) else default
        engine.assign_attribute(instance, name, Unknown(name, stable=True) if given is None else given)
    if isinstance(instance, InstanceValue) and any("__post_init__" in known.attributes for known in cls.linear):
        engine.call(engine.attribute(instance, "__post_init__"), Arguments())
    return NONE


def _fields(cls: ClassValue) -> list[tuple[str, ClassValue]]:
    """The annotated names, those of the bases first, each with the class whose default counts."""
    found: dict[str, ClassValue] = {}
    for owner in reversed(cls.linear):
        for statement in owner.code.node.body if owner.code else ():
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                found[statement.target.id] = owner
    return [(name, owner) for name, owner in found.items() if _is_given(owner, name)]


def _is_given(owner: ClassValue, name: str) -> bool:
    default = owner.attributes.get(name)
    return not (isinstance(default, Field) and default.arguments.keywords.get("init") is FALSE)
