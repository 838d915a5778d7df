"""Confirms programs in the tests, with one process of each TensorFlow for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from bnlint.capture.launch import Request
from bnlint.check import Outcome
from bnlint.confirm import RuleSets, Watching, confirm_graph, confirm_script
from bnlint.evidence.means import Means
from bnlint.execution.remote import TensorFlow
from bnlint.rules.discovery import GRAPH_RULES, discover
from bnlint.settings.settings import Settings
from tests.interpreters import PROJECT, Generation, environment, require

RULES = RuleSets(discover(), discover(GRAPH_RULES))
USUAL = Settings()
_open = ExitStack()


@contextmanager
def quiet(folder: Path = PROJECT) -> Iterator[None]:
    """A context in which TensorFlow is started as the tests want it, and scripts are copied with `folder` alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in environment().items():
            patch.setenv(name, value)
        yield


@cache
def tensorflow(generation: Generation) -> TensorFlow:
    """A process that lives as long as the tests."""
    with quiet():
        return _open.enter_context(TensorFlow(str(require(generation)), 3600))


def confirmed(script: Path, generation: Generation, bundle: Path | None = None, settings: Settings = USUAL) -> Outcome:
    """What comes of a script that is run, or was captured, and whose runs are made again."""
    process = tensorflow(generation)
    request = Request(os.fspath(script), (), process.interpreter, runs=5, skip=1000, seconds=120)
    watching = Watching(lambda trained, wanted: None, lambda done, of: None)
    with quiet(script.parent):
        return confirm_script(
            request, None if bundle is None else str(bundle), process, RULES, settings, Means(), watching
        )


def confirmed_graph(path: Path, generation: Generation, *train_ops: str) -> Outcome:
    """What comes of a graph that is run with made-up data."""
    means = Means(train_ops=train_ops)
    return confirm_graph(str(path), None, tensorflow(generation), RULES, USUAL, means, lambda done, of: None)
