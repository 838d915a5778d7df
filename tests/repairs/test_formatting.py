"""However a program is written, a repair moves no byte that it need not, and what comes of it is Python that cures."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bnlint.check import Outcome, check
from bnlint.repairs.edits import Edit, applied, between, lines_of, moved
from bnlint.repairs.repairing import Repaired, repaired
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import Overlay

NETWORK = """\
import tensorflow.compat.v1 as tf
x = tf.placeholder(tf.float32, [None, 4])
flag = tf.placeholder(tf.bool, [])
"""
LAYER = "loss = tf.reduce_mean(tf.layers.batch_normalization(tf.layers.dense(x, 8), training=flag))"
READ = "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)"
BLOCK = "with tf.control_dependencies(ops):"
STEP = "step = tf.train.AdamOptimizer({}).minimize(loss)"
RUNS = """\
with tf.Session() as sess:
    for _ in range(9): sess.run(step, {x: [[1.0] * 4], flag: True})
    sess.run(loss, {x: [[1.0] * 4], flag: False})
"""
FILLING = st.lists(
    st.sampled_from(["", "# a comment", "    # further in", "pass", "y = '''a\n  b'''", "z = [1,\n  2]", '"é日"']),
    max_size=2,
)
INDENTS = st.sampled_from(["    ", "\t", "  "])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
TAILS = st.sampled_from(["", "  # why", ";", " ; pass", "; pass # and"])
HEADS = st.sampled_from(["", "pass; "])
ARGUMENTS = st.sampled_from(["", "\n    0.1,  # rate\n", "0.1, \\\n  beta1=0.5", "**{}"])
OUTER = st.sampled_from(["", "if True:", "def main():", "with tf.Graph().as_default():"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "shift_jis", "latin-1"])


@st.composite
def programs(draw: st.DrawFn, kinds: Sequence[str] = ("none", "early", "outside")) -> tuple[str, str]:
    """A program with one finding, and the encoding to write it in."""
    kind, indent = draw(st.sampled_from(kinds)), draw(INDENTS)
    step = draw(HEADS) + STEP.format(draw(ARGUMENTS)) + draw(TAILS)
    early = [READ, *draw(FILLING)] if kind == "early" else []
    body = [*draw(FILLING), *early, LAYER, *draw(FILLING)]
    if kind == "none":
        body += [step]
    elif kind == "early":
        body += [BLOCK, *(indent + line for line in ["pass", step])]
    else:
        body += [READ, BLOCK, f"{indent}pass{draw(TAILS)}", *draw(FILLING), step]
    body += [*draw(FILLING), *RUNS.splitlines()]
    outer = draw(OUTER)
    lines = [line for part in body for line in part.split("\n")]
    if outer:
        lines = [outer, *(f"{indent}{line}" if line and not line.startswith("  b") else line for line in lines)]
        lines += ["main()"] if outer.startswith("def") else []
    encoding = draw(ENCODINGS)
    top = [] if encoding.startswith("utf-8") else [f"# coding: {encoding}"]
    text = "\n".join([*top, *NETWORK.splitlines(), *lines]) + draw(st.sampled_from(["\n", ""]))
    return (text.replace("日", "") if encoding == "latin-1" else text.replace("é", "")), encoding


def repair(data: bytes, path: str = "/program/train.py", *, unsafe: bool = False, prefer: str = "") -> Repaired:
    overlay = Overlay.disk().with_edits({path: data})

    def checked(files: Overlay, everything: bool) -> Outcome:
        return check([path], discover(), Settings(possible=everything or None), files)

    return repaired(checked, overlay, unsafe=unsafe, prefer=[prefer])


@given(programs(), ENDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_other_byte_moves(program: tuple[str, str], end: str) -> None:
    text, encoding = program
    data = text.replace("\n", end).encode(encoding)
    result = repair(data)
    assert [landed.finding.code for landed in result.landed] in (["BN101"], ["BN102"], ["BN103"])
    assert result.outcome.findings == ()
    after = result.overlay.read_bytes("/program/train.py")
    known, made = lines_of(data.decode(encoding)), lines_of(after.decode(encoding))
    ast.parse(after)
    assert {line[len(line.rstrip("\r\n")) :] for line in made} <= {end, ""}
    assert after.startswith(data[: data.index(b"AdamOptimizer")].rpartition(b"import")[0])
    bare, bare_made = ({line.strip() for line in lines} for lines in (known, made))
    assert all(line == BLOCK or ";" in line for line in bare - bare_made)
    assert len(made) - len(known) <= 3
    assert sum(line not in made for line in known) <= 1 + text.count("rate") * 2 + text.count("beta1")
    assert again(result, "/program/train.py") == []


REMARKS = st.lists(st.sampled_from(["", "# a comment", "    # further in"]), max_size=3)
UNSHARED = st.sampled_from(["", "  # why", ";"])


@st.composite
def waits(draw: st.DrawFn) -> tuple[str, str]:
    """A program whose step stands just behind the block that waits, or before it, and the encoding to write it in."""
    indent, encoding = draw(INDENTS), draw(ENCODINGS)
    step = [STEP.format(draw(ARGUMENTS)) + draw(UNSHARED)]
    block = [READ, *draw(REMARKS), BLOCK, *(f"{indent}{line}" for line in draw(BLOCKS))]
    parts = [step, draw(REMARKS), block] if draw(st.booleans()) else [block, draw(REMARKS), step]
    body = [*draw(FILLING), LAYER, *draw(FILLING), *(line for part in parts for line in part)]
    lines = [line for part in [*body, *draw(FILLING), *RUNS.splitlines()] for line in part.split("\n")]
    top = [] if encoding.startswith("utf-8") else [f"# coding: {encoding}"]
    text = "\n".join([*top, *NETWORK.splitlines(), *lines])
    return (text.replace("日", "") if encoding == "latin-1" else text.replace("é", "")), encoding


BLOCKS = st.sampled_from(
    [["pass"], ["pass  # nothing yet", "# and below"], ["", "pass"], ["if flag is None:", "  pass"]]
)


def made_by(way: str, program: tuple[str, str], end: str) -> tuple[list[str], list[str]]:
    """The lines, with their ends, before and after a repair of that name, the only one that was made."""
    text, encoding = program
    data = text.replace("\n", end).encode(encoding)
    result = repair(data, prefer=way)
    assert [landed.repair.name for landed in result.landed] == [way]
    assert result.outcome.findings == ()
    assert again(result, "/program/train.py") == []
    after = result.overlay.read_bytes("/program/train.py")
    ast.parse(after)
    return lines_of(data.decode(encoding)), lines_of(after.decode(encoding))


def divided(lines: Sequence[str], name: str) -> tuple[list[str], list[str]]:
    """The lines of the statement that gives a name its value, and the others, but for remarks, which may go with it."""
    found = next(
        node
        for node in ast.walk(ast.parse("".join(lines)))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )
    assert found.end_lineno is not None
    own, others = lines[found.lineno - 1 : found.end_lineno], (*lines[: found.lineno - 1], *lines[found.end_lineno :])
    return [line.strip() for line in own], [line for line in others if line.strip() and line.strip()[0] != "#"]


@given(programs(kinds=("early",)), ENDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_read_that_is_moved_stays_the_same_line(program: tuple[str, str], end: str) -> None:
    before, after = made_by("move-read", program, end)
    assert Counter(before) == Counter(after)
    assert divided(before, "ops") == divided(after, "ops")
    assert "".join(after).index(LAYER) < "".join(after).index(READ)


@given(programs(kinds=("early",)), ENDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_read_that_is_made_again_changes_one_line(program: tuple[str, str], end: str) -> None:
    before, after = made_by("read-again", program, end)
    again = BLOCK.replace("(ops)", f"({READ.removeprefix('ops = ')})")
    assert [line.replace(BLOCK, again) for line in before] == after


@given(waits(), ENDS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_step_that_is_brought_into_a_block_is_indented_and_no_more(program: tuple[str, str], end: str) -> None:
    before, after = made_by("into-block", program, end)
    assert Counter(line.strip() for line in before) == Counter(line.strip() for line in after)
    assert divided(before, "step") == divided(after, "step")
    above = "".join(after).partition("step = ")[0]
    assert BLOCK in above and above[-1].isspace() and above[-1] not in "\r\n"


def again(result: Repaired, path: str) -> list[object]:
    return list(repair(result.overlay.read_bytes(path), path).landed)


@given(programs(kinds=("none", "early")), st.booleans(), st.sampled_from([1, "\t", None]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_notebook_keeps_its_outputs(program: tuple[str, str], whole: bool, indent: int | str | None) -> None:
    text = program[0].removeprefix("# coding: shift_jis\n").removeprefix("# coding: latin-1\n")
    cells = [text.partition("flag = ")[0], "flag = " + text.partition("flag = ")[2]]
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["é\n"]}]
    document = {
        "cells": [
            {"cell_type": "markdown", "source": ["# Training"], "metadata": {}},
            *(
                {
                    "cell_type": "code",
                    "execution_count": 3,
                    "metadata": {"collapsed": True},
                    "outputs": outputs,
                    "source": cell if whole else cell.splitlines(keepends=True),
                }
                for cell in cells
            ),
        ],
        "metadata": {"kernelspec": {"language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    written = json.dumps(document, indent=indent, ensure_ascii=False) + "\n"
    result = repair(written.encode(), "/program/train.ipynb")
    assert len(result.landed) == 1
    after = result.overlay.read_bytes("/program/train.ipynb").decode()
    made = json.loads(after)
    books: list[dict[str, Any]] = [document, made]
    old_sources, new_sources = ([cell.pop("source") for cell in book["cells"]] for book in books)
    assert made == document
    assert new_sources[:2] == old_sources[:2] and new_sources[2] != old_sources[2]
    assert after == json.dumps(json.loads(after), indent=indent, ensure_ascii=False) + "\n"
    assert again(result, "/program/train.ipynb") == []


TEXTS = st.lists(st.sampled_from(["a\n", "  a\n", "\tb\r\n", "b\n", "\n", "c", "    c\n", "x = '\n"]), max_size=9).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_the_edits_between_two_texts_make_one_of_the_other(old: str, new: str) -> None:
    edits = between(old, new)
    assert applied(old, edits) == new
    assert all(one.end < other.start for one, other in pairwise(edits))


def test_only_the_indentation_changes_where_nothing_else_does() -> None:
    assert between("a\nb(\n  c)\nd\n", "a\nif x:\n    b(\n      c)\nd\n") == (
        Edit(2, 2, "if x:\n    "),
        Edit(5, 5, "    "),
    )


def test_what_stands_behind_an_edit_moves_with_it() -> None:
    edits = [Edit(2, 2, "__"), Edit(5, 7, "")]
    assert [moved(at, edits) for at in (0, 1, 2, 4, 7, 8)] == [0, 1, 4, 6, 7, 8]
