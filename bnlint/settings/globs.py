"""The files of a project that gitignore-like globs mean."""

import os
import re
from dataclasses import dataclass, field

from bnlint.sources.wildmatch import Malformed, to_regex


@dataclass(frozen=True)
class Globs:
    """Globs as in a `.gitignore` file at `root`: a file is matched by itself or by a folder that it lies below.

    A glob with a slash before its end is relative to `root`, another matches at every depth; one that ends in a slash
    matches folders only. Raises `ValueError`, whose text says what is wrong, for one that can match nothing, and for
    one that begins with `!`, which would take files back.
    """

    root: str
    globs: tuple[str, ...]
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        regex = "|".join(map(_regex, self.globs)) or "(?!)"
        object.__setattr__(self, "_regex", re.compile(regex, re.DOTALL))

    def match(self, path: str) -> bool:
        """Whether the file at the absolute `path` is meant; one outside of `root` never is."""
        above = os.path.join(self.root, "")
        return path.startswith(above) and bool(self._regex.fullmatch(path[len(above) :].replace(os.sep, "/")))


def _regex(glob: str) -> str:
    """What matches the path of a file below the root, with slashes."""
    if glob.startswith("!"):
        raise ValueError(f'"{glob}" begins with "!", which is not supported: name what is meant')
    body = glob.removesuffix("/")
    anchored = "/" in body
    body = body.removeprefix("/")
    try:
        regex = to_regex(body)
    except Malformed:
        body = ""
    if not body:
        raise ValueError(f'"{glob}" is no glob: nothing can match it')
    below = "/.*" if glob.endswith("/") else "(?:/.*)?"
    return f"(?:{'' if anchored else '(?:.*/)?'}{regex}{below})"
