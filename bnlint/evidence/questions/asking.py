"""What the questions have in common: what they are put to, which parts of a graph are meant, and how they speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bnlint.evidence.bench import Bench, trained_layers
from bnlint.evidence.calls import Call
from bnlint.evidence.laboratory import Replayed
from bnlint.evidence.subject import Subject
from bnlint.facts.events import LayerCall
from bnlint.facts.roles import role
from bnlint.findings.verdict import Verdict

Question: TypeAlias = Callable[[Bench, Subject], "Verdict | None"]
"""Put to one graph, of the part of it that a finding is about; None where nothing that was run bears on it."""


def layers_meant(bench: Bench, subject: Subject) -> Sequence[LayerCall]:
    """The layers that are named, or all behind the steps that are named, or all that are trained."""
    return subject.layers or trained_layers(bench.program, subject.steps or bench.program.steps)


def is_trained(bench: Bench, layer: LayerCall) -> bool:
    """Whether a training run normalises by the batch in the layer."""
    return layer.trains.possible and any(bench.computes(made.call, layer) for made in bench.training)


def training_runs(bench: Bench, layers: Iterable[LayerCall]) -> list[list[Replayed]]:
    """The training runs that normalise in one of the layers, apart for each set of training steps that they run.

    Of steps that take turns, as those of a generator and a discriminator, each maintains the layers of its own.
    """
    several = list(layers)
    steps = [step.node.name for step in bench.program.steps]
    kinds: dict[frozenset[str], list[Replayed]] = {}
    for made in bench.training:
        if any(bench.computes(made.call, layer) for layer in several):
            kinds.setdefault(frozenset(s for s in steps if bench.waits_on(made.call, [s])), []).append(made)
    return list(kinds.values())


def times_moved(bench: Bench, layer: LayerCall) -> int:
    """In how many runs a statistic of the layer moved; of two, the one that moved more often."""
    return max(sum(v.name in made.moved for made in bench.replayed) for v in layer.statistics)


def evaluations(bench: Bench, subject: Subject) -> Iterator[Replayed]:
    """The runs that evaluate, of those meant where some are; one of each kind."""
    known = [made for made in bench.replayed if made.call.fact is not None and not made.failed]
    meant = [made for made in known if made.call.fact in subject.runs and not made.call.trains]
    seen: set[object] = set()
    for made in meant or [made for made in known if _evaluates(bench, made.call)]:
        if made.call.fact not in seen:
            seen.add(made.call.fact)
            yield made


def _evaluates(bench: Bench, call: Call) -> bool:
    return call.fact is not None and role(bench.program, call.fact) == "evaluate"


def layers_evaluated(bench: Bench, call: Call, subject: Subject) -> list[LayerCall]:
    """The layers that the run computes: those meant, or all."""
    computed = [layer for layer in bench.program.layers if bench.computes(call, layer)]
    return [layer for layer in computed if layer in subject.layers] or computed


def statistics_of(layers: Iterable[LayerCall]) -> list[str]:
    return list(dict.fromkeys(v.name for layer in layers for v in layer.statistics))


def pairs(counts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(counts.items())
