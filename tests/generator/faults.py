"""What is wrong with a cell: the causes, and the families of damage that TensorFlow is expected to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.generator.cells import BARRIERS, IN_PLACE, LATE, RUNS, Cell

NOT_UPDATED = "statistics-not-updated"
WRONG_MODE = "wrong-mode"
NOT_SHARED = "statistics-not-shared"
NOT_KEPT = "statistics-not-kept"
UNSOUND = "statistics-unsound"


@dataclass(frozen=True)
class Fault:
    """A cause of damage: the family that TensorFlow is expected to show, and the rules that may name the cause."""

    family: str
    codes: tuple[str, ...]


def faults(cell: Cell) -> tuple[Fault, ...]:
    """The causes that show in the runs; one that another hides is none."""
    return (*_faults_of_use(cell), *_faults_of_upkeep(cell))


def hidden(cell: Cell) -> frozenset[str]:
    """Families of damage that another fault hides: mending that one alone would show them."""
    if cell.api == "moments":
        return frozenset()
    modes = [fault for fault in (_mode_in_training(cell), _mode_in_evaluation(cell)) if fault is not None]
    sharing = [NOT_SHARED] if cell.evaluated_apart and not shares(cell) else []
    upkeep: list[str] = []
    if modes or sharing or _reads_statistics_of_training(cell):
        upkeep = [fault.family for fault in _updates(cell)]
    if cell.evaluation.startswith("graph, trainables"):
        upkeep.append(NOT_KEPT)
    return frozenset([*(fault.family for fault in modes), *sharing, *upkeep]) - {fault.family for fault in faults(cell)}


def _faults_of_use(cell: Cell) -> Iterator[Fault]:
    if cell.passes == "unused":
        yield Fault(UNSOUND, ("BN708",))
    if cell.api == "moments" and cell.evaluation != "none":
        yield Fault(UNSOUND, ("BN707",))


def _faults_of_upkeep(cell: Cell) -> Iterator[Fault]:
    if cell.api == "moments":
        return
    training, evaluating = _mode_in_training(cell), _mode_in_evaluation(cell)
    if training is not None:
        yield training
    elif evaluating is not None:  # what nothing maintains has no mode that is right
        if not list(_updates(cell)) or _sometimes(cell):
            yield evaluating
    else:
        if cell.evaluated_apart and not shares(cell):
            yield Fault(NOT_SHARED, ("BN301",))
        missing = list(_updates(cell)) if _reads_statistics_of_training(cell) else []
        yield from missing
        if cell.evaluation.startswith("graph, trainables") and (not missing or _sometimes(cell)):
            yield Fault(NOT_KEPT, ("BN401",) if cell.evaluation.endswith("saved") else ("BN404",))


def _sometimes(cell: Cell) -> bool:
    """Some update ops run: those of the first layer, or all when the loss is fetched."""
    if cell.read == "between":
        return cell.wire in RUNS or (cell.wire in BARRIERS and _fetches_loss(cell))
    return cell.wire in BARRIERS and cell.read in LATE and _fetches_loss(cell)


def _fetches_loss(cell: Cell) -> bool:
    return cell.fetch != "step" or cell.evaluation.startswith("same")


def _mode_in_training(cell: Cell) -> Fault | None:
    """Training normalises by initial statistics."""
    if cell.loses_flag:
        codes = ("BN201", "BN209", "BN216") if cell.passes == "shifted" else ("BN201", "BN209")
        return Fault(WRONG_MODE, codes) if cell.leaves_out == "initial" else None
    if cell.mode == "false":
        return Fault(WRONG_MODE, ("BN214", "BN201"))
    return Fault(WRONG_MODE, ("BN206",)) if cell.mode == "never fed" else None


def _mode_in_evaluation(cell: Cell) -> Fault | None:
    """Evaluation normalises by the batch."""
    if cell.evaluation == "none":
        return None
    if cell.loses_flag:
        return Fault(WRONG_MODE, ("BN202", "BN209", "BN216"))
    if cell.evaluation == "same" and not cell.switchable:
        return Fault(WRONG_MODE, ("BN203",))
    if cell.evaluation == "other left out":
        return Fault(WRONG_MODE, ("BN202", "BN207"))
    return Fault(WRONG_MODE, ("BN207",)) if cell.evaluation.endswith("in training mode") else None


def shares(cell: Cell) -> bool:
    if cell.api == "layers kept":
        return cell.sharing == "none"  # another scope stands for another object
    return cell.sharing not in ("none", "own scope")


def _reads_statistics_of_training(cell: Cell) -> bool:
    """Something in the program can normalise by the statistics that training should maintain."""
    if cell.loses_flag:
        return False
    on_checkpoint = cell.evaluation.startswith("graph")
    return cell.switchable or on_checkpoint or (cell.evaluated_apart and shares(cell))


def _updates(cell: Cell) -> Iterator[Fault]:
    if cell.api in IN_PLACE or cell.wire == "create_train_op":
        return
    if cell.wire == "create_train_op without":
        yield Fault(NOT_UPDATED, ("BN106",))
    elif cell.read == "other collection":
        yield Fault(NOT_UPDATED, ("BN106", "BN101"))
    elif cell.read in ("before", "between", "early helper"):
        yield Fault(NOT_UPDATED, ("BN102", "BN101"))
    elif cell.read not in LATE:
        yield Fault(NOT_UPDATED, ("BN101",))
    elif cell.wire in BARRIERS:
        if cell.fetch != "step and loss":
            yield Fault(NOT_UPDATED, ("BN104",))
    elif cell.wire not in RUNS:
        yield Fault(NOT_UPDATED, ("BN101", "BN103"))
