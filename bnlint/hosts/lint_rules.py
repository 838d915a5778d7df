"""bnlint's rules as lint rules of Fixit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import libcst as cst
from fixit import CodePosition, CodeRange, LintRule
from libcst.metadata import BaseMetadataProvider, FilePathProvider, ParentNodeProvider, PositionProvider

from bnlint.hosts.judging import Judged, judged
from bnlint.repairs.tree import descendants, smallest_change
from bnlint.rules.rule import Rule
from bnlint.sources.places import Place


class Judgement(BaseMetadataProvider[tuple[Judged, ...]]):
    """What is found in a file, once for all rules."""

    METADATA_DEPENDENCIES = (FilePathProvider,)

    def _gen_impl(self, module: cst.Module) -> None:
        path = str(self.get_metadata(FilePathProvider, module))
        self.set_metadata(module, tuple(judged(path, module.bytes)))


class FindingRule(LintRule):
    """Reports the findings of one rule, with their repairs."""

    METADATA_DEPENDENCIES = (FilePathProvider, Judgement, ParentNodeProvider, PositionProvider)
    code: ClassVar[str]

    def visit_Module(self, node: cst.Module) -> None:  # noqa: N802 - LibCST's name
        """Report the findings of the file; nothing else of it is visited."""
        for one in self.get_metadata(Judgement, node):
            if one.finding.code == self.code:
                self._report(node, one)

    def _report(self, module: cst.Module, one: Judged) -> None:
        place = one.finding.place
        statement = max(self._statements_at(module, place), key=self._begin, default=module)
        if self.ignore_lint(statement):
            return
        start, end = CodePosition(place.line, place.column - 1), CodePosition(place.end_line, place.end_column - 1)
        changed, replacement = statement, None
        if one.after is not None:
            changed, replacement = smallest_change(module, cst.parse_module(one.after))
        self.report(changed, one.finding.message, position=CodeRange(start, end), replacement=replacement)

    def _statements_at(self, module: cst.Module, place: Place) -> Iterator[cst.CSTNode]:
        for node in descendants(module):
            if isinstance(node, (cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.BaseCompoundStatement)):
                at = self.get_metadata(PositionProvider, node)
                if at.start.line <= place.line <= at.end.line:
                    yield node

    def _begin(self, node: cst.CSTNode) -> tuple[int, int]:
        start = self.get_metadata(PositionProvider, node).start
        return start.line, start.column


def lint_rule(rule: Rule, module: str) -> type[FindingRule]:
    """The lint rule, to be found in `module` under its code."""
    known = {"__module__": module, "__doc__": rule.summary, "code": rule.code, "TAGS": {"bnlint", rule.name}}
    return type(rule.code, (FindingRule,), known)
