"""What a program did wrong to its moving statistics, told from the record of its runs.

The families are told apart by what happened, never by how the program is written:

* statistics-not-updated: training runs normalise by batch statistics, and no run (or fewer than `ENOUGH` of them)
  changes the moving statistics that this layer maintains. A program whose every evaluation uses batch statistics does
  not need them, nor does a graph in which nothing normalises by them.
* statistics-not-shared: an evaluation normalises by variables that nothing ever maintained, while training maintains,
  or ought to maintain, other ones.
* wrong-mode: evaluation on samples that were never trained on normalises by the batch, though some run has filled the
  layer's moving statistics from batches, and no evaluation of one of these samples normalises by them; or evaluation on
  such samples writes the statistics, or a training run does so through a network on other data that nothing is trained
  through; or training normalises by statistics that nothing maintains.
* statistics-not-kept: the checkpoints of one step hold a layer's scale or offset, but not the statistics that it has
  maintained until then; or, in a session that restores a checkpoint, evaluation (or training in inference mode)
  normalises by statistics that have no more than their initial values, while scale or offset were restored. In an
  evaluation those may have their initial values, too: the checkpoint lacked the whole layer. What is not restored is
  no damage of another family as well. Layers without scale and offset are not judged.
* statistics-unsound: training, and evaluation on data that was never trained on, normalise by the batch between
  weights, and no moving statistics exist for that; or a normalisation with variables puts out what nothing uses.

What is worth saying, but no damage by itself, is in `advice`.
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
    hidden: list[str]
    feeds: list[str]
    reads: list[str]
    depends_on_batch: bool
    writes: dict[str, str]
    changed: list[str]
    earned: list[str]
    astray: list[str]
    trains: list[str]
    saves: list[str]
    loads: dict[str, str]
    data: str
    compared: list[str]
    error: str | None


class Layer(TypedDict):
    layer: str
    statistics: list[str]
    relied_on: bool
    parameters: list[str]
    inputs: list[str]
    device: str


class Unused(TypedDict):
    layer: str
    variables: list[str]


class Inferring(TypedDict):
    statistics: list[str]
    parameters: list[str]


class Record(TypedDict):
    """The answer of the server; `observer` and `server` document its members."""

    version: str
    status: str
    traceback: str | None
    raised: list[str]
    output: str
    seconds: float
    variables: dict[str, list[int]]
    layers: list[Layer]
    inferring: list[Inferring]
    unused: list[Unused]
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
    return [*not_updated(record), *not_shared(record), *wrong_mode(record), *not_kept(record), *unsound(record)]


def of_kind(record: Record, kind: str) -> list[Run]:
    return [run for run in record["runs"] if run["kind"] == kind and run["error"] is None]


def changes(runs: Iterable[Run], variables: Iterable[str], origins: frozenset[str] = MAINTAINED) -> int:
    """In how many runs an assignment of one of these origins changed the bits of one of the variables."""
    wanted = set(variables)
    return sum(any(run["writes"].get(name) in origins for name in wanted.intersection(run["changed"])) for run in runs)


def maintained_variables(record: Record) -> set[str]:
    """Variables that some run loaded, or filled from batch statistics so that their bits changed."""
    return {name for run in record["runs"] for name in maintained_by(run)}


def maintained_by(run: Run) -> set[str]:
    loaded = {name for name, origin in run["writes"].items() if origin in LOADED - {"batch"}}
    return loaded | {name for name in run["changed"] if run["writes"].get(name) == "batch"}


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
        if only_evaluated_by_batch(record, layers) or not relied_on(record, layers):
            continue
        normalising = training_runs_of(record, layers)
        updates = changes(record["runs"], statistics)
        if updates < ENOUGH * len(normalising):
            figures = {"training runs": len(normalising), "updates": updates}
            what = "seldom updated" if updates else "never updated"
            yield Damage("statistics-not-updated", what, statistics, figures)


def origins(record: Record) -> dict[str, str]:
    """Variables that were restored from a checkpoint, each with the variable of this name that was saved.

    So the network of training and that of an evaluation in a graph of its own are the same.
    """
    saved = {name.partition("/")[2]: name for run in record["runs"] for name in run["saves"]}
    loads = [name for run in record["runs"] for name, origin in run["loads"].items() if origin == "restore"]
    return {name: saved[name.partition("/")[2]] for name in loads if name.partition("/")[2] in saved}


def relied_on(record: Record, layers: Sequence[Layer]) -> bool:
    """Something can normalise by their statistics, or another graph does, with their scale and offset, restored."""
    origin = origins(record)
    own = {name for layer in layers for name in (*layer["parameters"], *layer["statistics"])}
    used = {name for one in record["inferring"] for name in (*one["parameters"], *one["statistics"])}
    return any(layer["relied_on"] for layer in layers) or any(origin.get(name) in own for name in used)


def training_runs_of(record: Record, layers: Sequence[Layer]) -> list[Run]:
    """Training runs that normalise by the batch with one of the layers; those that train scale or offset, if any do."""
    names = {layer["layer"] for layer in layers}
    parameters = {name for layer in layers for name in layer["parameters"]}
    runs = [run for run in of_kind(record, "train") if names.intersection(run["batch"])]
    return [run for run in runs if parameters.intersection(run["trains"])] or runs


def only_evaluated_by_batch(record: Record, layers: Sequence[Layer]) -> bool:
    """Evaluation on new data uses these layers, or others with their scale and offset, and no moving statistics."""
    same = {layer["layer"] for layer in layers} | with_parameters_of(record, layers)
    evaluations = of_kind(record, "evaluate")
    by_batch = any(run["data"] != "trained" and same.intersection(run["batch"]) for run in evaluations)
    return by_batch and not any(run["inference"] for run in evaluations)


def with_parameters_of(record: Record, layers: Sequence[Layer]) -> set[str]:
    """Layers that share scale or offset with one of `layers`, or had theirs restored from it."""
    origin = origins(record)
    parameters = {name for layer in layers for name in layer["parameters"]}
    return {
        layer["layer"]
        for layer in record["layers"]
        if any(origin.get(name, name) in parameters for name in layer["parameters"])
    }


def not_shared(record: Record) -> Iterable[Damage]:
    trained = {name for statistics in trained_layers(record) for name in statistics}
    if not trained:
        return
    origin = origins(record)
    parameters = {name for layers in trained_layers(record).values() for one in layers for name in one["parameters"]}
    for one in record["inferring"]:
        if any(origin.get(name) in parameters for name in one["parameters"]):
            trained |= set(one["statistics"])
    maintained = maintained_variables(record) | {name for names in not_restored(record) for name in names}
    readings = [frozenset(statistics) for run in of_kind(record, "evaluate") for statistics in run["inference"]]
    for statistics in sorted(set(readings), key=sorted):
        if not statistics & (maintained | trained):
            figures = {"evaluation runs": readings.count(statistics)}
            what = "read by evaluation, maintained by nothing"
            yield Damage("statistics-not-shared", what, tuple(sorted(statistics)), figures)


def wrong_mode(record: Record) -> Iterable[Damage]:
    fresh = [run for run in of_kind(record, "evaluate") if run["data"] == "new"]
    by_batch = [names for names in (evaluated_by_batch(record, run) for run in fresh) if names]
    if by_batch:
        layers = tuple(sorted(set().union(*by_batch)))
        yield Damage("wrong-mode", "evaluation depends on the batch", layers, {"evaluation runs": len(by_batch)})
    written = {name for run in fresh for name in run["changed"] if run["writes"].get(name) == "batch"}
    if written:
        figures = {"evaluation runs": changes(fresh, written)}
        yield Damage("wrong-mode", "evaluation writes", tuple(sorted(written)), figures)
    astray = {name for run in of_kind(record, "train") for name in set(run["astray"]).intersection(run["changed"])}
    if astray:
        figures = {"training runs": changes(of_kind(record, "train"), astray)}
        yield Damage("wrong-mode", "evaluation writes", tuple(sorted(astray)), figures)
    trusted = maintained_variables(record)
    trusted |= {name for group in (*trained_layers(record), *not_restored(record)) for name in group}
    for statistics in sorted({tuple(names) for run in of_kind(record, "train") for names in run["inference"]}):
        if not trusted.intersection(statistics):
            yield Damage("wrong-mode", "training normalises by initial statistics", statistics)


def evaluated_by_batch(record: Record, run: Run) -> set[str]:
    """The layers that normalise an evaluation by the batch where moving statistics from batches were at hand."""
    if not run["depends_on_batch"]:
        return set()
    earned = {name for one in record["runs"] for name in one["earned"]}
    statistics = {layer["layer"]: set(layer["statistics"]) for layer in record["layers"]}
    return {name for name in run["batch"] if statistics[name] & earned and not statistics[name] & set(run["compared"])}


def not_kept(record: Record) -> Iterable[Damage]:
    written = checkpoints(record)
    for statistics, layers in trained_layers(record).items():
        parameters = {name for layer in layers for name in layer["parameters"]}
        lossy = [saved for saved, known in written if parameters & saved and known.intersection(statistics) - saved]
        if lossy and not only_evaluated_by_batch(record, layers):
            yield Damage("statistics-not-kept", "missing in the checkpoint", statistics, {"checkpoints": len(lossy)})
    for statistics, runs in not_restored(record).items():
        yield Damage("statistics-not-kept", "not restored", statistics, {"runs": runs})


def checkpoints(record: Record) -> list[tuple[set[str], set[str]]]:
    """(variables saved, variables maintained until then) for every step of a session at which it writes checkpoints."""
    steps: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
    maintained: dict[int, set[str]] = defaultdict(set)
    trained: dict[int, int] = defaultdict(int)
    for run in record["runs"]:
        session = run["session"]
        trained[session] += run["kind"] == "train"
        maintained[session] |= maintained_by(run)
        if run["saves"]:
            saved, _ = steps.setdefault((session, trained[session]), (set(), set(maintained[session])))
            saved.update(run["saves"])
    return list(steps.values())


def not_restored(record: Record) -> dict[tuple[str, ...], int]:
    """Statistics that a session misses after it restored a checkpoint: in how many runs it normalises by them."""
    missed: dict[tuple[str, ...], int] = defaultdict(int)
    if maintained_variables(record) or not any(run["saves"] for run in record["runs"]):
        for session in sorted({run["session"] for run in record["runs"]}):
            for statistics in missed_in([run for run in record["runs"] if run["session"] == session], record):
                missed[statistics] += 1
    return dict(missed)


def missed_in(runs: Sequence[Run], record: Record) -> Iterable[tuple[str, ...]]:
    """The same for the runs of one session, once for each run."""
    parameters = {tuple(layer["statistics"]): set(layer["parameters"]) for layer in record["inferring"]}
    given = {name for run in runs for name in (*run["trains"], *run["loads"])}
    maintained: set[str] = set()
    restored: set[str] = set()
    for run in runs:
        for statistics in map(tuple, run["inference"] if restored else ()):
            own = parameters[statistics]
            absent = run["kind"] == "evaluate" and bool(own) and not own & given
            if not maintained.intersection(statistics) and (own & restored or absent):
                yield statistics
        maintained |= maintained_by(run)
        restored.update(name for name, origin in run["loads"].items() if origin == "restore")


def unsound(record: Record) -> Iterable[Damage]:
    used = {name for run in of_kind(record, "train") for name in run["batch"]}
    trained = [layer for layer in record["layers"] if layer["layer"] in used]
    bare = {layer["layer"] for layer in record["layers"] if not layer["statistics"]}
    bare &= used | with_parameters_of(record, trained)
    fresh = [run for run in of_kind(record, "evaluate") if run["data"] == "new" and bare.intersection(run["hidden"])]
    if fresh:
        layers = tuple(sorted({name for run in fresh for name in bare.intersection(run["hidden"])}))
        yield Damage("statistics-unsound", "no moving statistics", layers, {"evaluation runs": len(fresh)})
    for variables in sorted({tuple(layer["variables"]) for layer in record["unused"]}):
        yield Damage("statistics-unsound", "output unused", variables)
