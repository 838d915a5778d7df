"""What each kind of damage is seen by when the program runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bnlint.evidence.bench import Bench
from bnlint.evidence.questions.asking import Question
from bnlint.evidence.questions.keeping import statistics_not_kept
from bnlint.evidence.questions.modes import evaluated_by_batch, evaluation_moves_statistics, inferring_in_training
from bnlint.evidence.questions.sharing import evaluation_not_shared
from bnlint.evidence.questions.soundness import no_statistics, output_unused
from bnlint.evidence.questions.updates import partly_updated, statistics_not_updated, updated_by_several
from bnlint.evidence.subject import Subject
from bnlint.findings.verdict import Damage, Verdict

QUESTIONS: Final[Mapping[Damage, Question]] = {
    "not updated": statistics_not_updated,
    "partly updated": partly_updated,
    "training infers": inferring_in_training,
    "evaluation by batch": evaluated_by_batch,
    "evaluation writes": evaluation_moves_statistics,
    "not shared": evaluation_not_shared,
    "not kept": statistics_not_kept,
    "no statistics": no_statistics,
    "per replica": updated_by_several,
    "unused": output_unused,
}
"""The question by which each damage is seen; that TensorFlow refuses a program is seen without any."""


def answer(bench: Bench, damages: Iterable[Damage], subject: Subject) -> Verdict | None:
    """The verdict on a finding: confirmed as soon as one of the damages is seen."""
    questions = [QUESTIONS[damage] for damage in damages if damage in QUESTIONS]
    verdicts = [verdict for question in questions if (verdict := question(bench, subject)) is not None]
    return next((one for one in verdicts if one.word == "confirmed"), verdicts[0] if verdicts else None)
