"""The pipeline for graphs: artefacts, facts, rules, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bnlint.analysis.garbage import collected_on_demand
from bnlint.analysis.uses import uses_of
from bnlint.artefacts.artefact import Artefact, Kind
from bnlint.artefacts.captured import Captured
from bnlint.artefacts.graphs import StoredGraph
from bnlint.artefacts.reading import read_artefact
from bnlint.artefacts.statistics import StatisticsOf
from bnlint.check import Hidden, Outcome
from bnlint.facts.program import Program
from bnlint.findings.finding import Finding, NotJudged, Seen, Use
from bnlint.findings.settling import settled
from bnlint.graph_witness.bundles import Bundle, BundleWitness
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.savers import saved_variables
from bnlint.graph_witness.witness import GraphWitness, stored_alone
from bnlint.rules.needs import LACKS, Need, not_judged
from bnlint.rules.rule import Rule
from bnlint.sources.errors import UsageError

NO_GRAPH: Final[Mapping[Kind, str]] = {
    "checkpoint": "a checkpoint alone holds no graph",
    "model folder": "no graph lies beside the checkpoint",
    "keras model": "a .keras file holds no graph; save the model as a SavedModel, too",
    "bundle": "the script built no graph, and eager training is not judged",
}
"""Why there is no graph in an artefact that was read."""


@dataclass
class _Seen:
    graphs: int = 0
    layers: int = 0
    steps: int = 0
    unknowns: dict[str, None] = field(default_factory=dict)
    not_read: dict[str, None] = field(default_factory=dict)
    not_judged: list[NotJudged] = field(default_factory=list)


def verify(
    paths: Sequence[str], rules: Sequence[Rule], causes: Sequence[Rule] = (), train_ops: Sequence[str] = (),
    possible: bool = False,
) -> Outcome:  # fmt: skip
    """Judge every graph and checkpoint in the files at `paths` by `rules`.

    Of a captured script Python's events are known, too, so that the `causes` are judged in place of the symptoms. What
    is not sure of one, as it never came to the run that would tell, is left out unless `possible`; a graph alone never
    tells what is run with its training step.

    `train_ops` names the training steps; without it all that a graph has are found. Raises `ArtefactError` for a file
    that cannot be read, and `UsageError` for a training step that no graph has.
    """
    with collected_on_demand():
        return judge(map(read_artefact, paths), rules, causes, train_ops, possible)


def judge(
    artefacts: Iterable[Artefact], rules: Sequence[Rule], causes: Sequence[Rule], train_ops: Sequence[str],
    possible: bool = False,
) -> Outcome:  # fmt: skip
    """The same for artefacts that have been read."""
    paths = []
    seen, findings, hidden = _Seen(), dict[Finding, None](), dict[Finding, None]()
    missing = dict.fromkeys(train_ops)
    for artefact in artefacts:
        paths.append(artefact.path)
        values = StatisticsOf(artefact.checkpoints[0]) if artefact.checkpoints else None
        programs = _programs(artefact, values, tuple(train_ops), missing)
        able = [*causes, *(r for r in rules if not r.is_symptom)] if artefact.captured is not None else rules
        uses = {use for program in programs for use in uses_of(program)}
        _note_gaps(seen, artefact, values, programs, rules)
        for program in programs:
            for one in _judge(able, program, artefact, uses):
                hides = artefact.captured is not None and one.certainty == "possible" and not possible
                (hidden if hides else findings)[one] = None
            _note(seen, program)
    if missing:
        raise UsageError(f"no graph of {', '.join(paths)} has the operation {next(iter(missing))}.")
    return Outcome(
        tuple(findings), (),
        Seen(
            len(paths), seen.graphs, seen.layers, seen.steps, 0, tuple(seen.unknowns), "graph",
            tuple(seen.not_read), tuple(seen.not_judged),
        ),
        Hidden(len(hidden)),
    )  # fmt: skip


def _programs(
    artefact: Artefact, values: StatisticsOf | None, named: tuple[str, ...], missing: dict[str, None]
) -> list[Program]:
    if artefact.captured is not None:
        programs = _captured(artefact, artefact.captured, named, missing)
    else:
        programs = [_read(artefact, stored, values, named, missing) for stored in artefact.graphs]
    if values is not None and not any(program.layers for program in programs):
        programs.append(stored_alone(artefact.path, values))
    return programs


def _note_gaps(
    seen: _Seen, artefact: Artefact, values: StatisticsOf | None, programs: Sequence[Program], rules: Sequence[Rule]
) -> None:
    """What of the artefact could not be read or followed, and what there is nothing to judge by."""
    reasons: dict[Need, str | None] = {"graph": NO_GRAPH.get(artefact.kind, LACKS["graph"])}
    if artefact.kind != "saved model":
        reasons["exports"] = None
    if artefact.captured is not None:
        reasons["savers"] = None
    if not artefact.checkpoints:
        reasons["values"] = None
    seen.not_judged += not_judged(artefact.path, rules, programs, reasons)
    flaws = (flaw for program in programs if not program.complete for flaw in program.unknowns)
    seen.not_read |= dict.fromkeys((*artefact.notes, *(values.notes if values is not None else ()), *flaws))


def _read(
    artefact: Artefact, stored: StoredGraph, values: StatisticsOf | None, named: tuple[str, ...],
    missing: dict[str, None],
) -> Program:  # fmt: skip
    index = Index(stored.graph_def)
    here = _present(index, named, missing)
    return GraphWitness(
        index, artefact.path, saved_variables(index, stored.save_tensor), here, stored.signatures, values
    ).read()


def _present(index: Index, named: tuple[str, ...], missing: dict[str, None]) -> tuple[str, ...]:
    """Those of the named training steps that the graph has, which are `missing` no longer."""
    here = tuple(name for name in named if name in index)
    for name in here:
        missing.pop(name, None)
    return here


def _captured(
    artefact: Artefact, captured: Captured, named: tuple[str, ...], missing: dict[str, None]
) -> list[Program]:
    bundle = Bundle(captured)
    numbers = {described.file: number for number, described in enumerate(captured.graphs)}
    programs = []
    for stored in artefact.graphs:
        if stored.name in numbers:
            index = Index(stored.graph_def)
            order = [node.name for node in stored.graph_def.node]
            here = _present(index, named, missing)
            programs.append(BundleWitness(bundle, numbers[stored.name], index, order, artefact.path, here).read())
    return programs


def _judge(rules: Sequence[Rule], program: Program, artefact: Artefact, uses: set[Use]) -> list[Finding]:
    return settled((one for rule in rules for one in _findings(rule, program, artefact)), uses)


def _findings(rule: Rule, program: Program, artefact: Artefact) -> list[Finding]:
    found = (rule.finding(report, artefact.path) for report in rule.judge(program))
    return [replace(finding, repairs=()) for finding in found]


def _note(seen: _Seen, program: Program) -> None:
    seen.graphs += not program.is_values
    seen.layers += len({layer.scope for layer in program.layers})
    seen.steps += len(program.steps)
    seen.unknowns.update(dict.fromkeys(unknown for unknown in program.unknowns if unknown not in seen.not_read))
