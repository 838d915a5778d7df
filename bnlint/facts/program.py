"""All the facts about one program, and the questions that rules ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

from bnlint.conditions import Condition, Logic
from bnlint.facts.events import CollectionRead, ControlBlock, Escape, Event, LayerCall, Restore, Run, TrainingStep
from bnlint.facts.graph import Node, Reach, Variable, forward
from bnlint.sources.places import Place

EventT = TypeVar("EventT", bound=Event)
T = TypeVar("T")


class Program:
    """The log of one program that began at the file `entry`."""

    def __init__(self, entry: str, logic: Logic) -> None:
        self.entry = entry
        self.logic = logic
        self.log: list[Event] = []
        self.nodes: list[Node] = []
        self.complete = True
        """False where the analysis ran out of budget: then nothing is said about what did not happen."""
        self.unknowns: dict[str, None] = {}
        """Sentences about what kept a rule silent, in order."""
        self._reached: dict[tuple[tuple[int, int], ...], Reach] = {}
        self._run_reached: dict[Run, Reach] = {}
        self._derived: dict[object, object] = {}

        self.inferred_elsewhere: set[Place] = set()
        """Layer calls that other programs of the project make in inference mode."""

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
    def escapes(self) -> list[Escape]:
        return self.events(Escape)

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
            known = self._run_reached[run] = self.reach((edge.target, edge.condition) for edge in run.fetches)
        return known

    def derive(self, question: Callable[[Program], Iterable[T]]) -> list[T]:
        """The answer to a question about this program, worked out once."""
        if question not in self._derived:
            self._derived[question] = list(question(self))
        answer: list[T] = self._derived[question]  # type: ignore[assignment]
        return answer

    @cached_property
    def _runs_by_update(self) -> dict[Node, list[tuple[Run, Condition]]]:
        found: dict[Node, list[tuple[Run, Condition]]] = {}
        for run in self.runs:
            for node, condition in self.run_reach(run).nodes.items():
                if node.kind == "update":
                    found.setdefault(node, []).append((run, condition))
        return found

    def sometimes(self, condition: Condition) -> Condition:
        """The condition over options alone: whatever changes while the program runs takes every value at some time."""
        return self.logic.forget(condition, lambda symbol: symbol.kind == "varying")

    def runs_beside(self, node: Node, run: Run) -> Condition:
        """When the update is run for each time that `run` is.

        By the run itself; by a run in the same round of the loops, at least as often; or by one that fetches nothing
        but such orders anywhere: that is deliberate, however rare.
        """
        beside = self.run_reach(run).condition(node)
        for other, reached in self._runs_by_update.get(node, ()):
            if _only_orders(other):
                beside = beside | self.sometimes(other.condition & reached)
            elif (
                other.rounds[: len(run.rounds)] == run.rounds and run.condition.implies(other.condition) and run.rounds
            ):
                beside = beside | reached
        return beside

    def runs_of(self, step: TrainingStep) -> list[Run]:
        """The training runs: those that fetch the step, itself or behind something else."""
        return [run for run in self.runs if self.run_reach(run).condition(step.node).possible]

    def evaluations(self) -> list[Run]:
        """The runs that compute something through a normalising layer without training."""
        layers = [layer.node for layer in self.layers]
        found = []
        for run in self.runs:
            reach = self.run_reach(run)
            trains = any(reach.condition(step.node).possible for step in self.steps)
            if not trains and any(reach.condition(node).possible for node in layers):
                found.append(run)
        return found

    # -- who relies on the statistics --------------------------------------------------------------------------------

    @cached_property
    def inferred(self) -> set[Variable]:
        """The moving statistics that some layer call of the program may normalise by."""
        found: set[Variable] = set()
        for layer in self.layers:
            if layer.flag in ("tensor", "unknown") or (~layer.trains).possible:
                found.update(layer.statistics)
        return found

    def relies_on_statistics(self, layer: LayerCall) -> bool:
        """Whether anything normalises by the layer's statistics, in this program or in another one by the same code.

        Where nothing does, normalising by the batch is all that is wanted: style transfer, meta-learning, GANs.
        """
        return not self.inferred.isdisjoint(layer.statistics) or layer.spot.place in self.inferred_elsewhere

    # -- what is trained ---------------------------------------------------------------------------------------------

    def trained_layers(self, step: TrainingStep) -> list[tuple[LayerCall, Condition]]:
        """The layers that the step's loss is computed through, each with when."""
        computed = forward(self.logic, [(node, condition) for condition, node in step.losses])
        return [
            (layer, when)
            for layer in self.layers
            if (when := computed.get(layer.node, self.logic.false) & step.condition & layer.condition).possible
        ]


def _only_orders(run: Run) -> bool:
    """Whether a run computes nothing: it fetches update ops, groups of them, or both."""
    targets = [edge.target for edge in run.fetches if edge.target.kind != "read"]
    return bool(targets) and all(
        node.kind == "update" or all(edge.kind == "control" for edge in node.edges) for node in targets
    )
