"""Whatever parses runs to its end or to the end of its budget: random syntax trees, and real files."""

from __future__ import annotations

import glob
import os

import pytest

from bnlint.engine.interpreter import Exhausted
from bnlint.engine.values import Arguments, ClassValue, FunctionValue
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay
from tests.engine.grammar import text_of
from tests.engine.programs import Ran, deep_recursion, run

LIBRARY = os.path.dirname(os.__file__)
BUDGET = 5000


def use_everything(ran: Ran) -> None:
    """Call what the module defines, and the methods of objects of its classes, with no arguments."""
    engine = ran.engine
    for value in list(ran.module.attributes.values()):
        engine.path, engine.raised = engine.logic.true, engine.logic.false
        if not isinstance(value, (FunctionValue, ClassValue)):
            continue
        made = engine.call(value, Arguments())
        for name in list(value.attributes) if isinstance(value, ClassValue) else ():
            engine.path, engine.raised = engine.logic.true, engine.logic.false
            engine.call(engine.attribute(made, name), Arguments())


def follow(text: str) -> None:
    ran = run(text, budget=BUDGET)
    try:
        with deep_recursion():
            use_everything(ran)
    except Exhausted:
        assert ran.engine.work <= 2 * BUDGET


@pytest.mark.parametrize(
    "text",
    [
        "x = {}\nx[1:2] = 3\nif c:\n    y = x[1:2]\n",
        "if c:\n    y = unseen[1:2]\nelse:\n    y = slice(1, 2)\nz = f(y) or y == y\n",
        "class A:\n    pass\nA.__call__ = A()\nA()()\n",
        "for i in range(10 ** 40):\n    pass\nx = range(0, -10 ** 40, -3)\n",
        "x = str(b'', 'no such codec')\ny = 'a'.encode('no such codec')\n",
        "class A:\n    def __getattr__(self, name):\n        return self.more\nx = A().y\n",
        "class A(A):\n    pass\nclass B(A, A):\n    pass\nx = B().y\n",
        "x = []\nx.append(x)\ny = x == [x]\nz = str(x)\nw = sorted([x, x])\n",
        "d = {}\nd['d'] = d\nx = d == {'d': d}\ny = '%s' % d\n",
        "x = 300 in b'bytes'\ny = [] * 10 ** 30\nz = [1, 2][10 ** 30]\n",
        "yield 1\nreturn 2\n",
        "f = lambda: (yield)\nx = list(f())\n",
        "super().__init__()\nx = super(a, b).c\n",
        "global x\nx = 1\ndel x, x[0], x.y\n",
        "(" * 80 + "x" + ")" * 80,
        "x = " + " + ".join(["1"] * 900),
        "if a:\n    x = 1\n" + "".join(f"elif a == {n}:\n    x = {n}\n" for n in range(150)),
    ],
)
def test_oddities(text: str) -> None:
    follow(text)


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_random_trees(start: int) -> None:
    texts = [text for seed in range(start, start + 100) if (text := text_of(seed)) is not None]
    assert len(texts) > 25
    for text in texts:
        follow(text)


def standard_library() -> list[str]:
    """Every so many of the standard library's files, in the order of their names."""
    files = sorted(glob.glob(os.path.join(LIBRARY, "*.py")) + glob.glob(os.path.join(LIBRARY, "*", "*.py")))
    return [path for path in files if "site-packages" not in path][::40]


@pytest.mark.parametrize("path", standard_library(), ids=lambda path: os.path.relpath(path, LIBRARY))
def test_files_of_the_standard_library(path: str) -> None:
    try:
        text = Overlay.disk().read(path).text
        follow(text)
    except SourceError:
        pytest.skip("not this Python's syntax")
