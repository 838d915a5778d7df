"""Whether training moves the statistics that evaluation reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.asking import is_trained, layers_meant, pairs, times_moved, training_runs
from bnlint.evidence.subject import Subject
from bnlint.facts.events import LayerCall
from bnlint.findings.verdict import Evidence, Figures, Verdict
from bnlint.wording import counted

ENOUGH: Final = 0.5
"""The share of training runs that must update a statistic for it to be maintained."""


def statistics_not_updated(bench: Bench, subject: Subject) -> Verdict | None:
    """Training normalises by the batch, and the statistics of some layer keep their bits."""
    behind = [layer for layer in layers_meant(bench, subject) if is_trained(bench, layer) and layer.statistics]
    if not behind:
        return None
    still = [layer for layer in behind if times_moved(bench, layer) < ENOUGH * _updates_due(bench, layer)]
    about = still or behind
    drifts = bench.drifts(dict.fromkeys(v.name for layer in about for v in layer.statistics))
    trained = sum(map(len, training_runs(bench, about)))
    over = counted(trained, "training run")
    figures = Figures(drifts, bench.losses(about))
    if not still:
        least = min(times_moved(bench, layer) for layer in behind)
        where = f"in {over}" if least >= trained else f"in {least} of {over} or more"
        return Verdict("refuted", f"every moving statistic moved {where}", "bits", figures)
    seldom = max(times_moved(bench, layer) for layer in still)
    names = {v.name for layer in still for v in layer.statistics}
    said = f"{counted(names, 'moving statistic')} kept every bit over {over}"
    if seldom:
        said = f"{counted(names, 'moving statistic')} moved in {seldom} of {over}"
    counts = pairs({"training runs": trained, "updates": seldom})
    return Verdict("confirmed", f"{said}; {_evidence(bench, still)}", "bits", replace(figures, counts=counts))


def _updates_due(bench: Bench, layer: LayerCall) -> int:
    """One for each training run; where steps take turns, for each of that step which is run the least."""
    return min(map(len, training_runs(bench, [layer])))


def _evidence(bench: Bench, layers: Sequence[LayerCall]) -> str:
    """How far the update ops got in a training run."""
    updates = {node.name for layer in layers for node in layer.updates}
    names = {v.name for layer in layers for v in layer.statistics}
    runs = [made for kind in training_runs(bench, layers) for made in kind]
    call = next(made.call for made in reversed(runs) if names.isdisjoint(made.moved))
    if not updates:
        return "the graph has no update op for them"
    if not bench.waits_on(call, updates):
        return f"what training fetches waits on none of their {counted(updates, 'update op')}"
    trace = bench.trace(call)
    if trace is not None and updates.isdisjoint(trace.placed):
        return f"TensorFlow left their {counted(updates, 'update op')} out of the graph that it ran"
    if trace is not None and updates.isdisjoint(trace.ran):
        return f"the kernels of their {counted(updates, 'update op')} did not run"
    return f"their {counted(updates, 'update op')} ran, and changed nothing"


def partly_updated(bench: Bench, subject: Subject) -> Verdict | None:
    """Of the calls that share statistics, training runs the updates of some alone."""
    layers = [layer for layer in layers_meant(bench, subject) if is_trained(bench, layer)]
    updates = {node.name for layer in _sharing(bench, layers) for node in layer.updates}
    if not layers or not updates:
        return None
    done, evidence = _run_of(bench, layers, updates)
    figures = Figures(counts=pairs({"update ops": len(updates), "run in training": len(done)}))
    said = f"training runs {len(done)} of the {counted(updates, 'update op')} of these statistics"
    return Verdict("confirmed" if 0 < len(done) < len(updates) else "refuted", said, evidence, figures)


def updated_by_several(bench: Bench, subject: Subject) -> Verdict | None:
    """Training runs several update ops of one statistic, each by another part of the batch."""
    layers = [layer for layer in layers_meant(bench, subject) if is_trained(bench, layer)]
    if not layers:
        return None
    sites = {site: layer for layer in _sharing(bench, layers) for site in bench.sites(layer)}
    run, evidence = _run_of(bench, layers, sites)
    used = {sites[site] for site in run}
    parts = {bench.moments(layer) for layer in used}
    for_each = len(parts) / max(1, len({layer.statistics for layer in used}))
    counts = {"normalised apart": len(parts), "for one statistic": for_each}
    said = f"a training run normalises {len(parts)} parts of the batch apart, {for_each:.3g} for each statistic"
    return Verdict("confirmed" if for_each > 1 else "refuted", said, evidence, Figures(counts=pairs(counts)))


def _sharing(bench: Bench, layers: Iterable[LayerCall]) -> list[LayerCall]:
    """These layers, and those of other towers that have the same statistics."""
    shared = {v for layer in layers for v in layer.statistics}
    return [layer for layer in bench.program.layers if not shared.isdisjoint(layer.statistics)]


def _run_of(bench: Bench, layers: Iterable[LayerCall], operations: Collection[str]) -> tuple[set[str], Evidence]:
    """Those of the operations whose kernels run in a training run, of steps that take turns in that which runs most.

    Where a run leaves no trace, those that it waits on.
    """
    run: list[tuple[set[str], Evidence]] = []
    for *_, made in training_runs(bench, layers):
        trace = bench.trace(made.call)
        if trace is None:
            run.append(({name for name in operations if bench.waits_on(made.call, [name])}, "structure"))
        else:
            run.append((set(operations) & trace.ran, "kernels"))
    return max(run, key=lambda one: len(one[0]))
