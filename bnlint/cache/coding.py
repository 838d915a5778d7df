"""Values as JSON and back, by their types: what does not fit the type is refused, and nothing is ever executed.

A dataclass is the array of its fields, and among several that a type allows its name stands before them; sets are
arrays, and dicts arrays of pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Json: TypeAlias = Any
T = TypeVar("T")
PLAIN = (bool, int, str, NoneType)
COLLECTIONS = (list, set, frozenset)


class Malformed(Exception):
    """What is no value of the type that it is to have."""


class _Coder(NamedTuple):
    encode: Callable[[Any], Json]
    decode: Callable[[Json], Any]


def encoded(value: object) -> Json:
    """The value as JSON has it; all of it is of the types that its class says."""
    return _coder(type(value)).encode(value)


def decoded(kind: type[T], data: Json) -> T:
    """The value; raises `Malformed`."""
    value: T = _coder(kind).decode(data)
    return value


def _coder(kind: Any) -> _Coder:
    known: Any = NoneType if kind is None else kind
    return _made(known)


@cache
def _made(kind: Any) -> _Coder:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return _Coder(lambda value: value, lambda data: _exact(kind, data))
    if origin is Literal:
        return _Coder(lambda value: value, lambda data: _one_of(arguments, data))
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin in COLLECTIONS:
        return _collection(origin, _coder(arguments[0]))
    if origin is dict:
        return _dict(_coder(arguments[0]), _coder(arguments[1]))
    if origin is tuple:
        return (
            _collection(tuple, _coder(arguments[0]))
            if arguments[1:] == (...,)
            else _fixed(tuple(map(_coder, arguments)))
        )
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    raise TypeError(f"{kind} is not kept")


def _exact(kind: type, data: Json) -> Json:
    if type(data) is not kind:
        raise Malformed
    return data


def _one_of(values: tuple[Any, ...], data: Json) -> Json:
    if not isinstance(data, (str, int)) or data not in values:
        raise Malformed
    return data


def _array(data: Json) -> list[Json]:
    if type(data) is not list:
        raise Malformed
    return data


def _collection(kind: Callable[[Iterator[Any]], Any], item: _Coder) -> _Coder:
    return _Coder(
        lambda value: [item.encode(one) for one in value],
        lambda data: kind(item.decode(one) for one in _array(data)),
    )


def _dict(key: _Coder, value: _Coder) -> _Coder:
    pair = _fixed((key, value))
    return _Coder(
        lambda known: [pair.encode(item) for item in known.items()],
        lambda data: dict(pair.decode(item) for item in _array(data)),
    )


def _fixed(coders: Sequence[_Coder]) -> _Coder:
    def encode(value: Any) -> Json:
        return [coder.encode(one) for coder, one in zip(coders, value, strict=True)]

    def decode(data: Json) -> Any:
        if len(_array(data)) != len(coders):
            raise Malformed
        return tuple([coder.decode(one) for coder, one in zip(coders, data, strict=True)])

    return _Coder(encode, decode)


def _dataclass(kind: type) -> _Coder:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    row = _fixed([_coder(hints[name]) for name in names])
    return _Coder(
        lambda value: row.encode([getattr(value, name) for name in names]),
        lambda data: kind(*row.decode(data)),
    )


def _union(kinds: tuple[Any, ...]) -> _Coder:
    """A dataclass has its name before it; of the rest, every value shows its type."""
    tags = {kind.__name__: kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)}
    plain = tuple(kind for kind in kinds if kind not in tags.values())
    if not set(plain) <= set(PLAIN):
        raise TypeError(f"{kinds} are not told apart")

    def encode(value: Any) -> Json:
        kind = type(value)
        return value if kind in plain else [kind.__name__, _coder(kind).encode(value)]

    def decode(data: Json) -> Any:
        if type(data) in plain:
            return data
        match data:
            case [str(name), content] if name in tags:
                return _coder(tags[name]).decode(content)
        raise Malformed

    return _Coder(encode, decode)
