"""Whether a normalisation can be right at all: with statistics of its own, and a result that is used."""

from __future__ import annotations

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.alone import difference_alone
from bnlint.evidence.questions.asking import evaluations, layers_evaluated, pairs
from bnlint.evidence.subject import Subject
from bnlint.findings.verdict import Figures, Verdict
from bnlint.wording import counted


def output_unused(bench: Bench, subject: Subject) -> Verdict | None:
    """No value that a run fetches, nor the loss, comes from what the layer gives."""
    if not subject.layers or not bench.replayed:
        return None
    values = bench.values()
    used = [one for one in subject.layers if not values.isdisjoint(bench.sites(one))]
    runs = counted(len(bench.replayed), "run")
    if len(used) == len(subject.layers):
        return Verdict("refuted", f"what {counted(used, 'layer')} gives goes into what {runs} fetch", "structure")
    return Verdict(
        "confirmed", f"nothing that {runs} fetch, nor the loss, comes from what the layer gives", "structure"
    )


def no_statistics(bench: Bench, subject: Subject) -> Verdict | None:
    """The result for one sample depends on the others, and no variable stands in for them."""
    measured = False
    for made in evaluations(bench, subject):
        layers = layers_evaluated(bench, made.call, subject)
        bare = [layer for layer in layers if not layer.statistics]
        alone = difference_alone(bench, made.call, bare) if bare else None
        measured = measured or alone is not None
        if alone:
            said = f"one sample's result differs by {alone:.3g} alone and in its batch, and no variable can help"
            return Verdict("confirmed", said, "bits", Figures(counts=pairs({"difference of one sample alone": alone})))
    return Verdict("refuted", "one sample's result is the same alone and in its batch", "bits") if measured else None
