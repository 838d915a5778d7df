"""What a program did wrong to its moving statistics, told from the record of its runs.

The three families are told apart by what happened, never by how the program is written:

* statistics-not-updated: training runs normalise by batch statistics, and no run (or fewer than `ENOUGH` of them)
  changes the moving statistics that this layer maintains. A program whose every evaluation uses batch statistics does
  not need them, nor does a graph in which nothing normalises by them.
* statistics-not-shared: an evaluation normalises by variables that nothing ever maintained, while training maintains,
  or ought to maintain, other ones.
* wrong-mode: every evaluation, on data that was never trained on, normalises by the batch; or evaluation on such data
  writes the statistics; or training normalises by statistics that nothing maintains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

ENOUGH = 0.2
"""The share of a layer's training runs that an update must go with. A generator that is updated in its own steps, one
for every five of the discriminator, has 1, since its own steps are counted; updates that only come along when the loss
is logged stay below."""

MAINTAINED = frozenset({"batch", "copy", "fed"})
LOADED = MAINTAINED | {"restore"}


class Run(TypedDict):
    kind: str
    session: int
    fetches: list[str]
    batch: list[str]
    inference: list[list[str]]
    reads: list[str]
    depends_on_batch: bool
    writes: dict[str, str]
    changed: list[str]
    trains: list[str]
    data: str
    error: str | None


class Layer(TypedDict):
    layer: str
    statistics: list[str]
    relied_on: bool
    parameters: list[str]


class Record(TypedDict):
    """The answer of the server; `observer` and `server` document its members."""

    version: str
    status: str
    traceback: str | None
    output: str
    seconds: float
    variables: dict[str, list[int]]
    layers: list[Layer]
    runs: list[Run]
    notes: list[str]


@dataclass(frozen=True)
class Damage:
    family: str
    what: str
    variables: tuple[str, ...]
    figures: Mapping[str, int] = field(default_factory=dict)


def damages(record: Record) -> list[Damage]:
    """Every damage that the runs show, in the order of the families."""
    return [*not_updated(record), *not_shared(record), *wrong_mode(record)]


def of_kind(record: Record, kind: str) -> list[Run]:
    return [run for run in record["runs"] if run["kind"] == kind and run["error"] is None]


def changes(runs: Iterable[Run], variables: Iterable[str], origins: frozenset[str] = MAINTAINED) -> int:
    """In how many runs an assignment of one of these origins changed the bits of one of the variables."""
    wanted = set(variables)
    return sum(any(run["writes"].get(name) in origins for name in wanted.intersection(run["changed"])) for run in runs)


def maintained_variables(record: Record) -> set[str]:
    """Variables that some run loaded, or filled from batch statistics so that their bits changed."""
    loaded = {name for run in record["runs"] for name, origin in run["writes"].items() if origin in LOADED - {"batch"}}
    return loaded | {name for run in record["runs"] for name in run["changed"] if run["writes"].get(name) == "batch"}


def trained_layers(record: Record) -> dict[tuple[str, ...], list[Layer]]:
    """The layers that normalise by the batch in a training run, by the moving statistics that they maintain."""
    used = {name for run in of_kind(record, "train") for name in run["batch"]}
    grouped: dict[tuple[str, ...], list[Layer]] = defaultdict(list)
    for layer in record["layers"]:
        if layer["layer"] in used and layer["statistics"]:
            grouped[tuple(layer["statistics"])].append(layer)
    return dict(grouped)


def not_updated(record: Record) -> Iterable[Damage]:
    for statistics, layers in trained_layers(record).items():
        if only_evaluated_by_batch(record, layers) or not any(layer["relied_on"] for layer in layers):
            continue
        normalising = training_runs_of(record, layers)
        updates = changes(record["runs"], statistics)
        if updates < ENOUGH * len(normalising):
            figures = {"training runs": len(normalising), "updates": updates}
            what = "seldom updated" if updates else "never updated"
            yield Damage("statistics-not-updated", what, statistics, figures)


def training_runs_of(record: Record, layers: Sequence[Layer]) -> list[Run]:
    """Training runs that normalise by the batch with one of the layers; those that train scale or offset, if any do."""
    names = {layer["layer"] for layer in layers}
    parameters = {name for layer in layers for name in layer["parameters"]}
    runs = [run for run in of_kind(record, "train") if names.intersection(run["batch"])]
    return [run for run in runs if parameters.intersection(run["trains"])] or runs


def only_evaluated_by_batch(record: Record, layers: Sequence[Layer]) -> bool:
    """Evaluation on new data uses these layers, or others with their scale and offset, and no moving statistics."""
    parameters = {name for layer in layers for name in layer["parameters"]}
    same = {layer["layer"] for layer in layers}
    same |= {layer["layer"] for layer in record["layers"] if parameters.intersection(layer["parameters"])}
    evaluations = of_kind(record, "evaluate")
    by_batch = any(run["data"] != "trained" and same.intersection(run["batch"]) for run in evaluations)
    return by_batch and not any(run["inference"] for run in evaluations)


def not_shared(record: Record) -> Iterable[Damage]:
    trained = {name for statistics in trained_layers(record) for name in statistics}
    if not trained:
        return
    maintained = maintained_variables(record)
    readings = [frozenset(statistics) for run in of_kind(record, "evaluate") for statistics in run["inference"]]
    for statistics in sorted(set(readings), key=sorted):
        if not statistics & (maintained | trained):
            figures = {"evaluation runs": readings.count(statistics)}
            what = "read by evaluation, maintained by nothing"
            yield Damage("statistics-not-shared", what, tuple(sorted(statistics)), figures)


def wrong_mode(record: Record) -> Iterable[Damage]:
    fresh = [run for run in of_kind(record, "evaluate") if run["data"] == "new"]
    by_batch = [run for run in fresh if run["depends_on_batch"]]
    if by_batch and not any(run["inference"] for run in of_kind(record, "evaluate")):
        layers = tuple(sorted({name for run in by_batch for name in run["batch"]}))
        yield Damage("wrong-mode", "evaluation depends on the batch", layers, {"evaluation runs": len(by_batch)})
    written = {name for run in fresh for name in run["changed"] if run["writes"].get(name) == "batch"}
    if written:
        figures = {"evaluation runs": changes(fresh, written)}
        yield Damage("wrong-mode", "evaluation writes", tuple(sorted(written)), figures)
    trusted = maintained_variables(record) | {name for group in trained_layers(record) for name in group}
    for statistics in sorted({tuple(names) for run in of_kind(record, "train") for names in run["inference"]}):
        if not trusted.intersection(statistics):
            yield Damage("wrong-mode", "training normalises by initial statistics", statistics)
