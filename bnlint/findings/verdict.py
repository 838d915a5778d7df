"""What a run of the program says about a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Word = Literal["confirmed", "refuted", "not reached"]
Evidence = Literal["structure", "pruned graph", "kernels", "bits", "exception"]
"""How far the evidence goes, weakest first: which operations wait on which; which of them are in the graph that was
run in the end; whose kernels ran; which bits of variables and outputs changed. An exception speaks for itself."""

Damage = Literal[
    "not updated", "partly updated", "training infers", "evaluation by batch", "evaluation writes", "not shared",
    "not kept", "no statistics", "per replica", "unused", "refused",
]  # fmt: skip
"""What runs of a wrong program show: training leaves statistics as they are, or moves them by some updates alone, or
normalises by what nothing moves; evaluation normalises by the batch, or moves statistics; it reads others than training
writes; checkpoints lose them; there are none; parts of a batch are normalised apart; a result is used by nothing; or
TensorFlow refuses the program."""


@dataclass(frozen=True)
class Drift:
    """How far a moving statistic has come after so many training runs: the root mean square of its changes."""

    variable: str
    after: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Losses:
    """The loss of one batch with the same weights: normalised by the batch; by the moving statistics as the program
    keeps them; and by what those would be had the updates been run, the counterfactual.

    `momentum` is the share of its value that a statistic keeps when all of its updates are run once, as measured.
    """

    training: float
    inference: float
    counterfactual: float | None = None
    momentum: float | None = None


@dataclass(frozen=True)
class Figures:
    """What was measured, as far as it bears on the finding."""

    drifts: tuple[Drift, ...] = ()
    losses: Losses | None = None
    counts: tuple[tuple[str, float], ...] = ()
    """Other figures, each with what it counts or measures."""


@dataclass(frozen=True)
class Verdict:
    """`said` is one sentence: what was seen, or why nothing was."""

    word: Word
    said: str
    evidence: Evidence | None = None
    figures: Figures = Figures()


@dataclass(frozen=True)
class Execution:
    """With what verdicts were reached: `devices` are those of training runs, each with the operations that TensorFlow
    placed on it, `moved` of them elsewhere than the graph says; `gpus` are the names of those that could be used;
    `runs` were made again; `ended` is why the script was not followed any further, and `instead` why no GPU was used
    where there is one."""

    tensorflow: str
    devices: tuple[tuple[str, int], ...]
    runs: int
    ended: str = ""
    gpus: tuple[str, ...] = ()
    moved: int = 0
    instead: str = ""
