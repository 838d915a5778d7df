"""The tasks that a set of files makes, and what comes of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bnlint.analysis.garbage import collected_on_demand
from bnlint.analysis.judging import Bench, Judge, Judged, Parse, Rest, Script, Task, described
from bnlint.analysis.memory import Ground, Memory, held
from bnlint.analysis.processes import Processes, cores
from bnlint.analysis.waves import waves
from bnlint.engine.code import Definition
from bnlint.rules.rule import Rule
from bnlint.source_witness.descriptions import Description, seeds
from bnlint.source_witness.programs import Programs
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.tensorflow_api.names import API_ROOTS

PARSED_AT_ONCE = 50
"""Files that are only parsed, in one task."""
LITTLE = 500_000
"""Bytes of programs, imports included, below which other processes are not worth their start: about a second's work."""
PARSING = 16
"""How many times as fast a file is parsed as one is interpreted."""

Progress = Callable[[int, int], None]
"""Is told how many tasks are done, and of how many."""


@dataclass(frozen=True)
class Part:
    """The files of one project, the rules that judge them, and what its users say of what cannot be seen into."""

    root: str
    files: Sequence[str]
    rules: Sequence[Rule]
    descriptions: Sequence[Description] = ()


def judge(
    parts: Sequence[Part], overlay: Overlay, jobs: int | None, progress: Progress, memory: Memory | None = None
) -> Judged:
    """Judge every program of the files in `jobs` processes; `None` is one for each processor, if that is worth it.

    First all scripts are read, each as if it were alone; then what no script called, importers before the imported.
    So what comes does not depend on which process reads what, or when; and what `memory` knows need not be read again.
    Raises `Failed` and `ProcessDied`.
    """
    with collected_on_demand():
        plans = [_Plan(part, overlay) for part in parts]
        number = jobs or (cores() if sum(plan.weight for plan in plans) > LITTLE else 1)
        work = Judge(overlay, {plan.part.root: plan.bench for plan in plans})
        most = sum(plan.tasks for plan in plans)
        with Processes(work.do, min(number, most), described) as processes:
            return _Course(processes, progress, most, memory).run(plans)


class _Plan:
    """What is to be read of one project."""

    def __init__(self, part: Part, overlay: Overlay) -> None:
        self.part = part
        self.resolver = ImportResolver(overlay, part.root, API_ROOTS)
        self.bench = Bench(self.resolver, part.rules, part.descriptions)
        programs = Programs(part.files, overlay, self.resolver, seeds(part.descriptions))
        self.relevant, self.scripts = programs.relevant(), programs.scripts()
        self._overlay = overlay
        self._sizes: dict[str, int] = {}
        self._grounds: dict[str, Ground] = {}
        relevant = set(self.relevant)
        self.others = [path for path in part.files if path not in relevant]
        self.waves = waves(self.relevant, self.resolver.import_closure)
        self.weights = {path: sum(map(self._size, self.resolver.import_closure(path))) for path in self.relevant}

    @property
    def weight(self) -> int:
        """The bytes of all its programs; those of files that are only parsed count less."""
        return sum(self.weights.values()) + sum(map(self._size, self.others)) // PARSING

    @property
    def tasks(self) -> int:
        return -(-len(self.others) // PARSED_AT_ONCE) + len(self.scripts) + len(self.relevant)

    def _size(self, path: str) -> int:
        known = self._sizes.get(path)
        if known is None:
            try:
                known = len(self._overlay.read_bytes(path))
            except SourceError:
                known = 0
            self._sizes[path] = known
        return known

    def recall(self, task: Task, memory: Memory | None) -> Judged | None:
        """What came of the task before, if it would again."""
        if memory is None or isinstance(task, Parse):
            return None
        return memory.recall(task, self._ground(task.path), self._overlay)

    def keep(self, task: Task, answer: Judged, memory: Memory | None) -> None:
        if memory is not None and not isinstance(task, Parse):
            memory.keep(task, self._ground(task.path), self._overlay, answer)

    def _ground(self, path: str) -> Ground:
        known = self._grounds.get(path)
        if known is None:
            files = held(self.resolver.import_closure(path), self._overlay)
            rules = tuple(rule.code for rule in self.part.rules)
            known = Ground(rules, tuple(self.part.descriptions), self.part.files, files)
            self._grounds[path] = known
        return known

    def first(self) -> Iterator[tuple[int, Task]]:
        """The tasks to begin with, each with its weight."""
        for path in self.scripts:
            yield self.weights[path], Script(self.part.root, path)
        others = iter(self.others)
        while batch := tuple(islice(others, PARSED_AT_ONCE)):
            yield sum(map(self._size, batch)) // PARSING, Parse(batch)

    def wave(self, number: int, called: dict[str, set[Definition]]) -> Iterator[tuple[int, Task]]:
        for path in self.waves[number] if number < len(self.waves) else ():
            yield self.weights[path], Rest(self.part.root, path, frozenset(called.get(path, ())))


class _Course:
    """The tasks done so far, and what came of them."""

    def __init__(
        self, processes: Processes[Task, Judged], progress: Progress, most: int, memory: Memory | None
    ) -> None:
        self._processes = processes
        self._memory = memory
        self._progress = progress
        self._most = most
        self._done = 0
        self._judged = Judged()
        self._called: dict[str, set[Definition]] = {}

    def run(self, plans: Sequence[_Plan]) -> Judged:
        self._do([(plan, *weighed) for plan in plans for weighed in plan.first()])
        for number in range(max((len(plan.waves) for plan in plans), default=0)):
            self._do([(plan, *weighed) for plan in plans for weighed in plan.wave(number, self._called)])
        self._judged.settle()
        return self._judged

    def _do(self, tasks: Sequence[tuple[_Plan, int, Task]]) -> None:
        """Do the tasks that are not known, the heaviest first, so that none is left alone at the end.

        All answers are added in the order of the tasks.
        """
        known = {at: plan.recall(task, self._memory) for at, (plan, _, task) in enumerate(tasks)}
        order = sorted((at for at, answer in known.items() if answer is None), key=lambda at: -tasks[at][1])
        for at, answer in zip(order, self._processes.answers([tasks[at][2] for at in order], self._step), strict=True):
            if answer.failure is None:
                tasks[at][0].keep(tasks[at][2], answer, self._memory)
            known[at] = answer
        for answer in filter(None, known.values()):
            if answer.failure is not None:
                raise answer.failure
            self._judged.add(answer)
            for definition in answer.called:
                self._called.setdefault(definition[0], set()).add(definition)

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, self._most)
