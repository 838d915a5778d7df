"""What IPython adds to Python, set aside so that the rest of a cell is Python: magics, shell commands, questions.

IPython's own transformer would bring the whole of IPython along, and makes calls out of magics, which the analysis
knows nothing about. What begins an IPython statement can begin no Python one, so that it is found line by line.
"""

import re

PYTHON_CELL_MAGICS = frozenset(
    ("capture", "debug", "memit", "prun", "px", "pyinstrument", "scalene", "snakeviz", "time", "timeit")
)
"""The cell magics whose cell is Python all the same."""

_CELL_MAGIC = re.compile(r"\s*^[ \t]*%%(?P<name>[\w.]*)[^\n]*", re.MULTILINE)
_REST = r"(?:\\\n|[^\n])*"
_MAGIC = re.compile(
    rf"(?P<indent>[ \t]*)(?:[!?%,;/]{_REST}|[^\n#'\"]*\?[ \t]*$)"
    rf"|(?P<target>[^\n#'\"=]+=[ \t]*)[!%]{_REST}",
    re.MULTILINE,
)
_TOKEN = re.compile(
    r"'''(?:[^\\]|\\.)*?(?:'''|\Z)"
    r'|"""(?:[^\\]|\\.)*?(?:"""|\Z)'
    r"|'(?:[^'\\\n]|\\.)*'?"
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|\#[^\n]*|\\\n|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>\n)",
    re.DOTALL,
)


def cell_language(text: str) -> str | None:
    """The cell magic that hands a cell to something other than Python, as `bash` in `%%bash`; `None` for Python."""
    magic = _CELL_MAGIC.match(text)
    return magic["name"] if magic is not None and magic["name"] not in PYTHON_CELL_MAGICS else None


def without_magics(text: str) -> str:
    """The cell `text`, whose lines end in LF, with every line where it was and nothing that only IPython understands.

    A magic becomes `pass`, so that a block of nothing else keeps a body, and what is assigned from one
    `get_ipython()`, which is what IPython calls and nothing is known about.
    """
    kept = []
    at = 0
    while at < len(text):
        magic = _MAGIC.match(text, at)
        if magic is None:
            end = _end_of_statement(text, at)
            kept.append(text[at:end])
        else:
            end = magic.end()
            kept.append(_instead_of(magic) + "\n" * magic[0].count("\n") + text[end : end + 1])
            end += 1
        at = end
    return "".join(kept)


def _instead_of(magic: re.Match[str]) -> str:
    return f"{magic['target']}get_ipython()" if magic["target"] is not None else f"{magic['indent']}pass"


def _end_of_statement(text: str, at: int) -> int:
    """Where the line behind the one at `at` begins, strings, brackets and backslashes holding lines together."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(depth - 1, 0)
        elif token["end"] and not depth:
            return token.end()
    return len(text)
