"""The page: which machine, what was the same, what was not, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.gpu.cases import Case
from benchmarks.gpu.running import Confirmed
from bnlint.wording import counted

ALIKE = 0.01
"""How far apart, as a share, losses of two devices may lie: kernels add in other orders, and convolve in TF32."""


@dataclass(frozen=True)
class Pair:
    """A case on the device, and on the CPU."""

    case: Case
    there: Confirmed
    here: Confirmed | None

    @property
    def agrees(self) -> bool:
        """The same findings, each with the same verdict and evidence; where there is no CPU's, that it has one."""
        if self.there.error or self.there.instead:
            return False
        if self.here is None:
            return bool(self.there.said) and all(one.word == "confirmed" for one in self.there.said)
        return [one.judged for one in self.there.said] == [one.judged for one in self.here.said]

    @property
    def apart(self) -> float:
        """How far the losses lie apart at most, as a share of the CPU's."""
        said = zip(self.there.said, self.here.said if self.here is not None else (), strict=False)
        pairs = [pair for one, other in said for pair in zip(one.losses, other.losses, strict=False)]
        return max((abs(a - b) / max(abs(b), 1e-6) for a, b in pairs), default=0.0)


def page(machine: Mapping[str, Any], pairs: Sequence[Pair], one_value: Mapping[str, Any]) -> Iterator[str]:
    """The lines, as Markdown."""
    device = machine["device"]
    yield f"# Verdicts on {device}, held against the CPU's"
    yield ""
    yield "Written by `make gpu-evidence`."
    yield ""
    yield from (f"- {name}: {value}" for name, value in machine.items() if value)
    yield ""
    agree = sum(pair.agrees for pair in pairs)
    yield f"{agree} of {counted(pairs, 'program')} have the same findings, verdicts and evidence on both."
    yield ""
    yield f"| program | verdicts | operations of training runs on | moved | {device} s | CPU s | losses apart |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(pair) for pair in pairs if not pair.case.name.startswith("fixtures/"))
    fixtures = [pair for pair in pairs if pair.case.name.startswith("fixtures/")]
    if fixtures:
        yield _fixtures(fixtures)
    yield ""
    yield from _differences(pairs)
    yield "## One value for each channel"
    yield ""
    yield "Fused batch normalisation, trained once; the unbiased variance of one value is 0 / 0."
    yield ""
    yield "| device | training loss | inference loss | moving variance |"
    yield "|---|---|---|---|"
    for name, seen in one_value.items():
        if "error" in seen:
            yield f"| {name} | {seen['error']} | | |"
        else:
            yield f"| {name} | {seen['training']:.4g} | {seen['inference']:.4g} | {seen['moving variance']} |"


def _row(pair: Pair) -> str:
    there, here = pair.there, pair.here
    words = ", ".join(f"{one.code} {one.word}" for one in there.said) or there.error or "nothing to confirm"
    placed = ", ".join(f"{name} {count:,}" for name, count in there.devices.items())
    cpu = f"{here.seconds:.1f} | {pair.apart:.1%}" if here is not None else "no kernel | "
    return f"| {pair.case.name} | {words} | {placed} | {there.moved:,} | {there.seconds:.1f} | {cpu} |"


def _fixtures(pairs: Sequence[Pair]) -> str:
    wrong = [pair for pair in pairs if "/wrong_" in pair.case.name]
    confirmed = sum(any(one.word == "confirmed" for one in pair.there.said) for pair in wrong)
    silent = sum(not pair.there.said and not pair.there.error for pair in pairs if pair not in wrong)
    words = f"{confirmed} of {len(wrong)} wrong ones confirmed, {silent} of {len(pairs) - len(wrong)} right ones silent"
    there = median(pair.there.seconds for pair in pairs)
    here = median(pair.here.seconds for pair in pairs if pair.here is not None)
    apart = sum(pair.apart > ALIKE for pair in pairs)
    return (
        f"| {counted(pairs, 'fixture')} (median) | {words} | | | {there:.1f} | {here:.1f} | {apart} over {ALIKE:.0%} |"
    )


def _differences(pairs: Sequence[Pair]) -> Iterator[str]:
    different = [pair for pair in pairs if not pair.agrees]
    if not different:
        return
    yield "## What differs"
    yield ""
    for pair in different:
        yield f"- {pair.case.name}: {_words(pair.there)}; on the CPU: {_words(pair.here)}"
    yield ""


def _words(confirmed: Confirmed | None) -> str:
    if confirmed is None:
        return "no kernel"
    instead = f" (on the CPU instead: {confirmed.instead})" if confirmed.instead else ""
    said = "; ".join(f"{one.code} at {one.place} {one.word}, {one.evidence}: {one.said}" for one in confirmed.said)
    return (confirmed.error or said or "nothing") + instead
