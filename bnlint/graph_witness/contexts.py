"""Under which flags an operation runs: between the switches and merges of a conditional, or in a branch of an `If`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from bnlint.graph_witness.index import CONDITIONAL, Index, Op, Tensor
from bnlint.graph_witness.values import MERGES, PASSING

SWITCHES: Final = frozenset({"Switch", "RefSwitch"})
BACK: Final = frozenset({"NextIteration", "RefNextIteration"})
MOST_FLAGS: Final = 64
"""Conditionals within conditionals; what lies deeper is taken to run always."""


class Taken(NamedTuple):
    """The branch in which the operation `flag` has this value."""

    flag: str
    value: bool


Context: TypeAlias = "frozenset[Taken]"
ALWAYS: Context = frozenset()


class Contexts:
    """The contexts of a graph's operations, worked out when they are asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, Context] = {}
        self._done: set[str] = set()
        self._switches = frozenset(index.of_type(SWITCHES.__contains__))
        self._flat = not self._switches and not index.of_type(CONDITIONAL.__contains__)

    def of(self, name: str) -> Context:
        if self._flat:
            return ALWAYS
        for behind in self._in_order(name):
            if self._may_have_one(behind) and (context := self._context(self._index[behind])):
                self._known[behind] = context
        return self._known.get(name, ALWAYS)

    def _may_have_one(self, name: str) -> bool:
        before = self._index.before(name)
        inherits = not self._switches.isdisjoint(before) or any(one in self._known for one in before)
        return inherits or self._index.branch_of(name) is not None

    def _context(self, op: Op) -> Context:
        inherited = []
        for tensor in op.inputs:
            context = self._known.get(tensor.op, ALWAYS)
            if tensor.op in self._switches and tensor.output >= 0 and len(self._index[tensor.op].data) > 1:
                flag = predicate(self._index, self._index[tensor.op].data[1])
                context |= {Taken(flag.flag, (tensor.output == 1) == flag.value)}
            inherited.append((tensor.output >= 0, context))
        if op.type in MERGES:
            data = [context for is_data, context in inherited if is_data]
            result = frozenset.intersection(*data) if data else ALWAYS
        else:
            result = ALWAYS.union(*(context for _, context in inherited))
        branch = self._index.branch_of(op.name)
        if branch is not None:
            tensor, value = branch
            flag = predicate(self._index, tensor)
            result |= {Taken(flag.flag, value == flag.value)}
        return result if len(result) <= MOST_FLAGS else ALWAYS

    def _in_order(self, start: str) -> Iterator[str]:
        """What lies behind the operation, each behind those it waits on; loops are cut where they go back."""
        done = self._done
        if start in done:
            return
        stack = [(start, self._before(start))]
        done.add(start)
        while stack:
            name = next((name for name in stack[-1][1] if name not in done), None)
            if name is None:
                yield stack.pop()[0]
            else:
                done.add(name)
                stack.append((name, self._before(name)))

    def _before(self, name: str) -> Iterator[str]:
        if self._index.type_of(name) in BACK:
            return iter(())
        branch = self._index.branch_of(name)
        return iter(self._index.before(name) if branch is None else [*self._index.before(name), branch[0].op])


def predicate(index: Index, tensor: Tensor) -> Taken:
    """The flag that decides, and whether it does so as it is or negated."""
    value = True
    seen: set[Tensor] = set()
    while tensor not in seen:
        seen.add(tensor)
        op = index[tensor.op]
        returned = index.through_calls(tensor)
        if returned:
            tensor = returned[0]
        elif op.type == "LogicalNot" and op.data:
            value, tensor = not value, op.data[0]
        elif op.type in PASSING and op.data:
            tensor = op.data[0]
    return Taken(tensor.op, value)
