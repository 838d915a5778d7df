"""What programs do with moving statistics."""

from __future__ import annotations

from collections.abc import Iterator

from bnlint.facts.modes import inferred_layers, maintained_layers
from bnlint.facts.program import Program
from bnlint.findings.finding import Use


def uses_of(program: Program) -> Iterator[Use]:
    for layer in inferred_layers(program):
        yield Use(layer.spot.place, "inferred")
    for layer in program.derive(maintained_layers):
        yield Use(layer.spot.place, "maintained")
