"""One graph on the bench: its runs made again, with variables read and written between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from bnlint.evidence.calls import Call
from bnlint.evidence.files import Files
from bnlint.execution.batches import Batches
from bnlint.execution.errors import ExecutionError
from bnlint.execution.executable import Executable, reads, written
from bnlint.execution.remote import Array, Ran, Session
from bnlint.execution.sources import data_tensors
from bnlint.graph_witness.index import Index

MARKS: Final = (1, 5)
"""Training runs after which the drift is measured, besides the last."""
SHIFT: Final = 0.3
"""What is added to statistics, and taken from them, to see what depends on them."""

RANDOM: Final = re.compile(r"(Stateless)?(Random|Truncated|Parameterized|Multinomial)\w*$")


@dataclass(frozen=True, eq=False)
class Replayed:
    """A run that was made again, or why it failed: the moving statistics whose bits it changed, and those that had
    their initial values when it was made."""

    call: Call
    moved: frozenset[str]
    initial: frozenset[str] = frozenset()
    failed: str = ""


@dataclass
class Laboratory:
    """Runs one graph. `watched` are the moving statistics."""

    session: Session
    executable: Executable
    index: Index
    watched: tuple[str, ...]
    batches: Batches
    files: Files
    _data: dict[tuple[str, ...], dict[str, Array]] = field(default_factory=dict)

    def begin(self) -> None:
        """Give every variable its initial value."""
        for stage in self.executable.initialisers:
            self.session.run(targets=stage)
        bare = {name: self._made_up(name) for name in self.executable.bare}
        self.write({name: value for name, value in bare.items() if value is not None})

    def _made_up(self, name: str) -> Array | None:
        access = self.executable.variables[name]
        (described,) = self.session.describe([access.read])
        if access.shape is None or np.dtype(described.dtype).kind not in "fiub":
            return None
        fan_in = int(np.prod(access.shape[:-1]))
        values = np.random.default_rng(len(access.shape)).normal(0.0, np.sqrt(2.0 / max(fan_in, 1)), access.shape)
        return (values if len(access.shape) > 1 else np.zeros(access.shape)).astype(described.dtype)

    def read(self, names: Iterable[str]) -> dict[str, Array]:
        tensors = reads(self.executable, names)
        values = self.session.run(tensors.values()).values
        return {name: values[tensor] for name, tensor in tensors.items() if tensor in values}

    def write(self, values: Mapping[str, Array]) -> None:
        feeds, operations = written(self.executable, values)
        if operations:
            self.session.run(feeds=feeds, targets=operations)

    @contextmanager
    def aside(self) -> Iterator[Callable[[], None]]:
        """A context behind which every variable is as before; what it gives puts them back at once."""
        access = list(self.executable.variables.values())
        feeds, targets = {one.read: one.value for one in access}, [one.write for one in access]
        self.session.keep(feeds)
        try:
            yield lambda: self.session.put_back(feeds, targets, forget=False)
        finally:
            self.session.put_back(feeds, targets, forget=True)

    def disturb(self, variables: Iterable[str], *, upwards: bool = True) -> dict[str, Array]:
        """Give variables other values, so that what depends on them shows; these values."""
        change = _raised if upwards else _lowered
        values = {name: change(value).astype(value.dtype) for name, value in self.read(variables).items()}
        self.write(values)
        return values

    def make(self, call: Call, *, fetches: Iterable[str] = (), trace: bool = False) -> Ran:
        """Make a run, with tensors to fetch besides its own."""
        more = tuple(fetches)
        feeds = self.feeds(call, more)
        return self.session.run((*call.fetches, *more), feeds, targets=call.targets, trace=trace)

    def feeds(self, call: Call, fetches: Iterable[str] = ()) -> dict[str, Array]:
        """What the call is fed, and data in the place of files, queues and iterators."""
        more = tuple(name.partition(":")[0] for name in fetches)
        key = (*call.roots, *more, *sorted(call.feeds))
        if key not in self._data:
            needed = data_tensors(self.session, self.index, (*call.roots, *more), call.feeds)
            self._data[key] = self.batches.arrays(needed, call.feeds)
        return {**self._data[key], **{name: self.files.moved(value) for name, value in call.feeds.items()}}

    def replay(self, call: Call, start: Mapping[str, Array]) -> Replayed:
        """Make a run again, and see what it changes; `start` are the initial values."""
        before = self.read(self.watched)
        initial = frozenset(start) - changed(start, before)
        try:
            self.make(call)
        except ExecutionError as error:
            return Replayed(call, frozenset(), initial, str(error))
        return Replayed(call, changed(before, self.read(self.watched)), initial)

    def depends_on(self, call: Call, variables: Collection[str], outputs: Collection[str]) -> bool | None:
        """Whether the outputs of the run change with the values of some variables; None where they vary by themselves.

        What the run draws at random is drawn once. The values are changed in both directions, since behind units that
        are cut off in one of them (relu) nothing shows. Everything is as before afterwards.
        """
        with self.aside() as as_before:
            draws = self._draws(replace(call, fetches=(*call.fetches, *outputs)))
            as_before()
            first = self._outputs(call, (*outputs, *draws))
            given = replace(call, feeds={**call.feeds, **{name: first[name] for name in draws if name in first}})
            as_before()
            first = self._outputs(given, outputs)
            as_before()
            if changed(first, self._outputs(given, outputs)):
                return None
            for upwards in (True, False):
                as_before()
                self.disturb(variables, upwards=upwards)
                if changed(first, self._outputs(given, outputs)):
                    return True
            return False

    def _outputs(self, call: Call, outputs: Collection[str]) -> Mapping[str, Array]:
        values = self.make(call, fetches=outputs).values
        return {name: values[name] for name in (*call.fetches, *outputs) if name in values}

    def _draws(self, call: Call) -> tuple[str, ...]:
        """The tensors that a run draws at random."""
        known = [n for n in self.index.behind(call.roots) if "{" not in n and RANDOM.match(self.index[n].type)]
        if not known:
            return ()
        trace = self.make(call, trace=True).trace
        return tuple(f"{name}:0" for name in sorted(known) if trace is not None and name in trace.ran)


def _raised(values: Array) -> Array:
    return values * 1.7 + SHIFT


def _lowered(values: Array) -> Array:
    """What is positive stays so: it may be a variance."""
    return np.where((values > 0.0) & (values < 2 * SHIFT), values / 2, values - SHIFT)


def changed(before: Mapping[str, Array], after: Mapping[str, Array]) -> frozenset[str]:
    """The names of which not every bit is the same."""
    return frozenset(name for name in before if name in after and before[name].tobytes() != after[name].tobytes())
