"""The documentation of the rules: the table of all, and the page of one."""

from collections.abc import Sequence
from typing import TextIO

from bnlint.rules.rule import Rule
from bnlint.sources.diagnostics import DiagnosticKind

WIDEST_PAGE = 100
"""Cells of a page on a wide terminal; longer lines of prose are hard to read."""
PAGE_STYLES = {"markdown.code": "bold cyan", "markdown.code_block": "cyan"}
"""Rich's own have a black background, which is a blot on a light terminal."""


def write_table(rules: Sequence[Rule], stream: TextIO) -> None:
    """Print one line for each rule, wrapped only on a terminal."""
    if stream.isatty():
        _draw_table(rules, stream)
        return
    names = max((len(rule.name) for rule in rules), default=0)
    stream.writelines(f"{rule.code}  {rule.level:<7}  {rule.name:<{names}}  {rule.summary}\n" for rule in rules)


def write_page(page: str, stream: TextIO) -> None:
    """Print a page of Markdown: rendered on a terminal, as it is in a pipe."""
    if not stream.isatty():
        stream.write(page)
        return
    from rich.markdown import Markdown
    from rich.theme import Theme

    from bnlint.reports.terminal import terminal

    console = terminal(stream).console
    with console.use_theme(Theme(PAGE_STYLES)):
        console.print(Markdown(page, code_theme="ansi_dark"), width=min(console.width, WIDEST_PAGE))


def rule_page(rule: Rule) -> str:
    """What `bnlint explain` says about a rule, in Markdown."""
    return f"# {rule.code} {rule.name}\n\n*{rule.level}, {rule.family}*\n\n{rule.documentation}\n"


def diagnostic_page(kind: DiagnosticKind) -> str:
    """What `bnlint explain` says about a reason for not analysing a file, in Markdown."""
    return f"# {kind.code} {kind.name}\n\n{kind.meaning}\n\n## What to do\n\n{kind.remedy}\n"


def _draw_table(rules: Sequence[Rule], stream: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    from bnlint.reports.drawing import COLOURS
    from bnlint.reports.terminal import terminal

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for column in ("code", "level", "name"):
        table.add_column(column, no_wrap=True)
    table.add_column("summary")
    for rule in rules:
        colour = COLOURS[rule.level]
        table.add_row(Text(rule.code, f"bold {colour}"), Text(rule.level, colour), Text(rule.name), Text(rule.summary))
    terminal(stream).console.print(table)
