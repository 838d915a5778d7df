"""Whether evaluation reads the statistics that training maintains."""

from __future__ import annotations

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.asking import evaluations, layers_evaluated, pairs
from bnlint.evidence.subject import Subject
from bnlint.findings.verdict import Figures, Verdict
from bnlint.wording import counted


def evaluation_not_shared(bench: Bench, subject: Subject) -> Verdict | None:
    """Evaluation reads moving statistics that training never writes."""
    read: dict[str, None] = {}
    for made in evaluations(bench, subject):
        layers = layers_evaluated(bench, made.call, subject)
        names = sorted({v.name for layer in layers for v in layer.statistics})
        if names and bench.laboratory.depends_on(made.call, names, ()):
            read.update(dict.fromkeys(names))
    if not read or not bench.training:
        return None
    moved = {name for made in bench.replayed for name in made.moved}
    still = [name for name in read if name not in moved]
    runs = counted(len(bench.training), "training run")
    counts = {"read by evaluation": len(read), "written by training": len(read) - len(still)}
    figures = Figures(bench.drifts(still or read), None, pairs(counts))
    if still:
        said = f"evaluation reads {counted(still, 'moving statistic')} that kept every bit over {runs}"
        return Verdict("confirmed", said, "bits", figures)
    return Verdict("refuted", f"every moving statistic that evaluation reads moved over {runs}", "bits", figures)
