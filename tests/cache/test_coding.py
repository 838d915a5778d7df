"""Values come back as they were; what is no value of the type is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.analysis.layouts import Layout
from bnlint.analysis.tasks import Judged
from bnlint.cache.coding import Malformed, decoded, encoded
from bnlint.findings.finding import Finding, TrailStep, Use
from bnlint.findings.repair import Change, Literal, Name, Repair, Taken, Value
from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.places import Cell, Place

HERE = Place("/project/train.ipynb", 3, 5, 3, 9, Cell(2, 3, (17, 18)))
FINDING = Finding(
    code="BN101",
    name="update-ops-not-run",
    level="error",
    certainty="possible",
    message="…",
    place=HERE,
    entry="/project/\udcff.py",
    trail=(TrailStep(HERE, "here"),),
    only_if=frozenset({Use(HERE, "inferred")}),
    damages=("not updated",),
)
places = st.builds(Place, *([st.text()] + 4 * [st.integers()]), st.none() | st.builds(Cell))
values = st.from_type(Value)  # type: ignore[arg-type, var-annotated]
changes = st.one_of(*map(st.from_type, get_args(Change)))
results = st.builds(
    Judged,
    findings=st.lists(st.builds(Finding, verdict=st.none())),
    layers=st.sets(st.tuples(st.text(), places)),
    called=st.sets(st.tuples(st.text(), st.integers(), st.integers())),
)


def back(value: Any) -> Any:
    return decoded(type(value), json.loads(json.dumps(encoded(value))))


@given(results)
def test_results(judged: Judged) -> None:
    assert back(judged) == judged


@given(changes, values)
def test_repairs(change: Any, value: Any) -> None:
    repair = Repair("group", "…", (change,), safe=False)
    assert back(repair) == repair
    assert type(back(repair).changes[0]) is type(change)


@pytest.mark.parametrize("value", [Name(("self", "flag")), Taken("flag"), *map(Literal, (True, None, "x"))], ids=str)
def test_values(value: Value) -> None:
    assert back(value) == value


def test_cells_of_notebooks_come_back() -> None:
    judged = Judged([FINDING], {Diagnostic(HERE, "BN005", "…")}, unknowns={"b": None, "a": None})
    known = back(judged)
    assert known == judged
    assert known.findings[0].place.cell == HERE.cell
    assert list(known.unknowns) == ["b", "a"]


def test_layouts() -> None:
    layout = Layout(("a",), (("a", "b"), ()), ("c",), {"a": 3, "b": 2})
    assert back(layout) == layout


def paths_in(data: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    deeper = (
        [found for at, one in enumerate(data) for found in paths_in(one, (*path, at))] if type(data) is list else []
    )
    return [path, *deeper]


def replaced(data: Any, path: tuple[int, ...], new: Any) -> Any:
    return new if not path else [replaced(one, path[1:], new) if at == path[0] else one for at, one in enumerate(data)]


@pytest.mark.parametrize("new", [[], [None], {}, {"__class__": "Place"}, 1.5, "__import__", -1, None, True], ids=str)
def test_what_is_no_result_is_refused_or_is_one(new: Any) -> None:
    """Whatever stands anywhere: what is decoded is of its type throughout."""
    data = json.loads(json.dumps(encoded(Judged([FINDING], {Diagnostic(HERE, "BN005", "…")}))))
    refused = 0
    for path in paths_in(data):
        try:
            known = decoded(Judged, replaced(data, path, new))
        except Malformed:
            refused += 1
        else:
            assert back(known) == known
    assert refused > 10


def test_what_cannot_be_told_apart_is_no_type_to_keep() -> None:
    @dataclass
    class Unsure:
        one: list[int] | set[int]

    assert is_dataclass(Unsure)
    Unsure.__annotations__["one"] = list[int] | set[int]
    with pytest.raises(TypeError):
        encoded(Unsure([1]))
