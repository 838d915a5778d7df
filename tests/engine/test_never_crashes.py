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
