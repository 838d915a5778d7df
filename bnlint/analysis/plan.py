"""The tasks that a set of files makes, and what comes of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bnlint.analysis.garbage import collected_on_demand
from bnlint.analysis.layouts import Layout
from bnlint.analysis.memory import Forgetful, Memory, Unit
from bnlint.analysis.processes import Processes, cores
from bnlint.analysis.tasks import Done, Judged, Parse, Rest, Script, Task, described, digest, units
from bnlint.findings.settling import settled
from bnlint.sources.watched import Watched

if TYPE_CHECKING:
    from bnlint.engine.definitions import Definition
    from bnlint.rules.rule import Rule
    from bnlint.source_witness.descriptions import Description
    from bnlint.sources.overlay import Overlay

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
    memory: Memory = field(default_factory=Forgetful)
    """What is known of the project, and will be from this analysis on."""


def judge(parts: Sequence[Part], overlay: Overlay, jobs: int | None, progress: Progress) -> Judged:
    """Judge every program of the files in `jobs` processes; `None` is one for each processor, if that is worth it.

    First all scripts are read, each as if it were alone; then what no script called, importers before the imported.
    So what comes does not depend on which process reads what, or when; and what is known need not be read again.
    Raises `Failed` and `ProcessDied`.
    """
    with collected_on_demand(), ExitStack() as stack:
        plans = [_Plan(part, overlay) for part in parts]
        return _Course(plans, _Hands(parts, overlay, jobs, stack), progress).run()


class _Plan:
    """What is to be read of one project, and what of that is known."""

    def __init__(self, part: Part, overlay: Overlay) -> None:
        self.part = part
        self._layout = _layout(part, overlay)
        self._given = digest([(rule.code, rule.module) for rule in part.rules], part.descriptions)

    @property
    def tasks(self) -> int:
        scripts, others = self._layout.scripts, self._layout.others
        return -(-len(others) // PARSED_AT_ONCE) + len(scripts) + sum(map(len, self._layout.waves))

    @property
    def waves(self) -> int:
        return len(self._layout.waves)

    def first(self) -> Iterator[Task]:
        """The tasks to begin with."""
        for path in self._layout.scripts:
            yield Script(self.part.root, path)
        others = iter(self._layout.others)
        while batch := tuple(islice(others, PARSED_AT_ONCE)):
            yield Parse(self.part.root, batch)

    def wave(self, number: int, called: dict[str, set[Definition]]) -> Iterator[Task]:
        for path in self._layout.waves[number] if number < len(self._layout.waves) else ():
            yield Rest(self.part.root, path, frozenset(called.get(path, ())))

    def weight(self, task: Task) -> int:
        if isinstance(task, Parse):
            return sum(self._layout.weights[path] for path in task.paths) // PARSING
        return self._layout.weights[task.path]

    def known(self, task: Task) -> tuple[list[Done], Task | None]:
        """What is known to come of the task, and what is left of it to do."""
        found = {path: self.part.memory.recall(unit, Judged) for path, unit in units(task, self._given)}
        known = [Done(path, judged) for path, judged in found.items() if judged is not None]
        left = tuple(path for path, judged in found.items() if judged is None)
        if left and isinstance(task, Parse):
            return known, task._replace(paths=left)
        return known, task if left else None

    def keep(self, task: Task, answers: Iterable[Done]) -> None:
        for (_, unit), done in zip(units(task, self._given), answers, strict=True):
            self.part.memory.keep(unit, done.trace, done.judged)


def _layout(part: Part, overlay: Overlay) -> Layout:
    unit = Unit("layout", digest(part.files, part.descriptions))
    known = part.memory.recall(unit, Layout)
    if known is None:
        from bnlint.analysis.surveying import survey  # slow to import, and not needed for what is known

        files = Watched(overlay)
        known = survey(part.root, part.files, part.descriptions, files)
        part.memory.keep(unit, files.asked, known)
    return known


class _Hands:
    """Who does the tasks: this process, and others beside it once there is enough to do."""

    def __init__(self, parts: Sequence[Part], overlay: Overlay, jobs: int | None, stack: ExitStack) -> None:
        self._benches = {part.root: (part.rules, part.descriptions) for part in parts}
        self._overlay = overlay
        self._jobs = jobs
        self._stack = stack
        self._work: Callable[[Task], list[Done]] | None = None
        self._others: Processes[Task, list[Done]] | None = None

    def of(self, tasks: int, weight: int, most: int) -> Processes[Task, list[Done]]:
        """Those for so many tasks, which weigh so much together; there are at `most` so many from now on."""
        if self._work is None:
            from bnlint.analysis.judging import Bench, Judge  # slow to import, and not needed for what is known

            self._work = Judge(self._overlay, {root: Bench(*bench) for root, bench in self._benches.items()}).do
        if self._others is None and tasks > 1:
            number = min(self._jobs or (cores() if weight > LITTLE else 1), most)
            if number > 1:
                self._others = self._stack.enter_context(Processes(self._work, number, described))
        return self._others or Processes(self._work, 1, described)


class _Course:
    """The tasks done so far, and what came of them."""

    def __init__(self, plans: Sequence[_Plan], hands: _Hands, progress: Progress) -> None:
        self._plans = plans
        self._hands = hands
        self._progress = progress
        self._most = sum(plan.tasks for plan in plans)
        self._done = 0
        self._judged = Judged()
        self._called: dict[str, set[Definition]] = {}

    def run(self) -> Judged:
        self._do([(plan, task) for plan in self._plans for task in plan.first()])
        for number in range(max((plan.waves for plan in self._plans), default=0)):
            self._do([(plan, task) for plan in self._plans for task in plan.wave(number, self._called)])
        self._judged.findings = settled(self._judged.findings, self._judged.uses)
        return self._judged

    def _do(self, tasks: Sequence[tuple[_Plan, Task]]) -> None:
        """Do the tasks that are not known, and add all answers in their order."""
        answers: list[list[Done]] = []
        left: list[tuple[int, _Plan, Task]] = []
        for plan, task in tasks:
            known, rest = plan.known(task)
            if rest is None:
                self._step()
            else:
                left.append((len(answers), plan, rest))
            answers.append(known)
        for at, new in self._newly(left):
            answers[at] += new
        for done in (one for answer in answers for one in answer):
            if done.failure is not None:
                raise done.failure
            self._judged.add(done.judged)
            for definition in done.judged.called:
                self._called.setdefault(definition[0], set()).add(definition)

    def _newly(self, left: list[tuple[int, _Plan, Task]]) -> Iterator[tuple[int, list[Done]]]:
        """Do these tasks, the heaviest first, so that none is left alone at the end; each answer is kept at once."""
        if not left:
            return
        weights = {at: plan.weight(task) for at, plan, task in left}
        left = sorted(left, key=lambda one: -weights[one[0]])
        hands = self._hands.of(len(left), sum(weights.values()), self._most - self._done)

        def done(number: int, answer: list[Done]) -> None:
            _, plan, task = left[number]
            if not any(one.failure for one in answer):
                plan.keep(task, answer)
            self._step()

        answers = hands.answers([task for _, _, task in left], done)
        yield from zip((at for at, _, _ in left), answers, strict=True)

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, self._most)
