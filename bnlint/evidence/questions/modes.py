"""Whether training and evaluation normalise by what they should, and evaluation leaves the statistics alone."""

from __future__ import annotations

from typing import Final

from bnlint.evidence.bench import Bench
from bnlint.evidence.calls import Call
from bnlint.evidence.questions.alone import difference_alone
from bnlint.evidence.questions.asking import (
    evaluations,
    layers_evaluated,
    layers_meant,
    pairs,
    statistics_of,
    times_moved,
)  # fmt: skip
from bnlint.evidence.subject import Subject
from bnlint.facts.events import LayerCall
from bnlint.findings.verdict import Figures, Verdict
from bnlint.wording import counted

LOOKED_INTO: Final = 4
"""Layers whose own results are looked at where the loss shows nothing."""


def inferring_in_training(bench: Bench, subject: Subject) -> Verdict | None:
    """The training loss comes from moving statistics that nothing moves."""
    layers = [
        layer for layer in layers_meant(bench, subject)
        if layer.statistics and any(bench.computes(made.call, layer) for made in bench.training)
    ]  # fmt: skip
    if not layers or not bench.training or bench.loss is None:
        return None
    names = statistics_of(layers)
    loss = f"{bench.loss.op}:{bench.loss.output}"
    call = bench.training[-1].call
    depends = bench.laboratory.depends_on(call, names, [loss])
    if depends is None:
        return None
    what = "the training loss"
    if not depends and any(_gives_by(bench, call, layer) for layer in layers[:LOOKED_INTO]):
        what, depends = "what the layer gives in training", True
    moved = any(times_moved(bench, layer) for layer in layers)
    runs = counted(len(bench.training), "training run")
    figures = Figures(bench.drifts(names), bench.losses(layers), pairs({"training runs": len(bench.training)}))
    if depends and not moved:
        said = f"{what} changes with the moving statistics, which kept every bit over {runs}"
        return Verdict("confirmed", said, "bits", figures)
    said = f"{what} {'changes' if depends else 'does not change'} with the moving statistics"
    return Verdict("refuted", f"{said}, which {'moved' if moved else 'kept their values'} over {runs}", "bits", figures)


def _gives_by(bench: Bench, call: Call, layer: LayerCall) -> bool:
    """Whether all that normalises for the layer in a run depends on the moving statistics.

    The loss may not, where units that are cut off lie between.
    """
    trace, names = bench.trace(call), statistics_of([layer])
    ran = [f"{site}:0" for site in bench.sites(layer) if trace is not None and site in trace.ran]
    return bool(ran) and all(bench.laboratory.depends_on(call, names, [tensor]) for tensor in ran)


def evaluated_by_batch(bench: Bench, subject: Subject) -> Verdict | None:
    """What an evaluation gives does not change with the moving statistics."""
    answers = []
    for made in evaluations(bench, subject):
        layers = layers_evaluated(bench, made.call, subject)
        names = sorted({v.name for layer in layers for v in layer.statistics})
        if not names:
            continue
        depends = bench.laboratory.depends_on(made.call, names, ())
        if depends is not None:
            answers.append((depends, made, layers))
    if not answers:
        return None
    wrong = [(made, layers) for depends, made, layers in answers if not depends]
    if not wrong:
        said = "the result of evaluation changes with the moving statistics: it normalises by them"
        return Verdict("refuted", said, "bits", Figures(counts=pairs({"evaluation runs": len(answers)})))
    made, layers = wrong[0]
    names = sorted({v.name for layer in layers for v in layer.statistics})
    said = f"the result of evaluation is the same whatever the {counted(names, 'moving statistic')} hold"
    counts: dict[str, float] = {"evaluation runs": len(wrong)}
    alone = difference_alone(bench, made.call, layers)
    if alone:
        said += f"; one sample's result differs by {alone:.3g} alone and in its batch"
        counts["difference of one sample alone"] = alone
    return Verdict("confirmed", said, "bits", Figures(counts=pairs(counts)))


def evaluation_moves_statistics(bench: Bench, subject: Subject) -> Verdict | None:
    """An evaluation changes bits of moving statistics."""
    astray = _updates_astray(bench, subject)
    if astray is not None:
        return astray
    runs = [made for made in evaluations(bench, subject) if layers_evaluated(bench, made.call, subject)]
    if not runs:
        return None
    moved = sorted({name for made in runs for name in made.moved})
    counts = {"evaluation runs": len(runs), "moving statistics": len(moved)}
    if moved:
        said = f"{counted(moved, 'moving statistic')} moved in {counted(len(runs), 'evaluation run')}"
        return Verdict("confirmed", said, "bits", Figures(counts=pairs(counts)))
    return Verdict(
        "refuted",
        f"no moving statistic moved in {counted(len(runs), 'evaluation run')}",
        "bits",
        Figures(counts=pairs(counts)),
    )


def _updates_astray(bench: Bench, subject: Subject) -> Verdict | None:
    """Training runs the update ops of layers that it does not train through."""
    trained = {layer for step in bench.program.steps for layer, _ in bench.program.trained_layers(step)}
    apart = [layer for layer in subject.layers if layer not in trained]
    updates = {node.name for layer in apart for node in layer.updates}
    calls = [made.call for made in bench.training if bench.waits_on(made.call, updates)]
    if not calls:
        return None
    moved = bench.moved_by(calls[-1], updates)
    if not moved:
        return None
    said = (
        f"training runs {counted(updates, 'update op')} of layers that it does not train through; "
        f"alone, they move {counted(moved, 'moving statistic')}"
    )
    return Verdict("confirmed", said, "bits", Figures(counts=pairs({"update ops": len(updates), "moved": len(moved)})))
