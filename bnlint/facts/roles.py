"""What a run of a session is for: training, or evaluation, and what tells so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from bnlint.facts.events import Run
from bnlint.facts.program import Program, only_orders

Role = Literal["train", "evaluate", "unknown"]

_EVALUATION: Final = frozenset(
    "test tests testing val valid validation validate validating eval evaluate evaluation evaluating evaluator dev "
    "predict predicts predicting infer inference holdout heldout".split()
)
_TRAINING: Final = frozenset("train training trn".split())
_SAMPLING: Final = frozenset("random noise latent sample samples sampler sampling generate generated".split())
_FLAGS: Final = frozenset("train training trainable phase mode test testing infer inference eval evaluation".split())
"""Words of which a training flag's name has one."""
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_NEXT: Final = "tf.data.Iterator.get_next"
_READERS: Final = frozenset(
    {_NEXT, *(f"tf.train.{name}" for name in ("batch", "batch_join", "shuffle_batch", "shuffle_batch_join"))}
)
_INITIALISER: Final = "tf.data.Iterator.initializer"
_EVAL: Final = re.compile(r"\.eval\s*\(")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def role(program: Program, run: Run) -> Role:
    """A run that fetches a training step trains. Evaluation is told by an Estimator's mode, by the training flag, or by
    the words for it, in the run itself or where the iterator was set to its data, unless the data are those of a
    training run, or are called so: then the training loss is logged.

    In a program that loads a checkpoint and never trains, all runs evaluate that do not draw samples; who reads files
    does not, whatever it is called. A run that speaks of training may train by an optimizer that is not seen. A run of
    update ops alone keeps up the statistics.
    """
    if any(program.ran(run, step.node).possible for step in program.steps):
        return "train"
    if run.mode is not None:
        return "train" if run.mode == "train" else "evaluate"
    if only_orders(run) or _is_fed_as_training(program, run):
        return "unknown"
    if evaluation_words(run) or _is_fed_false(program, run) or _is_set_to_evaluate(program, run):
        return "evaluate"
    if program.steps or not program.restores or _speaks_of_training(run):
        return "unknown"
    every = words((*run.names, *run.functions, *(fed.text for fed in run.feeds)))
    draws = not every.isdisjoint(_SAMPLING) and not _reads_data(program, run)
    return "unknown" if draws else "evaluate"


def _speaks_of_training(run: Run) -> bool:
    """Whether something in the statement that runs, other than a flag, or a function around it is called so."""
    spoken = words((*(name for name in run.names if not _is_flag(name)), *run.functions))
    return not _TRAINING.isdisjoint(spoken)


def _reads_data(program: Program, run: Run) -> bool:
    """Whether what a run computes comes from files: from an iterator, or from queues."""
    return any(node.operation in _READERS for node in program.computed_in(run))


def _is_fed_as_training(program: Program, run: Run) -> bool:
    """Whether some training run is fed all the data that this one is."""
    data = {(fed.node, fed.value) for fed in run.feeds if fed.value is not None}
    return bool(data) and any(
        data <= {(fed.node, fed.value) for fed in other.feeds}
        for step in program.steps
        for other in program.runs_of(step)
    )


def evaluation_words(run: Run) -> bool:
    """Whether the program speaks of the run as an evaluation: in the statement itself, or else in what leads there."""
    data = words(name for name in run.names if not _is_flag(name))
    if not _EVALUATION.isdisjoint(data):
        return _TRAINING.isdisjoint(data)
    data = words(fed.text for fed in run.feeds)
    return not _EVALUATION.isdisjoint(data | words(run.functions)) and _TRAINING.isdisjoint(data)


def names_evaluation(run: Run) -> bool:
    """Whether something in the statement that runs is called so, whatever else it does."""
    return not _EVALUATION.isdisjoint(words(name for name in run.names if not _is_flag(name)))


def _is_flag(name: str) -> bool:
    """Whether a name is that of a training flag or step, which say nothing about the data."""
    return not words([name]).isdisjoint(("is", "phase", "mode", "flag", "op", "step", "training", "testing"))


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


def _is_set_to_evaluate(program: Program, run: Run) -> bool:
    """Whether the iterator that its data come from was last set to data that the program calls those of evaluation."""
    iterators = {node.name for node in program.computed_in(run) if node.operation == _NEXT}
    if not iterators:
        return False
    earlier = (
        other for other in program.runs if other.number < run.number and not other.condition.excludes(run.condition)
    )
    last = next((other for other in reversed([*earlier]) if _sets(other, iterators)), None)
    named = words(last.names) if last is not None else set[str]()
    return not _EVALUATION.isdisjoint(named) and _TRAINING.isdisjoint(named)


def _sets(run: Run, iterators: set[str]) -> bool:
    return any(edge.target.operation == _INITIALISER and edge.target.name in iterators for edge in run.fetches)


@cache
def is_called_flag(name: str) -> bool:
    """Whether a name has one of the words that training flags are called by."""
    return not _FLAGS.isdisjoint(words([name]))


def names_in(source: str) -> tuple[str, ...]:
    """The names in a statement that runs. `Tensor.eval` runs whatever it is: its name says nothing."""
    return tuple(dict.fromkeys(_NAME.findall(_EVAL.sub("(", source))))


def words(texts: Iterable[str]) -> set[str]:
    """The words of names, in lower case: `isTraining` and `is_training` are `is` and `training`."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}
