"""`# reveal: NAME = TEXT` states, in a program, what the source witness knows where the comment stands.

The comment ends a line, or has one to itself; NAME is any expression. It becomes a call of a function that only these
tests know, in a copy of the program that exists only in memory. A line that runs several times, in a loop or in several
calls, reveals each new answer once: `0 update ops; 2 update ops`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bnlint.conditions import Condition
from bnlint.engine.interpreter import Interpreter, describe
from bnlint.engine.values import NONE, Arguments, BuiltinValue, Choice, Const, Sequential, Value
from bnlint.source_witness.tensors import TensorValue, VariableValue
from bnlint.sources.overlay import Overlay
from tests.source_witness.interpreting import ENTRY, Interpretation

_COMMENT = re.compile(r"(?P<before>\S?)(?P<space> *)# reveal: (?P<name>.+?) = (?P<text>.+?)(?= *#|$)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Revealed:
    """What the comment on `line` (from 1) of the file `path` says, or is answered, of `name`."""

    path: str
    line: int
    name: str
    text: str


def stated(path: str, source: str) -> Iterator[Revealed]:
    """The comments of one file."""
    for comment in _COMMENT.finditer(source):
        line = source.count("\n", 0, comment.end()) + 1
        yield Revealed(path, line, comment["name"], comment["text"])


def known(entry: Path) -> list[Revealed]:
    """What the witness answers to all comments below the folder of the program `entry`, in order of their places."""
    files = {str(file): file.read_text(encoding="utf-8") for file in entry.parent.rglob("*.py")}
    return _answers(files, str(entry))


def known_in(source: str) -> list[Revealed]:
    """The same for a program of one file, which exists nowhere; its path is `ENTRY`."""
    return _answers({ENTRY: source}, ENTRY)


def _answers(files: dict[str, str], entry: str) -> list[Revealed]:
    asked = {(r.path, r.line, r.name): dict[str, None]() for path in files for r in stated(path, files[path])}
    interpretation = Interpretation(Overlay.disk().with_edits({p: _asking(files[p]) for p in files}), entry)

    def reveal(engine: Interpreter, arguments: Arguments) -> Value:
        name, value = arguments.positional
        place = interpretation.recorder.spot().place
        assert isinstance(name, Const)
        asked[place.path, place.line, name.value][described(engine, value)] = None
        return NONE

    interpretation.run({"reveal": BuiltinValue("reveal", reveal)})
    return sorted(Revealed(*place, "; ".join(answers) or "never reached") for place, answers in asked.items())


def _asking(source: str) -> str:
    """The program with its comments turned into calls, each on its own line."""

    def call(comment: re.Match[str]) -> str:
        before, name = comment["before"], comment["name"]
        return f"{before}{'; ' if before else comment['space']}reveal({name!r}, {name})"

    return _COMMENT.sub(call, source)


def described(engine: Interpreter, value: Value) -> str:
    """A value as the comments write it."""
    if isinstance(value, Choice):
        return " or ".join(f"{described(engine, v)} if {_written(c)}" for c, v in engine.alternatives(value))
    if isinstance(value, Sequential):
        return _list(value)
    if isinstance(value, VariableValue):
        return f"variable {value.variable.name}"
    if isinstance(value, TensorValue):
        return f"{'an' if value.node.kind[0] in 'aeiou' else 'a'} {value.node.kind}"
    return describe(value)


def _list(value: Sequential) -> str:
    """`2 update ops`, `0 items`, `['a', 'b']`, `variables a, b`; if some are there on some paths: `2 to 4 items`."""
    singles = [single for _, single in value.items]
    more = " and more" if value.rest is not None else ""
    if singles and all(isinstance(single, VariableValue) for single in singles):
        return "variables " + ", ".join(single.variable.name for single in singles) + more  # type: ignore[attr-defined]
    if singles and all(isinstance(single, Const) for single in singles):
        return repr(singles) + more
    surely = sum(condition.certain for condition, _ in value.items)
    count = str(surely) if surely == len(singles) else f"{surely} to {len(singles)}"
    return f"{count} {_kind(value, singles)}{'' if count == '1' else 's'}{more}"


def _kind(value: Sequential, singles: list[Value]) -> str:
    kinds = {single.node.kind if isinstance(single, TensorValue) else "item" for single in singles}
    from_collection = any(isinstance(o, TensorValue) and o.node.kind == "read" for o in value.origins)
    if kinds == {"update"} or (not kinds and from_collection):
        return "update op"
    return kinds.pop() if len(kinds) == 1 else "item"


def _written(condition: Condition) -> str:
    return " and ".join(symbol.text if value else f"not {symbol.text}" for symbol, value in condition.easiest())
