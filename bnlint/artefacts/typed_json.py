"""JSON as typed records: a document is held against the types of dataclasses once, when it is read.

The fields of a dataclass are the keys of an object; those with a default may be missing, and keys that it does not have
are left out. Types are `str`, `int` (from 0 to `LARGEST`), `bool`, `object` (anything), dataclasses, `X | None`,
`tuple[X, ...]`, `tuple[X, Y]` and `Mapping[str, X]`; `Annotated[int, Into("stacks")]` is a place in the document's
list `stacks`, and `Annotated[X | Y | None, Tagged("kind")]` a dataclass by its `KIND`, and None where none has that.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

LARGEST = 2**31

Record = TypeVar("Record")
Decoder: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True)
class Into:
    """A number is a place in this list of the document."""

    key: str


@dataclass(frozen=True)
class Tagged:
    """Which of several dataclasses an object is, by this key."""

    key: str


class Unfit(ValueError):
    """A value of another type than is declared. `where` leads to it, outermost key first."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__()
        self.expected = expected
        self.found = found
        self.where: list[str | int] = []

    @property
    def path(self) -> str:
        """Such as `events[3].stack`."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.where).removeprefix(".")


def decode(kind: type[Record], document: Mapping[str, Any]) -> Record:
    """The document as a `kind`; raises `Unfit`."""
    sizes = {key: len(value) for key, value in document.items() if isinstance(value, list)}
    found: Record = _Decoders(sizes).of(kind)(document)
    return found


class _Decoders:
    """What makes values of each type, worked out once for a document whose lists have these sizes."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = sizes
        self._known: dict[Any, Decoder] = {}

    def of(self, kind: Any) -> Decoder:
        if kind not in self._known:
            self._known[kind] = self._make(kind)
        return self._known[kind]

    def _make(self, kind: Any) -> Decoder:
        origin, arguments = get_origin(kind), get_args(kind)
        if kind is object:
            return lambda value: value
        if kind in (str, bool):
            return partial(_plain, kind)
        if kind is int:
            return partial(_number, LARGEST + 1, f"a number from 0 to {LARGEST}")
        if is_dataclass(kind):
            return self._record(kind)
        if origin is Annotated:
            return self._annotated(*arguments)
        if origin in (Union, types.UnionType):
            (inner,) = (self.of(one) for one in arguments if one is not type(None))
            return lambda value: None if value is None else inner(value)
        if origin is tuple and arguments[-1] is Ellipsis:
            return partial(_several, self.of(arguments[0]))
        if origin is tuple:
            return partial(_row, [self.of(one) for one in arguments])
        return partial(_mapping, self.of(arguments[1]))

    def _annotated(self, kind: Any, how: Into | Tagged) -> Decoder:
        if isinstance(how, Into):
            size = self._sizes.get(how.key, 0)
            return partial(_number, size, f"a place in {how.key}, which has {size}")
        return partial(
            _tagged, how.key, {vars(one)["KIND"]: self.of(one) for one in get_args(kind) if is_dataclass(one)}
        )

    def _record(self, kind: Any) -> Decoder:
        hints = get_type_hints(kind, include_extras=True)
        needed = [field.name for field in fields(kind) if field.default is field.default_factory is MISSING]
        return partial(_object, kind, {name: self.of(hints[name]) for name in (f.name for f in fields(kind))}, needed)


_NAMES = {str: "text", bool: "true or false", list: "a list", dict: "an object", int: "a number", float: "a number"}


def _unfit(expected: str, value: object) -> Unfit:
    if type(value) is int:
        return Unfit(expected, f"{value}" if abs(value) < 10**18 else "a number with too many digits")
    return Unfit(expected, "null" if value is None else _NAMES.get(type(value), "something else"))


def _plain(kind: type, value: object) -> object:
    if type(value) is not kind:
        raise _unfit(_NAMES[kind], value)
    return value


def _number(end: int, expected: str, value: object) -> int:
    if type(value) is not int or not 0 <= value < end:
        raise _unfit(expected, value)
    return value


def _within(key: str | int, inner: Decoder, value: object) -> Any:
    try:
        return inner(value)
    except Unfit as error:
        error.where.insert(0, key)
        raise


def _several(inner: Decoder, value: object) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _unfit("a list", value)
    return tuple(_within(number, inner, one) for number, one in enumerate(value))


def _row(inners: list[Decoder], value: object) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) != len(inners):
        raise _unfit(f"a list of {len(inners)}", value)
    return tuple(_within(number, inner, one) for number, (inner, one) in enumerate(zip(inners, value, strict=True)))


def _mapping(inner: Decoder, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unfit("an object", value)
    return {key: _within(key, inner, one) for key, one in value.items()}


def _object(kind: Callable[..., Any], inners: Mapping[str, Decoder], needed: list[str], value: object) -> Any:
    if not isinstance(value, dict):
        raise _unfit("an object", value)
    for key in needed:
        if key not in value:
            raise Unfit(f"an object with {key}", "one without")
    return kind(**{key: _within(key, inner, value[key]) for key, inner in inners.items() if key in value})


def _tagged(key: str, inners: Mapping[str, Decoder], value: object) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get(key), str):
        raise _unfit(f"an object with a {key}", value)
    inner = inners.get(value[key])
    return None if inner is None else inner(value)
