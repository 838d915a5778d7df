"""The table of the rules and the page of one."""

import io
import re
from dataclasses import dataclass

from bnlint.findings.finding import Level
from bnlint.reports.rule_pages import diagnostic_page, rule_page, write_page, write_table
from bnlint.rules.rule import Rule
from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS
from tests.reports.examples import TerminalStream

STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, order=True)
class KnownRule(Rule):
    """A rule whose parts are given, not read from its file."""

    known_level: Level = "error"

    @property
    def level(self) -> Level:
        return self.known_level

    @property
    def documentation(self) -> str:
        return f"The update ops [of {self.name}] never run.\n\n## What it does\n\n`tf.group` is *not* called."


RULES = (KnownRule("BN101", "update-ops-not-run", ""), KnownRule("BN105", "of-one-tower", "", "advice"))


def test_the_table_in_a_pipe() -> None:
    stream = io.StringIO()
    write_table(RULES, stream)
    assert stream.getvalue() == (
        "BN101  error    update-ops-not-run  The update ops [of update-ops-not-run] never run.\n"
        "BN105  advice   of-one-tower        The update ops [of of-one-tower] never run.\n"
    )


def test_the_table_on_a_terminal() -> None:
    stream = TerminalStream()
    write_table(RULES, stream)
    text = STYLE.sub("", stream.getvalue())
    assert all(len(line) <= 80 for line in text.splitlines())
    assert re.search(r"^BN101 +error +update-ops-not-run +The update ops \[of", text)


def test_a_page_in_a_pipe_is_markdown() -> None:
    stream = io.StringIO()
    write_page(rule_page(RULES[0]), stream)
    assert stream.getvalue() == (
        "# BN101 update-ops-not-run\n\n*error, statistics-not-updated*\n\n"
        "The update ops [of update-ops-not-run] never run.\n\n"
        "## What it does\n\n`tf.group` is *not* called.\n"
    )


def test_a_page_on_a_terminal_is_rendered() -> None:
    stream = TerminalStream()
    write_page(rule_page(RULES[0]), stream)
    text = STYLE.sub("", stream.getvalue())
    assert "tf.group is not called." in text and "##" not in text


def test_diagnostics_have_pages_too() -> None:
    for kind in DIAGNOSTIC_KINDS.values():
        page = diagnostic_page(kind)
        assert page.startswith(f"# {kind.code} {kind.name}\n\n")
        assert kind.meaning in page and kind.remedy in page
