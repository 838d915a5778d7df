"""Expressions compiled to closures over a frame."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bnlint.engine.code import Bind, Evaluate, FunctionCode, ScopeNames
from bnlint.engine.interpreter import UNROLL, Frame, Interpreter, Trace, describe
from bnlint.engine.operators import LARGEST, binary, compare, is_modest, item, slice_of, store_item, unary
from bnlint.engine.sequences import bounded, each_way, entries, lengths, plain_of, present, set_of
from bnlint.engine.values import (
    MISSING,
    NONE,
    Arguments,
    Choice,
    Const,
    DictValue,
    FunctionValue,
    ListValue,
    Sequential,
    SetValue,
    TupleValue,
    Unknown,
    Value,
    Written,
)

if TYPE_CHECKING:
    from bnlint.conditions import Condition
    from bnlint.engine.statements import Compiler


class Expressions:
    """Compiles expressions; `compiler` compiles the bodies of what they define."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.source = compiler.source
        self.class_name: str | None = None

    def compile(self, node: ast.expr) -> Evaluate:
        method: Callable[[Any], Evaluate] | None = getattr(self, "_" + type(node).__name__, None)
        return method(node) if method else self._unknown(node)

    def optional(self, node: ast.expr | None) -> Evaluate:
        return (lambda frame: NONE) if node is None else self.compile(node)

    def name(self, name: str) -> str:
        """A private name inside a class is mangled (Python reference, 6.2.1)."""
        if self.class_name and name.startswith("__") and not name.endswith("__"):
            stem = self.class_name.lstrip("_")
            return f"_{stem}{name}" if stem else name
        return name

    def _unknown(self, node: ast.expr) -> Evaluate:
        parts = [self.compile(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        text = type(node).__name__.lower()
        return lambda frame: Unknown(text, carries=tuple(part(frame) for part in parts))

    # -- atoms -------------------------------------------------------------------------------------------------------

    def _Constant(self, node: ast.Constant) -> Evaluate:
        value = Written(node.value, self.source, node) if isinstance(node.value, bool) else Const(node.value)
        return lambda frame: value

    def _JoinedStr(self, node: ast.JoinedStr) -> Evaluate:
        parts = [self.compile(part) for part in node.values]

        def run(frame: Frame) -> Value:
            engine = frame.engine
            values = [part(frame) for part in parts]
            known = each_way(engine, TupleValue([(engine.logic.true, v) for v in values]), _concatenated)
            stable = all(_is_stable(v) for v in values)
            return Unknown("a formatted string", stable=stable) if known is None else known

        return run

    def _FormattedValue(self, node: ast.FormattedValue) -> Evaluate:
        value = self.compile(node.value)
        pattern = self.compile(node.format_spec) if node.format_spec is not None else None
        conversions: dict[int, Callable[[object], str]] = {ord("r"): repr, ord("s"): str, ord("a"): ascii}
        convert = conversions.get(node.conversion)

        def run(frame: Frame) -> Value:
            single = value(frame)
            how = pattern(frame) if pattern is not None else Const("")
            return frame.engine.lift(frame.engine.now(single), lambda one: _formatted(one, convert, how))

        return run

    def _Name(self, node: ast.Name) -> Evaluate:
        name = self.name(node.id)

        def run(frame: Frame) -> Value:
            value = frame.locals.get(name)
            if value is not None and type(value) is not Choice:
                return value
            return frame.load(name)

        return run

    def _NamedExpr(self, node: ast.NamedExpr) -> Evaluate:
        value, name = self.compile(node.value), self.name(node.target.id)

        def run(frame: Frame) -> Value:
            result = value(frame)
            frame.store(name, result)
            return result

        return run

    # -- containers --------------------------------------------------------------------------------------------------

    def _elements(self, nodes: list[ast.expr]) -> Callable[[Frame, Sequential], Sequential]:
        parts = [
            (isinstance(node, ast.Starred), self.compile(node.value if isinstance(node, ast.Starred) else node))
            for node in nodes
        ]

        def fill(frame: Frame, into: Sequential) -> Sequential:
            true = frame.engine.logic.true
            for starred, part in parts:
                value = part(frame)
                if starred:
                    inner = frame.engine.elements(_but_for_none(frame.engine, value))
                    into.origins += inner.origins
                    rest = into.rest if inner.rest is None else inner.rest
                    into.items, into.rest = bounded([*into.items, *inner.items], rest)
                else:
                    into.items.append((true, value))
            return into

        return fill

    def _List(self, node: ast.List) -> Evaluate:
        fill = self._elements(node.elts)
        return lambda frame: fill(frame, ListValue())

    def _Tuple(self, node: ast.Tuple) -> Evaluate:
        fill = self._elements(node.elts)
        return lambda frame: fill(frame, TupleValue())

    def _Set(self, node: ast.Set) -> Evaluate:
        fill = self._elements(node.elts)
        return lambda frame: set_of(frame.engine, fill(frame, SetValue()))

    def _Dict(self, node: ast.Dict) -> Evaluate:
        parts = [
            (None if key is None else self.compile(key), self.compile(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]

        def run(frame: Frame) -> Value:
            result = DictValue()
            for key, value in parts:
                if key is None:
                    merge_dict(frame.engine, result, value(frame))
                else:
                    store_item(frame.engine, result, key(frame), value(frame))
            return result

        return run

    # -- operators ---------------------------------------------------------------------------------------------------

    def _BinOp(self, node: ast.BinOp) -> Evaluate:
        left, right, operator = self.compile(node.left), self.compile(node.right), type(node.op).__name__
        source = self.source

        def run(frame: Frame) -> Value:
            return at(frame.engine, source, node, lambda: binary(frame.engine, operator, left(frame), right(frame)))

        return run

    def _UnaryOp(self, node: ast.UnaryOp) -> Evaluate:
        operand, operator = self.compile(node.operand), type(node.op).__name__
        if operator == "Not":
            return lambda frame: frame.engine.truth_value(~frame.engine.decided(operand(frame), self.source, node))
        source = self.source

        def run(frame: Frame) -> Value:
            return at(frame.engine, source, node, lambda: unary(frame.engine, operator, operand(frame)))

        return run

    def _BoolOp(self, node: ast.BoolOp) -> Evaluate:
        parts = [self.compile(part) for part in node.values]
        stop_on = isinstance(node.op, ast.Or)

        def run(frame: Frame) -> Value:
            engine = frame.engine
            done = engine.logic.false
            results: list[tuple[Condition, Value]] = []
            for number, part in enumerate(parts):
                value = part(frame)
                last = number == len(parts) - 1
                truth = engine.truth(value) if last else engine.decided(value, self.source, node)
                ends = truth if stop_on else ~truth
                if last:
                    ends = engine.logic.true
                results.append((engine.path & ends, value))
                done = done | (engine.path & ends)
                engine.path = engine.path & ~ends
                if not engine.path.possible:
                    break
            engine.path = done
            return engine.now(engine.choice(results))

        return run

    def _Compare(self, node: ast.Compare) -> Evaluate:
        first = self.compile(node.left)
        others = [(type(op).__name__, self.compile(part)) for op, part in zip(node.ops, node.comparators, strict=True)]
        source = self.source

        def run(frame: Frame) -> Value:
            return at(frame.engine, source, node, lambda: compared(frame))

        def compared(frame: Frame) -> Value:
            engine = frame.engine
            left = first(frame)
            result: Value | None = None
            over = engine.logic.false
            for operator, part in others:
                if result is not None:
                    so_far = engine.truth(result)
                    over = over | (engine.path & ~so_far)
                    engine.path = engine.path & so_far
                    if not engine.path.possible:
                        break
                right = part(frame)
                step = compare(engine, operator, left, right)
                result = step if result is None else engine.truth_value(so_far & engine.truth(step))
                left = right
            assert result is not None
            engine.path = over | engine.path
            return result

        return run

    def _IfExp(self, node: ast.IfExp) -> Evaluate:
        test, then, otherwise = self.compile(node.test), self.compile(node.body), self.compile(node.orelse)

        def run(frame: Frame) -> Value:
            engine = frame.engine
            condition = engine.decided(test(frame), self.source, node.test)
            results: list[tuple[Condition, Value]] = []
            engine.branch(
                condition,
                lambda: results.append((condition, then(frame))),
                lambda: results.append((~condition, otherwise(frame))),
            )
            return engine.choice(results)

        return run

    # -- access ------------------------------------------------------------------------------------------------------

    def _Attribute(self, node: ast.Attribute) -> Evaluate:
        value, name, source = self.compile(node.value), self.name(node.attr), self.source

        def run(frame: Frame) -> Value:
            engine, owner = frame.engine, value(frame)
            if engine.trace is None:
                return at(engine, source, node, lambda: engine.attribute(owner, name))
            return engine.attribute(owner, name)

        return run

    def _Subscript(self, node: ast.Subscript) -> Evaluate:
        value, index, source = self.compile(node.value), self.compile(node.slice), self.source

        def run(frame: Frame) -> Value:
            container = value(frame)
            return at(frame.engine, source, node, lambda: item(frame.engine, container, index(frame)))

        return run

    def _Slice(self, node: ast.Slice) -> Evaluate:
        parts = [self.optional(node.lower), self.optional(node.upper), self.optional(node.step)]
        return lambda frame: slice_of([part(frame) for part in parts])

    def _Starred(self, node: ast.Starred) -> Evaluate:
        return self.compile(node.value)

    def _Await(self, node: ast.Await) -> Evaluate:
        return self.compile(node.value)

    # -- calls -------------------------------------------------------------------------------------------------------

    def _Call(self, node: ast.Call) -> Evaluate:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return self._super(node)
        callee, fill, source = self.compile(node.func), self._arguments(node), self.source

        def run(frame: Frame) -> Value:
            function = callee(frame)
            ways = fill(frame)
            engine = frame.engine
            if not engine.path.possible:
                return NONE
            if len(ways) == 1:
                return engine.call_at(source, node, function, ways[0][1])
            entry, after, results = engine.path, engine.logic.false, []
            for condition, arguments in ways:
                engine.path = entry & condition
                results.append((condition, engine.call_at(source, node, function, arguments)))
                after = after | engine.path
            engine.path = after
            return engine.choice(results)

        return run

    def _arguments(self, node: ast.Call) -> Callable[[Frame], list[tuple[Condition, Arguments]]]:
        """The arguments of a call; several ways where `*x` holds now more, now fewer."""
        if not any(isinstance(argument, ast.Starred) for argument in node.args):
            return self._plain_arguments(node)
        positional = self._elements(node.args)
        stars = [at for at, argument in enumerate(node.args) if isinstance(argument, ast.Starred)]
        late = len(node.args) - stars[0] - 1
        """Arguments behind the first that is starred: their positions hang on its length."""
        keywords = [(k.arg, self.compile(k.value)) for k in node.keywords]

        def fill(frame: Frame) -> list[tuple[Condition, Arguments]]:
            engine = frame.engine
            values = positional(frame, TupleValue())
            if late and values.rest is not None:
                values = _without_positions(values, late)
            result = Arguments([], {}, values.rest, values.origins)
            _add_keywords(frame, result, keywords)
            items = present(engine, values.items)
            if values.rest is None and not all(c.certain for c, _ in items):
                ways = lengths(engine, items)
                if ways is not None:
                    return [(c, Arguments(v, dict(result.keywords), result.more, result.origins)) for c, v in ways]
            result.positional = [absent_unless(engine, c, v) for c, v in items]
            return [(engine.logic.true, result)]

        return fill

    def _plain_arguments(self, node: ast.Call) -> Callable[[Frame], list[tuple[Condition, Arguments]]]:
        """The like where no `*x` is among them."""
        positional = [self.compile(argument) for argument in node.args]
        keywords = [(k.arg, self.compile(k.value)) for k in node.keywords]

        def fill(frame: Frame) -> list[tuple[Condition, Arguments]]:
            result = Arguments([part(frame) for part in positional])
            _add_keywords(frame, result, keywords)
            return [(frame.engine.logic.true, result)]

        return fill

    def _super(self, node: ast.Call) -> Evaluate:
        from bnlint.engine.values import ClassValue, SuperValue

        parts = [self.compile(part) for part in node.args]

        def run(frame: Frame) -> Value:
            values = [part(frame) for part in parts]
            owner: Value | None = values[0] if values else _owner(frame)
            receiver = values[1] if len(values) > 1 else _receiver(frame)
            if isinstance(owner, ClassValue) and receiver is not None:
                return SuperValue(owner, receiver)
            return Unknown("super()", stable=True)

        return run

    # -- functions ---------------------------------------------------------------------------------------------------

    def _Lambda(self, node: ast.Lambda) -> Evaluate:
        return self.function(node)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Callable[[Frame], FunctionValue]:
        code = FunctionCode(
            self.source,
            node,
            self._scope(node),
            self._defaults(node.args),
            self.compiler.body_of(node, self.class_name),
        )

        def make(frame: Frame) -> FunctionValue:
            defaults = {name: part(frame) for name, part in code.defaults.items()}
            return FunctionValue(code, frame.module, frame.inner, defaults)

        return make

    def _scope(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> ScopeNames:
        if isinstance(node, ast.Lambda):
            return ScopeNames([node.body], node.args)
        return ScopeNames(node.body, node.args)

    def _defaults(self, arguments: ast.arguments) -> dict[str, Evaluate]:
        positional = [*arguments.posonlyargs, *arguments.args]
        late = positional[len(positional) - len(arguments.defaults) :]
        defaults = {a.arg: self.compile(d) for a, d in zip(late, arguments.defaults, strict=True)}
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if default is not None:
                defaults[argument.arg] = self.compile(default)
        return defaults

    def _Yield(self, node: ast.Yield) -> Evaluate:
        value = self.optional(node.value)

        def run(frame: Frame) -> Value:
            result = value(frame)
            if frame.on_yield is not None:
                frame.on_yield(result)
            elif frame.yields is not None:
                frame.yields.append((frame.engine.path, result))
            return Unknown("what is sent to the generator")

        return run

    def _YieldFrom(self, node: ast.YieldFrom) -> Evaluate:
        value = self.compile(node.value)

        def run(frame: Frame) -> Value:
            inner = frame.engine.elements(value(frame))
            if frame.yields is not None:
                frame.yields += inner.items
            return Unknown("the generator's result")

        return run

    # -- comprehensions ----------------------------------------------------------------------------------------------

    def _ListComp(self, node: ast.ListComp | ast.GeneratorExp) -> Evaluate:
        return self._gather(node.generators, [node.elt], ListValue)

    _GeneratorExp = _ListComp

    def _SetComp(self, node: ast.SetComp) -> Evaluate:
        gather = self._gather(node.generators, [node.elt], ListValue)

        def run(frame: Frame) -> Value:
            gathered = gather(frame)
            assert isinstance(gathered, ListValue)
            return set_of(frame.engine, gathered)

        return run

    def _DictComp(self, node: ast.DictComp) -> Evaluate:
        pairs = self._gather(node.generators, [node.key, node.value], ListValue)

        def run(frame: Frame) -> Value:
            result = DictValue()
            gathered = pairs(frame)
            assert isinstance(gathered, ListValue)
            store_pairs(frame.engine, result, gathered)
            result.rest = gathered.rest
            return result

        return run

    def _gather(self, generators: list[ast.comprehension], results: list[ast.expr], kind: type[Sequential]) -> Evaluate:
        parts = [self.compile(part) for part in results]

        def innermost(frame: Frame, into: Sequential) -> None:
            values = [part(frame) for part in parts]
            value = values[0] if len(values) == 1 else TupleValue([(frame.engine.logic.true, v) for v in values])
            into.items.append((frame.engine.path, value))

        run: Callable[[Frame, Sequential], None] = innermost
        for generator in reversed(generators):
            run = self._generator(generator, run)

        def gather(frame: Frame) -> Value:
            inner = Frame(frame.engine, frame.module, {}, frame)
            entry = frame.engine.path
            into = kind()
            run(inner, into)
            frame.engine.path = entry & ~frame.engine.raised
            into.items = [(relative(c, entry), v) for c, v in into.items]
            return into

        return gather

    def _generator(
        self, generator: ast.comprehension, body: Callable[[Frame, Sequential], None]
    ) -> Callable[[Frame, Sequential], None]:
        iterable, bind = self.compile(generator.iter), self.compiler.target(generator.target)
        tests = [self.compile(test) for test in generator.ifs]

        def run(frame: Frame, into: Sequential) -> None:
            engine = frame.engine
            value = iterable(frame)
            sequence = engine.elements(value)
            entry = engine.path
            for condition, element in engine.rounds(value):
                engine.path = entry & condition
                frame.live = engine.path
                if engine.path.possible:
                    bind(frame, element)
                    for test in tests:
                        engine.path = engine.path & engine.truth(test(frame))
                    if engine.path.possible:
                        body(frame, into)
            engine.path = entry & ~engine.raised
            into.origins += sequence.origins
            if (sequence.rest is not None or len(sequence.items) > UNROLL) and into.items:
                into.rest = into.items[-1][1]

        return run


def _add_keywords(frame: Frame, arguments: Arguments, keywords: list[tuple[str | None, Evaluate]]) -> None:
    for name, part in keywords:
        value = part(frame)
        if name is None:
            spread(frame.engine, arguments, value)
        else:
            arguments.keywords[name] = value


def _but_for_none(engine: Interpreter, value: Value) -> Value:
    """What is unpacked: where it is None, and may be something else, an exception ends the path."""
    alternatives = engine.alternatives(value)
    kept = [(c, single) for c, single in alternatives if not (isinstance(single, Const) and single.value is None)]
    if not kept or len(kept) == len(alternatives):
        return value
    engine.branch(~engine.logic.any_of(condition for condition, _ in kept), engine.fail, None)
    return engine.choice(kept)


def _without_positions(values: Sequential, late: int) -> Sequential:
    """Arguments of which the last ones stand behind an unknown number of others."""
    items, behind = values.items[:-late], values.items[-late:]
    rest = Unknown("an argument", carries=(values.rest or NONE, *(value for _, value in behind)))
    return TupleValue(items, rest, values.origins)


def at(engine: Interpreter, source: Any, node: ast.AST, run: Callable[[], Value]) -> Value:
    """Run with `node` as the innermost spot of the trace."""
    before = engine.trace
    engine.trace = Trace(before, source, node)
    try:
        return run()
    finally:
        engine.trace = before


def relative(condition: Condition, entry: Condition) -> Condition:
    """`condition` without what every reader under `entry` knows anyway."""
    return condition.logic.true if condition is entry else condition


def absent_unless(engine: Interpreter, condition: Condition, value: Value) -> Value:
    return (
        value
        if condition.certain or engine.path.implies(condition)
        else engine.choice([(condition, value), (~condition, MISSING)])
    )


def spread(engine: Interpreter, arguments: Arguments, value: Value) -> None:
    """`**value` in a call."""
    for condition, single in engine.alternatives(value):
        if not isinstance(single, DictValue):
            arguments.more = Unknown(f"**{describe(single)}", stable=True, carries=(single,))
            continue
        if single.rest is not None:
            arguments.more = single.rest
        for there, key, inner in entries(engine, single):
            if isinstance(key, Const) and isinstance(key.value, str):
                given, when = inner, condition & there
                if when.excludes(engine.path):
                    continue
                if not when.certain and not engine.path.implies(when):
                    given = engine.choice([(when, inner), (~when, arguments.keywords.get(key.value, MISSING))])
                arguments.keywords[key.value] = given


def merge_dict(engine: Interpreter, into: DictValue, value: Value) -> None:
    """What `into.update(value)` does."""
    entry = engine.path
    for condition, single in engine.alternatives(value):
        engine.path = entry & condition
        if isinstance(single, DictValue):
            for there, key, inner in entries(engine, single):
                engine.path = entry & condition & there
                store_item(engine, into, key, inner)
            into.rest = into.rest if single.rest is None else single.rest
        elif isinstance(single, Sequential) and single.rest is None:
            store_pairs(engine, into, single)
        else:
            into.rest = Unknown(f"a value of {describe(single)}", stable=True, carries=(single,))
    engine.path = entry


def store_pairs(engine: Interpreter, into: DictValue, pairs: Sequential) -> None:
    """What `dict(pairs)` does."""
    entry = engine.path
    for condition, pair in pairs.items:
        engine.path = entry & condition
        if engine.path.possible and isinstance(pair, Sequential) and len(pair.items) == 2:
            store_item(engine, into, pair.items[0][1], pair.items[1][1])
    engine.path = entry


def _formatted(value: Value, convert: Callable[[object], str] | None, pattern: Value) -> Value:
    """One part of an f-string."""
    plain = plain_of(value)
    if plain is NotImplemented or not isinstance(pattern, Const):
        return value if isinstance(value, Unknown) and value.stable else Unknown("a formatted value")
    if not is_modest(pattern.value):
        return Unknown("a long string", stable=True)
    try:
        text = format(convert(plain) if convert else plain, pattern.value)
    except (ValueError, TypeError, OverflowError):
        return Unknown("a formatted value", stable=True)
    return Const(text) if len(text) <= LARGEST else Unknown("a long string", stable=True)


def _concatenated(values: list[Value]) -> Value | None:
    if not all(isinstance(v, Const) for v in values):
        return None
    text = "".join(str(v.value) for v in values if isinstance(v, Const))
    return Const(text) if len(text) <= LARGEST else None


def _is_stable(value: Value) -> bool:
    return isinstance(value, Const) or (isinstance(value, Unknown) and value.stable)


def _owner(frame: Frame) -> Value | None:
    inner: Frame | None = frame
    while inner is not None:
        if inner.function is not None and inner.function.owner is not None:
            return inner.function.owner
        inner = inner.enclosing
    return None


def _receiver(frame: Frame) -> Value | None:
    inner: Frame | None = frame
    while inner is not None:
        if inner.function is not None and inner.function.owner is not None and inner.function.code.positional:
            return inner.load(inner.function.code.positional[0])
        inner = inner.enclosing
    return None


__all__ = ["Bind", "Expressions", "at", "merge_dict", "spread"]
