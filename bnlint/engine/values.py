"""The values of abstractly interpreted Python.

A value is known (`Const`, a container, a function, a class, an instance, a module), unknown (`Unknown`, a stable symbol
with a story), one of several under conditions (`Choice`), or belongs to a library that the engine's host models
(`HostValue`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bnlint.conditions import Condition

if TYPE_CHECKING:
    from bnlint.engine.code import ClassCode, FunctionCode
    from bnlint.engine.interpreter import Frame, Interpreter, Trace
    from bnlint.sources.source import Source


LONGEST: Final = 100
"""Characters of the text that names an unknown value."""
CARRIED: Final = 32
"""Values that an unknown one remembers as possibly inside."""


class Value:
    """Any abstract value."""

    __slots__ = ()


class Const(Value):
    """A known number, string, bytes, bool, None or Ellipsis."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


class Written(Const):
    """`True` or `False` as it is written out in the program, so that it is known where a setting comes from.

    `source` and `node` are where. Where it is the default of a parameter that a call left out, `parameter` is its name
    and `call` the way to that call.
    """

    __slots__ = ("call", "node", "parameter", "source")

    def __init__(
        self, value: bool, source: Source, node: ast.Constant, call: Trace | None = None, parameter: str | None = None
    ) -> None:
        super().__init__(value)
        self.source = source
        self.node = node
        self.call = call
        self.parameter = parameter

    def left_out(self, call: Trace | None, parameter: str) -> Written:
        """The same as the default that a call takes by leaving the parameter out."""
        return Written(self.value, self.source, self.node, call, parameter)


def identity(value: Value) -> object:
    """What makes two constants the same: type and value. Other values are themselves."""
    if not isinstance(value, Const):
        return value
    plain = value.value
    return (slice, plain.start, plain.stop, plain.step) if type(plain) is slice else (type(plain), plain)


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)


class Missing(Value):
    """Stands in a `Choice` for "there is no such value on this path"."""

    __slots__ = ()


MISSING = Missing()


class Choice(Value):
    """One of several values; the conditions exclude one another. Never nested, never of one alternative."""

    __slots__ = ("alternatives",)

    def __init__(self, alternatives: tuple[tuple[Condition, Value], ...]) -> None:
        self.alternatives = alternatives

    def __repr__(self) -> str:
        return " | ".join(f"{value} if {condition}" for condition, value in self.alternatives)


class Unknown(Value):
    """A value that cannot be known, yet is the same value wherever it goes.

    `text` names it for people (`opt.gpu_num`). `stable` says that asking again gives the same (an option), against what
    changes from step to step. `carries` are values that may be inside (the arguments of the call that made it).
    `harmless`: it comes from a library that cannot touch what the host models.
    """

    __slots__ = ("carries", "derived", "fields", "harmless", "stable", "text")

    def __init__(
        self, text: str, *, stable: bool = False, carries: tuple[Value, ...] = (), harmless: bool = False
    ) -> None:
        self.text = text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
        self.stable = stable
        self.carries = _carried(carries) if carries else ()
        self.harmless = harmless
        self.fields: dict[str, Value] | None = None
        self.derived: dict[object, Unknown] | None = None

    def derive(self, key: object, text: str) -> Unknown:
        """The unknown that hangs on this one under `key`: asked twice, the same."""
        if self.derived is None:
            self.derived = {}
        child = self.derived.get(key)
        if child is None:
            child = Unknown(text, stable=self.stable, carries=self.carries, harmless=self.harmless)
            self.derived[key] = child
        return child

    def field(self, engine: Interpreter, name: str) -> Value | None:
        """What is known of one of its attributes."""
        return self.fields.get(name) if self.fields else None

    def carry(self, value: Value) -> None:
        """Remember that this value may be inside, too."""
        self.carries = _carried((*self.carries, value))

    def __repr__(self) -> str:
        return f"<{self.text}>"


def _carried(values: Sequence[Value]) -> tuple[Value, ...]:
    """What is worth remembering as "may be inside": no constants, and of unknown values what they carry themselves."""
    found: dict[int, Value] = {}
    for value in values:
        inner = value.carries if isinstance(value, Unknown) else (value,)
        found.update((id(v), v) for v in inner if not isinstance(v, (Const, BuiltinValue, ModuleValue)))
    return tuple(found.values())[:CARRIED]


Item = tuple[Condition, Value]
"""An element that is there under a condition."""


class Sequential(Value):
    """A list, tuple or set: elements in order, each there under a condition.

    `rest` stands for any further elements of unknown number (None when there are none). `origins` are values that say
    where the elements came from even when there are none (the read of an empty collection).
    """

    __slots__ = ("items", "origins", "rest")

    def __init__(
        self, items: list[Item] | None = None, rest: Value | None = None, origins: tuple[Value, ...] = ()
    ) -> None:
        self.items: list[Item] = [] if items is None else items
        self.rest = rest
        self.origins = origins

    @property
    def exact(self) -> bool:
        """Whether the elements and their number are known on every path."""
        return self.rest is None and all(condition.certain for condition, _ in self.items)

    def __repr__(self) -> str:
        return f"[{', '.join(repr(value) for _, value in self.items)}{', ...' if self.rest is not None else ''}]"


class ListValue(Sequential):
    __slots__ = ()


class TupleValue(Sequential):
    __slots__ = ("record",)

    def __init__(
        self, items: list[Item] | None = None, rest: Value | None = None, origins: tuple[Value, ...] = ()
    ) -> None:
        super().__init__(items, rest, origins)
        self.record: RecordValue | None = None
        """The class that `namedtuple` made, if it is one's object."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its elements, where they have any."""
        return self.record.fields if self.record is not None else ()


class SetValue(Sequential):
    __slots__ = ()


class RangeValue(Value):
    """`range(...)` whose bounds are not all known; `start` is."""

    __slots__ = ("size", "start", "step")

    def __init__(self, start: int, step: int, size: Value) -> None:
        self.start = start
        self.step = step
        self.size = size


class DictValue(Value):
    """A dict with known keys (constants by value, others by identity); `rest` holds values under unknown keys."""

    __slots__ = ("entries", "rest")

    def __init__(self) -> None:
        self.entries: MutableMapping[object, tuple[Value, Value]] = {}
        self.rest: Value | None = None

    @staticmethod
    def key_of(key: Value) -> object:
        if isinstance(key, Const):
            return identity(key) if type(key.value) is slice else ("=", key.value)
        if isinstance(key, TupleValue) and key.exact and all(isinstance(v, Const) for _, v in key.items):
            return tuple(DictValue.key_of(v) for _, v in key.items)
        return key


class FunctionValue(Value):
    """A `def` or `lambda` with what it closes over."""

    __slots__ = ("attributes", "code", "defaults", "enclosing", "module", "owner")

    def __init__(
        self, code: FunctionCode, module: ModuleValue, enclosing: Frame | None, defaults: dict[str, Value]
    ) -> None:
        self.code = code
        self.module = module
        self.enclosing = enclosing
        self.defaults = defaults
        self.owner: ClassValue | None = None
        self.attributes: dict[str, Value] = {}

    def __repr__(self) -> str:
        return f"<function {self.code.name}>"


class MethodValue(Value):
    """A callable bound to its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver


class Wrapped(Value):
    """`property`, `staticmethod` or `classmethod` around a function."""

    __slots__ = ("function", "kind", "setter")

    def __init__(self, kind: str, function: Value, setter: Value | None = None) -> None:
        self.kind = kind
        self.function = function
        self.setter = setter


class PartialValue(Value):
    """`functools.partial`."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Value, arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments


class ClassValue(Value):
    """A class of the program, or one that the engine itself models, without code but with a name.

    `bases` may hold unknown and library values.
    """

    __slots__ = ("_name", "attributes", "bases", "code", "linear", "module")

    def __init__(
        self, code: ClassCode | None, module: ModuleValue | None, bases: tuple[Value, ...], name: str = "object"
    ) -> None:
        self._name = name
        self.code = code
        self.module = module
        self.bases = bases
        self.attributes: dict[str, Value] = {}
        self.linear: tuple[ClassValue, ...] = (
            self,
            *_merged([list(b.linear) for b in bases if isinstance(b, ClassValue)]),
        )

    @property
    def name(self) -> str:
        return self.code.name if self.code else self._name

    def foreign_bases(self) -> Iterator[Value]:
        for known in self.linear:
            for base in known.bases:
                if not isinstance(base, ClassValue):
                    yield base

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the elements of its objects, where the class is made from one that `namedtuple` made."""
        return next((base.fields for base in self.foreign_bases() if isinstance(base, RecordValue)), ())

    def __repr__(self) -> str:
        return f"<class {self.name}>"


def _merged(chains: list[list[ClassValue]]) -> list[ClassValue]:
    """C3 linearisation; where a hierarchy has none, the depth-first order."""
    result: list[ClassValue] = []
    chains = [chain for chain in chains if chain]
    while chains:
        heads = [chain[0] for chain in chains]
        good = [head for head in heads if not any(head in chain[1:] for chain in chains)]
        chosen = good[0] if good else heads[0]
        result.append(chosen)
        chains = [left for chain in chains if (left := [c for c in chain if c is not chosen])]
    return result


class InstanceValue(Value):
    """An object of a class of the program."""

    __slots__ = ("attributes", "cls", "namespace")

    def __init__(self, cls: ClassValue) -> None:
        self.cls = cls
        self.attributes: dict[str, Value] = {}
        self.namespace: DictValue | None = None

    def as_dict(self) -> DictValue:
        """`__dict__`: what is stored there under a name is an attribute."""
        if self.namespace is None:
            self.namespace = DictValue()
            self.namespace.entries = _Attributes(self.attributes)
        return self.namespace

    def may_have_more(self) -> bool:
        """Whether something was stored under a name that is unknown."""
        if self.namespace is None:
            return False
        return self.namespace.rest is not None or len(self.namespace.entries) > len(self.attributes)

    def __repr__(self) -> str:
        return f"<{self.cls.name} object>"


class _Attributes(MutableMapping[object, tuple[Value, Value]]):
    """The attributes of an object as the entries of a dict, and what is stored there under other keys."""

    def __init__(self, attributes: dict[str, Value]) -> None:
        self._attributes = attributes
        self._others: dict[object, tuple[Value, Value]] = {}

    def __getitem__(self, key: object) -> tuple[Value, Value]:
        name = self._name(key)
        return self._others[key] if name is None else (Const(name), self._attributes[name])

    def __setitem__(self, key: object, entry: tuple[Value, Value]) -> None:
        name = self._name(key)
        if name is None:
            self._others[key] = entry
        else:
            self._attributes[name] = entry[1]

    def __delitem__(self, key: object) -> None:
        name = self._name(key)
        if name is None:
            del self._others[key]
        else:
            del self._attributes[name]

    def __iter__(self) -> Iterator[object]:
        yield from [DictValue.key_of(Const(name)) for name in self._attributes]
        yield from list(self._others)

    def __len__(self) -> int:
        return len(self._attributes) + len(self._others)

    @staticmethod
    def _name(key: object) -> str | None:
        """The name that a key of `DictValue.key_of` stands for."""
        return key[1] if isinstance(key, tuple) and key[:1] == ("=",) and isinstance(key[1], str) else None


class SuperValue(Value):
    __slots__ = ("after", "receiver")

    def __init__(self, after: ClassValue, receiver: Value) -> None:
        self.after = after
        self.receiver = receiver


class ModuleValue(Value):
    """A module of the project, executed once per program."""

    __slots__ = ("attributes", "done", "name", "package", "path", "source")

    def __init__(self, name: str, path: str | None, source: Source | None, package: str | None) -> None:
        self.name = name
        self.path = path
        self.source = source
        self.package = package
        self.attributes: dict[str, Value] = {}
        self.done = False

    def __repr__(self) -> str:
        return f"<module {self.name}>"


class BuiltinValue(Value):
    """A function that the engine itself models."""

    __slots__ = ("implementation", "name")

    def __init__(self, name: str, implementation: Callable[[Interpreter, Arguments], Value]) -> None:
        self.name = name
        self.implementation = implementation

    def __repr__(self) -> str:
        return f"<built-in {self.name}>"


class RecordValue(BuiltinValue):
    """The class that `namedtuple` makes, by its fields: what it is called with becomes a tuple."""

    __slots__ = ("fields",)

    def __init__(
        self, name: str, fields: tuple[str, ...], implementation: Callable[[Interpreter, Arguments], Value]
    ) -> None:
        super().__init__(name, implementation)
        self.fields = fields


class Arguments:
    """The arguments of a call: known positional and keyword ones, and whatever `*x` and `**x` may add unseen."""

    __slots__ = ("keywords", "more", "origins", "positional")

    def __init__(
        self,
        positional: Sequence[Value] = (),
        keywords: dict[str, Value] | None = None,
        more: Value | None = None,
        origins: tuple[Value, ...] = (),
    ) -> None:
        self.positional = list(positional)
        self.keywords = {} if keywords is None else keywords
        self.more = more
        self.origins = origins

    def with_keyword(self, name: str, value: Value) -> Arguments:
        return Arguments(self.positional, {**self.keywords, name: value}, self.more, self.origins)

    def prepended(self, *values: Value) -> Arguments:
        return Arguments([*values, *self.positional], self.keywords, self.more, self.origins)

    def get(self, index: int, name: str, default: Value = NONE) -> Value:
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(name, default)

    def values(self) -> Iterator[Value]:
        yield from self.positional
        yield from self.keywords.values()
        if self.more is not None:
            yield self.more


class HostValue(Value):
    """A value of a library that the host models. The defaults here make every use of it unknown."""

    __slots__ = ()

    def describe(self) -> str:
        return type(self).__name__

    def attribute(self, engine: Interpreter, name: str) -> Value | None:
        return None

    def assign_attribute(self, engine: Interpreter, name: str, value: Value) -> None:
        return None

    def call(self, engine: Interpreter, arguments: Arguments) -> Value | None:
        return None

    def binary(self, engine: Interpreter, operator: str, other: Value, reflected: bool) -> Value | None:
        return None

    def item(self, engine: Interpreter, index: Value) -> Value | None:
        return None

    def elements(self, engine: Interpreter) -> Sequential | None:
        return None

    def truth(self, engine: Interpreter) -> Condition | None:
        return engine.logic.true

    def is_instance(self, wanted: HostValue) -> bool | None:
        """Whether it is an object of a class of the library; None where that is not known."""
        return None

    def refuses_truth(self, engine: Interpreter) -> bool:
        """Asked when the program decides by this value what to do next: whether that raises an exception."""
        return False

    def enter(self, engine: Interpreter) -> Value:
        return self

    def leave(self, engine: Interpreter) -> None:
        return None
