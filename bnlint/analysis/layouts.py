"""What of a project is to be read, how, and in which order."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """The `scripts`; in `waves`, the files in which something can go wrong; and the `others`, which are only parsed.

    `weights` are bytes: of a file that is interpreted with all that it can import, of another by itself.
    """

    scripts: tuple[str, ...]
    waves: tuple[tuple[str, ...], ...]
    others: tuple[str, ...]
    weights: dict[str, int]
