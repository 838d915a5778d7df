"""What the record of a program gives reason to advise, though it may be as its author wants it.

* statistics-not-updated, "partly updated": in a training run several normalisations by the batch share their moving
  statistics, and only some of them ever feed them, as when the update ops of one tower are run. Their statistics are
  those of one part of every batch.
* statistics-unsound, "per replica": in a training run several normalisations by the batch of different inputs share
  statistics, or scale and offset, on different devices, so each normalises by its own part of the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.judge.damage import Damage, Layer, Record, Run, of_kind, only_evaluated_by_batch, trained_layers


def advisable(record: Record) -> list[Damage]:
    """Everything that the runs give reason to advise."""
    return [*partly_updated(record), *per_replica(record)]


def partly_updated(record: Record) -> Iterable[Damage]:
    ever = {name for run in record["runs"] for name in run["feeds"]}
    for statistics, layers in trained_layers(record).items():
        idle = {layer["layer"] for layer in layers} - ever
        runs = [run for run in of_kind(record, "train") if idle.intersection(run["batch"])]
        sharing = [run for run in runs if fed_by(run, layers)]
        if sharing and not only_evaluated_by_batch(record, layers):
            figures = {"normalisations": len(layers), "feeding": max(fed_by(run, layers) for run in sharing)}
            yield Damage("statistics-not-updated", "partly updated", statistics, figures)


def fed_by(run: Run, layers: Sequence[Layer]) -> int:
    """How many of the layers fed their statistics in this run."""
    return len({layer["layer"] for layer in layers}.intersection(run["feeds"]))


def per_replica(record: Record) -> Iterable[Damage]:
    batches = {tuple(run["batch"]) for run in of_kind(record, "train")}
    shared: set[str] = set()
    devices: set[str] = set()
    for batch in batches:
        layers = [layer for layer in record["layers"] if layer["layer"] in batch and layer["device"]]
        for one in layers:
            for other in layers:
                common = variables(one) & variables(other)
                if common and one["device"] != other["device"] and apart(one, other):
                    shared |= common
                    devices |= {one["device"], other["device"]}
    if shared:
        yield Damage("statistics-unsound", "per replica", tuple(sorted(shared)), {"devices": len(devices)})


def variables(layer: Layer) -> set[str]:
    return {*layer["statistics"], *layer["parameters"]}


def apart(one: Layer, other: Layer) -> bool:
    """Whether two layers take their batch statistics from inputs that have no part in common."""
    return bool(one["inputs"] and other["inputs"]) and not set(one["inputs"]).intersection(other["inputs"])
