"""How rules speak: counts, names, conditions, and the trail of an update that never runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from bnlint.conditions import Condition, Symbol
from bnlint.facts.events import LayerCall, Run, TrainingStep
from bnlint.facts.graph import Spot
from bnlint.facts.modes import ByBatch
from bnlint.facts.program import Program
from bnlint.facts.roles import words
from bnlint.facts.updates import Undone
from bnlint.findings.finding import Certainty, TrailStep, Use
from bnlint.sources.places import Place
from bnlint.wording import counted

NAMED = 3
"""Layers that a message names before it counts the others."""


def layer_names(layers: Iterable[LayerCall]) -> str:
    """`stem/bn, block1/bn, block2/bn and 7 more`."""
    names = list(dict.fromkeys(layer.scope for layer in layers))
    listed = ", ".join(names[:NAMED])
    return f"{listed} and {len(names) - NAMED} more" if len(names) > NAMED else listed


def layer_count(layers: Iterable[LayerCall]) -> str:
    return counted(len({layer.scope for layer in layers}), "batch normalisation layer")


def layers_do(layers: Iterable[LayerCall], does: str, do: str) -> str:
    """`1 batch normalisation layer normalises`, `2 batch normalisation layers normalise`."""
    count = layer_count(layers)
    return f"{count} {does if count.startswith('1 ') else do}"


def by_place(undone: Iterable[Undone], spot: Callable[[Undone], Spot]) -> Iterator[tuple[Spot, list[Undone]]]:
    """The undone updates that have one cause, grouped by its place, in order of execution."""
    keyed = sorted(((spot(u).place, n, u) for n, u in enumerate(undone)), key=lambda row: row[:2])
    for _, rows in groupby(keyed, key=lambda row: row[0]):
        group = [u for _, _, u in rows]
        relied = [u for u in group if u.relied] or group
        yield spot(relied[0]), relied


def relied_elsewhere(group: list[Undone]) -> frozenset[Use]:
    """That another program normalises by the statistics; empty if this one does."""
    return frozenset() if group[0].relied else frozenset(Use(u.layer.spot.place, "inferred") for u in group)


def judged(program: Program, group: list[Undone]) -> tuple[Certainty, str]:
    """How certain it is that the updates are not run, and on which condition, in words (empty: on none).

    Where some of several steps are seen to run, those count.
    """
    shown = [u for u in group if u.shown]
    counted = shown or group
    certainty, text = surest(program, counted)
    when = program.logic.any_of(u.when for u in counted)
    chosen = any(_is_about_updates(symbol) for symbol, _ in when.easiest())
    return (certainty if shown and not chosen else "possible"), text


def _is_about_updates(symbol: Symbol) -> bool:
    """Whether an option decides just this: leaving the statistics alone is then somebody's choice."""
    return not words([symbol.text]).isdisjoint(("update", "updates", "freeze", "frozen", "moving"))


class Harm(Protocol):
    """What a rule found about a layer, and when it is so."""

    @property
    def layer(self) -> LayerCall: ...

    @property
    def when(self) -> Condition: ...


class HarmInTraining(Harm, Protocol):
    """Where a training step is harmed."""

    @property
    def step(self) -> TrainingStep: ...


class HarmInRun(Harm, Protocol):
    """Where a run is harmed."""

    @property
    def run(self) -> Run: ...


def certainty_of(program: Program, harms: Sequence[Harm], given: Condition) -> tuple[Certainty, str]:
    """How certain it is that one of the layers comes to harm where `given` holds, and what it takes, in words.

    However many options decide whether a layer is built, it is certain if that comes to harm whenever it is.
    """
    when, where = program.logic.any_of(harm.when for harm in harms), program.sometimes(given)
    literals = program.logic.where(when, where).easiest()
    if len(literals) > 1:
        literals = _one_option(program, when, where) or literals
    if len(literals) > 1 and _always_once_built(program, harms, where):
        literals = []
    sure = len(literals) <= 1 and all(program.is_option(symbol) for symbol, _ in literals)
    return ("sure" if sure else "possible"), _in_words(literals)


def surest(program: Program, harms: Iterable[HarmInTraining]) -> tuple[Certainty, str]:
    """The same of one of the training steps that are harmed: of the first of those for which it is most certain."""
    steps: dict[TrainingStep, list[HarmInTraining]] = {}
    for harm in harms:
        steps.setdefault(harm.step, []).append(harm)
    found = [certainty_of(program, harmed, program.training(step)) for step, harmed in steps.items()]
    return next((one for one in found if one[0] == "sure"), found[0])


def surest_run(program: Program, harms: Sequence[HarmInRun]) -> tuple[Certainty, str]:
    """The same of runs that are harmed: of all, or else of the first of those for which it is certain."""
    together = certainty_of(program, harms, harms[0].run.condition)
    runs: dict[Run, list[HarmInRun]] = {}
    for harm in harms if together[0] != "sure" else ():
        runs.setdefault(harm.run, []).append(harm)
    alone = (certainty_of(program, harmed, run.condition) for run, harmed in runs.items())
    return next((one for one in alone if one[0] == "sure"), together)


def _one_option(program: Program, when: Condition, given: Condition) -> list[tuple[Symbol, bool]]:
    """An option that makes the condition true wherever `given` holds; empty if there is no single one."""
    for symbol in filter(program.is_option, when.symbols()):
        literal = program.logic.literal(symbol.index)
        for value, condition in ((True, literal), (False, ~literal)):
            both = condition & given
            if both.possible and both.implies(when):
                return [(symbol, value)]
    return []


def _always_once_built(program: Program, harms: Sequence[Harm], given: Condition) -> bool:
    """Whether a layer comes to harm whenever it is built, whatever decides on that.

    Where the same code makes another layer of the graph that comes to none, that decision may be about the harm.
    """
    harmed = {harm.layer for harm in harms}
    spared = {(layer.graph, layer.spot.place) for layer in program.layers if layer not in harmed}
    for harm in harms:
        layer = harm.layer
        when = program.logic.where(harm.when, given)
        if (layer.graph, layer.spot.place) not in spared and program.sometimes(layer.condition).implies(when):
            return True
    return False


def _in_words(literals: list[tuple[Symbol, bool]]) -> str:
    parts = [f"`{symbol.text}` is {'true' if value else 'false'}" for symbol, value in literals if symbol.text]
    return f" when {' and '.join(parts)}" if parts else ""


def layers_step(group: list[Undone]) -> TrailStep:
    """Where the first of the layers is called, and what all of them add."""
    first = min((u.layer for u in group), key=lambda layer: layer.number)
    layers = list(dict.fromkeys(u.layer for u in group))
    updates = len({u.update for u in group})
    message = f"the layer call adds update ops: {updates} in all, of {layer_count(layers)} ({layer_names(layers)})"
    return TrailStep(first.spot.place, message)


def run_steps(program: Program, group: list[Undone]) -> list[TrailStep]:
    """Where training runs the step."""
    runs = program.runs_of(group[0].step)
    text = "training runs the step here; nothing that it waits on updates the moving statistics"
    return [TrailStep(runs[0].spot.place, text)] if runs else []


def valued_elsewhere(group: list[ByBatch]) -> frozenset[Use]:
    """That another program uses or maintains the statistics; empty if this one maintains them."""
    if any(one.maintained or one.layer.tensor is not None for one in group):
        return frozenset()
    places = {one.layer.spot.place for one in group}
    return frozenset(Use(place, how) for place in places for how in ("inferred", "maintained"))


def evaluation_step(run: Run) -> TrailStep:
    return TrailStep(run.spot.place, "this run evaluates")


def trail(*steps: TrailStep | Iterable[TrailStep]) -> tuple[TrailStep, ...]:
    listed: list[TrailStep] = []
    for step in steps:
        listed += [step] if isinstance(step, TrailStep) else step
    return tuple(dict.fromkeys(listed))


def line_of(place: Place, other: Place) -> str:
    """`line 12`, or `line 12 of nets.py` when seen from another file; in a notebook `line 12 of cell 3`."""
    line = f"line {place.shown_line}"
    if place.cell is not None:
        line += f" of cell {place.cell.number}"
    name = place.path.replace("\\", "/").rpartition("/")[2]
    return line if place.path == other.path else f"{line} of {name}"
