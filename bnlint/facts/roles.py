"""What a run of a session is for: training, or evaluation, and what tells so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from bnlint.facts.events import Run
from bnlint.facts.program import Program

Role = Literal["train", "evaluate", "unknown"]

_EVALUATION: Final = frozenset(
    "test tests testing val valid validation validate validating eval evaluate evaluation evaluating evaluator dev "
    "predict predicts predicting infer inference holdout heldout".split()
)
_TRAINING: Final = frozenset("train training trn".split())
_WORDS_OF_SAMPLING: Final = frozenset("random noise latent sample samples sampler sampling generate generated".split())
FLAG_WORDS: Final = frozenset(
    "train training trainable phase mode test testing infer inference eval evaluation".split()
)
"""Words of which a training flag's name has one."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def role(program: Program, run: Run) -> Role:
    """A run that fetches a training step trains. Evaluation is told by an Estimator's mode, by the training flag, or by
    the words for it, unless the data are called those of training: then the training loss is logged.

    In a program that loads a checkpoint and never trains, all runs evaluate that do not draw samples.
    """
    if any(program.ran(run, step.node).possible for step in program.steps):
        return "train"
    if run.mode is not None:
        return "train" if run.mode == "train" else "evaluate"
    if evaluationwords(run) or _is_fed_false(program, run):
        return "evaluate"
    loaded_only = program.restores and not program.steps and not _WORDS_OF_SAMPLING & _all_words(run)
    return "evaluate" if loaded_only else "unknown"


def evaluationwords(run: Run) -> bool:
    """Whether the program speaks of the run as an evaluation."""
    data = words(fed.text for fed in run.feeds)
    return not _EVALUATION.isdisjoint(_all_words(run)) and _TRAINING.isdisjoint(data)


def _all_words(run: Run) -> set[str]:
    return words((*run.names, *(fed.text for fed in run.feeds)))


def _is_fed_false(program: Program, run: Run) -> bool:
    """Whether something is False, fed or by default, that training feeds True."""
    known = {fed.node for fed in run.feeds}
    flags = {fed.node for fed in run.feeds if fed.boolean and not fed.truth.possible}
    flags |= {n for n, truth in program.defaults.items() if run.complete and n not in known and not truth.possible}
    return any(
        fed.node in flags and fed.boolean and fed.truth.certain
        for step in program.steps
        for other in program.runs_of(step)
        for fed in other.feeds
    )


def words(texts: Iterable[str]) -> set[str]:
    """The words of names, in lower case: `isTraining` and `is_training` are `is` and `training`."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}
