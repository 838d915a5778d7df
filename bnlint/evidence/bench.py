"""One graph with everything that is asked of it: facts, runs made again, losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Final

import numpy as np

from bnlint.artefacts.protos import GraphDef
from bnlint.evidence.calls import Call, tensor_name, training_flags
from bnlint.evidence.files import Files
from bnlint.evidence.laboratory import MARKS, Laboratory, Replayed, changed
from bnlint.evidence.losses import loss_of
from bnlint.evidence.means import Means
from bnlint.evidence.twin import add_twin
from bnlint.execution.devices import Machine, Placement, towers
from bnlint.execution.errors import ExecutionError
from bnlint.execution.executable import executable
from bnlint.execution.remote import Array, Described, TensorFlow, Trace
from bnlint.facts.events import LayerCall, TrainingStep
from bnlint.facts.program import Program
from bnlint.findings.verdict import Drift, Losses
from bnlint.graph_witness.index import Index, Tensor
from bnlint.graph_witness.witness import GraphWitness

SMALL: Final = 1e-4
"""Changes that are smaller than this share of the largest say nothing about the momentum."""

ALIKE: Final = 1e-2
"""How far apart the middle half of what should be one number may lie."""


@dataclass
class Bench:
    """A graph that is loaded in a session. `loss` and `inferring` are the tensors of the loss, in both modes."""

    program: Program
    witness: GraphWitness
    laboratory: Laboratory
    calls: tuple[Call, ...]
    steps: int
    loss: Tensor | None = None
    inferring: str | None = None
    replayed: list[Replayed] = field(default_factory=list)
    """The runs that were made again, in order."""
    start: Mapping[str, Array] = field(default_factory=dict)
    """The moving statistics as they were initialised."""
    marks: dict[int, dict[str, Array]] = field(default_factory=dict)
    """The moving statistics after so many training runs."""
    _trained: int = 0
    _reached: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    _traced: dict[tuple[str, ...], Trace | None] = field(default_factory=dict)

    @property
    def index(self) -> Index:
        return self.witness.index

    def begin(self, restored: Mapping[str, Array]) -> None:
        """Give the variables their initial values, or those that are `restored`."""
        self.laboratory.begin()
        self.laboratory.write(restored)
        self.start = self.laboratory.read(self.laboratory.watched)

    def make(self, call: Call) -> None:
        """Make a run again."""
        made = self.laboratory.replay(call, self.start)
        self.replayed.append(made)
        if call.trains and not made.failed:
            self._trained += 1
            if self._trained in (*MARKS, self.steps):
                self.marks[self._trained] = self.laboratory.read(self.laboratory.watched)

    def train_on(self) -> None:
        """Make training runs until there are as many as are wanted, or one fails."""
        training = [made.call for made in self.training]
        for number in range(self.steps - len(training) if training else 0):
            self.make(training[number % len(training)])
            if self.replayed[-1].failed:
                return

    # -- what runs ---------------------------------------------------------------------------------------------------

    @property
    def training(self) -> list[Replayed]:
        """The training runs that could be made."""
        return [made for made in self.replayed if made.call.trains and not made.failed]

    @property
    def failure(self) -> str:
        """Why runs could not be made again; empty if they could."""
        return next((made.failed for made in self.replayed if made.failed), "")

    def sites(self, layer: LayerCall) -> tuple[str, ...]:
        """The operations that normalise for the layer."""
        return next(ops for ops, one in self.witness.layer_calls if one is layer)

    def moments(self, layer: LayerCall) -> frozenset[Tensor]:
        """The statistics of the batch by which the layer normalises."""
        sites = set(self.sites(layer))
        return frozenset(tensor for site in self.witness.recognition.sites if site.op in sites for tensor in site.batch)

    def computes(self, call: Call, layer: LayerCall) -> bool:
        """Whether the run runs an operation that normalises for the layer."""
        return not self.behind(call).isdisjoint(self.sites(layer))

    def waits_on(self, call: Call, operations: Iterable[str]) -> bool:
        return not self.behind(call).isdisjoint(operations)

    def behind(self, call: Call) -> set[str]:
        """The operations that the run waits on, itself included."""
        known = self._reached.get(call.roots)
        if known is None:
            known = self._reached[call.roots] = self.index.behind(call.roots)
        return known

    def trace(self, call: Call) -> Trace | None:
        """What the run runs, in the graph that TensorFlow made of it; all variables are as before."""
        if call.roots not in self._traced:
            with self.laboratory.aside():
                self._traced[call.roots] = self.laboratory.make(call, trace=True).trace
        return self._traced[call.roots]

    def devices(self) -> tuple[Counter[str], int]:
        """How many operations of a training run were placed on each device, and how many elsewhere than the graph says:
        those have no kernel for its device, or are bound to what has none."""
        trace = self.trace(self.training[-1].call) if self.training else None
        placed = {name: _short(device) for name, device in trace.placed.items() if device} if trace is not None else {}
        wanted = {node.name: _short(node.device) for node in self.laboratory.executable.graph_def.node if node.device}
        moved = sum(name in wanted and wanted[name] != device for name, device in placed.items())
        return Counter(placed.values()), moved

    def moved_by(self, call: Call, operations: Collection[str]) -> frozenset[str]:
        """The moving statistics that these operations move, run alone with the data of a run."""
        alone = replace(call, fetches=(), targets=tuple(sorted(operations)))
        before = self.laboratory.read(self.laboratory.watched)
        with self.laboratory.aside():
            self.laboratory.make(alone)
            return changed(before, self.laboratory.read(self.laboratory.watched))

    def values(self) -> set[str]:
        """The operations whose values go into something that a run fetches, or into the loss."""
        fetched = (self.index.tensor(name) for made in self.replayed for name in made.call.fetches)
        return self.index.computed_from([t for t in (*fetched, self.loss) if t is not None])

    def for_each_sample(self, call: Call, sites: Collection[str]) -> list[str]:
        """The last tensors on the way from these operations to what the run fetches that have a row for each sample."""
        roots = [tensor for name in call.fetches if (tensor := self.index.tensor(name)) is not None]
        seen: set[Tensor] = set()
        found: list[str] = []
        while roots:
            fresh = [t for t in dict.fromkeys(roots) if t not in seen and "{" not in t.op]
            seen.update(fresh)
            fresh = [t for t in fresh if not self.index.computed_from([t]).isdisjoint(sites)]
            known = self.laboratory.session.describe([tensor_name(tensor) for tensor in fresh])
            rows = {t for t, about in zip(fresh, known, strict=True) if _has_rows(about)}
            found += [tensor_name(tensor) for tensor in fresh if tensor in rows]
            roots = [before for tensor in fresh if tensor not in rows for before in self.index[tensor.op].data]
        return found

    # -- what is measured --------------------------------------------------------------------------------------------

    def drifts(self, variables: Iterable[str]) -> tuple[Drift, ...]:
        return tuple(
            Drift(name, tuple((mark, _distance(self.start[name], values[name])) for mark, values in self.marks.items()))
            for name in variables
            if name in self.start
        )

    def losses(self, layers: Sequence[LayerCall]) -> Losses | None:
        """The loss of a training batch in both modes, and in inference with the statistics that updates would give.

        None for a network that is built in one mode alone, where that is inference; without the last where updates
        do not make a moving average of the batch, as those that undo its bias.
        """
        call = next((made.call for made in reversed(self.training)), None)
        if call is None or self.loss is None:
            return None
        flags = training_flags(self.program)
        inferring = self.inferring or (tensor_name(self.loss) if flags else None)
        if inferring is None:
            return None
        tensor = tensor_name(self.loss)
        feeds = self.laboratory.feeds(Call(0, (tensor,), (), call.feeds, False))
        modes = [{flag: np.asarray(value == on) for flag, value in flags.items()} for on in (True, False)]
        training = Call(0, (tensor,), (), {**feeds, **modes[0]}, False)
        inference = Call(0, (inferring,), (), {**feeds, **modes[1]}, False)
        try:
            with self.laboratory.aside():
                trained, inferred = self._loss(training), self._loss(inference)
                limit, momentum = self._limit(layers, training)
                self.laboratory.write(limit)
                counter = self._loss(inference) if limit else None
        except ExecutionError:
            return None
        return Losses(trained, inferred, counter if counter is not None and isfinite(counter) else None, momentum)

    def _loss(self, call: Call) -> float:
        (value,) = self.laboratory.session.run(call.fetches, call.feeds).values.values()
        return float(value)

    def _limit(self, layers: Sequence[LayerCall], call: Call) -> tuple[dict[str, Array], float | None]:
        """What the statistics would become on this batch, from two runs of their updates, and the momentum.

        A moving average of one value is a geometric series: from v, it goes to v + d / (1 - m), where d is its first
        change, and m, the ratio of the second to the first, its momentum.
        """
        rounds = _rounds(layers)
        if not rounds:
            return {}, None
        names = [v.name for layer in layers for v in layer.statistics]
        values = [self.laboratory.read(names)]
        for _ in range(2):
            for updates in rounds:
                self.laboratory.session.run((), self._fed(call, updates), targets=updates)
            values.append(self.laboratory.read(names))
        changes = {
            name: (np.float64(values[1][name]) - values[0][name], np.float64(values[2][name]) - values[1][name])
            for name in values[0]
        }
        shares = {name: share for name, (first, second) in changes.items() if (share := _ratio(first, second))}
        if not shares:
            return {}, None
        usual = float(np.median(list(shares.values())))
        limits = {
            name: (values[0][name] + first / (1.0 - shares.get(name, usual))).astype(values[0][name].dtype)
            for name, (first, _) in changes.items()
        }
        return limits, usual

    def _fed(self, call: Call, targets: Sequence[str]) -> Mapping[str, Array]:
        return self.laboratory.feeds(replace(call, fetches=(), targets=tuple(targets)))


def _rounds(layers: Sequence[LayerCall]) -> list[list[str]]:
    """The update ops, one for each variable in a round: two that run at once may lose what one of them writes."""
    rounds: list[list[str]] = []
    known: Counter[str] = Counter()
    for node in (node for layer in layers for node in layer.updates if "{" not in node.name):
        variable = node.variable.name if node.variable is not None else node.name
        if known[variable] == len(rounds):
            rounds.append([])
        rounds[known[variable]].append(node.name)
        known[variable] += 1
    return rounds


def _short(device: str) -> str:
    """`GPU:0`, of what may be the whole name of a device."""
    return device.rpartition("device:")[2]


def _has_rows(tensor: Described) -> bool:
    """Whether it holds numbers, some for each sample of a batch."""
    return tensor.shape is not None and tensor.shape[:1] == (None,) and tensor.dtype.startswith("float")


def _distance(before: Array, after: Array) -> float:
    return float(np.sqrt(np.mean(np.square(np.float64(after) - np.float64(before)))))


def _ratio(first: Array, second: Array) -> float | None:
    """The ratio of two changes, element by element; None where it is not the same for nearly all."""
    clear = np.abs(first) > SMALL * np.max(np.abs(first), initial=0.0)
    if not clear.any():
        return None
    low, middle, high = np.quantile(second[clear] / first[clear], (0.25, 0.5, 0.75))
    return float(middle) if high - low < ALIKE and 0.0 <= middle < 1.0 else None


def trained_layers(program: Program, steps: Iterable[TrainingStep]) -> list[LayerCall]:
    """The layers that these steps train through."""
    return list(dict.fromkeys(layer for step in steps for layer, _ in program.trained_layers(step)))


def set_up(
    tensorflow: TensorFlow, machine: Machine, means: Means, files: Files, graph_def: GraphDef, witness: GraphWitness,
    calls: Sequence[Call], loss: str | None,
) -> Bench:  # fmt: skip
    """Load the graph, made ready to run alone, into a session. `loss` is the tensor that training makes small."""
    index, program = witness.index, witness.program
    place = Placement("GPU" if machine.gpus else "CPU", towers({node.device for node in graph_def.node}))
    ready = executable(graph_def, index, {}, place.device)
    files.move_constants(ready.graph_def)
    sites = [op for ops, _ in witness.layer_calls for op in ops]
    wanted = (index.tensor(loss) if loss else None) or loss_of(index, sites)
    inferring = None
    if wanted is not None and not any(layer.tensor is not None for layer in program.layers):
        statistics = {
            tensor: update.variable
            for update in witness.recognition.updates
            for tensor in update.batch
            if "{" not in update.op and update.variable in ready.variables
        }
        inferring = add_twin(ready, index, wanted, statistics)
    watched = tuple(sorted({v.name for layer in program.layers for v in layer.statistics} & set(ready.variables)))
    session = tensorflow.load(ready.graph_def.SerializeToString(), machine)
    laboratory = Laboratory(session, ready, index, watched, means.batches, files)
    return Bench(program, witness, laboratory, tuple(calls), means.steps, wanted, inferring)
