"""What a report is printed on: a terminal with width and colours, or a pipe, which is neither wrapped nor styled."""

from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

PIPE_EXCERPT = 140
"""Cells of an excerpt in a pipe; only a longer source line is cut."""
NARROWEST = 40
"""Cells below which lines are rather broken by the terminal than drawn."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a closed pipe to the command line, where rich would end the process."""
        raise BrokenPipeError


@dataclass(frozen=True)
class Terminal:
    """Where text is printed: `width` in cells, none for a pipe, and the characters that its encoding has."""

    console: Console
    width: int | None
    bar: str
    ellipsis: str

    @property
    def excerpt_width(self) -> int:
        return self.width or PIPE_EXCERPT

    def write(self, line: Text) -> None:
        """Print one line as it is: no markup, no wrapping."""
        self.console.print(line, soft_wrap=True)

    def wrap(self, text: Text, indent: int) -> list[Text]:
        """The lines of `text`, wrapped on a terminal so that `indent` cells fit before each."""
        if self.width is None:
            return list(text.split("\n", allow_blank=True))
        return list(text.wrap(self.console, max(NARROWEST // 2, self.width - indent)))


def terminal(stream: TextIO) -> Terminal:
    """The terminal behind `stream`; rich decides on colours and honours NO_COLOR."""
    console = _Console(file=stream, highlight=False, markup=False, emoji=False)
    bar, ellipsis = ("│", "…") if _shows("│…", stream.encoding) else ("|", "...")
    return Terminal(console, max(NARROWEST, console.width) if stream.isatty() else None, bar, ellipsis)


def _shows(characters: str, encoding: str | None) -> bool:
    try:
        characters.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
