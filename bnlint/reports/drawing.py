"""Draws findings and diagnostics for people.

    train.py:31:18 BN102 update-ops-collected-too-early [error]
      The update ops are read before any tower exists, so no training step runs them.

      31 │     update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
         │                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

      1. train.py:31  0 update ops exist here
         │ update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
      2. nets.py:12   this tower adds 4 update ops
         │ return tf.layers.batch_normalization(x, training=training)

The text of others (paths, messages, source) is never read as markup, and cannot steer the terminal.
"""

import os
from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.text import Text

from bnlint.findings.finding import Finding, TrailStep
from bnlint.findings.repair import Repair
from bnlint.findings.verdict import Verdict
from bnlint.reports.excerpts import Excerpt, excerpt, printable
from bnlint.reports.paths import shown
from bnlint.reports.terminal import terminal
from bnlint.reports.verdict_lines import LABELS, said, table
from bnlint.sources.diagnostics import DIAGNOSTIC_KINDS, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

COLOURS = {"error": "red", "warning": "yellow", "advice": "cyan"}
DIAGNOSTIC_COLOUR = "magenta"
VERDICT_COLOURS = {"confirmed": "red", "refuted": "green", "not reached": "yellow"}
OFFER = "Repair"
OFFER_COLOUR = "green"
INDENT = "  "
GUTTER = 4
"""Cells for a line number; its bar stands above the bars of the trail."""
LONGEST_SPAN = 4
"""Lines of a span that are drawn."""
WIDEST_LOCATION = 32
"""Cells of the locations in a trail up to which the messages behind them are aligned."""


class Drawing:
    """Draws on `stream` what it is given, each with a blank line behind. `files` holds the source."""

    def __init__(self, stream: TextIO, files: Overlay) -> None:
        self._terminal = terminal(stream)
        self._files = files
        self._folder = os.getcwd()

    def finding(self, finding: Finding) -> None:
        colour = COLOURS[finding.level]
        doubt = "" if finding.certainty == "sure" else f", {finding.certainty}"
        seen = ", only in the graph" if finding.witness == "graph" else ""
        self._header(finding.place, finding.code, finding.name, f"[{finding.level}{doubt}{seen}]", colour)
        self._write(self._prose(INDENT, finding.message))
        self._paragraph(self._source(finding.place, colour))
        self._paragraph(self._trail(finding.trail))
        if finding.verdict is not None:
            self._verdict(finding.verdict)
        if finding.repairs:
            self._repair(finding.repairs[0])
        self._write([Text()])

    def _repair(self, repair: Repair) -> None:
        how = "--fix" if repair.safe else "--fix --unsafe-fixes"
        first, *others = self._prose(f"{INDENT}{OFFER}  ", f"{repair.title} ({how} tries this)")
        first.stylize(f"bold {OFFER_COLOUR}", len(INDENT), len(INDENT) + len(OFFER))
        self._write([Text(), first, *others])

    def _verdict(self, verdict: Verdict) -> None:
        label = LABELS[verdict.word]
        first, *others = self._prose(f"{INDENT}{label}  ", said(verdict))
        first.stylize(f"bold {VERDICT_COLOURS[verdict.word]}", len(INDENT), len(INDENT) + len(label))
        self._write([Text(), first, *others])
        self._paragraph(Text(f"{INDENT * 2}{printable(line)}") for line in table(verdict.figures))

    def diagnostic(self, diagnostic: Diagnostic) -> None:
        place, kind = diagnostic.place, DIAGNOSTIC_KINDS[diagnostic.code]
        self._header(place, diagnostic.code, kind.name, f"[{kind.label}]", DIAGNOSTIC_COLOUR)
        self._write(self._prose(INDENT, diagnostic.message))
        self._paragraph(self._source(place, DIAGNOSTIC_COLOUR))
        self._write([Text()])

    def unknowns(self, unknowns: Sequence[str]) -> None:
        """Name what kept rules silent."""
        if unknowns:
            self._write([Text("Unknown, which kept rules silent:")])
            for unknown in unknowns:
                self._write(self._prose(f"{INDENT}- ", unknown))
            self._write([Text()])

    def sentences(self, sentences: Sequence[str]) -> None:
        """One line each, as far as the terminal is wide enough."""
        for sentence in sentences:
            self._write(self._prose("", sentence))

    def _write(self, lines: Iterator[Text] | Sequence[Text]) -> None:
        for line in lines:
            line.rstrip()
            self._terminal.write(line)

    def _paragraph(self, lines: Iterator[Text]) -> None:
        """Write `lines`, if there are any, behind a blank one."""
        first = next(lines, None)
        if first is not None:
            self._write([Text(), first])
            self._write(lines)

    def _header(self, place: Place, code: str, name: str, label: str, colour: str) -> None:
        location = Text(f"{self._location(place)}:{place.column}" if place.line else self._location(place), "bold")
        self._write([Text(" ").join((location, Text(code, f"bold {colour}"), Text(name), Text(label, colour)))])

    def _location(self, place: Place) -> str:
        path = printable(shown(place.path, self._folder))
        return f"{path}:{place.where}" if place.line else path

    def _prose(self, lead: str, message: str) -> Iterator[Text]:
        """The message behind `lead`, its further lines indented as far."""
        text = Text("\n".join(map(printable, message.splitlines())))
        for number, line in enumerate(self._terminal.wrap(text, cell_len(lead))):
            yield Text.assemble(" " * cell_len(lead) if number else lead, line)

    def _source(self, place: Place, colour: str) -> Iterator[Text]:
        """The numbered lines of `place`, with carets under the span of the first."""
        gutter = max(GUTTER, len(str(place.shown_end_line)))
        shift = place.shown_line - place.line
        for number, line in enumerate(self._lines(place, LONGEST_SPAN), place.line):
            margin = len(line) - len(line.lstrip())
            start = place.column - 1 if number == place.line else margin
            end = place.end_column - 1 if number == place.end_line else len(line.rstrip())
            drawn = self._excerpt(line, start, end, gutter)
            marked = (drawn.span, f"bold {colour}")
            yield Text.assemble(self._gutter(number + shift, gutter), drawn.before, marked, drawn.after)
            if number == place.line:
                yield Text.assemble(self._gutter("", gutter), (drawn.carets, f"bold {colour}"))
        if place.end_line - place.line >= LONGEST_SPAN:
            yield Text.assemble(self._gutter("", gutter), (self._terminal.ellipsis, "dim"))

    def _trail(self, trail: Sequence[TrailStep]) -> Iterator[Text]:
        """The steps, numbered, each with its line of source."""
        locations = [self._location(step.place) for step in trail]
        widest = max((cells for cells in map(cell_len, locations) if cells <= WIDEST_LOCATION), default=0)
        for number, (step, location) in enumerate(zip(trail, locations, strict=True), 1):
            padding = " " * (widest - cell_len(location))
            yield from self._prose(f"{number:>{GUTTER - 1}}. {location}{padding}  ", step.message)
            for line in self._lines(step.place, 1):
                yield Text.assemble(self._gutter("", GUTTER), (self._step_source(line, step.place).text, "dim"))

    def _step_source(self, line: str, place: Place) -> Excerpt:
        margin = len(line) - len(line.lstrip())
        end = place.end_column - 1 if place.line == place.end_line else len(line)
        return self._excerpt(line[margin:], max(0, place.column - 1 - margin), max(0, end - margin), GUTTER)

    def _lines(self, place: Place, limit: int) -> Sequence[str]:
        """The first lines of `place`, at most `limit`; none of a whole file, or of one that cannot be read."""
        if not place.line:
            return ()
        try:
            lines = self._files.read(place.path).lines
        except SourceError:
            return ()
        return lines[place.line - 1 : min(place.end_line, place.line + limit - 1)]

    def _gutter(self, label: int | str, width: int) -> Text:
        return Text(f"{label:>{width}} {self._terminal.bar} ", "dim")

    def _excerpt(self, line: str, start: int, end: int, gutter: int) -> Excerpt:
        room = self._terminal.excerpt_width - gutter - len(" | ")
        return excerpt(line, start, end, room, self._terminal.ellipsis)
