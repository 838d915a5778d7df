"""The globs of git as regular expressions.

These follow git's `wildmatch` for paths, not the shell or `fnmatch`: a star stays within a segment, two stars that are
a segment of their own cross segments, and a pattern that is not well formed matches nothing.
"""

import re

WILD = frozenset("*?[\\")
"""The characters that mean more than themselves."""

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_STARS = re.compile(r"\*+")
_MEMBER = re.compile(
    r"\[:(?P<named>[^\]]*):\]"
    r"|(?:\\(?P<escaped>.)|(?P<plain>[^\\]))(?:-(?:\\(?P<to_escaped>.)|(?P<to_plain>[^\]\\])))?",
    re.DOTALL,
)


class Malformed(Exception):
    """The pattern is unfinished, or names a class of characters that does not exist: it matches nothing."""


def to_regex(glob: str) -> str:
    """A regular expression that matches the whole of what `glob` matches (`re.DOTALL`); raises `Malformed`."""
    plain = next((at for at, character in enumerate(glob) if character in WILD), len(glob))
    parts = []
    at = 0
    while at < len(glob):
        if stars := _STARS.match(glob, at):
            part, at = _stars(glob, stars, plain)
        elif glob[at] == "[":
            part, at = _bracket(glob, at + 1)
        elif glob[at] == "\\":
            if at + 1 == len(glob):
                raise Malformed
            part, at = re.escape(glob[at + 1]), at + 2
        else:
            part, at = "[^/]" if glob[at] == "?" else re.escape(glob[at]), at + 1
        parts.append(part)
    return "".join(parts)


def _stars(glob: str, stars: re.Match[str], plain: int) -> tuple[str, int]:
    """The regular expression of one or more stars, and where the rest begins.

    git compares the plain beginning of a pattern, which ends at `plain`, by itself, so that two stars right behind it
    count as a segment of their own.
    """
    start, end = stars.span()
    begins_segment = start == plain or glob[start - 1] == "/"
    if end - start == 1 or not begins_segment or glob[end : end + 1] not in ("", "/"):
        return "[^/]*", end
    return ("(?:.*/)?", end + 1) if end < len(glob) else (".*", end)


def _bracket(glob: str, at: int) -> tuple[str, int]:
    """The regular expression of the bracket whose inside begins at `at`, and where the rest begins."""
    is_negated = glob.startswith(("!", "^"), at)
    at += is_negated
    members: list[str] = []
    while not members or not glob.startswith("]", at):
        member = _MEMBER.match(glob, at)
        if member is None:
            raise Malformed
        members.append(_member(member))
        at = member.end()
    inside = "".join(members)
    if is_negated:
        return f"[^/{inside}]", at + 1
    return f"(?!/)[{inside}]" if inside else "(?!)", at + 1


def _member(member: re.Match[str]) -> str:
    """One character, range or class, as it stands between brackets; a range that runs backwards is its start."""
    if member["named"] is not None:
        if member["named"] not in _CLASSES:
            raise Malformed
        return _CLASSES[member["named"]]
    low = member["escaped"] or member["plain"]
    high = member["to_escaped"] or member["to_plain"] or low
    return re.escape(low) if high <= low else f"{re.escape(low)}-{re.escape(high)}"
