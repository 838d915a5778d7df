"""Under which flags an operation runs: between the switches and merges of a conditional, or in a branch of an `If`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from bnlint.graph_witness.index import CONDITIONAL, Index, Op, Tensor
from bnlint.graph_witness.values import MERGES, PASSING

SWITCHES: Final = frozenset({"Switch", "RefSwitch"})
BACK: Final = frozenset({"NextIteration", "RefNextIteration"})


class Taken(NamedTuple):
    """The branch in which the operation `flag` has this value."""

    flag: str
    value: bool


Context: TypeAlias = "frozenset[Taken]"
ALWAYS: Context = frozenset()


def contexts(index: Index) -> dict[str, Context]:
    """The context of each operation that has one."""
    found: dict[str, Context] = {}
    if not any(op.type in SWITCHES or op.type in CONDITIONAL for op in index):
        return found
    for op in _in_order(index):
        context = _context(index, op, found)
        if context:
            found[op.name] = context
    return found


def _context(index: Index, op: Op, known: dict[str, Context]) -> Context:
    inherited = []
    for tensor in op.inputs:
        context = known.get(tensor.op, ALWAYS)
        source = index[tensor.op]
        if source.type in SWITCHES and tensor.output >= 0 and len(source.data) > 1:
            flag = predicate(index, source.data[1])
            context |= {Taken(flag.flag, (tensor.output == 1) == flag.value)}
        inherited.append((tensor.output >= 0, context))
    if op.type in MERGES:
        data = [context for is_data, context in inherited if is_data]
        result = frozenset.intersection(*data) if data else ALWAYS
    else:
        result = ALWAYS.union(*(context for _, context in inherited))
    if op.branch is not None:
        tensor, value = op.branch
        flag = predicate(index, tensor)
        result |= {Taken(flag.flag, value == flag.value)}
    return result


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


def _in_order(index: Index) -> Iterator[Op]:
    """The operations, each behind those it waits on; loops are cut where they go back."""
    done: set[str] = set()
    for start in index:
        stack: list[tuple[Op, Iterator[str]]] = [] if start.name in done else [(start, _before(start))]
        done.add(start.name)
        while stack:
            name = next((name for name in stack[-1][1] if name not in done), None)
            if name is None:
                yield stack.pop()[0]
            else:
                done.add(name)
                stack.append((index[name], _before(index[name])))


def _before(op: Op) -> Iterator[str]:
    names = [] if op.type in BACK else [tensor.op for tensor in op.inputs]
    if op.branch is not None:
        names.append(op.branch[0].op)
    return iter([*names, *op.runs])
