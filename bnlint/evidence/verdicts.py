"""A verdict for each finding, from a captured script or a graph whose runs are made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bnlint.artefacts.artefact import Artefact
from bnlint.evidence.benches import Benches, Progress
from bnlint.evidence.means import Means
from bnlint.evidence.questions import answer
from bnlint.evidence.refusals import refusal
from bnlint.evidence.subject import covers, subject_of
from bnlint.execution.errors import ExecutionError
from bnlint.execution.remote import TensorFlow
from bnlint.findings.finding import Finding
from bnlint.findings.verdict import Execution, Verdict


def verdicts(
    artefact: Artefact, findings: Sequence[Finding], tensorflow: TensorFlow, means: Means, progress: Progress
) -> tuple[tuple[Finding, ...], Execution]:
    """The findings, each with a verdict from the graphs that the artefact holds, and what was run for it.

    Raises ExecutionError where `tensorflow` cannot be had, and DeviceError where a GPU is the reason.
    """
    with Benches(artefact, tensorflow, means) as benches:
        installed = tensorflow.installed
        benches.run(progress)
        judged = tuple(replace(finding, verdict=_verdict(finding, benches)) for finding in findings)
        devices = [bench.devices() for bench in benches.benches]
        runs = sum(len(bench.replayed) for bench in benches.benches)
    placed = sum((counted for counted, _ in devices), Counter[str]())
    ended = artefact.captured.ended if artefact.captured is not None else None
    return judged, Execution(
        installed.version, tuple(sorted(placed.items())), runs, ended.why if ended is not None else "",
        gpus=installed.gpus, moved=sum(moved for _, moved in devices),
    )  # fmt: skip


def unseen_by_source(found: Sequence[Finding], by_graph: Sequence[Finding]) -> list[Finding]:
    """What only the graph shows: no finding of its family names one of its places."""
    return [
        replace(one, witness="graph")
        for one in by_graph
        if not any(one.code[:3] == other.code[:3] and _share_a_place(one, other) for other in found)
    ]


def _share_a_place(one: Finding, other: Finding) -> bool:
    return covers(one, other.place) or any(covers(other, p) for p in (one.place, *(step.place for step in one.trail)))


def _verdict(finding: Finding, benches: Benches) -> Verdict:
    refused = refusal(finding, benches.artefact.captured)
    if refused is not None:
        return refused
    found, reasons = [], list(benches.reasons)
    for bench in benches.benches:
        subject = subject_of(finding, bench.program)
        try:
            verdict = answer(bench, finding.damages, subject) if subject else None
        except ExecutionError as error:
            reasons.append(str(error))
            continue
        if verdict is not None:
            found.append(verdict)
    best = next((one for one in found if one.word == "confirmed"), found[0] if found else None)
    return best or Verdict("not reached", _why_not(benches, reasons))


def _why_not(benches: Benches, reasons: Sequence[str]) -> str:
    failed = next((bench.failure for bench in benches.benches if bench.failure), "") or next(iter(reasons), "")
    ended = benches.artefact.captured.ended if benches.artefact.captured is not None else None
    end = f". {ended.why}" if ended is not None and ended.why else ""
    if failed:
        return f"the runs could not be made again: {failed}"
    if not benches.benches:
        return f"no graph with batch normalisation was built{end}"
    return f"no run that was captured shows it{end}"
