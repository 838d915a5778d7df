"""Reads one program, or the rest of a file, and lets the rules judge it: the work that is spread over processes."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bnlint.analysis.errors import Failed
from bnlint.analysis.garbage import collect
from bnlint.analysis.tasks import Done, Judged, Parse, Script, Task
from bnlint.analysis.uses import uses_of
from bnlint.source_witness.programs import readable
from bnlint.source_witness.witness import Reading, Witness
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.watched import Watched
from bnlint.tensorflow_api.names import API_ROOTS

if TYPE_CHECKING:
    from bnlint.facts.program import Program
    from bnlint.rules.rule import Rule
    from bnlint.source_witness.descriptions import Description
    from bnlint.sources.overlay import Overlay


@dataclass(frozen=True)
class Bench:
    """By what the programs of one project are judged."""

    rules: Sequence[Rule]
    descriptions: Sequence[Description]


class Judge:
    """Does tasks; what one compiles, the next ones use."""

    def __init__(self, overlay: Overlay, projects: Mapping[str, Bench]) -> None:
        self._overlay = overlay
        self._projects = projects

    def do(self, task: Task) -> list[Done]:
        """What comes of each file of the task; a bug in the making is a `failure`, whichever process this is."""
        answers = []
        for path in task.paths if isinstance(task, Parse) else (task.path,):
            done = Done(path)
            answers.append(done)
            try:
                self._look_at(path, task, done)
            except Exception as error:  # noqa: BLE001 - whatever a bug raises is to be said with the file's name
                what = "".join(f": {line}" for line in str(error).splitlines()[:1])
                done.failure = Failed(path, f"{type(error).__name__}{what}", traceback.format_exc())
                break
        collect()
        return answers

    def _look_at(self, path: str, task: Task, done: Done) -> None:
        files = Watched(self._overlay)
        done.trace = files.asked
        try:
            source = readable(path, files)
        except SourceError as error:
            done.judged.diagnostics.add(error.diagnostic)
            return
        done.judged.diagnostics.update(source.left_out)
        if isinstance(task, Parse):
            source.forget_tree()
            return
        witness = self._witness(task.root, files, done.judged)
        reading = witness.script(path) if isinstance(task, Script) else witness.rest(path, task.called)
        if reading is not None:
            self._judge(reading, self._projects[task.root].rules, done.judged)
            reading.program.logic.dissolve()

    def _witness(self, root: str, files: Overlay, judged: Judged) -> Witness:
        """One for each program, as what a resolver knows already it would not ask of the files again."""
        return Witness(
            files,
            ImportResolver(files, root, API_ROOTS),
            lambda error: judged.diagnostics.add(error.diagnostic),
            self._projects[root].descriptions,
        )

    def _judge(self, reading: Reading, rules: Sequence[Rule], judged: Judged) -> None:
        program = reading.program
        for rule in rules:
            judged.findings += [rule.finding(report, program.entry) for report in rule.judge(program)]
        judged.called = reading.called
        judged.programs += bool(program.log)
        _note(program, judged)


def _note(program: Program, judged: Judged) -> None:
    """Note what the program holds."""
    judged.layers.update((layer.scope, layer.spot.place) for layer in program.layers)
    judged.steps.update(step.spot.place for step in program.steps)
    judged.evaluations.update(run.spot.place for run in program.evaluations())
    judged.unknowns.update(program.unknowns)
    judged.uses.update(uses_of(program))
