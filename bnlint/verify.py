"""The pipeline for graphs: artefacts, facts, rules, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bnlint.analysis.garbage import collected_on_demand
from bnlint.analysis.uses import settled, uses_of
from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.graphs import StoredGraph
from bnlint.artefacts.reading import read_artefact
from bnlint.artefacts.statistics import StatisticsOf
from bnlint.check import Outcome
from bnlint.facts.program import Program
from bnlint.findings.finding import Finding, Seen, Use
from bnlint.graph_witness.bundles import Bundle, BundleWitness
from bnlint.graph_witness.index import Index
from bnlint.graph_witness.witness import GraphWitness, stored_alone
from bnlint.rules.rule import Rule
from bnlint.sources.errors import UsageError


@dataclass
class _Seen:
    graphs: int = 0
    layers: int = 0
    steps: int = 0
    unknowns: dict[str, None] = field(default_factory=dict)


def verify(
    paths: Sequence[str], rules: Sequence[Rule], causes: Sequence[Rule] = (), train_ops: Sequence[str] = ()
) -> Outcome:
    """Judge every graph and checkpoint in the files at `paths` by `rules`.

    Of a captured script Python's events are known, too, so that the `causes` are judged in place of the symptoms.

    `train_ops` names the training steps; without it all that a graph has are found. Raises `ArtefactError` for a file
    that cannot be read, and `UsageError` for a training step that no graph has.
    """
    with collected_on_demand():
        return _verify(paths, rules, causes, train_ops)


def _verify(paths: Sequence[str], rules: Sequence[Rule], causes: Sequence[Rule], train_ops: Sequence[str]) -> Outcome:
    seen, findings = _Seen(), dict[Finding, None]()
    missing = dict.fromkeys(train_ops)
    for path in paths:
        artefact = read_artefact(path)
        seen.unknowns.update(dict.fromkeys(artefact.notes))
        values = StatisticsOf(artefact.checkpoints[0]) if artefact.checkpoints else None
        if artefact.kind == "bundle":
            programs = _captured(artefact, tuple(train_ops), missing)
        else:
            programs = [_read(artefact, stored, values, tuple(train_ops), missing) for stored in artefact.graphs]
        if values is not None and not any(program.layers for program in programs):
            programs.append(stored_alone(artefact.path, values))
        able = [*causes, *(r for r in rules if not r.is_symptom)] if artefact.kind == "bundle" else rules
        uses = {use for program in programs for use in uses_of(program)}
        for program in programs:
            _note(seen, program)
            findings.update((one, None) for one in _judge(able, program, artefact, uses))
        seen.unknowns.update(dict.fromkeys(values.notes if values is not None else ()))
    if missing:
        raise UsageError(f"no graph of {', '.join(paths)} has the operation {next(iter(missing))}.")
    return Outcome(
        tuple(findings), (), Seen(len(paths), seen.graphs, seen.layers, seen.steps, 0, tuple(seen.unknowns), "graph")
    )


def _read(
    artefact: Artefact, stored: StoredGraph, values: StatisticsOf | None, named: tuple[str, ...],
    missing: dict[str, None],
) -> Program:  # fmt: skip
    index = Index(stored.graph_def)
    here = _present(index, named, missing)
    return GraphWitness(index, artefact.path, stored.saved_variables, here, stored.signatures, values).read()


def _present(index: Index, named: tuple[str, ...], missing: dict[str, None]) -> tuple[str, ...]:
    """Those of the named training steps that the graph has, which are `missing` no longer."""
    here = tuple(name for name in named if name in index)
    for name in here:
        missing.pop(name, None)
    return here


def _captured(artefact: Artefact, named: tuple[str, ...], missing: dict[str, None]) -> list[Program]:
    bundle = Bundle(artefact.bundle)
    numbers = {str(described.get("file")): number for number, described in enumerate(bundle.listed("graphs"))}
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
    return [rule.finding(report, artefact.path) for report in rule.judge(program)]


def _note(seen: _Seen, program: Program) -> None:
    seen.graphs += 1
    seen.layers += len({layer.scope for layer in program.layers})
    seen.steps += len(program.steps)
    seen.unknowns.update(program.unknowns)
