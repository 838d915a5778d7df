"""Hypothesis writes Python programs: concrete, terminating, and only with what the engine claims to follow.

Left out on purpose, as limits of the engine: loops of more than 64 rounds or of an unknown number of them, recursion
deeper than two, generators whose consumer and producer must take turns, iterators gone through twice, lists that change
while a loop goes over them, the order of a dict's keys where it differs between paths, exceptions that nothing raises
explicitly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.engine import templates
from tests.engine.templates import LEAVES, lines

KINDS = tuple(LEAVES)
CHOICES = {kind: lines(text) for kind, text in templates.EXPRESSIONS.items()}
MUTATIONS = {kind: lines(text) for kind, text in templates.MUTATIONS.items()}
CHANGES, OBJECTS, USES = lines(templates.CHANGES), lines(templates.OBJECTS), lines(templates.USES)

_HOLE = re.compile(r"\{\{|\}\}|\{(\w+)\}")


@dataclass
class Function:
    """A function that returns an int: how it may be called."""

    name: str
    positional: int
    """Parameters without a default."""
    optional: tuple[str, ...] = ()
    keyword_only: tuple[str, ...] = ()
    star: bool = False
    double_star: bool = False


def _no_names() -> dict[str, list[str]]:
    return {kind: [] for kind in KINDS}


@dataclass
class Scope:
    """The names that are surely bound, by type. Own ones may be bound anew; others, of functions around, only read."""

    own: dict[str, list[str]] = field(default_factory=_no_names)
    seen: dict[str, list[str]] = field(default_factory=_no_names)
    functions: list[Function] = field(default_factory=list)

    def inner(self) -> Scope:
        """A block: what it binds for the first time may be unbound behind it."""
        own = {kind: list(names) for kind, names in self.own.items()}
        seen = {kind: list(names) for kind, names in self.seen.items()}
        return Scope(own, seen, list(self.functions))

    def closed_over(self) -> Scope:
        """A function's own scope."""
        seen = {kind: [*self.seen[kind], *self.own[kind]] for kind in KINDS}
        return Scope(seen=seen, functions=list(self.functions))

    def readable(self, kind: str) -> list[str]:
        return self.own[kind] + self.seen[kind]


class Author:
    """Writes one program. `inputs` are names that it may read without binding them, with their types."""

    def __init__(self, draw: st.DrawFn, inputs: dict[str, str]) -> None:
        self._draw = draw
        self._lines: list[str] = []
        self._indent = 0
        self._names = 0
        self._depth = 0
        self._in_function = False
        self._in_loop = False
        self._inputs = inputs
        self.scope = Scope()
        self.scope.seen["bool"] += [name for name, kind in inputs.items() if kind == "bool"]

    def program(self) -> str:
        for module in ("contextlib", "functools", "itertools"):
            self.line(f"import {module}")
        for kind in KINDS:
            self.bind(kind)
        self.body(self.number(3, 9))
        return "\n".join(self._lines) + "\n"

    # -- choosing ----------------------------------------------------------------------------------------------------

    def number(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def maybe(self, out_of: int = 2) -> bool:
        return self.number(1, out_of) == 1

    def one_of(self, options: Sequence[str]) -> str:
        return options[self.number(0, len(options) - 1)]

    def new_name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    # -- expressions -------------------------------------------------------------------------------------------------

    def expression(self, kind: str, depth: int = 2) -> str:
        if kind in ("number", "word"):
            words = self.scope.readable("str") if kind == "word" else []
            return self.one_of(["7", *self.scope.readable("int"), *words])
        if kind not in LEAVES:
            return self.one_of(CHOICES[kind])
        names = self.scope.readable(kind)
        if depth == 0 or self.maybe(4):
            return self.one_of(names if names and not self.maybe(5) else LEAVES[kind])
        if kind == "int" and self.scope.functions and self.maybe(4):
            return self.call(self.scope.functions[self.number(0, len(self.scope.functions) - 1)], depth - 1)
        if kind == "bool" and "S" in self._inputs and self.maybe(4):
            return self.one_of(CHOICES["question"])
        return "(" + self.filled(self.one_of(CHOICES[kind]), depth - 1) + ")"

    def filled(self, template: str, depth: int = 1) -> str:
        def fill(match: re.Match[str]) -> str:
            return self.expression(match[1], depth) if match[1] else match[0][0]

        return _HOLE.sub(fill, template)

    def call(self, function: Function, depth: int) -> str:
        values = [self.expression("int", depth) for _ in range(function.positional)]
        if values and self.maybe(4):
            values = [*values[:-1], f"*[{values[-1]}]"]
        given = self.number(0, len(function.optional))
        values += [self.expression("int", depth) for _ in function.optional[:given]]
        if function.star and given == len(function.optional) and self.maybe():
            values.append(f"*{self.expression('list', depth)}")
        named = [name for name in (*function.optional[given:], *function.keyword_only) if self.maybe()]
        values += [f"{name}={self.expression('int', depth)}" for name in named]
        if function.double_star and self.maybe():
            values.append(f"**{{'z': {self.expression('int', depth)}}}")
        return f"{function.name}({', '.join(values)})"

    # -- writing -----------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        self._lines.append("    " * self._indent + text)

    def paste(self, text: str, name: str = "") -> None:
        """A template of several lines; those with `//` are one of several."""
        for line in text.strip("\n").splitlines():
            margin = line[: len(line) - len(line.lstrip())]
            chosen = self.one_of(line.strip().split(" // "))
            self.line(margin + self.filled(chosen.replace("_N", name)))

    @contextmanager
    def block(self, head: str, loop: bool | None = None) -> Iterator[None]:
        """An indented block; `loop` says whether `break` has a place in it, otherwise as around it."""
        self.line(head)
        outer = self.scope, self._in_loop
        self.scope = self.scope.inner()
        self._in_loop = self._in_loop if loop is None else loop
        self._indent += 1
        start = len(self._lines)
        yield
        if len(self._lines) == start:
            self.line("pass")
        self._indent -= 1
        self.scope, self._in_loop = outer

    # -- statements --------------------------------------------------------------------------------------------------

    def body(self, size: int) -> None:
        options = [self.assign, self.augment, self.mutate, self.unpack, self.bind_any]
        if self._depth < 3:
            options += [self.branch, self.loop, self.counted, self.attempt, self.context]
        if self._depth < 2:
            options += [self.function, self.closures, self.other_functions, self.generator, self.classes]
        self._depth += 1
        for _ in range(size):
            options[self.number(0, len(options) - 1)]()
        self._depth -= 1

    def inside(self) -> None:
        """What stands in a block, which is perhaps left early."""
        self.body(self.number(1, 3))
        if self._in_loop and self.maybe(8):
            self.line(self.one_of(["break", "continue"]))
        elif self._in_function and self.maybe(8):
            self.line(f"return {self.expression('int')}")

    def bind(self, kind: str) -> None:
        value, name = self.expression(kind), self.new_name()
        self.line(f"{name} = {value}")
        self.scope.own[kind].append(name)

    def bind_any(self) -> None:
        self.bind(self.one_of(KINDS))

    def bind_int(self, value: str) -> None:
        name = self.new_name()
        self.line(f"{name} = {value}")
        self.scope.own["int"].append(name)

    def assign(self) -> None:
        kind = self.one_of(KINDS)
        names = self.scope.own[kind]
        if names:
            self.line(f"{self.one_of(names)} = {self.expression(kind)}")
        else:
            self.bind(kind)

    def augment(self) -> None:
        kind = self.one_of(["int", "str", "list", "tuple"])
        if names := self.scope.own[kind]:
            self.line(f"{self.one_of(names)} += {self.expression(kind)}" + ("" if kind == "int" else "[:2]"))

    def mutate(self) -> None:
        kind = self.one_of(list(MUTATIONS))
        if names := self.scope.readable(kind):
            self.paste(self.one_of(MUTATIONS[kind]), self.one_of(names))

    def unpack(self) -> None:
        pattern, kinds = templates.UNPACKING[self.number(0, len(templates.UNPACKING) - 1)]
        bound = self._named(pattern, kinds)
        self.line(self.filled(bound[0]))
        for name, kind in bound[1]:
            self.scope.own[kind].append(name)

    def _named(self, pattern: str, kinds: str) -> tuple[str, list[tuple[str, str]]]:
        """`{0}`, `{1}` replaced by new names."""
        bound = [(self.new_name(), kind) for kind in kinds.split()]
        for number, (name, _) in enumerate(bound):
            pattern = pattern.replace(f"{{{number}}}", name)
        return pattern, bound

    def branch(self) -> None:
        with self.block(f"if {self.expression('bool')}:"):
            self.inside()
        if self.maybe(4):
            with self.block(f"elif {self.expression('bool')}:"):
                self.inside()
        if self.maybe():
            with self.block("else:"):
                self.inside()

    def loop(self) -> None:
        head, bound = self._named(*templates.LOOPS[self.number(0, len(templates.LOOPS) - 1)])
        with self.block(self.filled(head), loop=True):
            for name, kind in bound:
                self.scope.own[kind].append(name)
            self.inside()
        self.otherwise()

    def counted(self) -> None:
        name = self.new_name()
        self.line(f"{name} = 0")
        with self.block(f"while {name} < {self.expression('small')}:", loop=True):
            self.line(f"{name} += 1")
            self.scope.seen["int"].append(name)
            self.inside()
        self.otherwise()

    def otherwise(self) -> None:
        if self.maybe(4):
            with self.block("else:"):
                self.inside()

    def attempt(self) -> None:
        with self.block("try:", loop=False):
            self.body(self.number(0, 2))
            with self.block(f"if {self.expression('bool')}:"):
                self.line(f"raise {self.one_of(['ValueError', 'KeyError'])}({self.expression('str', 0)})")
            self.body(self.number(0, 1))
        with self.block(f"except (ValueError, KeyError){self.one_of(['', ' as error'])}:"):
            self.inside()
        if self.maybe():
            with self.block("else:"):
                self.inside()
        if self.maybe():
            outer, self._in_function = self._in_function, False
            with self.block("finally:", loop=False):
                self.inside()
            self._in_function = outer

    def context(self) -> None:
        name = self.new_name()
        is_class = self.maybe()
        self.paste(templates.CONTEXT_CLASS if is_class else templates.CONTEXT_GENERATOR, name)
        manager = f"c{name}" if is_class else f"c{name}({self.expression('int')})"
        with self.block(f"with {manager} as {name}:"):
            self.scope.own["int"].append(name)
            self.inside()
        if is_class:
            self.bind_int(f"c{name}.value")
        else:
            self.scope.own["list"].append(f"log{name}")

    # -- definitions -------------------------------------------------------------------------------------------------

    def function(self) -> None:
        new = Function(
            f"f{self.new_name()}",
            positional=self.number(0, 2),
            optional=("c", "d")[: self.number(0, 2)],
            keyword_only=("e",)[: self.number(0, 1)],
            star=self.maybe(),
            double_star=self.maybe(),
        )
        parameters = ["a", "b"][: new.positional] + [f"{p}={self.expression('int', 1)}" for p in new.optional]
        parameters += ["*rest"] if new.star else ["*"] if new.keyword_only else []
        parameters += [f"{p}={self.expression('int', 0)}" for p in new.keyword_only]
        parameters += ["**more"] if new.double_star else []
        outer, self._in_function = self._in_function, True
        with self.block(f"def {new.name}({', '.join(parameters)}):", loop=False):
            self.scope = self.scope.closed_over()
            self.scope.own["int"] += [*"ab"[: new.positional], *new.optional, *new.keyword_only]
            self.scope.own["tuple"] += ["rest"] if new.star else []
            self.scope.own["dict"] += ["more"] if new.double_star else []
            self.body(self.number(1, 3))
            self.line(f"return {self.expression('int')}")
        self._in_function = outer
        self.scope.functions.append(new)
        self.bind_int(self.call(new, 1))

    def closures(self) -> None:
        """Counters that share a variable."""
        name = self.new_name()
        self.paste(templates.CLOSURES, name)
        self.scope.functions += [Function(f"step{name}", 0, ("by",)), Function(f"read{name}", 0)]
        self.bind_int(f"read{name}()")

    def other_functions(self) -> None:
        name = self.new_name()
        if self.maybe() or self._in_function:
            self.paste(templates.RECURSION, name)
            self.bind_int(f"down{name}({self.one_of(['0', '1'])})")
        else:
            self.paste(templates.GLOBAL, name)
            self.scope.functions.append(Function(f"increase{name}", 0, ("by",)))
            self.bind_int(f"count{name}")

    def generator(self) -> None:
        name = self.new_name()
        self.paste(templates.GENERATOR, name)
        self.scope.own["list"].append(f"l{name}")

    def classes(self) -> None:
        name = self.new_name()
        self.paste(templates.BASE_CLASS, name)
        self.paste(self.one_of(templates.DERIVED_CLASSES), name)
        self.paste(templates.MIXED_CLASSES, name)
        self.paste(f"o_N = {self.one_of(OBJECTS)}", name)
        for _ in range(self.number(1, 4)):
            if self.maybe():
                self.paste(self.one_of(CHANGES), name)
            self.bind_int(self.filled(self.one_of(USES).replace("_N", name)))


@st.composite
def programs(draw: st.DrawFn, inputs: dict[str, str] | None = None) -> str:
    """A program; `inputs` are names it may read without binding them, with their types."""
    return Author(draw, inputs or {}).program()
