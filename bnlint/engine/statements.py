"""Statements compiled to closures over a frame."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from bnlint.conditions import Condition
from bnlint.engine.code import Bind, ClassCode, Evaluate, Execute
from bnlint.engine.contexts import entered
from bnlint.engine.expressions import Expressions, at
from bnlint.engine.interpreter import Frame, Interpreter, describe
from bnlint.engine.matching import match_statement
from bnlint.engine.operators import binary, delete_item, for_each, store_item
from bnlint.engine.sequences import bounded, present, worlds
from bnlint.engine.values import (
    Arguments,
    ClassValue,
    Const,
    InstanceValue,
    Item,
    ListValue,
    ModuleValue,
    Sequential,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from bnlint.sources.source import Source


class Compiler:
    """Compiles the statements of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.expressions = Expressions(self)
        self.expression = self.expressions.compile

    def module(self, tree: ast.Module) -> Execute:
        return self.block(tree.body)

    def block(self, body: list[ast.stmt]) -> Execute:
        steps = [step for node in body if (step := self.statement(node)) is not None]

        def run(frame: Frame) -> None:
            engine = frame.engine
            never = engine.logic.false
            for step in steps:
                if engine.path is never:
                    return
                engine.step()
                step(frame)

        return run

    def statement(self, node: ast.stmt) -> Execute | None:
        method: Callable[[Any], Execute | None] | None = getattr(self, "_" + type(node).__name__, None)
        return method(node) if method else None

    def body_of(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, class_name: str | None
    ) -> Callable[[], Execute]:
        """The body of a function, compiled when first asked for."""

        def compile_body() -> Execute:
            outer = self.expressions.class_name
            self.expressions.class_name = class_name
            try:
                if isinstance(node, ast.Lambda):
                    return self._lambda_body(self.expression(node.body))
                return self.block(node.body)
            finally:
                self.expressions.class_name = outer

        return compile_body

    def _lambda_body(self, value: Evaluate) -> Execute:
        def run(frame: Frame) -> None:
            result = value(frame)
            frame.returns.append((frame.engine.path, result))
            frame.engine.path = frame.engine.logic.false

        return run

    # -- assignment --------------------------------------------------------------------------------------------------

    def target(self, node: ast.expr) -> Bind:
        if isinstance(node, ast.Name):
            name = self.expressions.name(node.id)
            return lambda frame, value: frame.store(name, value)
        if isinstance(node, ast.Attribute):
            return self._attribute_target(node)
        if isinstance(node, ast.Subscript):
            return self._item_target(node)
        if isinstance(node, (ast.Tuple, ast.List)):
            return self._unpacking(node.elts)
        if isinstance(node, ast.Starred):
            return self.target(node.value)
        return lambda frame, value: None

    def _attribute_target(self, node: ast.Attribute) -> Bind:
        owner, name = self.expression(node.value), self.expressions.name(node.attr)
        return lambda frame, value: frame.engine.assign_attribute(owner(frame), name, value)

    def _item_target(self, node: ast.Subscript) -> Bind:
        container, index = self.expression(node.value), self.expression(node.slice)

        def bind(frame: Frame, value: Value) -> None:
            key = index(frame)
            store_item(frame.engine, container(frame), key, value)

        return bind

    def _unpacking(self, nodes: list[ast.expr]) -> Bind:
        targets = [self.target(node) for node in nodes]
        star = next((n for n, node in enumerate(nodes) if isinstance(node, ast.Starred)), None)

        def bind(frame: Frame, value: Value) -> None:
            for target, part in zip(targets, unpacked(frame.engine, value, len(targets), star), strict=True):
                target(frame, part)

        return bind

    def _Assign(self, node: ast.Assign) -> Execute:
        value, targets = self.expression(node.value), [self.target(target) for target in node.targets]
        if len(targets) == 1 and isinstance(node.targets[0], ast.Name):
            return self._named(node.targets[0].id, value, targets[0])
        if len(targets) == 1:
            only = targets[0]
            return lambda frame: only(frame, value(frame))

        def run(frame: Frame) -> None:
            result = value(frame)
            for target in targets:
                target(frame, result)

        return run

    def _named(self, name: str, value: Evaluate, bind: Bind) -> Execute:
        """What a call returned and nobody knows is from now on called by its variable's name."""

        def run(frame: Frame) -> None:
            result = value(frame)
            if type(result) is Unknown and result.text.endswith(")"):
                result.text = name
            bind(frame, result)

        return run

    def _AnnAssign(self, node: ast.AnnAssign) -> Execute | None:
        if node.value is None:
            return None
        value, target = self.expression(node.value), self.target(node.target)
        return lambda frame: target(frame, value(frame))

    def _AugAssign(self, node: ast.AugAssign) -> Execute:
        old, value, target = (
            self.expression(_as_load(node.target)),
            self.expression(node.value),
            self.target(node.target),
        )
        operator, source = type(node.op).__name__, self.source

        def run(frame: Frame) -> None:
            before, change = old(frame), value(frame)
            if operator == "Add" and all(isinstance(v, ListValue) for _, v in frame.engine.alternatives(before)):
                for_each(frame.engine, before, lambda single: extend(frame.engine, single, change))
                target(frame, before)
                return
            target(frame, at(frame.engine, source, node, lambda: binary(frame.engine, operator, before, change)))

        return run

    def _Delete(self, node: ast.Delete) -> Execute | None:
        names = [self.expressions.name(t.id) for t in node.targets if isinstance(t, ast.Name)]
        items = [
            (self.expression(t.value), self.expression(t.slice)) for t in node.targets if isinstance(t, ast.Subscript)
        ]
        attributes = [
            (self.expression(t.value), self.expressions.name(t.attr))
            for t in node.targets
            if isinstance(t, ast.Attribute)
        ]

        def run(frame: Frame) -> None:
            for name in names:
                if frame.engine.path is frame.live:
                    frame.locals.pop(name, None)
            for container, index in items:
                delete_item(frame.engine, container(frame), index(frame))
            for owner, name in attributes:
                target = owner(frame)
                if isinstance(target, InstanceValue) and frame.engine.path.certain:
                    target.attributes.pop(name, None)

        return run

    def _Expr(self, node: ast.Expr) -> Execute | None:
        if isinstance(node.value, ast.Constant):
            return None
        value = self.expression(node.value)

        def run(frame: Frame) -> None:
            value(frame)

        return run

    # -- branches ----------------------------------------------------------------------------------------------------

    def _If(self, node: ast.If) -> Execute:
        test, then = self.expression(node.test), self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None

        def run(frame: Frame) -> None:
            engine = frame.engine
            condition = engine.decided(test(frame), self.source, node.test)
            engine.branch(condition, lambda: then(frame), (lambda: otherwise(frame)) if otherwise else None)

        return run

    def _Assert(self, node: ast.Assert) -> Execute:
        test = self.expression(node.test)

        def run(frame: Frame) -> None:
            test(frame)

        return run

    def _Return(self, node: ast.Return) -> Execute:
        value = self.expressions.optional(node.value)

        def run(frame: Frame) -> None:
            result = value(frame)
            engine = frame.engine
            if engine.path.possible:
                frame.returns.append((engine.path, result))
                frame.live = frame.live & ~engine.path
                engine.path = engine.logic.false

        return run

    def _Break(self, node: ast.Break) -> Execute:
        def run(frame: Frame) -> None:
            frame.breaks = frame.breaks | frame.engine.path
            frame.engine.path = frame.engine.logic.false

        return run

    def _Continue(self, node: ast.Continue) -> Execute:
        def run(frame: Frame) -> None:
            frame.continues = frame.continues | frame.engine.path
            frame.engine.path = frame.engine.logic.false

        return run

    def _Raise(self, node: ast.Raise) -> Execute:
        value = self.expressions.optional(node.exc)

        def run(frame: Frame) -> None:
            value(frame)
            frame.engine.fail()

        return run

    def _Match(self, node: ast.Match) -> Execute:
        return match_statement(self, node)

    # -- loops -------------------------------------------------------------------------------------------------------

    def _For(self, node: ast.For | ast.AsyncFor) -> Execute:
        iterable, bind, body = self.expression(node.iter), self.target(node.target), self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None
        widen = self._widening(node)

        def run(frame: Frame) -> None:
            engine = frame.engine
            value = iterable(frame)
            outer = frame.breaks, frame.continues
            frame.breaks = engine.logic.false
            entry, left = engine.path, ways_out(frame)[:2]
            with engine.looping() as next_round:
                for_rounds(frame, engine.rounds(value), next_round, bind, body, widen)
            if not engine.followed_to_the_end(value):
                widen(frame)
            whole, breaks = left == ways_out(frame)[:2], frame.breaks
            frame.breaks, frame.continues = outer
            if otherwise is not None:
                otherwise(frame)
            engine.path = entry if whole and otherwise is None else engine.path | breaks

        return run

    _AsyncFor = _For

    def _While(self, node: ast.While) -> Execute:
        test, body = self.expression(node.test), self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None
        widen = self._widening(node)
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)

        def run(frame: Frame) -> None:
            engine = frame.engine
            outer = frame.breaks, frame.continues
            frame.breaks = engine.logic.false
            entry, left = engine.path, ways_out(frame)[:2]
            with engine.looping() as next_round:
                ended = while_rounds(frame, next_round, test, body, widen, endless)
            engine.path = engine.path | ended
            whole, breaks = left == ways_out(frame)[:2], frame.breaks
            frame.breaks, frame.continues = outer
            if not engine.path.possible and not breaks.possible:
                engine.failures += 1  # it goes round for ever
                return
            if otherwise is not None:
                otherwise(frame)
            engine.path = entry if whole and otherwise is None else engine.path | breaks

        return run

    def _widening(self, node: ast.For | ast.AsyncFor | ast.While) -> Execute:
        """Counters that a loop moves are unknown in the round that stands for all later ones."""
        moved = [child.target for part in node.body for child in ast.walk(part) if isinstance(child, ast.AugAssign)]
        pairs = [
            (self.expression(_as_load(t)), self.target(t)) for t in moved if isinstance(t, (ast.Name, ast.Attribute))
        ]

        def widen(frame: Frame) -> None:
            for load, bind in pairs:
                value = load(frame)
                if isinstance(value, Const) and isinstance(value.value, (int, float)):
                    bind(frame, Unknown("a counter"))

        return widen

    # -- exceptions and contexts -------------------------------------------------------------------------------------

    def _Try(self, node: ast.Try) -> Execute:
        body, final = self.block(node.body), self.block(node.finalbody)
        otherwise = self.block(node.orelse)
        handlers = [(h.name, self.block(h.body)) for h in node.handlers]
        imports_only = all(isinstance(part, (ast.Import, ast.ImportFrom)) for part in node.body)
        place = f"line {node.lineno} fails"

        def run(frame: Frame) -> None:
            engine = frame.engine
            entry, outer = engine.path, engine.raised
            engine.raised = engine.logic.false
            returned, breaks, continues = len(frame.returns), frame.breaks, frame.continues
            engine.guarded += bool(handlers)
            body(frame)
            engine.guarded -= bool(handlers)
            failed = engine.raised
            engine.raised = outer
            if handlers and not imports_only:
                fails = engine.logic.symbol(("fails", frame.module.path, node.lineno), "varying", place)
                failed = failed | (entry & fails)
                frame.returns[returned:] = [
                    (left, v) for c, v in frame.returns[returned:] if (left := c & ~failed).possible
                ]
                frame.breaks = breaks | (frame.breaks & ~failed)
                frame.continues = continues | (frame.continues & ~failed)
            normal = engine.path & ~failed if handlers else engine.path
            engine.path = normal
            if engine.path.possible:
                otherwise(frame)
            engine.path = engine.path | self._handled(frame, handlers, failed)
            reached = engine.path
            if node.finalbody:
                engine.path, before = entry, len(frame.returns)
                final(frame)
                engine.path = reached & engine.path
                replaced = engine.logic.any_of(c for c, _ in frame.returns[before:])
                frame.returns[returned:before] = [
                    (left, v) for c, v in frame.returns[returned:before] if (left := c & ~replaced).possible
                ]

        return run

    _TryStar = _Try

    def _handled(self, frame: Frame, handlers: list[tuple[str | None, Execute]], failed: Condition) -> Condition:
        engine = frame.engine
        if not handlers:
            engine.raised = engine.raised | failed
            return engine.logic.false
        entry, left, after = engine.path, failed, engine.logic.false
        for number, (name, handler) in enumerate(handlers):
            taken = left
            if number < len(handlers) - 1:
                taken = left & engine.logic.symbol(("handler", handler), "varying", "this exception is raised")
            left = left & ~taken
            engine.path = taken
            if engine.path.possible:
                if name:
                    frame.store(name, Unknown("the exception"))
                handler(frame)
            after = after | engine.path
        engine.path = entry
        return after

    def _With(self, node: ast.With | ast.AsyncWith) -> Execute:
        body = self.block(node.body)
        for context in reversed(node.items):
            value = self.expression(context.context_expr)
            bind = self.target(context.optional_vars) if context.optional_vars else None
            body = entered(self.source, context.context_expr, value, bind, body)
        return body

    _AsyncWith = _With

    # -- definitions -------------------------------------------------------------------------------------------------

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Execute:
        make = self.expressions.function(node)
        decorators = [(d, self.expression(d)) for d in node.decorator_list]
        name, source = self.expressions.name(node.name), self.source

        def run(frame: Frame) -> None:
            function = make(frame)
            function.owner = frame.owner if frame.function is None else None
            value: Value = function
            for where, decorator in reversed(decorators):
                value = frame.engine.call_at(source, where, decorator(frame), Arguments([value]))
                if isinstance(value, Unknown):
                    value = function  # a decorator that cannot be seen is taken to hand on what it decorates
            frame.store(name, value)

        return run

    _AsyncFunctionDef = _FunctionDef

    def _ClassDef(self, node: ast.ClassDef) -> Execute:
        bases = [self.expression(base) for base in node.bases]
        outer = self.expressions.class_name
        self.expressions.class_name = node.name
        body = self.block(node.body)
        self.expressions.class_name = outer
        code = ClassCode(self.source, node, body)
        decorators = [self.expression(d) for d in node.decorator_list]

        def run(frame: Frame) -> None:
            engine = frame.engine
            cls = ClassValue(code, frame.module, tuple(_flat_bases(engine, [base(frame) for base in bases])))
            inner = Frame(engine, frame.module, cls.attributes, frame.inner)
            inner.inner, inner.owner = frame.inner, cls
            code.body(inner)
            value: Value = cls
            for decorator in reversed(decorators):
                result = engine.call(decorator(frame), Arguments([value]))
                value = value if isinstance(result, Unknown) else result
            frame.store(node.name, value)

        return run

    # -- imports -----------------------------------------------------------------------------------------------------

    def _Import(self, node: ast.Import) -> Execute:
        def run(frame: Frame) -> None:
            for alias in node.names:
                module = frame.engine.modules.load(frame.engine, alias.name, 0, frame.module)
                if alias.asname is None and "." in alias.name:
                    module = frame.engine.modules.load(frame.engine, alias.name.partition(".")[0], 0, frame.module)
                frame.store(alias.asname or alias.name.partition(".")[0], module)

        return run

    def _ImportFrom(self, node: ast.ImportFrom) -> Execute:
        def run(frame: Frame) -> None:
            engine = frame.engine
            module = engine.modules.load(engine, node.module or "", node.level, frame.module)
            for alias in node.names:
                if alias.name == "*":
                    import_star(frame, module)
                else:
                    frame.store(alias.asname or alias.name, engine.attribute(module, alias.name))

        return run


def import_star(frame: Frame, module: Value) -> None:
    if not isinstance(module, ModuleValue):
        frame.engine.modules.star(frame.engine, frame.module, module)
        return
    listed = module.attributes.get("__all__")
    names = None
    if isinstance(listed, Sequential) and listed.exact:
        names = {v.value for _, v in listed.items if isinstance(v, Const)}
    for name, value in list(module.attributes.items()):
        if (name in names) if names is not None else not name.startswith("_"):
            frame.store(name, value)
    frame.engine.modules.inherit_stars(frame.engine, frame.module, module)


def for_rounds(
    frame: Frame, rounds: Iterator[Item], next_round: Callable[[], None], bind: Bind, body: Execute, widen: Execute
) -> None:
    """The rounds of a `for`."""
    engine = frame.engine
    before = engine.host.rounds
    for number, (condition, element) in enumerate(rounds):
        next_round()
        if number and engine.host.rounds != before:
            widen(frame)
        entry, left = engine.path, ways_out(frame)
        engine.path = entry & condition
        frame.continues = engine.logic.false
        if engine.path.possible:
            bind(frame, element)
            body(frame)
        if left == ways_out(frame):
            engine.path = entry
        else:
            engine.path = engine.path | frame.continues | (entry & ~condition)
        if not engine.path.possible:
            return


def ways_out(frame: Frame) -> tuple[object, ...]:
    """What grows when a path leaves a round for good; where it stays the same, all paths come to its end."""
    return frame.engine.failures, len(frame.returns), frame.breaks


def while_rounds(
    frame: Frame, next_round: Callable[[], None], test: Evaluate, body: Execute, widen: Execute, endless: bool
) -> Condition:
    """The rounds of a `while`; returns the path on which it came to its end. `endless` means `while True`."""
    engine = frame.engine
    before, ended, unknown_rounds = engine.host.rounds, engine.logic.false, 0
    for number in range(64):
        condition = engine.truth(test(frame))
        ended = ended | (engine.path & ~condition)
        decided = condition.certain or not condition.possible
        if not decided:
            unknown_rounds += 1
        engine.path = engine.path if not decided else engine.path & condition
        if not engine.path.possible:
            return ended
        frame.continues = engine.logic.false
        next_round()
        entry, left = engine.path, ways_out(frame)
        body(frame)
        engine.path = entry if left == ways_out(frame) else engine.path | frame.continues
        if unknown_rounds >= 2 or (engine.host.rounds != before and number >= 1):
            break
        if engine.host.rounds != before:
            widen(frame)
        if endless and number == 1 and engine.host.rounds == before and frame.breaks.possible:
            break
    if endless and not frame.breaks.possible:
        engine.path = engine.logic.false
        return ended
    widen(frame)
    return ended | engine.path


def unpacked(engine: Interpreter, value: Value, count: int, star: int | None) -> list[Value]:
    """`a, b, *c = value`."""
    value = engine.now(value)
    if isinstance(value, Unknown):
        return [value.derive(("[]", (int, repr(n))), f"{value.text}[{n}]") for n in range(count)]
    alternatives = engine.alternatives(value)
    if len(alternatives) > 1:
        columns = [unpacked(engine, single, count, star) for _, single in alternatives]
        conditions = [condition for condition, _ in alternatives]
        return [engine.choice(zip(conditions, column, strict=True)) for column in zip(*columns, strict=True)]
    sequence = engine.elements(value)
    there = present(engine, sequence.items)
    if not all(condition.certain for condition, _ in there) and sequence.rest is None:
        ways = worlds(engine, there) or []
        fitting = [(c, values) for c, values in ways if len(values) == count or star is not None]
        if fitting:
            single = [(c, ListValue([(engine.logic.true, v) for v in values])) for c, values in fitting]
            rows = [unpacked(engine, row, count, star) for _, row in single]
            return [engine.choice((c, row[n]) for (c, _), row in zip(single, rows, strict=True)) for n in range(count)]
    if star is not None:
        after = count - star - 1
        if sequence.rest is not None:  # who the last ones are nobody knows
            middle = ListValue(there[star:], sequence.rest, sequence.origins)
            return [*_padded(there[:star], star, value), middle, *_padded([], after, value)]
        middle = ListValue(there[star : len(there) - after], None, sequence.origins)
        return [*_padded(there[:star], star, value), middle, *_padded(there[len(there) - after :], after, value)]
    if sequence.rest is not None and len(there) < count:
        return [v for _, v in there] + [sequence.rest] * (count - len(there))
    return _padded(there, count, value)


def _padded(items: list[tuple[Any, Value]], count: int, value: Value) -> list[Value]:
    values = [v for _, v in items[:count]]
    return values + [Unknown(f"an element of {describe(value)}", carries=(value,))] * (count - len(values))


def extend(engine: Interpreter, target: Value, more: Value) -> None:
    """`target.extend(more)` on the present path."""
    assert isinstance(target, Sequential)
    inner = engine.elements(more)
    path = engine.path
    rest = target.rest if inner.rest is None else inner.rest
    more_items = [(path & c, v) for c, v in inner.items]
    target.items[:], target.rest = bounded([*target.items, *more_items], rest)
    target.origins += inner.origins


def _flat_bases(engine: Interpreter, values: list[Value]) -> list[Value]:
    return [single for value in values for _, single in engine.alternatives(value)[:1]]


def _as_load(node: ast.expr) -> ast.expr:
    """The same expression, read instead of written."""
    if isinstance(node, ast.Name):
        return ast.copy_location(ast.Name(node.id, ast.Load()), node)
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(node.value, node.attr, ast.Load()), node)
    if isinstance(node, ast.Subscript):
        return ast.copy_location(ast.Subscript(node.value, node.slice, ast.Load()), node)
    return node
