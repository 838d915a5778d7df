"""A graph that another thread is still building."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bnlint.capture.harness import snapshots
from bnlint.capture.harness.frames import Files, Stacks
from bnlint.capture.harness.recorder import Recorder


class Growing:
    """Its tables do not agree for some `moments`, and it has grown when its operations are asked for."""

    def __init__(self, moments: int) -> None:
        self._moments = moments
        self.asked = 0

    def as_graph_def(self, add_shapes: bool) -> Any:
        self.asked += 1
        if self.asked <= self._moments:
            raise KeyError("newest")
        return SimpleNamespace(node=[1, 2], SerializeToString=lambda: b"graph")

    def get_operations(self) -> list[Any]:
        return [SimpleNamespace(traceback=[("train.py", line, "<module>")]) for line in (1, 2, 3)]

    def get_all_collection_keys(self) -> list[str]:
        return []


def recorder() -> Recorder:
    return Recorder(Stacks(Files(".", ".")))


def test_it_is_written_as_far_as_it_is() -> None:
    graph = Growing(2)
    serialised, found = snapshots.snapshot(recorder(), graph)
    assert (serialised, graph.asked) == (b"graph", 3)
    assert (found["operations"], len(found["stacks"])) == (2, 2)


def test_tables_that_never_agree_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "BETWEEN", 0)
    with pytest.raises(KeyError):
        snapshots.snapshot(recorder(), Growing(1000))
