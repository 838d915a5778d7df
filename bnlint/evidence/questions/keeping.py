"""Whether checkpoints carry the statistics."""

from __future__ import annotations

from bnlint.evidence.bench import Bench
from bnlint.evidence.checkpoints import loads, lost_in_round_trip, savers
from bnlint.evidence.questions.asking import layers_evaluated, pairs
from bnlint.evidence.subject import Subject
from bnlint.facts.events import SaverMade
from bnlint.findings.verdict import Figures, Verdict
from bnlint.wording import counted


def statistics_not_kept(bench: Bench, subject: Subject) -> Verdict | None:
    """What a checkpoint's round trip, or a restore of the script, leaves at its initial value."""
    return _after_restore(bench, subject) or next(
        filter(None, (_round_trip(bench, one) for one in subject.savers)), None
    )


def _after_restore(bench: Bench, subject: Subject) -> Verdict | None:
    """Whether runs that follow a restore normalise by initial values."""
    restored, lost, kept = False, set[str](), set[str]()
    for made in bench.replayed:
        if restored and not made.failed and not made.call.trains:
            layers = layers_evaluated(bench, made.call, subject)
            names = {v.name for layer in layers for v in layer.statistics}
            if names and bench.laboratory.depends_on(made.call, names, ()):
                lost |= names & made.initial
                kept |= names - made.initial
        restored = restored or (loads(bench, made.call) and not made.failed)
    if not lost and not kept:
        return None
    counts = {"at their initial values": len(lost), "others": len(kept - lost)}
    if lost:
        said = f"after the restore, a run normalises by {counted(lost, 'moving statistic')} at their initial values"
        return Verdict("confirmed", said, "bits", Figures(counts=pairs(counts)))
    return Verdict(
        "refuted",
        "after the restore, no moving statistic is at its initial value",
        "bits",
        Figures(counts=pairs(counts)),
    )


def _round_trip(bench: Bench, saver: SaverMade) -> Verdict | None:
    if saver.variables is None:
        return None
    watched = set(bench.laboratory.watched)
    for saving in savers(bench):
        if {v.name for v in saver.variables} & watched == set(saving.names) & watched:
            lost = lost_in_round_trip(bench, saving)
            counts = {"moving statistics": len(watched), "lost": len(lost)}
            said = f"saved and restored, {len(lost)} of {counted(watched, 'moving statistic')} lost their values"
            return Verdict("confirmed" if lost else "refuted", said, "bits", Figures(counts=pairs(counts)))
    return None
