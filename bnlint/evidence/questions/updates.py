"""Whether training moves the statistics that evaluation reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.asking import counted, is_trained, layers_meant, pairs, times_moved
from bnlint.evidence.subject import Subject
from bnlint.facts.events import LayerCall
from bnlint.findings.verdict import Figures, Verdict

ENOUGH: Final = 0.5
"""The share of training runs that must update a statistic for it to be maintained."""


def statistics_not_updated(bench: Bench, subject: Subject) -> Verdict | None:
    """Training normalises by the batch, and the statistics of some layer keep their bits."""
    behind = [layer for layer in layers_meant(bench, subject) if is_trained(bench, layer) and layer.statistics]
    if not behind or not bench.training:
        return None
    still = [layer for layer in behind if times_moved(bench, layer) < ENOUGH * len(bench.training)]
    about = still or behind
    drifts = bench.drifts(dict.fromkeys(v.name for layer in about for v in layer.statistics))
    runs = len(bench.training)
    figures = Figures(drifts, bench.losses(about))
    if not still:
        return Verdict("refuted", f"every moving statistic moved in {counted(runs, 'training run')}", "bits", figures)
    seldom = max(times_moved(bench, layer) for layer in still)
    names = {v.name for layer in still for v in layer.statistics}
    said = f"{counted(names, 'moving statistic')} kept every bit over {counted(runs, 'training run')}"
    if seldom:
        said = f"{counted(names, 'moving statistic')} moved in {seldom} of {counted(runs, 'training run')}"
    counts = pairs({"training runs": runs, "updates": seldom})
    return Verdict("confirmed", f"{said}; {_evidence(bench, still)}", "bits", replace(figures, counts=counts))


def _evidence(bench: Bench, layers: Iterable[LayerCall]) -> str:
    """How far the update ops got in a training run."""
    updates = {node.name for layer in layers for node in layer.updates}
    names = {v.name for layer in layers for v in layer.statistics}
    call = next(made.call for made in reversed(bench.training) if names.isdisjoint(made.moved))
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
    layers = {layer for layer in layers_meant(bench, subject) if is_trained(bench, layer)}
    shared = {v for layer in layers for v in layer.statistics}
    towers = [layer for layer in bench.program.layers if not shared.isdisjoint(layer.statistics)]
    updates = {node.name for layer in towers for node in layer.updates}
    if not bench.training or not updates:
        return None
    call = bench.training[-1].call
    done = {name for name in updates if bench.waits_on(call, [name])}
    figures = Figures(counts=pairs({"update ops": len(updates), "run in training": len(done)}))
    said = f"training runs {len(done)} of the {counted(updates, 'update op')} of these statistics"
    return Verdict("confirmed" if 0 < len(done) < len(updates) else "refuted", said, "structure", figures)


def updated_by_several(bench: Bench, subject: Subject) -> Verdict | None:
    """Training runs several update ops of one statistic, each by another part of the batch."""
    layers = [layer for layer in layers_meant(bench, subject) if is_trained(bench, layer)]
    shared = {v for layer in layers for v in layer.statistics}
    towers = [layer for layer in bench.program.layers if not shared.isdisjoint(layer.statistics)]
    if not bench.training or not layers:
        return None
    call = bench.training[-1].call
    used = [layer for layer in towers if bench.computes(call, layer)]
    parts = {bench.moments(layer) for layer in used}
    for_each = len(parts) / max(1, len({layer.statistics for layer in used}))
    counts = {"normalised apart": len(parts), "for one statistic": for_each}
    said = f"a training run normalises {len(parts)} parts of the batch apart, {for_each:.3g} for each statistic"
    return Verdict("confirmed" if for_each > 1 else "refuted", said, "structure", Figures(counts=pairs(counts)))
