"""What each kind of damage is seen by when the program runs."""

from __future__ import annotations

from typing import Final

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.asking import Question
from bnlint.evidence.questions.keeping import statistics_not_kept
from bnlint.evidence.questions.modes import evaluated_by_batch, evaluation_moves_statistics, inferring_in_training
from bnlint.evidence.questions.sharing import evaluation_not_shared
from bnlint.evidence.questions.soundness import no_statistics, output_unused
from bnlint.evidence.questions.updates import partly_updated, statistics_not_updated, updated_by_several
from bnlint.evidence.subject import Subject
from bnlint.findings.verdict import Verdict

QUESTIONS: Final[dict[str, tuple[Question, ...]]] = {
    "BN1": (statistics_not_updated,),
    "BN105": (partly_updated,),
    "BN2": (inferring_in_training, evaluated_by_batch, evaluation_moves_statistics),
    "BN201": (inferring_in_training,),
    "BN202": (evaluated_by_batch, evaluation_moves_statistics),
    "BN207": (evaluated_by_batch,),
    "BN208": (evaluation_moves_statistics,),
    "BN214": (inferring_in_training,),
    "BN3": (evaluation_not_shared,),
    "BN4": (statistics_not_kept,),
    "BN706": (updated_by_several,),
    "BN707": (no_statistics,),
    "BN708": (output_unused,),
}
"""The questions by which each rule's damage is seen, or each family's."""


def answer(bench: Bench, code: str, subject: Subject) -> Verdict | None:
    """The verdict on a finding: confirmed as soon as one of its questions says so."""
    questions = QUESTIONS.get(code) or QUESTIONS.get(code[:3]) or ()
    verdicts = [verdict for question in questions if (verdict := question(bench, subject)) is not None]
    return next((one for one in verdicts if one.word == "confirmed"), verdicts[0] if verdicts else None)
