"""The rules as messages of pylint: `load-plugins=bnlint`.

A module is judged in the project around it, which is checked once in each of pylint's processes. pylint's own inference
is not asked for anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pylint.checkers import BaseRawFileChecker
from pylint.interfaces import HIGH, INFERENCE
from pylint.utils import FileState

from bnlint.findings.finding import Certainty, Level
from bnlint.hosts.projects import Asked, Checked, Projects
from bnlint.hosts.remarks import Remark
from bnlint.rules.discovery import discover
from bnlint.rules.rule import Rule

if TYPE_CHECKING:
    from astroid.nodes import Module
    from pylint.interfaces import Confidence
    from pylint.lint import PyLinter

NAME = "bnlint"
"""All checkers bear this name, so that it stands for all messages: `--enable=bnlint`."""
LETTERS: Mapping[Level, str] = {"error": "E", "warning": "W", "advice": "R"}
CONFIDENCES: Mapping[Certainty, Confidence] = {"sure": HIGH, "possible": INFERENCE}
NOT_CHECKED = "F7001"


def message_id(rule: Rule) -> str:
    """The rule's id in pylint: its level, a 7, and the digits of its code. BN102, an error, is `E7102`."""
    return f"{LETTERS[rule.level]}7{rule.code.removeprefix('BN')}"


class Judge:
    """What is found in the modules of one run."""

    def __init__(self) -> None:
        self._projects = Projects()

    def forget(self) -> None:
        """Let files be read anew."""
        self._projects = Projects()

    def module(self, module: Module, unsaved: bool) -> tuple[str, Checked]:
        """The module's path, and the check around it; `unsaved` says that its text is not what is on disk."""
        assert module.file is not None, "pylint lints files"
        path = os.path.abspath(module.file)
        text = module.file_bytes if unsaved else None
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return path, self._projects.around(Asked(path, text))


class Checker(BaseRawFileChecker):
    """What all checkers of ours have in common.

    With `-j`, a process of pylint's opens and closes its checkers for every file.
    """

    name = NAME

    def __init__(self, linter: PyLinter, judge: Judge) -> None:
        super().__init__(linter)
        self._judge = judge
        self._one_of_several: bool | None = None

    def open(self) -> None:
        if self._one_of_several is None:
            options = self.linter.config
            self._one_of_several = options.jobs > 1 and not options.from_stdin
        if not self._one_of_several:
            self._judge.forget()

    def _judged(self, module: Module) -> tuple[str, Checked]:
        return self._judge.module(module, self.linter.config.from_stdin)


class FailureChecker(Checker):
    """Says in each module of a project that the project could not be checked."""

    msgs = {  # noqa: RUF012 - as in the base class
        NOT_CHECKED: (
            "bnlint could not check this: %s",
            "bnlint-failed",
            "The project around the module could not be checked, so nothing is known of its batch normalisation.",
        )
    }

    def process_module(self, node: Module) -> None:
        _, checked = self._judged(node)
        if checked.failure is not None:
            self.add_message(NOT_CHECKED, line=1, args=checked.failure, confidence=HIGH)


class Waiting(NamedTuple):
    """A remark on a finding in another file, to be made in a module unless that file is linted, too."""

    remark: Remark
    module: str
    file: str | None


class FamilyChecker(Checker):
    """Reports the findings of the rules of one family."""

    def __init__(self, linter: PyLinter, judge: Judge, rules: Iterable[Rule]) -> None:
        rules = tuple(rules)
        self.msgs = {
            message_id(rule): ("%s", rule.name, _description(rule), {"default_enabled": rule.level != "advice"})
            for rule in rules
        }
        self._codes = {rule.code for rule in rules}
        self._linted: set[str] = set()
        self._waiting: list[Waiting] = []
        super().__init__(linter, judge)

    def process_module(self, node: Module) -> None:
        path, checked = self._judged(node)
        self._linted.add(path)
        for remark in checked.said.get(path, ()):
            if remark.finding.code in self._codes:
                if remark.step is None or self._is_disabled(remark):
                    self._say(remark)
                else:
                    self._waiting.append(Waiting(remark, self.linter.current_name, self.linter.current_file))

    def close(self) -> None:
        if not self._one_of_several:
            self._say_of_elsewhere(*self.get_map_data())

    def get_map_data(self) -> tuple[set[str], list[Waiting]]:
        """The files linted so far, and what waits until all are known; both begin anew then."""
        data = self._linted, self._waiting
        self._linted, self._waiting = set(), []
        return data

    def reduce_map_data(self, linter: PyLinter, data: Sequence[tuple[set[str], list[Waiting]]]) -> None:
        """Say, when all processes are done, what waited in them."""
        linted = {path for files, _ in data for path in files}
        self._say_of_elsewhere(linted, [one for _, waiting in data for one in waiting])

    def _say_of_elsewhere(self, linted: set[str], waiting: Iterable[Waiting]) -> None:
        """Say of each finding whose own file is not linted that it is there, at one step of its trail."""
        said = set()
        for one in sorted(waiting, key=lambda one: (one.remark.step or 0, one.remark.place)):
            finding = one.remark.finding
            if finding.code in self._codes and finding.place.path not in linted and finding not in said:
                said.add(finding)
                with self._as_if_in(one):
                    self._say(one.remark)

    @contextmanager
    def _as_if_in(self, one: Waiting) -> Iterator[None]:
        """Let what is said be said in this module, whose comments have had their say."""
        linter = self.linter
        now = linter.current_name, linter.current_file, linter.file_state
        linter.current_name, linter.current_file = one.module, one.file
        linter.file_state = FileState(one.module, linter.msgs_store)
        try:
            yield
        finally:
            linter.current_name, linter.current_file, linter.file_state = now

    def _is_disabled(self, remark: Remark) -> bool:
        confidence = CONFIDENCES[remark.finding.certainty]
        return not self.linter.is_message_enabled(remark.finding.name, remark.place.line, confidence)

    def _say(self, remark: Remark) -> None:
        """Say it, or, where it is disabled, let pylint know that the comment which disables it is of use."""
        place = remark.place
        self.add_message(
            remark.finding.name,
            line=place.line,
            args=remark.text,
            confidence=CONFIDENCES[remark.finding.certainty],
            col_offset=place.column - 1,
            end_lineno=place.end_line,
            end_col_offset=place.end_column - 1,
        )


def _description(rule: Rule) -> str:
    return f"{rule.summary} This is {rule.code}, of which `bnlint explain {rule.code}` says more."


def register(linter: PyLinter) -> None:
    """Add the messages. Of several times, as in some of the processes of `-j`, the first alone counts."""
    if any(isinstance(checker, Checker) for checker in linter.get_checkers()):
        return
    judge = Judge()
    linter.register_checker(FailureChecker(linter, judge))
    for _, rules in groupby(discover(), key=lambda rule: rule.family):
        linter.register_checker(FamilyChecker(linter, judge, rules))
