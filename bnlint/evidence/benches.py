"""Every graph of an artefact set up to be run, and the runs of a script made again in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Final

from bnlint.artefacts.archives import Archive
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.captured import Captured, OptimizerCall, RunCall
from bnlint.artefacts.graphs import StoredGraph
from bnlint.evidence.bench import Bench, set_up
from bnlint.evidence.calls import Call, captured_calls, imagined_calls
from bnlint.evidence.files import Files
from bnlint.evidence.means import Means
from bnlint.execution.devices import Machine, machine_for, towers
from bnlint.execution.errors import DeviceError, ExecutionError
from bnlint.execution.remote import Array, TensorFlow
from bnlint.graph_witness.bundles import Bundle, BundleWitness
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.savers import saved_variables
from bnlint.graph_witness.values import ASSIGNMENTS
from bnlint.graph_witness.witness import GraphWitness

CHANGING: Final = ASSIGNMENTS | {"SaveV2", "Save"}
"""What a run must do to matter, if it does not normalise."""

Progress = Callable[[int, int], None]


@dataclass
class Benches:
    """A context in which the graphs of an artefact are loaded. `reasons` are why some of them could not be run."""

    artefact: Artefact
    tensorflow: TensorFlow
    means: Means
    benches: list[Bench] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def __enter__(self) -> Benches:
        self._open = ExitStack()
        self._files = Files(self._open.enter_context(TemporaryDirectory(prefix="bnlint-")))
        is_archive = self.artefact.captured is not None
        self._archive = self._open.enter_context(Archive(self.artefact.path)) if is_archive else None
        for path in _checkpoints(self.artefact.captured):
            self._files.place(path)
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()
        with suppress(ExecutionError, DeviceError):
            for bench in self.benches:
                bench.laboratory.session.close()

    def run(self, progress: Progress) -> None:
        """Load the graphs, and make the runs of all of them again, in the order in which the script made them.

        Raises DeviceError where a GPU is the reason that one of them cannot be run.
        """
        machine = machine_for(max(map(_towers, self.artefact.graphs), default=0), len(self.tensorflow.gpus))
        for stored in self.artefact.graphs:
            try:
                bench = self._bench(stored, machine)
                if bench is not None:
                    bench.begin(self._restored(bench))
                    self.benches.append(bench)
            except ExecutionError as error:
                self.reasons.append(str(error))
        calls = sorted(((c, b) for b in self.benches for c in b.calls), key=lambda pair: pair[0].event)
        try:
            for done, (call, bench) in enumerate(calls):
                progress(done, len(calls))
                bench.make(call)
            for bench in self.benches:
                bench.train_on()
        except ExecutionError as error:
            self.reasons.append(str(error))

    def _restored(self, bench: Bench) -> dict[str, Array]:
        """The values of the graph's variables in the checkpoint that lies beside it."""
        if self.artefact.captured is not None or not self.artefact.checkpoints:
            return {}
        checkpoint = self.artefact.checkpoints[0]
        names = checkpoint.variables
        return {name: checkpoint.value(names[name]) for name in bench.laboratory.executable.variables if name in names}

    def _bench(self, stored: StoredGraph, machine: Machine) -> Bench | None:
        index = Index(stored.graph_def)
        read = self._alone if self.artefact.captured is None else self._captured
        witness, calls, loss = read(stored, index)
        if not witness.program.layers:
            return None
        calls = [call for call in calls if call.trains or _matters(index, witness, call.roots)]
        return set_up(self.tensorflow, machine, self.means, self._files, stored.graph_def, witness, calls, loss)

    def _alone(self, stored: StoredGraph, index: Index) -> tuple[GraphWitness, list[Call], str | None]:
        named = tuple(name for name in self.means.train_ops if name in index)
        witness = GraphWitness(index, self.artefact.path, saved_variables(index, stored.save_tensor), named)
        return witness, list(imagined_calls(index, witness.read(), self.means.steps)), None

    def _captured(self, stored: StoredGraph, index: Index) -> tuple[GraphWitness, list[Call], str | None]:
        captured = self.artefact.captured
        assert captured is not None
        assert self._archive is not None
        number = next(number for number, one in enumerate(captured.graphs) if one.file == stored.name)
        order = [node.name for node in stored.graph_def.node]
        bundle = BundleWitness(Bundle(captured), number, index, order, self.artefact.path)
        bundle.read()
        calls = captured_calls(captured, number, index, bundle.run_facts, self._archive, self.means.batches)
        return bundle.witness, list(calls), _loss(captured, number)


def _towers(stored: StoredGraph) -> int:
    return len(towers({node.device for node in stored.graph_def.node}))


def _checkpoints(captured: Captured | None) -> Iterator[str]:
    """The paths that the runs of a script are fed."""
    for event in captured.events if captured is not None else ():
        if isinstance(event, RunCall):
            yield from (feed.value for feed in event.feeds if isinstance(feed.value, str))


def _matters(index: Index, witness: GraphWitness, roots: Sequence[str]) -> bool:
    """Whether a run normalises, changes variables, or writes a checkpoint."""
    sites = {op for ops, _ in witness.layer_calls for op in ops}
    return any(name in sites or index[name].type in CHANGING for name in index.behind(roots))


def _loss(captured: Captured, graph: int) -> str | None:
    """What the last optimizer of the script made small."""
    calls = [one for one in captured.events if isinstance(one, OptimizerCall) and one.graph == graph and one.loss]
    return calls[-1].loss if calls else None
