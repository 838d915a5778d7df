"""Recognises batch normalisation that the program writes out of single operations.

Structure decides, never names: a normalisation by the batch takes its mean from moments over the batch axis; its moving
statistics are the variables that it takes the mean from otherwise, and its updates the assignments to them that are
computed from those moments.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall
from bnlint.facts.graph import Edge, Node, Variable, forward

if TYPE_CHECKING:
    from bnlint.source_witness.recorder import Recorder

_PASSING: Final = frozenset(
    "tf.identity tf.cond tf.case tf.stop_gradient tf.reshape tf.cast tf.squeeze tf.expand_dims tf.with_dependencies "
    "tf.where tf.convert_to_tensor".split()
)
"""Operations that pass a statistic on as it is."""
_PARTS_OF_QUOTIENT: Final = frozenset({"tf.divide", "tf.multiply", "tf.truediv", "tf.div"})
_ARITHMETIC: Final = _PASSING | _PARTS_OF_QUOTIENT | {"tf.add", "tf.subtract", "tf.negative"}
"""What a moving average is computed with."""


@dataclass(frozen=True, eq=False)
class Normalisation:
    """An operation that subtracts the mean that `mean` leads to. `weights` lead to its scale and offset."""

    node: Node
    mean: tuple[Edge, ...]
    variance: tuple[Edge, ...]
    weights: tuple[Node, ...]
    taken: Node | None


@dataclass
class Sources:
    """What a statistic comes from: moments of the batch, stored variables, or something else, and when.

    A source that a constant predicate never lets through counts, too: its condition is impossible.
    """

    batch: Condition
    stored: dict[Variable, Condition] = field(default_factory=dict)
    moments: set[Node] = field(default_factory=set)
    other: bool = False


def recognise(recorder: Recorder) -> None:
    """Adds the layer calls that the finished graph holds to the program's log, each where its operation was made."""
    found = [*recorder.normalisations, *_quotients(recorder)]
    if not found:
        return
    averages, reach, held = _averages(recorder), _Reach(recorder), _Held(recorder)
    log, numbers = recorder.program.log, [event.number for event in recorder.program.log]
    for one in sorted(found, key=lambda n: n.node.number):
        layer = _layer_call(recorder, one, averages, reach, held)
        if layer is not None:
            at = bisect(numbers, layer.number)
            numbers.insert(at, layer.number)
            log.insert(at, layer)


def _quotients(recorder: Recorder) -> Iterator[Normalisation]:
    """`(x - mean) / root`: what the batch was taken of less its mean, divided or multiplied."""
    if not recorder.batch_statistics:
        return
    known = {edge.target for one in recorder.normalisations for edge in one.mean}
    divided = {
        edge.target for node in recorder.program.nodes if node.operation in _PARTS_OF_QUOTIENT for edge in node.edges
    }
    for node in recorder.program.nodes:
        data = [edge for edge in node.edges if edge.kind == "data"]
        if node.operation != "tf.subtract" or node not in divided or len(data) < 2:
            continue
        first, *rest = data
        sources = _sources(recorder, rest)
        taken = {recorder.batch_statistics[moment] for moment in sources.moments}
        if first.target in taken and not sources.other and known.isdisjoint(edge.target for edge in rest):
            yield Normalisation(node, tuple(rest), tuple(rest), (), first.target)


def _sources(recorder: Recorder, edges: Iterable[Edge]) -> Sources:
    logic = recorder.engine.logic
    found = Sources(logic.false)
    todo = [(edge, logic.true) for edge in edges]
    seen: set[tuple[Node, Condition]] = set()
    while todo:
        edge, when = todo.pop()
        when = when & edge.condition if edge.passes is None else when & edge.condition & edge.passes
        node = edge.target
        if (node, when) in seen:
            continue
        seen.add((node, when))
        if node in recorder.batch_statistics:
            found.batch = found.batch | when
            found.moments.add(node)
        elif node.variable is not None and node.kind in ("variable", "assign", "update"):
            found.stored[node.variable] = found.stored.get(node.variable, logic.false) | when
        elif node.operation in _PASSING:
            todo += [(inner, when) for inner in _passed_on(node)]
        else:
            found.other = True
    return found


def _passed_on(node: Node) -> list[Edge]:
    """The edges to what an operation passes on: of a `tf.cond` the branches, of others the first input."""
    data = [edge for edge in node.edges if edge.kind == "data"]
    if node.operation == "tf.cond":
        return [edge for edge in data if edge.passes is not None]
    return data if node.operation == "tf.case" else data[1:] if node.operation == "tf.where" else data[:1]


def _layer_call(
    recorder: Recorder, one: Normalisation, averages: Mapping[Node, set[Variable]], reach: _Reach, held: _Held
) -> LayerCall | None:
    node, program = one.node, recorder.program
    sources = _sources(recorder, one.mean)
    second = _sources(recorder, one.variance)
    both = {*sources.stored, *second.stored}
    moments = sources.moments | second.moments
    both = both or {variable for moment in moments for variable in averages.get(moment, ())}
    statistics = tuple(sorted((v for v in both if not v.trainable), key=lambda v: v.name))
    if sources.other or (not sources.moments and not statistics) or len(statistics) < len(both):
        return None
    updates = tuple(_updates(recorder, statistics, moments, reach))
    for update in updates:
        update.kind = "update"
    spot = node.spot if statistics else min(sources.moments, key=lambda moment: moment.number).spot
    trains = sources.batch if node.runs is None else sources.batch & node.runs
    tensors = (program.tensors[s.index] for s in trains.symbols() if s.index in program.tensors)
    tensor = next(tensors, None)
    variables = [n.variable for n in one.weights if n.variable is not None]
    return LayerCall(
        number=node.number, spot=spot, condition=node.condition, graph=node.graph, node=node, api=node.operation,
        scope=statistics[0].name.rpartition("/")[0] if statistics else node.name or node.operation,
        flag="python" if tensor is None else "tensor", trains=trains, updates=updates,
        collection=held.collection(node.graph, updates), statistics=statistics, weights=tuple(variables),
        tensor=tensor, written_out=True,
    )  # fmt: skip


def _averages(recorder: Recorder) -> dict[Node, set[Variable]]:
    """What averages each of the moments, for another network that will normalise by it."""
    found: dict[Node, set[Variable]] = {}
    for variable, writers in recorder.program.writers.items():
        for moment in (m for node in writers for m in _averaged(recorder, node)) if not variable.trainable else ():
            found.setdefault(moment, set()).add(variable)
    return found


def _averaged(recorder: Recorder, assigned: Node) -> set[Node]:
    """The moments that go into what is assigned, if nothing else does but variables, numbers and schedules."""
    todo, met = [assigned], set[Node]()
    while todo:
        for target in (edge.target for edge in todo.pop().edges if edge.kind == "data"):
            if target in recorder.batch_statistics:
                met.add(target)
            elif target.variable is None and target.edges:
                if target.operation in _ARITHMETIC:
                    todo.append(target)
                elif not _is_schedule(target):
                    return set()
    return met


def _is_schedule(node: Node) -> bool:
    """Whether a value is computed from variables and constants alone, as a decay is that grows with the steps."""
    todo, seen = [node], {node}
    while todo:
        inputs = {edge.target for edge in todo.pop().edges if edge.kind == "data"} - seen
        if any(one.variable is None and not one.edges and one.operation != "tf.constant" for one in inputs):
            return False
        todo += [one for one in inputs if one.variable is None]
        seen |= inputs
    return True


def _updates(recorder: Recorder, statistics: Iterable[Variable], moments: set[Node], reach: _Reach) -> Iterator[Node]:
    """The assignments to the statistics that are computed from these moments."""
    wanted = reach.bits(moments)
    for node in (writer for variable in statistics for writer in recorder.program.writers.get(variable, ())):
        if not reach.may(node, wanted):
            continue
        computed = forward(recorder.engine.logic, [(node, recorder.engine.logic.true)], stop=moments)
        if not moments.isdisjoint(computed):
            yield node


class _Reach:
    """Which moments of the batch each operation may be computed from, whatever the conditions."""

    def __init__(self, recorder: Recorder) -> None:
        self._bit = {moment: 1 << at for at, moment in enumerate(recorder.batch_statistics)}
        self._found: dict[Node, int] = {}
        for node in recorder.program.nodes:  # in the order of their making: inputs first
            bits = self._bit.get(node, 0)
            for edge in node.edges:
                if edge.kind != "control":
                    bits |= self._found.get(edge.target, -1)
            self._found[node] = bits

    def bits(self, moments: Iterable[Node]) -> int:
        return sum(self._bit[moment] for moment in moments)

    def may(self, node: Node, wanted: int) -> bool:
        """Whether the node may be computed from any of the moments whose bits are `wanted`."""
        return bool(self._found.get(node, -1) & wanted)


class _Held:
    """The first collection that holds each operation, by graph."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._known: dict[int, tuple[list[str], dict[Node, int]]] = {}

    def collection(self, graph: int, updates: Iterable[Node]) -> str | None:
        """The first collection that holds one of these."""
        if graph not in self._known:
            collections = self._recorder.graph_of(graph).collections
            first: dict[Node, int] = {}
            for at, held in enumerate(collections.values()):
                for _, node in held:
                    first.setdefault(node, at)
            self._known[graph] = list(collections), first
        names, first = self._known[graph]
        places = [first[node] for node in updates if node in first]
        return names[min(places)] if places else None
