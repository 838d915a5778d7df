"""The pipeline that proves: findings of the source and of the graph, each held against runs of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bnlint.artefacts.artefact import Artefact
from bnlint.artefacts.reading import read_artefact
from bnlint.capture.launch import Progress as CaptureProgress
from bnlint.capture.launch import Request, capture
from bnlint.check import Outcome, check
from bnlint.evidence.benches import Progress
from bnlint.evidence.means import Means
from bnlint.evidence.verdicts import unseen_by_source, verdicts
from bnlint.execution.errors import DeviceError, ExecutionError
from bnlint.execution.remote import TensorFlow
from bnlint.findings.finding import Finding
from bnlint.findings.verdict import Execution
from bnlint.rules.rule import Rule
from bnlint.settings.settings import Settings
from bnlint.sources.errors import UsageError
from bnlint.verify import judge


@dataclass(frozen=True)
class RuleSets:
    """The rules by which sources and captured scripts are judged, and those for bare graphs."""

    causes: Sequence[Rule]
    symptoms: Sequence[Rule]

    def selected(self, settings: Settings) -> RuleSets:
        """Those that are asked for; raises `UnknownRule` for a word that means none of either."""
        chosen = set(settings.judging([*self.causes, *self.symptoms]))
        return RuleSets([r for r in self.causes if r in chosen], [r for r in self.symptoms if r in chosen])


@dataclass(frozen=True)
class Watching:
    """Who is told how far things are."""

    capture: CaptureProgress
    runs: Progress


def confirm_script(
    request: Request, bundle: str | None, tensorflow: TensorFlow, rules: RuleSets, settings: Settings, means: Means,
    watching: Watching,
) -> Outcome:  # fmt: skip
    """Judge a script by its source and by its graphs, capture it unless there is a bundle, and hold every finding
    against the runs of its graphs.

    Raises what `check`, `capture` and `verify` do, and
    `UsageError` where there is no TensorFlow.
    """
    _require(tensorflow)
    selected = rules.selected(settings)
    codes = tuple(rule.code for rule in selected.causes)
    source = check([request.script], selected.causes, replace(settings, select=codes, ignore=None))
    with TemporaryDirectory(prefix="bnlint-") as folder:
        path = bundle or str(capture(request, Path(folder, "capture.zip"), watching.capture).path)
        artefact = read_artefact(path)
        if artefact.captured is None:
            raise UsageError(f"{path} is no bundle: bnlint capture writes one.")
        if bundle is not None:  # which may have come from another machine
            artefact = replace(artefact, captured=artefact.captured.beside(request.script))
        return _confirmed(source, artefact, tensorflow, selected, means, watching.runs)


def confirm_graph(
    path: str, checkpoint: str | None, tensorflow: TensorFlow, rules: RuleSets, settings: Settings, means: Means,
    progress: Progress,
) -> Outcome:  # fmt: skip
    """Judge a graph by its structure, and hold every finding against runs of it.

    Its variables have the values of the `checkpoint`, or of one that lies in the same model folder, or initial ones.
    """
    _require(tensorflow)
    artefact = read_artefact(path)
    if checkpoint is not None:
        artefact = replace(artefact, checkpoints=read_artefact(checkpoint).checkpoints)
    return _confirmed(None, artefact, tensorflow, rules.selected(settings), means, progress)


def _confirmed(
    source: Outcome | None, artefact: Artefact, tensorflow: TensorFlow, rules: RuleSets, means: Means,
    progress: Progress,
) -> Outcome:  # fmt: skip
    by_graph = judge([artefact], rules.symptoms, rules.causes, means.train_ops)
    known = source or by_graph
    findings = [*known.findings, *(unseen_by_source(source.findings, by_graph.findings) if source is not None else ())]
    if not findings:
        return replace(known, seen=replace(known.seen, not_read=(*known.seen.not_read, *_untrained(artefact))))
    with _refusals():
        judged, execution = _where_it_can(artefact, findings, tensorflow, means, progress)
    shown = tuple(one for one in judged if one.witness == "source" or not _is_refuted(one))
    return replace(known, findings=shown, execution=execution)


def _untrained(artefact: Artefact) -> Iterator[str]:
    """What silence does not speak for: a script's run that never came to its training."""
    captured = artefact.captured
    if captured is not None and not any(run.role == "train" for run in captured.runs):
        ended = f" ({captured.ended.why.rstrip('.')})" if captured.ended is not None and captured.ended.why else ""
        yield f"what training does, as the script's run came to none{ended}"


def _require(tensorflow: TensorFlow) -> None:
    """See that the GPUs that are asked for are there, before anything is run for their sake."""
    if tensorflow.devices.kind == "gpu":
        with _refusals():
            assert tensorflow.gpus


@contextmanager
def _refusals() -> Iterator[None]:
    """A context in which what cannot be had is the user's business."""
    try:
        yield
    except (ExecutionError, DeviceError) as error:
        raise UsageError(f"Nothing could be confirmed: {error}.") from error


def _where_it_can(
    artefact: Artefact, findings: Sequence[Finding], tensorflow: TensorFlow, means: Means, progress: Progress
) -> tuple[tuple[Finding, ...], Execution]:
    """Verdicts from the GPUs, or else, unless those are asked for, from the CPU."""
    try:
        return verdicts(artefact, findings, tensorflow, means, progress)
    except DeviceError as error:
        if tensorflow.devices.kind == "gpu":
            raise
        with tensorflow.on_cpu() as other:
            judged, execution = verdicts(artefact, findings, other, means, progress)
        return judged, replace(execution, instead=str(error))


def _is_refuted(finding: Finding) -> bool:
    """What a graph alone suggests, and its runs refute, nobody has claimed."""
    return finding.verdict is not None and finding.verdict.word == "refuted"
