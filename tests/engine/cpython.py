"""What CPython makes of a program."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping
from types import CodeType

DATA = (int, str, bool, float, bytes, type(None))


def compiled(program: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(program, "program.py", "exec")


def names_after(code: CodeType, inputs: Mapping[str, object] | None = None) -> dict[str, object] | None:
    """The plain data that a program leaves in its names; None where it fails."""
    names: dict[str, object] = {"__name__": "__main__", **(inputs or {})}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, names)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, NameError, RuntimeError):
        return None
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("__") and name not in (inputs or {}) and is_data(value)
    }


def is_data(value: object) -> bool:
    """Whether it consists of numbers, texts and containers only."""
    if isinstance(value, dict):
        return all(map(is_data, (*value.keys(), *value.values())))
    if isinstance(value, (list, tuple, set)):
        return all(map(is_data, value))
    return isinstance(value, DATA)


def is_same(left: object, right: object) -> bool:
    """Whether two plain values are equal and of the same types all through."""
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        assert isinstance(right, (list, tuple))
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict):
        assert isinstance(right, dict)
        return len(left) == len(right) and all(key in right and is_same(left[key], right[key]) for key in left)
    return left == right


def sizes(value: object) -> Iterator[int]:
    """How many elements each container in it has."""
    if isinstance(value, (list, tuple, dict, set, str)):
        yield len(value)
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from sizes(part)
