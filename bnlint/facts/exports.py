"""What is wrong with what a program hands out: a graph for serving, a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bnlint.facts.events import Export, LayerCall, Stored
from bnlint.facts.graph import Node
from bnlint.facts.program import Program

LITTLE: Final = 0.1
"""The share of its initial value that a moving statistic may hold."""


def exported_by_batch(program: Program) -> Iterator[tuple[Export, list[LayerCall]]]:
    """Every export that is computed through layers that always normalise by the batch."""
    for export in program.events(Export):
        targets = {edge.target for edge in export.node.edges}
        layers = [layer for layer in program.layers if layer.node in targets and layer.trains.certain]
        if layers:
            yield export, layers


def exported_flags(program: Program) -> Iterator[tuple[Export, Node]]:
    """Every flag that an export depends on and that nobody gives: without a default, or with the default True."""
    for export in program.events(Export):
        targets = {edge.target for edge in export.node.edges}
        for flag in dict.fromkeys(layer.tensor for layer in program.layers if layer.node in targets):
            if flag is None or flag in export.inputs or flag.kind != "placeholder":
                continue
            default = program.defaults.get(flag)
            if default is None or default.possible:
                yield export, flag


def exported_updates(program: Program) -> Iterator[tuple[Export, list[Node]]]:
    """Every export that runs updates of moving statistics; one that normalises by the batch has another cause."""
    by_batch = {export for export, _ in exported_by_batch(program)}
    for export in program.events(Export):
        updates = [edge.target for edge in export.node.edges if edge.target.kind == "update"]
        if updates and export not in by_batch:
            yield export, updates


def warming_up(program: Program) -> Iterator[tuple[Stored, float]]:
    """Every stored statistic that holds much of its initial value, and the share of that."""
    for stored in program.events(Stored):
        if stored.kept is not None and stored.steps is not None and stored.steps > 0:
            share = stored.kept**stored.steps
            if share >= LITTLE:
                yield stored, share


def poisoned(program: Program) -> Iterator[tuple[Stored, str]]:
    """Every stored statistic that nothing can be normalised by, and what is wrong with it."""
    for stored in program.events(Stored):
        wrong = [
            f"{number} {what}"
            for number, what in (
                (stored.not_finite, "values that are NaN or infinite"),
                (stored.negative if stored.is_variance else 0, "negative variances"),
                (stored.vanished if stored.is_variance else 0, "variances of exactly 0"),
            )
            if number
        ]
        if wrong:
            yield stored, f"{', '.join(wrong)}, of {stored.size}"
