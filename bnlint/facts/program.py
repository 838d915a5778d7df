"""All the facts about one program, and the questions that rules ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar

from bnlint.conditions import Condition, Logic, Symbol
from bnlint.facts.events import (
    CollectionRead,
    ControlBlock,
    Escape,
    Event,
    LayerCall,
    Restore,
    Run,
    SaverMade,
    TrainingStep,
)
from bnlint.facts.graph import Node, Reach, Variable, forward, sources

EventT = TypeVar("EventT", bound=Event)
T = TypeVar("T")
P = ParamSpec("P")


class Program:
    """The log of one program that began at the file `entry`."""

    def __init__(self, entry: str, logic: Logic) -> None:
        self.entry = entry
        self.logic = logic
        self.log: list[Event] = []
        self.nodes: list[Node] = []
        self.complete = True
        """False where the analysis ran out of budget: then nothing is said about what did not happen."""
        self.is_values = False
        """Whether this is no program, but the values that one has left."""
        self.unknowns: dict[str, None] = {}
        """Sentences about what kept a rule silent, in order."""
        self.tensors: dict[int, Node] = {}
        """The tensors whose values symbols stand for, by the symbol's index."""
        self.defaults: dict[Node, Condition] = {}
        """Whether a placeholder is true when nothing is fed for it, for those that have a default."""
        self.booleans: set[Node] = set()
        """The placeholders that are declared to be booleans."""
        self.numbers: set[Node] = set()
        """The placeholders that are declared to be numbers."""
        self._given: dict[Run, dict[Node, Condition]] = {}
        self._settled: dict[Run, dict[Condition, Condition]] = {}
        self._trained: dict[TrainingStep, list[tuple[LayerCall, Condition]]] = {}
        self._reached: dict[tuple[tuple[int, int], ...], Reach] = {}
        self._run_reached: dict[Run, Reach] = {}
        self._behind_loss: dict[TrainingStep, dict[Node, Condition]] = {}
        self._computed: dict[Run, dict[Node, Condition]] = {}
        self._derived: dict[object, object] = {}

    def events(self, kind: type[EventT]) -> list[EventT]:
        return [event for event in self.log if isinstance(event, kind)]

    @cached_property
    def layers(self) -> list[LayerCall]:
        return self.events(LayerCall)

    @cached_property
    def steps(self) -> list[TrainingStep]:
        return self.events(TrainingStep)

    @cached_property
    def runs(self) -> list[Run]:
        return self.events(Run)

    @cached_property
    def reads(self) -> list[CollectionRead]:
        return self.events(CollectionRead)

    @cached_property
    def blocks(self) -> list[ControlBlock]:
        return self.events(ControlBlock)

    @cached_property
    def restores(self) -> list[Restore]:
        return self.events(Restore)

    @cached_property
    def savers(self) -> list[SaverMade]:
        return self.events(SaverMade)

    @cached_property
    def escapes(self) -> list[Escape]:
        return self.events(Escape)

    @cached_property
    def flags(self) -> set[Node]:
        """The placeholders that are true or false: by their type, or by what they are fed."""
        fed = {fed.node for run in self.runs for fed in run.feeds if fed.boolean and fed.node.kind == "placeholder"}
        return self.booleans | fed

    @cached_property
    def writers(self) -> dict[Variable, list[Node]]:
        """What assigns to each variable."""
        found: dict[Variable, list[Node]] = {}
        for node in self.nodes:
            if node.variable is not None and node.kind in ("update", "assign"):
                found.setdefault(node.variable, []).append(node)
        return found

    @cached_property
    def keepers(self) -> dict[Variable, list[LayerCall]]:
        """The layer calls that share each of the moving statistics."""
        found: dict[Variable, list[LayerCall]] = {}
        for layer in self.layers:
            for variable in layer.statistics:
                found.setdefault(variable, []).append(layer)
        return found

    @cached_property
    def readers(self) -> dict[Node, list[CollectionRead]]:
        """The reads of collections that hold each node."""
        found: dict[Node, list[CollectionRead]] = {}
        for read in self.reads:
            for node in dict.fromkeys(node for _, node in read.contents):
                found.setdefault(node, []).append(read)
        return found

    @cached_property
    def _sources(self) -> dict[Node, frozenset[Node]]:
        return sources(self.nodes)

    def data_of(self, node: Node) -> frozenset[Node]:
        """What a value is computed from in the end: placeholders and readers; not variables, nor flags."""
        return self._sources[node] - self.flags

    # -- what runs ---------------------------------------------------------------------------------------------------

    def reach(self, roots: Iterable[tuple[Node, Condition]]) -> Reach:
        """What may run when these nodes are fetched."""
        listed = list(roots)
        key = tuple((node.number, id(condition)) for node, condition in listed)
        if key not in self._reached:
            self._reached[key] = Reach(self.logic, listed)
        return self._reached[key]

    def run_reach(self, run: Run) -> Reach:
        known = self._run_reached.get(run)
        if known is None:
            fetched = [(edge.target, edge.condition) for edge in run.fetches]
            fed = {fed.node: fed.condition for fed in run.feeds if fed.node.edges}
            known = Reach(self.logic, fetched, fed=fed) if fed else self.reach(fetched)
            self._run_reached[run] = known
        return known

    def ran(self, run: Run, node: Node) -> Condition:
        """When the run runs the node, by what it is fed."""
        return self.in_run(self.run_reach(run).condition(node), run)

    def in_run(self, condition: Condition, run: Run) -> Condition:
        """What a condition comes to when the tensors have the values that the run is fed."""
        if not self.tensors or condition.certain or not condition.possible:
            return condition
        done = self._settled.setdefault(run, {})
        return self.logic.substitute(condition, lambda symbol: self._given_for(symbol, run), done)

    def _given_for(self, symbol: Symbol, run: Run) -> Condition | None:
        node = self.tensors.get(symbol.index) if symbol.kind == "tensor" else None
        return None if node is None else self.given(run).get(node)

    def given(self, run: Run) -> dict[Node, Condition]:
        """Whether the tensors are true whose values the run is fed, or which have a default."""
        known = self._given.get(run)
        if known is None:
            known = self._given[run] = dict(self.defaults) if run.complete else {}
            symbols = {node: index for index, node in self.tensors.items()}
            for fed in run.feeds:
                if fed.node in symbols:
                    before = known.get(fed.node, self.logic.literal(symbols[fed.node]))
                    always = run.condition.implies(fed.condition)
                    known[fed.node] = fed.truth if always else (fed.condition & fed.truth) | (~fed.condition & before)
        return known

    def derive(
        self, question: Callable[Concatenate[Program, P], Iterable[T]], *about: P.args, **none: P.kwargs
    ) -> list[T]:
        """The answer to a question about this program, worked out once for each thing that it is about."""
        key = (question, *about)
        if key not in self._derived:
            self._derived[key] = list(question(self, *about, **none))
        answer: list[T] = self._derived[key]  # type: ignore[assignment]
        return answer

    @cached_property
    def _runs_by_update(self) -> dict[Node, list[tuple[Run, Condition]]]:
        found: dict[Node, list[tuple[Run, Condition]]] = {}
        for run in self.runs:
            for node, condition in self.run_reach(run).nodes.items():
                if node.kind == "update":
                    when = condition if node.runs is None else condition & node.runs
                    found.setdefault(node, []).append((run, self.in_run(when, run)))
        return found

    def sometimes(self, condition: Condition) -> Condition:
        """The condition without what changes from run to run, which takes every value at some time."""
        return self.logic.forget(condition, self._varies)

    def is_option(self, symbol: Symbol) -> bool:
        """Whether the symbol is the same in all runs: an option, or what decided how the graph was built."""
        return symbol.kind == "option" or symbol.index in self._decided_once

    def _varies(self, symbol: Symbol) -> bool:
        return symbol.kind == "tensor" or (symbol.kind == "varying" and symbol.index not in self._decided_once)

    @cached_property
    def _decided_once(self) -> frozenset[int]:
        """The symbols that decided how the graph was built: whatever they were then, it is the same in every run."""
        conditions = {node.condition for node in self.nodes if not node.condition.certain}
        conditions.update(edge.condition for node in self.nodes for edge in node.edges if not edge.condition.certain)
        return frozenset(s.index for c in conditions for s in c.symbols() if s.kind == "varying")

    def whatever_tensors(self, condition: Condition) -> Condition:
        """When the condition holds whatever the values of the tensors are."""
        return ~self.logic.forget(~condition, lambda symbol: symbol.kind == "tensor")

    def whatever_is_opaque(self, condition: Condition) -> Condition:
        """When the condition holds whatever comes of the conditions that are too complicated to follow."""
        return ~self.logic.forget(~condition, lambda symbol: symbol.kind == "opaque")

    def runs_beside(self, node: Node, run: Run) -> Condition:
        """When the update is run for each time that `run` is.

        By the run itself; by a run in the same round of the loops, at least as often; or by one that fetches nothing
        but such orders anywhere: that is deliberate, however rare.
        """
        beside = self.ran(run, node)
        for other, reached in self._runs_by_update.get(node, ()):
            if other in self._orders:
                beside = beside | self.sometimes(other.condition & reached)
            elif (
                other.rounds[: len(run.rounds)] == run.rounds and run.condition.implies(other.condition) and run.rounds
            ):
                beside = beside | reached
        return beside

    @cached_property
    def _orders(self) -> set[Run]:
        return {run for run in self.runs if only_orders(run)}

    def computed_in(self, run: Run) -> dict[Node, Condition]:
        """What the values that a run fetches are computed from, and when, up to what it is fed."""
        if run not in self._computed:
            fed = {fed.node for fed in run.feeds if fed.condition.certain}
            found = forward(
                self.logic,
                [(edge.target, edge.condition) for edge in run.fetches if edge.target.kind not in ("step", "read")],
                stop=fed,
            )
            self._computed[run] = {node: self.in_run(when, run) for node, when in found.items()}
        return self._computed[run]

    def runs_of(self, step: TrainingStep) -> list[Run]:
        """The training runs: those that fetch the step, itself or behind something else."""
        return [run for run in self.runs if self.run_reach(run).condition(step.node).possible]

    def training(self, step: TrainingStep) -> Condition:
        """When the step is made and, where runs of it were seen, run: else nobody trains, and nothing is wrong."""
        runs = self.runs_of(step)
        run = self.logic.any_of(run.condition & self.run_reach(run).condition(step.node) for run in runs)
        made = self.sometimes(step.condition)
        trained = made & self.sometimes(run)
        return trained if trained.possible else made

    def evaluations(self) -> list[Run]:
        """The runs that compute something through a normalising layer without training."""
        layers = [layer.node for layer in self.layers]
        found = []
        for run in self.runs:
            reach = self.run_reach(run)
            trains = any(reach.condition(step.node).possible for step in self.steps)
            if not trains and any(self.in_run(reach.condition(node), run).possible for node in layers):
                found.append(run)
        return found

    # -- who relies on the statistics --------------------------------------------------------------------------------

    @cached_property
    def inferred(self) -> set[Variable]:
        """The moving statistics that some layer call of the program may normalise by."""
        found: set[Variable] = set()
        for layer in self.layers:
            if layer.flag == "unknown" or layer.infers.possible:
                found.update(layer.statistics)
        return found

    def relies_on_statistics(self, layer: LayerCall) -> bool:
        """Whether anything in this program normalises by the layer's statistics.

        Where nothing does, normalising by the batch may be all that is wanted: style transfer, meta-learning, GANs.
        """
        return not self.inferred.isdisjoint(layer.statistics)

    def behind_loss(self, step: TrainingStep) -> dict[Node, Condition]:
        """What the step's loss is computed from, and when."""
        known = self._behind_loss.get(step)
        if known is None:
            known = forward(self.logic, [(node, condition) for condition, node in step.losses])
            self._behind_loss[step] = known
        return known

    def trained_through(self, step: TrainingStep, nodes: Iterable[Node]) -> Condition:
        """When the step's loss is computed through one of the nodes."""
        computed = self.behind_loss(step)
        return step.condition & self.logic.any_of(computed.get(node, self.logic.false) for node in nodes)

    # -- what is trained ---------------------------------------------------------------------------------------------

    def trained_layers(self, step: TrainingStep) -> list[tuple[LayerCall, Condition]]:
        """The layers that the step's loss is computed through, each with when."""
        if step not in self._trained:
            computed = self.behind_loss(step)
            self._trained[step] = [
                (layer, when)
                for layer in self.layers
                if (when := computed.get(layer.node, self.logic.false) & step.condition & layer.condition).possible
            ]
        return self._trained[step]


def only_orders(run: Run) -> bool:
    """Whether a run computes nothing: it fetches update ops, groups of them, or both."""
    targets = [edge.target for edge in run.fetches if edge.target.kind != "read"]
    return bool(targets) and all(_is_order(node) for node in targets)


def _is_order(node: Node) -> bool:
    """An update op, or one that computes nothing of its own: a group of others, or a step that does nothing."""
    if node.kind == "update":
        return True
    return node.kind == "operation" and all(edge.kind == "control" for edge in node.edges)
