"""The machine that compiled code runs on: path, call stack, calls, attributes, truth, iteration.

Both sides of an undecided branch run, one after the other, each under its own *path* (the condition under which this
code is reached). A write under a path keeps the old value for the other paths, so nothing is ever forked or merged.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from bnlint.conditions import Condition, Logic
from bnlint.engine.values import (
    FALSE,
    MISSING,
    NONE,
    TRUE,
    Arguments,
    BuiltinValue,
    Choice,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    HostValue,
    InstanceValue,
    Item,
    ListValue,
    MethodValue,
    ModuleValue,
    PartialValue,
    RangeValue,
    Sequential,
    SuperValue,
    TupleValue,
    Unknown,
    Value,
    Wrapped,
    Written,
    identity,
)
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.engine.code import FunctionCode
    from bnlint.engine.definitions import Definition
    from bnlint.engine.modules import Modules
    from bnlint.sources.source import Source

BUDGET: Final = 400_000
"""What one program may cost: statements, calls, the nodes of its conditions, and what the host spends."""
CHECK_EVERY: Final = 200
DEPTH: Final = 60
RECURSION: Final = 2
IDLE: Final = 1500
"""What a function may cost before it is not followed any more, if nothing happens in it that the host models."""
CHEAP: Final = 40
"""What one call may cost without being counted for that: small helpers are followed however often they are called."""
UNSURE: Final = 8
"""Elements that may be missing and that a loop follows all the same; of more than these, two stand for all."""
UNROLL: Final = 64
"""Rounds of a loop of known length that are followed one by one."""
FOLLOWED: Final = 2000
"""The like where the loop goes over what the host models, such as all variables, of which each may matter."""
COMPARED: Final = 8
"""Constants of which it is known that an unknown is at most one."""
ALTERNATIVES: Final = 6


class Exhausted(Exception):
    """The program's budget is spent."""


class Trace:
    """A spot in the program and how it was reached: the calls, outermost first, that end there."""

    __slots__ = ("_chain", "_place", "callee", "depth", "node", "parent", "source")

    def __init__(self, parent: Trace | None, source: Source, node: ast.AST) -> None:
        self.parent = parent
        self.source = source
        self.node = node
        self.depth: int = parent.depth + 1 if parent else 0
        self.callee: FunctionCode | None = None
        """The function of the program that was called here."""
        self._place: Place | None = None
        self._chain: tuple[Place, ...] | None = None

    @property
    def place(self) -> Place:
        if self._place is None:
            self._place = self.source.place(self.node)
        return self._place

    @property
    def calls(self) -> tuple[Trace, ...]:
        """The calls themselves, outermost first."""
        return (*self.parent.calls, self) if self.parent else (self,)

    @property
    def chain(self) -> tuple[Place, ...]:
        """The places of the calls, outermost first; the last is `place`."""
        if self._chain is None:
            before = self.parent.chain if self.parent else ()
            self._chain = (*before, self.place)
        return self._chain


class Host(Protocol):
    """What the engine asks of whoever models a library on it."""

    @property
    def rounds(self) -> int:
        """How often the program's steady state went round so far (sessions run). A loop in which it grows is not
        unrolled: its first round and one that stands for all others are followed."""

    @property
    def worth(self) -> float:
        """The share of the budget, from 0 to 1, that what the program has done so far makes it worth."""

    def module(self, engine: Interpreter, name: str) -> Value | None:
        """The library module of this dotted name, if the host models it."""

    def is_harmless(self, module: str) -> bool:
        """Whether a library cannot touch what the host models."""

    def unknown_call(self, engine: Interpreter, callee: Value, arguments: Arguments) -> Value | None:
        """Called for every call that nobody can look into; may return what it makes of it."""

    def process(self) -> AbstractContextManager[None]:
        """While it is entered, what runs is another process, which leaves nothing behind in this one."""

    def unused_argument(self, engine: Interpreter, parameter: str, value: Value) -> None:
        """Called when a function is handed a value for a parameter that it never reads."""

    def base_initialised(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> None:
        """Called when the constructor of an object's class hands over to that of a library's, or of `object`."""

    def instance_call(self, engine: Interpreter, instance: InstanceValue, arguments: Arguments) -> Value | None:
        """Called when an object of a class without `__call__` but with a library's base class is called."""


class Frame:
    """One activation of a function, class body or module."""

    __slots__ = (
        "breaks",
        "continues",
        "enclosing",
        "engine",
        "function",
        "inner",
        "live",
        "locals",
        "module",
        "on_yield",
        "owner",
        "returns",
        "trace",
        "yields",
    )

    def __init__(
        self, engine: Interpreter, module: ModuleValue, names: dict[str, Value], enclosing: Frame | None = None
    ) -> None:
        self.engine = engine
        self.module = module
        self.locals = names
        self.enclosing = enclosing
        self.inner: Frame | None = self
        """The frame that functions defined here close over (a class body's or module's names are not closed over)."""
        self.function: FunctionValue | None = None
        self.owner: ClassValue | None = None
        self.live = engine.path
        self.trace = engine.trace
        """The call that this is the activation of."""
        self.returns: list[Item] = []
        self.yields: list[Item] | None = None
        self.on_yield: Callable[[Value], None] | None = None
        self.breaks = engine.logic.false
        self.continues = engine.logic.false

    def load(self, name: str) -> Value:
        frame: Frame | None = self
        while frame is not None:
            value = frame.locals.get(name)
            if value is not None:
                return self.engine.now(value) if type(value) is Choice else value
            frame = frame.enclosing
        value = self.module.attributes.get(name)
        if value is not None:
            return self.engine.now(value)
        return self.engine.builtin(self.module, name)

    def store(self, name: str, value: Value) -> None:
        if self.function is not None:
            code = self.function.code
            if name in code.globals:
                self.engine.put(self.module.attributes, name, value)
                return
            if name in code.nonlocals:
                frame = self.enclosing
                while frame is not None:
                    if name in frame.locals:
                        self.engine.put(frame.locals, name, value)
                        return
                    frame = frame.enclosing
        if self.engine.path is self.live:
            self.locals[name] = value
        else:
            if self.function is None and name not in self.locals and name in self.engine.builtins:
                self.locals[name] = self.engine.builtins[name]
            self.engine.put(self.locals, name, value)


class Interpreter:
    """Runs one program. `host` models the libraries."""

    def __init__(self, host: Host, modules: Modules, builtins: dict[str, Value], budget: int = BUDGET) -> None:
        self.logic = Logic()
        self.path = self.logic.true
        self.host = host
        self.modules = modules
        self.trace: Trace | None = None
        self.raised = self.logic.false
        self.assumed = self.logic.true
        """What holds in the executions that come to anything. Those that end by an exception before a session has run
        do not, and are set aside: what they have built nobody runs, so that paths need not tell them apart."""
        self.guarded = 0
        """How many `try` statements, and the like, are going on that would catch an exception."""
        self.called: set[Definition] = set()
        self.frames: list[Frame] = []
        """The activations of functions and modules that are going on, outermost first."""
        self.rounds_now: tuple[int, ...] = ()
        """The rounds of the loops that are going round, outermost first, each numbered once in the program. What is
        computed outside of all loops is computed once, so it is stable."""
        self._round = 0
        self.work = 0
        self._budget = budget
        self._checkpoint = 0
        self.builtins = builtins
        self._depth = 0
        self._active: dict[object, int] = {}
        self._unbound: dict[str, Unknown] = {}
        self.failures = 0
        """How many paths ended in an exception so far. Where it stays the same, who began goes on to the end."""
        self._touched = 0
        self._idle: dict[FunctionCode, int] = {}
        """What the calls of a function cost so far during which nothing happened that the host models."""
        self._compared: dict[Unknown, list[object]] = {}
        self.option_defaults: dict[str, Value] = {}
        """What options are that nobody gives on the command line, by their names."""

    # -- paths -------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        self.work += 1
        if self.work > self._checkpoint:
            self._check_budget()

    def _check_budget(self) -> None:
        left = int(self._budget * self.host.worth) - self._cost()
        if left < 0:
            raise Exhausted
        self._checkpoint = self.work + min(left, CHECK_EVERY)

    def spend(self, work: int) -> None:
        """Charge the program's budget with what the host does."""
        self.work += work
        if self.work > self._checkpoint:
            self._check_budget()

    def now(self, value: Value) -> Value:
        """The value on the present path: alternatives that belong to other paths drop out."""
        if type(value) is not Choice or self.path.certain:
            return value
        path = self.path
        left = [(c, v) for c, v in value.alternatives if not c.excludes(path)]
        if len(left) == len(value.alternatives):
            return value
        return self.choice(left)

    def alternatives(self, value: Value) -> list[Item]:
        """The values it may be on the present path, each with its condition."""
        if type(value) is Choice:
            return [(c, v) for c, v in value.alternatives if not c.excludes(self.path)]
        return [(self.logic.true, value)]

    def choice(self, items: Iterable[Item]) -> Value:
        """One value out of several; equal ones fall together, too many become unknown."""
        merged: dict[object, Item] = {}
        true, false = self.logic.true, self.logic.false
        for condition, value in items:
            inner = value.alternatives if type(value) is Choice else ((true, value),)
            for under, single in inner:
                both = condition if under is true else condition & under
                if both is false:
                    continue
                key = identity(single)
                known = merged.get(key)
                merged[key] = (known[0] | both, known[1]) if known else (both, single)
        if not merged:
            return NONE
        if len(merged) > 2:
            merged = self._unknowns_together(merged)
        if len(merged) == 1:
            return next(iter(merged.values()))[1]
        if len(merged) > ALTERNATIVES:
            return Unknown("one of many values", carries=tuple(v for _, v in merged.values()))
        return Choice(tuple(merged.values()))

    def _unknowns_together(self, merged: dict[object, Item]) -> dict[object, Item]:
        """Of three and more alternatives, those of which nothing is known become one."""
        empty = [(k, c, v) for k, (c, v) in merged.items() if type(v) is Unknown and not v.carries and not v.fields]
        if len(empty) < 2:
            return merged
        first = empty[0][2]
        either = self.logic.any_of(c for _, c, _ in empty)
        kept = {k: item for k, item in merged.items() if all(k is not other for other, _, _ in empty)}
        kept["unknown"] = either, first.derive(("or", tuple(v for _, _, v in empty[1:])), first.text)
        return kept

    def put(self, names: dict[str, Value], name: str, value: Value) -> None:
        """Bind a name on the present path; other paths keep what they have."""
        if self.path.possible:
            names[name] = self.replaced(names.get(name), value)

    def replaced(self, old: Value | None, new: Value) -> Value:
        if old is None or self.path.certain or old is new:
            return new
        return self.choice([(self.path, new), (~self.path, old)])

    def truth_value(self, condition: Condition) -> Value:
        if condition.certain:
            return TRUE
        if not condition.possible:
            return FALSE
        return Choice(((condition, TRUE), (~condition, FALSE)))

    def lift(self, value: Value, use: Callable[[Value], Value]) -> Value:
        """`use` each value that this may be, on its own path."""
        if type(value) is not Choice:
            return use(value)
        entry, after, whole = self.path, [], True
        results: list[Item] = []
        for condition, single in value.alternatives:
            path = entry & condition
            if not self.comes_to_anything(path):
                continue
            self.path = path
            result = use(single)
            if not self.path.possible and not self.comes_to_anything(path):
                continue
            results.append((condition if self.path is path else condition & self.path, result))
            whole = whole and self.path is path
            after.append(self.path)
        self.path = entry if whole and after else self.logic.any_of(after)
        return self.choice(results)

    def branch(self, condition: Condition, then: Callable[[], None], otherwise: Callable[[], None] | None) -> None:
        """Run both sides of a decision, each on its path."""
        entry = self.path
        whole = self._side(entry & condition, then)
        after_then = self.path
        whole = self._side(entry & ~condition, otherwise) and whole
        comes_out = self.path.possible or after_then.possible
        self.path = entry if whole and comes_out else after_then | self.path

    def _side(self, path: Condition, run: Callable[[], None] | None) -> bool:
        """Run one side of a decision, on its path; whether all of it that is not set aside comes out."""
        self.path = path
        if run is not None and self.comes_to_anything(path):
            run()
        if self.path is path and path.possible and not self.comes_to_anything(path):
            self.path = self.logic.false
        return self.path is path or not (self.path.possible or self.comes_to_anything(path))

    def comes_to_anything(self, path: Condition) -> bool:
        """Whether there are executions on a path that are not set aside."""
        return path.possible and not path.excludes(self.assumed)

    def fail(self) -> None:
        """This path ends in an exception."""
        others = self.assumed & ~self.path
        if self.guarded or self.host.rounds or not others.possible:
            self.failures += 1
            self.raised = self.raised | self.path
        else:
            self.assumed = others
        self.path = self.logic.false

    def start_over(self, assumed: Condition) -> None:
        """Whatever came of what has been executed: begin something else, under what is assumed."""
        self.path, self.raised, self.assumed = self.logic.true, self.logic.false, assumed

    @contextmanager
    def looping(self) -> Iterator[Callable[[], None]]:
        """While a loop goes round; call what this gives at the beginning of each round."""
        outer = self.rounds_now

        def next_round() -> None:
            self._round += 1
            self.rounds_now = (*outer, self._round)

        try:
            yield next_round
        finally:
            self.rounds_now = outer

    # -- truth -------------------------------------------------------------------------------------------------------

    def truth(self, value: Value) -> Condition:
        if isinstance(value, Const):
            return self.logic.true if value.value else self.logic.false
        if isinstance(value, Choice):
            return self.logic.any_of(c & self.truth(v) for c, v in self.alternatives(value))
        if isinstance(value, Unknown):
            return self.symbol(value, "truth", value.text)
        if isinstance(value, Sequential):
            if value.rest is not None:
                return self.logic.true
            return self.logic.any_of(condition for condition, _ in value.items)
        if isinstance(value, DictValue):
            if value.rest is not None:
                return self.logic.true
            return self.logic.any_of(self.holds_value(held) for _, held in value.entries.values())
        if isinstance(value, HostValue):
            condition = value.truth(self)
            return self.symbol(Unknown(value.describe()), "truth", value.describe()) if condition is None else condition
        return self.logic.true

    def decided(self, value: Value, source: Source, node: ast.AST) -> Condition:
        """The truth of what the program decides by at `node`; library values may refuse to have one."""
        if type(value) is Choice or isinstance(value, HostValue):
            before, self.trace = self.trace, Trace(self.trace, source, node)
            refused = self.logic.any_of(
                condition
                for condition, single in self.alternatives(value)
                if isinstance(single, HostValue) and single.refuses_truth(self)
            )
            self.trace = before
            if refused.possible:
                entry, self.path = self.path, self.path & refused
                self.fail()
                self.path = entry & ~refused
        return self.truth(value)

    def holds_value(self, value: Value) -> Condition:
        """When there is a value at all."""
        if type(value) is not Choice:
            return self.logic.true
        return ~self.logic.any_of(c for c, v in value.alternatives if v is MISSING)

    def symbol(self, unknown: Unknown, question: object, text: str) -> Condition:
        return self.logic.symbol((unknown, question), "option" if unknown.stable else "varying", text)

    def is_equal_to(self, unknown: Unknown, constant: object) -> Condition:
        """Whether an unknown is this constant; it is at most one constant."""
        key = identity(Const(constant))
        asked = self._compared.setdefault(unknown, [])
        if len(asked) >= COMPARED and key not in asked:
            return self.symbol(unknown, ("==", key), f"{unknown.text} == {constant!r}")
        if key not in asked:
            asked.append(key)
        result = self.symbol(unknown, ("==", key), f"{unknown.text} == {constant!r}")
        for earlier in asked[: asked.index(key)]:
            result = result & ~self.symbol(unknown, ("==", earlier), "")
        return result

    # -- names -------------------------------------------------------------------------------------------------------

    def builtin(self, module: ModuleValue, name: str) -> Value:
        """A name that nothing in the program binds: Python's own, a library's by star import, or unknown."""
        value = self.builtins.get(name)
        if value is None:
            value = self.modules.from_stars(self, module, name)
        if value is not None:
            return value
        if name not in self._unbound:
            self._unbound[name] = Unknown(name, stable=True)
        return self._unbound[name]

    # -- attributes --------------------------------------------------------------------------------------------------

    def attribute(self, value: Value, name: str) -> Value:
        if type(value) is Choice:
            return self.lift(self.now(value), lambda single: self.attribute(single, name))
        found = self._find_attribute(value, name)
        if found is None:
            return self._unknown_attribute(value, name)
        return self.now(found)

    def _unknown_attribute(self, value: Value, name: str) -> Value:
        if isinstance(value, Unknown):
            return value.derive((".", name), f"{value.text}.{name}")
        text = f"{describe(value)}.{name}"
        if isinstance(value, ModuleValue):
            unknown = Unknown(text, stable=True, harmless=value.path is None)
        else:
            unknown = Unknown(text, stable=True, carries=(value,))
        if isinstance(value, (InstanceValue, ClassValue, ModuleValue, FunctionValue)):
            value.attributes[name] = unknown
        return unknown

    def _find_attribute(self, value: Value, name: str) -> Value | None:
        if isinstance(value, InstanceValue):
            return self._instance_attribute(value, name)
        if isinstance(value, ModuleValue):
            return self.modules.attribute(self, value, name)
        if isinstance(value, HostValue):
            return value.attribute(self, name)
        if isinstance(value, Unknown):
            return value.field(self, name)
        if isinstance(value, ClassValue):
            return self._class_attribute(value, name)
        if isinstance(value, SuperValue):
            return self._super_attribute(value, name)
        if isinstance(value, FunctionValue):
            return Const(value.code.name) if name == "__name__" else value.attributes.get(name)
        if isinstance(value, Wrapped):
            return _accessor(value, name)
        if isinstance(value, MethodValue) and name == "__self__":
            return value.receiver
        if isinstance(value, PartialValue) and name == "func":
            return value.function
        if isinstance(value, TupleValue) and name in value.fields:
            return value.items[value.fields.index(name)][1]
        return self.method(value, name)

    def method(self, value: Value, name: str) -> Value | None:
        """A method of one of Python's own types."""
        from bnlint.engine.methods import method_of

        return method_of(value, name)

    def _instance_attribute(self, instance: InstanceValue, name: str) -> Value | None:
        own = instance.attributes.get(name)
        if own is not None:
            return own
        if name == "__class__":
            return instance.cls
        if name == "__dict__":
            return instance.as_dict()
        found = find_in(instance.cls.linear, name)
        if found is None and instance.may_have_more():
            return None
        if found is None:
            getter = find_in(instance.cls.linear, "__getattr__")
            return self.call(self.bound(getter, instance), Arguments([Const(name)])) if getter else None
        return self.bound(found, instance)

    def bound(self, found: Value, instance: Value) -> Value:
        """A class attribute as seen through an instance."""
        if isinstance(found, (FunctionValue, BuiltinValue)):
            return MethodValue(found, instance)
        if isinstance(found, Wrapped):
            if found.kind == "staticmethod":
                return found.function
            if found.kind == "classmethod":
                return MethodValue(found.function, instance.cls if isinstance(instance, InstanceValue) else instance)
            return self.call(found.function, Arguments([instance]))
        if isinstance(found, Choice):
            return self.lift(found, lambda single: self.bound(single, instance))
        return found

    def _class_attribute(self, cls: ClassValue, name: str) -> Value | None:
        found = find_in(cls.linear, name)
        if found is None:
            return Const(cls.name) if name == "__name__" else None
        if isinstance(found, Wrapped):
            return MethodValue(found.function, cls) if found.kind == "classmethod" else found.function
        return found

    def _super_attribute(self, value: SuperValue, name: str) -> Value | None:
        receiver = value.receiver
        cls = receiver.cls if isinstance(receiver, InstanceValue) else receiver
        if not isinstance(cls, ClassValue) or value.after not in cls.linear:
            return None
        found = find_in(cls.linear[cls.linear.index(value.after) + 1 :], name)
        if found is None and name == "__init__":
            return BuiltinValue("__init__", lambda engine, arguments: engine.base_initialised(receiver, arguments))
        return None if found is None else self.bound(found, receiver)

    def base_initialised(self, instance: Value, arguments: Arguments) -> Value:
        if isinstance(instance, InstanceValue):
            self.host.base_initialised(self, instance, arguments)
        return NONE

    def assign_attribute(self, target: Value, name: str, value: Value) -> None:
        def assign(single: Value) -> Value:
            if isinstance(single, HostValue):
                single.assign_attribute(self, name, value)
            elif isinstance(single, (InstanceValue, ClassValue, ModuleValue, FunctionValue)):
                setter = find_in(single.cls.linear, name) if isinstance(single, InstanceValue) else None
                if isinstance(setter, Wrapped) and setter.setter is not None:
                    return self.call(setter.setter, Arguments([single, value]))
                if name not in single.attributes and not self.path.certain:
                    self._keep_inherited(single, name)
                self.put(single.attributes, name, value)
            elif isinstance(single, Unknown):
                if single.fields is None:
                    single.fields = {}
                old = single.fields.get(name)
                if old is None and not self.path.certain:
                    old = single.derive((".", name), f"{single.text}.{name}")
                single.fields[name] = self.replaced(old, value)
            return NONE

        self.lift(self.now(target), assign)

    def _keep_inherited(self, target: Value, name: str) -> None:
        """Before an attribute is bound on some paths: the others go on to see what the classes say."""
        if isinstance(target, InstanceValue):
            found = find_in(target.cls.linear, name)
            if found is not None and not isinstance(found, Wrapped):
                target.attributes[name] = self.bound(found, target)
        elif isinstance(target, ClassValue):
            found = find_in(target.linear, name)
            if found is not None:
                target.attributes[name] = found

    # -- calls -------------------------------------------------------------------------------------------------------

    def call_at(self, source: Source, node: ast.AST, callee: Value, arguments: Arguments) -> Value:
        """Call as the expression `node` does."""
        before = self.trace
        self.trace = Trace(before, source, node)
        try:
            return self.call(callee, arguments)
        finally:
            self.trace = before

    def call(self, callee: Value, arguments: Arguments) -> Value:
        self.step()
        kind = type(callee)
        if kind is Choice:
            return self.lift(self.now(callee), lambda single: self.call(single, arguments))
        if isinstance(callee, HostValue):
            result = callee.call(self, arguments)
            return self._call_unknown(callee, arguments) if result is None else result
        if isinstance(callee, FunctionValue):
            return self.call_function(callee, arguments)
        if isinstance(callee, MethodValue):
            return self.call(callee.function, arguments.prepended(callee.receiver))
        if isinstance(callee, BuiltinValue):
            return callee.implementation(self, arguments)
        if isinstance(callee, ClassValue):
            return self.instantiate(callee, arguments)
        if isinstance(callee, InstanceValue):
            return self._call_instance(callee, arguments)
        if isinstance(callee, PartialValue):
            return self.call(callee.function, joined(callee.arguments, arguments))
        if isinstance(callee, Wrapped):
            return self.call(callee.function, arguments)
        return self._call_unknown(callee, arguments)

    def _call_instance(self, instance: InstanceValue, arguments: Arguments) -> Value:
        method = find_in(instance.cls.linear, "__call__")
        if method is not None and self._depth < DEPTH:
            self._depth += 1
            try:
                return self.call(self.bound(method, instance), arguments)
            finally:
                self._depth -= 1
        result = self.host.instance_call(self, instance, arguments)
        return self._call_unknown(instance, arguments) if result is None else result

    def _call_unknown(self, callee: Value, arguments: Arguments) -> Value:
        result = self.host.unknown_call(self, callee, arguments)
        if result is not None:
            return result
        values = list(arguments.values())
        if isinstance(callee, Unknown):
            note_option(self, callee.text, arguments)
        if not isinstance(callee, Unknown):
            return Unknown(f"{describe(callee)}(...)", stable=not self.rounds_now, carries=(callee, *values))
        if callee.stable and not callee.harmless and all(isinstance(v, Const) for v in values):
            key = ("()", tuple(identity(v) for v in values), tuple(arguments.keywords))
            return callee.derive(key, f"{callee.text}({', '.join(map(repr, values))})")
        carries = (*callee.carries, *values)
        return Unknown(f"{callee.text}(...)", stable=not self.rounds_now, carries=carries, harmless=callee.harmless)

    def call_function(
        self, function: FunctionValue, arguments: Arguments, on_yield: Callable[[Value], None] | None = None
    ) -> Value:
        code = function.code
        active = self._active.get(code, 0)
        self.called.add(code.definition)
        if self.trace is not None:
            self.trace.callee = code
        if active >= RECURSION or self._depth >= DEPTH or self._idle.get(code, 0) > IDLE:
            return Unknown(f"{code.name}(...)", carries=tuple(arguments.values()))
        frame = Frame(self, function.module, {}, function.enclosing)
        frame.function, frame.owner, frame.on_yield = function, function.owner, on_yield
        if code.is_generator and on_yield is None:
            frame.yields = []
        self._active[code] = active + 1
        self._depth += 1
        touched, cost = self._touched, self._cost()
        entry, failures, before = self.path, self.failures, self.raised
        self.frames.append(frame)
        try:
            self.bind(frame, function, arguments)
            for name in code.unread:
                self.host.unused_argument(self, name, frame.locals[name])
            code.body(frame)
        finally:
            self._active[code] = active
            self._depth -= 1
            self.frames.pop()
        spent = max(0, self._cost() - cost - CHEAP)
        self._idle[code] = self._idle.get(code, 0) + spent if touched == self._touched else 0
        comes_back = failures == self.failures and on_yield is None
        return self._result(frame, entry if comes_back else None, self.raised is not before)

    def touch(self) -> None:
        """The host tells that something happened that it models: the calls that are going on are worth following."""
        self._touched += 1

    def _cost(self) -> int:
        return self.work + self.logic.size

    def _result(self, frame: Frame, entry: Condition | None, raised: bool) -> Value:
        """What the frame returned. `entry` is the path on which it began if it ends there on all ways.

        A generator that does not end goes on for ever, for whoever asks it; from where it yields, if it may raise.
        """
        fallen = self.path
        ends = [fallen, *(c for c, _ in frame.returns)]
        if entry is None or (frame.yields is None and not any(c.possible for c in ends)):
            entry = self.logic.any_of(ends)
        left = self.path = entry
        if frame.yields is not None:
            if not left.possible and (frame.yields or not raised):
                self.path = self.logic.any_of(when for when, _ in frame.yields) if raised else frame.live
                return ListValue(frame.yields, frame.yields[-1][1] if frame.yields else None)
            return ListValue(frame.yields)
        if not frame.returns:
            return NONE
        if fallen.possible:
            return self.choice([*frame.returns, (fallen, NONE)])
        return frame.returns[0][1] if len(frame.returns) == 1 else self.choice(frame.returns)

    def bind(self, frame: Frame, function: FunctionValue, arguments: Arguments) -> None:
        code, names = function.code, frame.locals
        keywords = dict(arguments.keywords)
        positional = arguments.positional
        for name, value in zip(code.positional, positional, strict=False):
            names[name] = value
        extra = positional[len(code.positional) :]
        for name in (*code.positional[len(positional) :], *code.keyword_only):
            names[name] = self._argument(function, name, keywords, arguments.more)
        if code.vararg:
            more = arguments.more if extra or arguments.origins or arguments.more is not None else None
            names[code.vararg] = TupleValue([(self.logic.true, v) for v in extra], more, arguments.origins)
        if code.kwarg:
            rest = DictValue()
            for name, value in keywords.items():
                if name not in names or name not in (*code.positional, *code.keyword_only):
                    rest.entries[DictValue.key_of(Const(name))] = (Const(name), value)
            rest.rest = arguments.more
            names[code.kwarg] = rest

    def _argument(self, function: FunctionValue, name: str, keywords: dict[str, Value], more: Value | None) -> Value:
        given = keywords.get(name)
        default = function.defaults.get(name)
        if given is None:
            if more is not None:
                return Unknown(name, stable=True, carries=(more,))
            if type(default) is Written:
                return default.left_out(self.trace, name)
            return default if default is not None else Unknown(name, stable=True)
        if isinstance(given, Choice):
            fallback = default or Unknown(name, stable=True)
            return self.choice((c, fallback if v is MISSING else v) for c, v in given.alternatives)
        return given

    def instantiate(self, cls: ClassValue, arguments: Arguments) -> Value:
        instance = InstanceValue(cls)
        if cls.code is not None:
            self.called.add(cls.code.definition)
        initialise = find_in(cls.linear, "__init__")
        if initialise is not None:
            self.call(self.bound(initialise, instance), arguments)
        elif cls.fields and find_in(cls.linear, "__new__") is None:
            for number, name in enumerate(cls.fields):
                instance.attributes[name] = arguments.get(number, name, Unknown(name, stable=True))
        elif any(True for _ in cls.foreign_bases()):
            self.host.unknown_call(self, cls, arguments)
        return instance

    # -- iteration ---------------------------------------------------------------------------------------------------

    def elements(self, value: Value) -> Sequential:
        """The elements that iterating over it gives."""
        if isinstance(value, Sequential):
            return value
        if isinstance(value, Choice):
            return self._elements_of_choice(value)
        if isinstance(value, DictValue):
            keys = [(self.holds_value(held), key) for key, held in value.entries.values()]
            return ListValue([(there, key) for there, key in keys if there.possible], value.rest)
        if isinstance(value, RangeValue):
            first = [Const(value.start), Const(value.start + value.step)]
            return ListValue([(self.logic.true, v) for v in first], Unknown("the index"))
        if isinstance(value, Const) and isinstance(value.value, (str, bytes)):
            return ListValue([(self.logic.true, Const(c)) for c in value.value[: UNROLL * 2]])
        if isinstance(value, HostValue):
            known = value.elements(self)
            if known is not None:
                return known
        if isinstance(value, InstanceValue):
            method = find_in(value.cls.linear, "__iter__") or find_in(value.cls.linear, "__getitem__")
            if method is not None and find_in(value.cls.linear, "__iter__") is method:
                return self._iterated(self.call(self.bound(method, value), Arguments()))
            if method is None and value.cls.fields:
                return TupleValue([(self.logic.true, self.attribute(value, name)) for name in value.cls.fields])
        if isinstance(value, Unknown):
            text = f"an element of {value.text}"
            pair = [Unknown(text, stable=False, carries=value.carries, harmless=value.harmless) for _ in range(2)]
            return ListValue([(self.logic.true, pair[0])], pair[1])
        return ListValue([], Unknown(f"an element of {describe(value)}", carries=(value,)))

    def _iterated(self, value: Value) -> Sequential:
        if isinstance(value, InstanceValue):
            return ListValue([], Unknown(f"an element of {describe(value)}", carries=(value,)))
        return self.elements(value)

    def _elements_of_choice(self, value: Choice) -> Sequential:
        items: list[Item] = []
        rest: Value | None = None
        origins: list[Value] = []
        for condition, single in self.alternatives(value):
            inner = self.elements(single)
            items += [(condition & c, v) for c, v in inner.items]
            rest = inner.rest if rest is None else rest
            origins += inner.origins
        return ListValue(items, rest, tuple(origins))

    def rounds(self, value: Value) -> Iterator[Item]:
        """What the rounds of a `for` over this see, each under its condition.

        Known lengths are unrolled; unknown ones go round twice. Where sessions run in the first round, one more round
        stands for all the others.
        """
        sequence = self.elements(value)
        counted = isinstance(value, RangeValue) or (len(sequence.items) > 8)
        items = self._followed(sequence)
        if sequence.rest is not None and sum(not c.excludes(self.path) for c, _ in items[:8]) < 2:
            items.append((self.logic.true, sequence.rest))
        before = self.host.rounds
        for number, item in enumerate(items):
            if number and counted and self.host.rounds != before:
                yield self.logic.true, self.any_round(sequence)
                return
            yield item

    def followed_to_the_end(self, value: Value) -> bool:
        """Whether a `for` over this sees every element, one by one."""
        kinds = [single for _, single in self.alternatives(value)]
        if any(isinstance(single, (RangeValue, Unknown)) for single in kinds):
            return False
        if not all(isinstance(single, Sequential) for single in kinds):
            return True
        sequence = self.elements(value)
        return sequence.rest is None and len(self._followed(sequence)) == len(sequence.items)

    def _followed(self, sequence: Sequential) -> list[Item]:
        """The elements that a loop sees one by one: not too many, and of those that may be missing a few."""
        several = sequence.items[:FOLLOWED]
        items = several if all(isinstance(v, HostValue) for _, v in several) else several[:UNROLL]
        unsure = [c for c, _ in items if not (c.certain or self.path.implies(c))]
        if len(unsure) <= UNSURE:
            return list(items)
        kept = set(map(id, unsure[:2]))
        return [(c, v) for c, v in items if c.certain or id(c) in kept or self.path.implies(c)]

    def any_round(self, sequence: Sequential) -> Value:
        if sequence.rest is not None:
            return sequence.rest
        if all(isinstance(v, Const) for _, v in sequence.items):
            return Unknown("the index")
        return self.choice((self.symbol(Unknown("which"), n, ""), v) for n, (_, v) in enumerate(sequence.items[:4]))

    def leaves(self, value: Value, limit: int = 4096) -> Iterator[tuple[Condition, Value, bool]]:
        """Every value inside nested containers: (condition, value, whether it surely is inside)."""
        todo: list[tuple[Condition, Value, bool]] = [(self.logic.true, value, True)]
        seen: dict[tuple[int, bool], Condition] = {}
        while todo and limit:
            limit -= 1
            condition, single, sure = todo.pop()
            if isinstance(single, Choice):
                todo += [(condition & c, v, sure) for c, v in reversed(self.alternatives(single))]
            elif isinstance(single, (Sequential, DictValue, Unknown)):
                key = id(single), sure
                before = seen.get(key)
                if before is not None and (before is condition or condition.implies(before)):
                    continue
                seen[key] = condition if before is None else before | condition
                todo += _looked_into(self, single, condition, sure)
                if isinstance(single, Unknown):
                    yield condition, single, sure
            else:
                yield condition, single, sure

    def contents(self, value: Value, seen: set[Value], limit: int = 4096) -> Iterator[Value]:
        """Every value inside nested containers on the present path, each once.

        `seen` are those that have been looked at; who asks of several values hands on the same.
        """
        todo = [value]
        while todo and limit:
            limit -= 1
            single = todo.pop()
            if isinstance(single, Choice):
                todo += [v for _, v in reversed(self.alternatives(single))]
            elif single not in seen:
                seen.add(single)
                held = _held(self, single)
                if not seen.issuperset(held):
                    todo += [v for v in reversed(held) if v not in seen]
                if not isinstance(single, (Sequential, DictValue)):
                    yield single


def note_option(engine: Interpreter, callee: str, arguments: Arguments) -> None:
    """Remembers the default of an option that argparse, absl or TensorFlow is told of."""
    by_argparse = callee.endswith(".add_argument")
    names = [v.value for v in arguments.positional if isinstance(v, Const) and isinstance(v.value, str)]
    if not names or not (by_argparse or callee.rpartition(".")[2].startswith("DEFINE_")):
        return
    destination = arguments.keywords.get("dest")
    chosen = destination.value if isinstance(destination, Const) else max(names, key=len) if by_argparse else names[0]
    default = arguments.keywords.get("default") if by_argparse else arguments.get(1, "default")
    if isinstance(default, Const):
        engine.option_defaults[str(chosen).lstrip("-").replace("-", "_")] = default


def _looked_into(
    engine: Interpreter, value: Value, condition: Condition, sure: bool
) -> list[tuple[Condition, Value, bool]]:
    """What `_inside` gives for a value that is there itself under `condition`, the last first."""
    if isinstance(value, Unknown):
        return [(condition, v, False) for v in value.carries[::-1]]
    if isinstance(value, Sequential) and value.rest is None and not value.origins:
        true = engine.logic.true
        return [(condition if c is true else condition & c, v, sure) for c, v in value.items[::-1]]
    return [(condition & c, v, sure and s) for c, v, s in _inside(engine, value)][::-1]


def _inside(engine: Interpreter, value: Value) -> Iterator[tuple[Condition, Value, bool]]:
    true = engine.logic.true
    if isinstance(value, Sequential):
        yield from ((c, v, True) for c, v in value.items)
        yield from ((true, v, True) for v in value.origins)
        if value.rest is not None:
            yield true, value.rest, False
    elif isinstance(value, DictValue):
        for _, held in value.entries.values():
            there = [item for item in engine.alternatives(held) if item[1] is not MISSING]
            yield from ((c, v, True) for c, v in there)
        if value.rest is not None:
            yield true, value.rest, False
    elif isinstance(value, Unknown):
        yield from ((true, v, False) for v in value.carries)


def _held(engine: Interpreter, value: Value) -> Sequence[Value]:
    """What `_inside` gives, without conditions."""
    if isinstance(value, Unknown):
        return value.carries
    if isinstance(value, Sequential) and value.rest is None and not value.origins:
        return [v for _, v in value.items]
    return [v for _, v, _ in _inside(engine, value)]


def find_in(classes: Iterable[ClassValue], name: str) -> Value | None:
    for cls in classes:
        found = cls.attributes.get(name)
        if found is not None:
            return found
    return None


def joined(first: Arguments, then: Arguments) -> Arguments:
    return Arguments(
        [*first.positional, *then.positional],
        {**first.keywords, **then.keywords},
        first.more or then.more,
        (*first.origins, *then.origins),
    )


def describe(value: Value) -> str:
    """A value as a person would call it."""
    if isinstance(value, Unknown):
        return value.text
    if isinstance(value, Const):
        return repr(value.value)
    if isinstance(value, (ClassValue, ModuleValue)):
        return value.name
    if isinstance(value, InstanceValue):
        return value.cls.name
    if isinstance(value, FunctionValue):
        return value.code.name
    if isinstance(value, MethodValue):
        return describe(value.function)
    if isinstance(value, HostValue):
        return value.describe()
    return {ListValue: "a list", TupleValue: "a tuple", DictValue: "a dict"}.get(type(value), "a value")


def _accessor(value: Wrapped, name: str) -> Value | None:
    """`setter` and `getter` of a property: decorators that add to it."""
    if value.kind != "property" or name not in ("setter", "getter", "deleter"):
        return value.function if name in ("fget", "__func__", "__wrapped__") else None

    def add(engine: Interpreter, arguments: Arguments) -> Value:
        function = arguments.get(0, name)
        if name == "setter":
            return Wrapped("property", value.function, function)
        return Wrapped("property", function if name == "getter" else value.function, value.setter)

    return BuiltinValue(name, add)
