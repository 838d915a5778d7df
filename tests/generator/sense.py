"""Which values go together: the cells that are programs which run, and which somebody might write."""

from __future__ import annotations

from collections.abc import Callable

from tests.generator.cells import BARRIERS, BY_HAND, CONTRIB, FED, STRAYING, Cell
from tests.generator.faults import shares


def sensible(cell: Cell) -> bool:
    """Whether the cell is a program that runs, and that somebody might write."""
    return all(agreed(cell) for agreed in AGREEMENTS)


def _fits_api(cell: Cell) -> bool:
    if cell.api == "layers kept":  # a class that makes its layers once and is called
        return (
            cell.passes in ("in line", "dropped")
            and cell.sharing in ("none", "own scope")
            and cell.call not in ("attribute", "global", "options")
            and cell.read not in ("between", "scope", "other scope")
            and cell.flag != "mode"
        )
    if cell.passes == "arg_scope":
        return cell.api in CONTRIB
    if cell.api in BY_HAND:  # its function takes the flag, and has no default
        if cell.evaluated_apart and cell.sharing == "none":  # its scopes have names, which are taken then
            return False
        return cell.passes not in (*STRAYING, "unused") and cell.flag != "constant" and cell.call != "left out"
    if cell.api == "normalizer_fn":
        return cell.passes not in ("partial", "unused")
    return True


def _fits_read(cell: Cell) -> bool:
    if cell.read in ("own collection", "other collection"):
        return cell.api in ("contrib", "slim", "normalizer_fn")
    if cell.read == "between":
        plain = cell.sharing in ("none", "own scope", "scope outside", "root scope", "reuse_variables")
        return cell.towers == "one" and plain and not cell.evaluation.startswith("graph")
    if cell.read == "live" and cell.wire == "own run":  # the update ops of another network would need its images
        return cell.evaluation not in ("other left out", "other in training mode")
    if cell.read == "each tower":
        return cell.towers != "one"
    if cell.read == "first tower":
        return cell.towers != "one" and cell.wire != "compute"
    if cell.read == "after evaluation":  # the update ops of another network in training mode would need its images
        return cell.evaluation == "other" and cell.flag != "constant" and cell.sharing != "reuse_variables"
    if cell.read in ("scope", "other scope"):
        return cell.towers == "one" and cell.sharing in ("scope inside", "reuse argument", "scope outside", "template")
    return True


def _fits_wire(cell: Cell) -> bool:
    if (cell.wire == "nothing" or cell.wire.startswith("create_train_op")) != (cell.read == "never"):
        return False
    if cell.towers == "averaged":
        if cell.wire == "optimizer":
            return False
        if cell.wire == "compute":
            return cell.read in ("each tower", "before", "early helper", "live")
        return cell.wire not in ("minimize", *BARRIERS, "create_train_op", "create_train_op without")
    return True


def _fits_sharing(cell: Cell) -> bool:
    several = cell.towers != "one" or cell.evaluated_apart
    if not several:
        return cell.sharing in ("none", "scope inside", "scope outside", "reuse argument", "template")
    if cell.api == "layers kept":
        return True
    if cell.towers != "one":
        fresh = "own scope" if cell.evaluated_apart else "none"
        return cell.sharing in (fresh, "scope inside", "reuse argument", "root scope", "template")
    if cell.sharing in ("root scope", "reuse_variables"):  # a new layer object takes a new name there
        return cell.api != "layer in line"
    return cell.sharing != "own scope" or cell.read not in ("scope", "other scope")


def _fits_flag(cell: Cell) -> bool:
    if cell.flag == "default":
        return cell.call == "left out" and cell.mode == "true" and cell.passes != "shifted"
    if cell.call in ("global", "attribute") and cell.switchable and cell.evaluated_apart:
        return False  # a second value would take the place of what is fed
    if cell.call == "global":
        return cell.structure == "script" and cell.files == "one" and cell.flag in ("variable", "constant", *FED)
    if cell.call == "attribute":
        return cell.structure == "class" and cell.flag in ("variable", "placeholder", "optional")
    if cell.call == "left out":
        same = cell.evaluation in ("none", "same")
        return cell.flag in FED and cell.mode == "true" and same
    if cell.call == "options":
        return cell.flag != "default"
    return True


def _fits_attribute(cell: Cell) -> bool:
    if cell.call != "attribute":
        return True
    return not cell.evaluation.startswith("graph") and cell.sharing != "template" and cell.api != "layers kept"


def _fits_mode(cell: Cell) -> bool:
    if cell.mode == "never fed":
        return cell.flag == "optional" and cell.evaluation != "same in training mode"
    if cell.mode == "false":
        return cell.flag != "default" and not cell.evaluation.endswith("in training mode")
    return True


def _fits_passes(cell: Cell) -> bool:
    if cell.passes in STRAYING:
        plain = cell.mode == "true" and not cell.evaluation.endswith(("in training mode", "left out"))
        if not plain or cell.flag == "default" or cell.call == "left out":
            return False
    if cell.passes == "shifted":  # a tensor in its place would raise
        return cell.flag in ("literal", "variable", "mode")
    return True


def _fits_evaluation(cell: Cell) -> bool:
    if cell.evaluation == "same in training mode":
        return cell.switchable and cell.call != "left out"
    if cell.evaluation.startswith("graph, trainables") and cell.api == "moments":
        return False
    if cell.evaluation == "other left out":
        has_default = cell.flag not in ("default", "mode")
        return has_default and cell.call in ("positional", "keyword") and shares(cell)
    if cell.evaluation in ("other in training mode", "graph in training mode"):
        return cell.call != "left out" and (cell.evaluation != "other in training mode" or shares(cell))
    return True


def _fits_fetch(cell: Cell) -> bool:
    return cell.fetch != "loss now and then" or cell.wire != "create_train_op"


def _fits_estimator(cell: Cell) -> bool:
    """An Estimator has a graph for training and one for evaluation."""
    graph = {"mode": "graph", "literal": "graph in training mode"}
    return cell.structure != "estimator" or graph.get(cell.flag) == cell.evaluation


def _fits_its_runs(cell: Cell) -> bool:
    """An Estimator fetches the loss with the step, and nothing else."""
    if cell.structure != "estimator":
        return True
    return cell.mode == "true" and cell.fetch == "step and loss" and cell.wire not in ("fetched", "own run")


def _fits_layout(cell: Cell) -> bool:
    return cell.structure != "script" or cell.call == "global" or cell.files != "many" or cell.towers == "one"


AGREEMENTS: tuple[Callable[[Cell], bool], ...] = (
    _fits_wire,
    _fits_read,
    _fits_sharing,
    _fits_flag,
    _fits_attribute,
    _fits_api,
    _fits_mode,
    _fits_passes,
    _fits_evaluation,
    _fits_fetch,
    _fits_estimator,
    _fits_its_runs,
    _fits_layout,
)
