"""Batch normalisation in a graph, by structure and never by name: where it normalises, and what moves its statistics.

A moving statistic is what an assignment gives a value that is computed from a statistic of the batch, with nothing but
arithmetic, variables and numbers in between. Losses, whose averages are kept in the same way, are single numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bnlint.graph_witness.contexts import Context, Contexts, Taken
from bnlint.graph_witness.index import FUSED, Index, Op, Tensor
from bnlint.graph_witness.values import ASSIGNMENTS, VARIABLES, Cone, Values

RELATIVE: Final = frozenset({"AssignSub", "AssignAdd", "AssignSubVariableOp", "AssignAddVariableOp"})
ROOTS: Final = frozenset({"Rsqrt", "Sqrt"})
SUMS: Final = frozenset({"Add", "AddV2"})
QUOTIENTS: Final = frozenset({"RealDiv", "Div", "DivNoNan"})
DEVIATIONS: Final = frozenset({"SquaredDifference", "Square", "Mul", "Sub"})
LARGEST_EPSILON: Final = 0.1


@dataclass(frozen=True)
class Update:
    """An assignment that moves a statistic towards those of the batch."""

    op: str
    variable: str
    batch: frozenset[Tensor]
    numbers: tuple[float, ...]
    context: Context = frozenset()
    """When it moves the statistic: it may run, and change nothing, where its rate is 0."""


@dataclass(frozen=True)
class Site:
    """An operation that normalises: by statistics of the batch, by variables, or by either as a flag decides."""

    op: str
    batch: frozenset[Tensor]
    variables: frozenset[str]
    context: Context

    @property
    def by_batch(self) -> bool:
        return bool(self.batch)


class Recognition:
    """What one graph holds."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.values = Values(index)
        self._contexts = Contexts(index)
        self.updates = list(self._find_updates())
        self._moved: dict[Tensor, list[int]] = {}
        for number, update in enumerate(self.updates):
            for statistic in update.batch:
                self._moved.setdefault(statistic, []).append(number)
        self.sites = list(self._find_sites())

    @cached_property
    def variances(self) -> frozenset[str]:
        """The variables that are variances: those under a root, or fourth in a fused kernel, and what moves them."""
        found: set[str] = set()
        for site in self.sites:
            op = self.index[site.op]
            variances = op.data[4:5] if FUSED.match(op.type) else op.data[:1]
            if FUSED.match(op.type):
                found |= {name for tensor in variances for name in self.values.variables(tensor)}
                moved = {Tensor(site.op, 2)}
            else:
                cone = self.values.cone(op.data[0], 12)
                found |= cone.variables
                moved = set(cone.statistics)
            found |= {update.variable for update in self.updates_by(moved)}
        return frozenset(found)

    def updates_by(self, statistics: Iterable[Tensor]) -> list[Update]:
        """The updates that are computed from one of these statistics of the batch, in the order of the graph."""
        numbers = {number for statistic in statistics for number in self._moved.get(statistic, ())}
        return [self.updates[number] for number in sorted(numbers)]

    def context(self, name: str) -> Context:
        return self._contexts.of(name)

    def consumers(self, name: str) -> list[str]:
        """The operations that take a value of the operation `name`."""
        return self._consumers.get(name, [])

    @cached_property
    def _consumers(self) -> dict[str, list[str]]:
        return self.index.consumers()

    # -- updates -----------------------------------------------------------------------------------------------------

    def _find_updates(self) -> Iterator[Update]:
        for name in self.index.of_type(ASSIGNMENTS.__contains__):
            taken = self.index.takes(name)
            if len(taken) < 2 or not self.values.may_be_computed(taken[1]):
                continue
            op = self.index[name]
            targets = self.values.variables(op.data[0])
            if not targets or all(self._is_number(name) for name in targets):
                continue
            cone = self.values.cone(op.data[1])
            if cone.statistics and not self.values.is_data(cone.others):
                for target in sorted(targets):
                    context = self.context(op.name) | self._with_rate(op)
                    yield Update(op.name, target, frozenset(cone.statistics), tuple(cone.numbers), context)

    def _with_rate(self, op: Op) -> Context:
        """Under which flag the rate of a moving average, a factor of what is taken away or added, is not 0."""
        product = self.index[op.data[1].op]
        for factor in product.data if product.type == "Mul" else ():
            for value, constant in self._constants(factor):
                if value == 0.0 and (taken := self.context(constant.op)):
                    last = max(taken)
                    return frozenset({Taken(last.flag, not last.value)})
        return frozenset()

    def _constants(self, tensor: Tensor) -> list[tuple[float, Tensor]]:
        """The numbers that a tensor may be, each with where it comes from; empty if it may be anything else."""
        op = self.index[tensor.op]
        if op.type == "Sub" and len(op.data) == 2 and (whole := self._constants(op.data[0])):
            return [(whole[0][0] - value, source) for value, source in self._constants(op.data[1])]
        found = []
        for origin in sorted(self.values.origins(tensor)):
            listed = self.values.numbers(origin) if self.index[origin.op].type == "Const" else None
            if not listed or len(listed) != 1:
                return []
            found.append((listed[0], origin))
        return found

    def _is_number(self, name: str) -> bool:
        op = self.index[name]
        if op.type not in VARIABLES or "shape" not in op.attributes:
            return False
        shape = op.attributes["shape"].shape
        return not shape.unknown_rank and not shape.dim

    # -- sites -------------------------------------------------------------------------------------------------------

    def _find_sites(self) -> Iterator[Site]:
        for name in self.index.of_type(lambda kind: kind in ROOTS or FUSED.match(kind)):
            op = self.index[name]
            if op.type not in ROOTS:
                yield self._fused(op)
            elif op.data:
                site = self._written_out(op)
                if site is not None:
                    yield site

    def _fused(self, op: Op) -> Site:
        batch = frozenset({Tensor(op.name, 1), Tensor(op.name, 2)} if self.values.trains(op) else ())
        variables = frozenset(name for tensor in op.data[3:5] for name in self.values.variables(tensor))
        return Site(op.name, batch, variables, self.context(op.name))

    def _written_out(self, op: Op) -> Site | None:
        """The root of a variance and a small number."""
        added = self.index[op.data[0].op]
        if added.type not in SUMS or (op.type == "Sqrt" and not self._divides(op.name)):
            return None
        numbers = [self.values.numbers(tensor) for tensor in added.data]
        small = [n for n in numbers if n is not None and len(n) == 1 and 0 < n[0] < LARGEST_EPSILON]
        variances = [tensor for tensor, n in zip(added.data, numbers, strict=True) if n is None]
        if not small or len(variances) != 1:
            return None
        cone = self.values.cone(variances[0], 12)
        if cone.others or not (cone.statistics or cone.variables) or self._are_slots(cone):
            return None
        batch = frozenset(mean for one in cone.statistics for mean in self._moments(one))
        return Site(op.name, batch, frozenset(cone.variables), self.context(op.name))

    def _divides(self, name: str) -> bool:
        return any(self.index[consumer].type in QUOTIENTS for consumer in self.consumers(name))

    def _moments(self, variance: Tensor) -> Iterator[Tensor]:
        """The variance over the batch, and the mean that it is taken around."""
        yield variance
        deviation = self.index[variance.op]
        inner = self.index[deviation.data[0].op] if deviation.data else deviation
        if inner.type in DEVIATIONS:
            for tensor in inner.data:
                yield from self.values.cone(tensor, 8).statistics

    def _are_slots(self, cone: Cone) -> bool:
        """Whether the variables belong to an optimizer, which moves them by gradients."""
        return bool(cone.variables) and not cone.statistics and all(map(self._is_slot, cone.variables))

    def _is_slot(self, variable: str) -> bool:
        for name in self.consumers(variable):
            op = self.index[name]
            if op.type in RELATIVE and len(op.data) > 1 and self.values.variables(op.data[0]) == {variable}:
                cone = self.values.cone(op.data[1])
                if not cone.statistics and self.values.is_data(cone.others):
                    return True
            if op.type.startswith(("Apply", "ResourceApply")):
                return True
        return False
