"""How a verdict reads: what was seen, and the figures that convince, as a table of a few lines.

CONFIRMED  10 moving statistics kept every bit over 20 training runs.

    the loss of one batch, with the same weights
      training mode                                  0.658
      inference mode                                  12.2
      inference mode, had the updates been run       0.665
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from bnlint.findings.verdict import Drift, Execution, Figures, Losses, Verdict
from bnlint.wording import counted

SHOWN = 4
"""Moving statistics that are named before the others are counted."""
NAME = 44
"""Cells for what a figure is about."""
FIGURE = 10
"""Cells for a figure."""
LABELS = {"confirmed": "CONFIRMED", "refuted": "REFUTED", "not reached": "NOT REACHED"}


def said(verdict: Verdict) -> str:
    """What was seen, as a sentence."""
    text = verdict.said[:1].upper() + verdict.said[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def table(figures: Figures) -> Iterator[str]:
    """The figures, a line each, with headings."""
    if figures.losses is not None:
        yield "the loss of one batch, with the same weights"
        yield from _losses(figures.losses)
    if figures.drifts:
        yield from _drifts(figures.drifts)
        if figures.losses is not None and figures.losses.momentum is not None:
            yield _warm_up(figures.losses.momentum, figures.drifts[0])


def execution(ran: Execution) -> str:
    """With what the verdicts were reached."""
    devices = ", ".join(f"{name} ({counted(operations, 'operation')})" for name, operations in ran.devices)
    cards = f" of {' and '.join(dict.fromkeys(ran.gpus))}" if any("GPU" in name for name, _ in ran.devices) else ""
    moved = f"; soft placement moved {ran.moved:,} of them" if ran.moved else ""
    instead = f" No GPU was used: {ran.instead}." if ran.instead else ""
    made = f"{counted(ran.runs, 'run')} made again"
    return f"TensorFlow {ran.tensorflow} on {devices or 'no device'}{cards}{moved}: {made}.{instead}"


def _losses(losses: Losses) -> Iterator[str]:
    yield _row("training mode", [losses.training])
    yield _row("inference mode", [losses.inference])
    if losses.counterfactual is not None:
        yield _row("inference mode, had the updates been run", [losses.counterfactual])


def _drifts(drifts: Sequence[Drift]) -> Iterator[str]:
    marks = [f"{runs} run{'' if runs == 1 else 's'}" for runs, _ in drifts[0].after]
    yield f"{'how far they moved from their initial values':<{NAME + 2}}" + "".join(f"{m:>{FIGURE}}" for m in marks)
    for drift in drifts[:SHOWN]:
        yield _row(drift.variable, [distance for _, distance in drift.after])
    if len(drifts) > SHOWN:
        yield f"  and {len(drifts) - SHOWN} more"


def _warm_up(momentum: float, drift: Drift) -> str:
    """How far from done the averages are, which tells a program that warms up from one that is wrong."""
    runs = max((runs for runs, _ in drift.after), default=0)
    left = f"{momentum**runs:.0%} of the initial value is left after {runs} runs that update"
    return f"momentum {momentum:.4g}, as measured: {left}"


def _row(name: str, figures: Sequence[float]) -> str:
    shown = name if len(name) <= NAME else f"...{name[3 - NAME :]}"
    return f"  {shown:<{NAME}}" + "".join(f"{_figure(figure):>{FIGURE}}" for figure in figures)


def _figure(value: float) -> str:
    return f"{value:.3g}" if isfinite(value) else str(value)
