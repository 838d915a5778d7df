"""Where something stands in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of one file.

    `path` is absolute. Lines and columns count from 1; columns are characters, and `end_column` lies just behind
    the last one.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
