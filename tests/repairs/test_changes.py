"""Every kind of change, whatever the statement looks like: the right program comes of it, and no other byte moves."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bnlint.findings.repair import (
    AddCollection,
    Change,
    Feed,
    GiveArgument,
    GroupWith,
    KeepResult,
    LeaveOut,
    Literal,
    Name,
    NameArgument,
    Repair,
    Replace,
    Share,
    TakeParameter,
    WaitFor,
)
from bnlint.repairs.changes import Files
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.files import edited
from bnlint.sources.overlay import Overlay
from bnlint.sources.places import Place

PATH = "/program/train.py"
HEAD = "import tensorflow.compat.v1 as tf\nflag = x = y = feed = mine = f = 1\n"
READ = "tf.get_collection(tf.GraphKeys.UPDATE_OPS)"
FLAG = Name(("flag",))


@dataclass(frozen=True)
class Case:
    """`before` becomes `after` by the change of the places between ⟦ and ⟧; `|` stand where a line may break."""

    before: str
    after: str
    change: Callable[..., Change]


def give(place: Place) -> Change:
    return GiveArgument(place, "training", FLAG)


def give_inside(place: Place) -> Change:
    return GiveArgument(place, "is_training", FLAG, "normalizer_params")


def leave_out(place: Place) -> Change:
    return LeaveOut(place, "scope", 1)


def take(place: Place) -> Change:
    return TakeParameter(place.path, place.line, "training", Literal(False))


CASES = {
    "an argument more": Case("x = ⟦f(|x|,| 3|)⟧", "x = f(x, 3, training=flag)", give),
    "the first argument": Case("x = ⟦f(||)⟧", "x = f(training=flag)", give),
    "another value": Case("x = ⟦f(|x|,| training=False|,| y=3|)⟧", "x = f(x, training=flag, y=3)", give),
    "before what is unpacked": Case("x = ⟦f(|x|,| **params|)⟧", "x = f(x, training=flag, **params)", give),
    "an entry more": Case(
        "x = ⟦f(|x|,| normalizer_params={|'decay'|:| 1|})⟧",
        "x = f(x, normalizer_params={'decay': 1, 'is_training': flag})",
        give_inside,
    ),
    "a dict of its own": Case("x = ⟦f(|x|)⟧", "x = f(x, normalizer_params={'is_training': flag})", give_inside),
    "a call of dict": Case(
        "x = ⟦f(|x|,| normalizer_params=dict(|decay=1|))⟧",
        "x = f(x, normalizer_params=dict(decay=1, is_training=flag))",
        give_inside,
    ),
    "an entry of a dict that has a name": Case(
        "params = {|'decay'|:| 1|}; x = ⟦f(x, normalizer_params=params)⟧",
        "params = {'decay': 1, 'is_training': flag}; x = f(x, normalizer_params=params)",
        give_inside,
    ),
    "an entry of what an argument scope gives": Case(
        "with tf.contrib.arg_scope([f], normalizer_params={|'decay'|:| 1|}): x = ⟦f(x)⟧",
        "with tf.contrib.arg_scope([f], normalizer_params={'decay': 1, 'is_training': flag}): x = f(x)",
        give_inside,
    ),
    "the middle argument left out": Case("x = ⟦f(|x|,| scope=y|,| y=3|)⟧", "x = f(x, y=3)", leave_out),
    "the last argument left out": Case("x = ⟦f(|x|,| scope=y|)⟧", "x = f(x)", leave_out),
    "an argument by position left out": Case("x = ⟦f(|x|,| y|)⟧", "x = f(x)", leave_out),
    "the only argument left out": Case("x = ⟦f(|scope=y|)⟧", "x = f()", leave_out),
    "a collection added": Case(
        "x = ⟦f(|x|,| update_ops=mine|,| y=3|)⟧",
        f"x = f(x, update_ops=list(mine) + {READ}, y=3)",
        lambda place: AddCollection(place, "update_ops", "update_ops"),
    ),
    "a constant replaced": Case("x = f(|x|,| ⟦True⟧|)", "x = f(x, flag)", lambda place: Replace(place, FLAG)),
    "a feed more": Case(
        "⟦f.run(|x|,| {|y|:| 1|}|)⟧", "f.run(x, {y: 1, flag: True})", lambda place: Feed(place, FLAG, Literal(True))
    ),
    "another feed": Case(
        "⟦f.run(|x|,| {|flag|:| 1|}|)⟧", "f.run(x, {flag: True})", lambda place: Feed(place, FLAG, Literal(True))
    ),
    "the first feed": Case(
        "⟦f.run(|x|)⟧", "f.run(x, feed_dict={flag: True})", lambda place: Feed(place, FLAG, Literal(True))
    ),
    "a feed more than a dict made elsewhere": Case(
        "⟦f.run(|x|,| feed_dict=feed|)⟧",
        "f.run(x, feed_dict={**feed, flag: True})",
        lambda place: Feed(place, FLAG, Literal(True)),
    ),
    "a name for an argument": Case(
        "x = f(|x|,| ⟦flag⟧|,| y=3|)", "x = f(x, training=flag, y=3)", lambda place: NameArgument(place, "training")
    ),
    "a result kept": Case("⟦f(|x|,| y|)⟧", "x = f(x, y)", KeepResult),
    "a result renamed": Case("y = ⟦f(|x|,| y|)⟧", "x = f(x, y)", KeepResult),
    "a step in a group": Case(
        "y = ⟦f(|x|)⟧", f"y = tf.group(f(x), *{READ})", lambda place: GroupWith(place, "update_ops")
    ),
    "a step that waits": Case(
        "y = ⟦f(|x|)⟧",
        f"with tf.control_dependencies({READ}):\n    y = f(x)",
        lambda place: WaitFor(place, "update_ops"),
    ),
    "variables shared": Case(
        "x = ⟦f(|x|)⟧\ny = ⟦f(|y|)⟧",
        "".join(
            f'with tf.variable_scope("f", reuse=tf.AUTO_REUSE):\n    {line}\n' for line in ("x = f(x)", "y = f(y)")
        ),
        Share,
    ),
    "a parameter more": Case("⟦def g(|a|,| b=1|): pass⟧", "def g(a, b=1, training=False): pass", take),
    "the first parameter": Case("⟦def g(||): pass⟧", "def g(training=False): pass", take),
    "a parameter behind a star": Case("⟦def g(|*a|): pass⟧", "def g(*a, training=False): pass", take),
    "a parameter before two stars": Case("⟦def g(|a|,| **b|): pass⟧", "def g(a, training=False, **b): pass", take),
}
BREAKS = st.sampled_from(["", "", "", " ", "\n    ", "  # why\n    ", "\n\n\t"])
FILLING = st.lists(st.sampled_from(["", "# a comment", "y = '''a\n  b'''", "z = [1,\n  2]", "'日'"]), max_size=2)
TAILS = st.sampled_from(["", "  # why", " ", ";", " ; pass", "; pass # and"])


@dataclass(frozen=True)
class Written:
    """A program, what it is to be, the places of the change, and the lines before and behind the statement."""

    text: str
    right: str
    places: Sequence[Place]
    before: str
    behind: str


@st.composite
def programs(draw: st.DrawFn, case: Case) -> Written:
    """The case in some layout."""
    indent = draw(st.sampled_from(["", "    ", "\t", "  "]))
    is_function = case.before.startswith("⟦def")
    tail = "" if is_function or case.before.startswith("with") else draw(TAILS)
    parts = case.before.split("|")
    marked = parts[0] + "".join(draw(BREAKS) + part for part in parts[1:]) + tail
    outer = [f"if x:{draw(st.sampled_from(['', '  # why']))}", f"{indent}pass"] if indent else []
    filling = draw(FILLING)
    before = "\n".join([*HEAD.splitlines(), *filling, *outer]) + "\n"
    statement = "\n".join(f"{indent}{line}" if number == 0 else line for number, line in enumerate(marked.split("\n")))
    if "\n" in case.before:
        statement = "\n".join(f"{indent}{line}" for line in marked.split("\n"))
    behind = "\n" + "\n".join(draw(FILLING)) + draw(st.sampled_from(["", "\n"]))
    after = case.after.replace("\n", f"\n{indent}") if indent else case.after
    tail_after = tail.partition("#")[0].rstrip().strip(";") and "\n" + indent + "pass"
    right = before + indent + after + tail_after + behind
    places, text = located(before + statement + behind)
    return Written(text, right, places, before, behind)


def located(marked: str) -> tuple[list[Place], str]:
    """The places between the marks, and the text without them."""
    places, text, begin = [], "", (0, 0)
    for character in marked:
        at = text.count("\n") + 1, len(text) - text.rfind("\n")
        if character == "⟦":
            begin = at
        elif character == "⟧":
            places.append(Place(PATH, *begin, *at))
        else:
            text += character
    return places, text


def changed(data: bytes, change: Change) -> bytes:
    overlay = Overlay.disk().with_edits({PATH: data})
    edits = Files(overlay).edits_of(Repair("give-flag", "Do it.", (change,)))
    return edited(overlay.read(PATH), data, edits[PATH])


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_right_program_comes_of_it(name: str, data: st.DataObject) -> None:
    program = data.draw(programs(CASES[name]))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig"]))
    assume(parses(program.text))
    try:
        made = changed(program.text.replace("\n", end).encode(encoding), CASES[name].change(*program.places))
    except CannotRepair as error:
        assert str(error) == "a comment stands in the argument"  # noqa: PT017 - nothing else may be refused
        return
    after = made.decode(encoding)
    assert after.count("\n") == after.count(end)
    after = after.replace(end, "\n")
    assert after.startswith(program.before)
    assert after.endswith(program.behind)
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(program.right))
    assert comments(after) == comments(program.text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = ⟦f(\n    x,\n    y,  # why\n)⟧\n", "x = f(\n    x,\n    y,  # why\n    training=flag,\n)\n"),
        ("x = ⟦f(\n    x,\n    y  # why\n)⟧\n", "x = f(\n    x,\n    y,  # why\n    training=flag\n)\n"),
        ("x = ⟦f(\n    y  # why\n)⟧\n", "x = f(\n    y,  # why\n    training=flag\n)\n"),
        ("x = ⟦f(x, y  # why\n)⟧\n", "x = f(x, y,  # why\n    training=flag\n)\n"),
    ],
)
def test_a_comment_stays_in_its_line(before: str, after: str) -> None:
    (place,), text = located(HEAD + before)
    assert changed(text.encode(), give(place)).decode() == HEAD + after


def test_a_comment_stays_in_the_line_of_its_entry() -> None:
    source = "params = {\n    'decay': 1,\n    'fused': None,  # faster\n}\nx = ⟦f(x, normalizer_params=params)⟧\n"
    (place,), text = located(HEAD + source)
    expected = text.replace("# faster\n", "# faster\n    'is_training': flag,\n")
    assert changed(text.encode(), give_inside(place)).decode() == expected
    (place,), text = located(HEAD + source.replace("None,", "None"))
    expected = text.replace("None  # faster\n", "None,  # faster\n    'is_training': flag\n")
    assert changed(text.encode(), give_inside(place)).decode() == expected


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def test_a_name_does_not_become_its_own_value() -> None:
    (place,), text = located(f"{HEAD}flag = ⟦True⟧\n")
    with pytest.raises(CannotRepair, match="gets its value here"):
        changed(text.encode(), Replace(place, FLAG))
