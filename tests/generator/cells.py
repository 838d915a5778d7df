"""The axes, which of their values go together, what is wrong with a cell, and a balanced draw of cells.

Everything here is about meaning; how a cell is spelled is left to `styles`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random

NOT_UPDATED = "statistics-not-updated"
WRONG_MODE = "wrong-mode"
NOT_SHARED = "statistics-not-shared"
NOT_KEPT = "statistics-not-kept"
UNSOUND = "statistics-unsound"

AXES: dict[str, tuple[str, ...]] = {
    "api": (
        "function",
        "layer in line",
        "layers kept",
        "contrib",
        "slim",
        "normalizer_fn",
        "in place",
        "by hand",
        "moments",
    ),
    "read": (
        "never",
        "before",
        "between",
        "after",
        "each tower",
        "first tower",
        "after evaluation",
        "live",
        "helper",
        "early helper",
        "scope",
        "other scope",
        "own collection",
        "other collection",
    ),
    "wire": (
        "nothing",
        "minimize",
        "apply",
        "compute",
        "optimizer",
        "existing",
        "identity",
        "with_dependencies",
        "group",
        "group unused",
        "no_op",
        "fetched",
        "own run",
        "create_train_op",
        "create_train_op without",
    ),
    "towers": ("one", "averaged", "summed"),
    "sharing": (
        "none",
        "own scope",
        "scope inside",
        "reuse argument",
        "scope outside",
        "root scope",
        "reuse_variables",
        "template",
    ),
    "flag": ("literal", "variable", "default", "mode", "constant", "placeholder", "optional"),
    "call": ("positional", "keyword", "partial", "options", "attribute", "global", "left out"),
    "passes": (
        "in line",
        "positional",
        "keyword",
        "kwargs",
        "partial",
        "closure",
        "arg_scope",
        "dropped",
        "forgotten",
        "shifted",
        "unused",
    ),
    "mode": ("true", "false", "never fed"),
    "evaluation": (
        "none",
        "same",
        "same in training mode",
        "other",
        "other in training mode",
        "other left out",
        "graph",
        "graph in training mode",
        "graph, trainables saved",
        "graph, trainables restored",
    ),
    "fetch": ("step", "step and loss", "loss now and then"),
    "structure": ("script", "main", "functions", "class", "estimator"),
    "files": ("one", "two", "many"),
}
OLD: dict[str, tuple[str, ...]] = {
    "api": ("contrib", "slim", "normalizer_fn", "in place"),
    "read": ("own collection", "other collection"),
    "wire": ("create_train_op", "create_train_op without"),
    "passes": ("arg_scope",),
    "structure": ("estimator",),
}
"""Values that only TensorFlow 1.15 has."""
CONTRIB = OLD["api"]
BY_HAND = ("by hand", "moments")
IN_PLACE = ("in place", *BY_HAND)
STRAYING = ("dropped", "forgotten", "shifted")
"""Ways on which the flag gets lost."""
FED = ("placeholder", "optional")
LATE = ("after", "each tower", "first tower", "after evaluation", "live", "helper", "scope", "own collection")
HANDED_ON = ("positional", "keyword", "kwargs")
"""Ways in which the network hands the flag to a helper of its own."""
RUNS = ("minimize", "apply", "compute", "group", "no_op", "fetched", "own run")
BARRIERS = ("identity", "with_dependencies")


@dataclass(frozen=True)
class Cell:
    """One value of every axis, and the version that runs it."""

    version: str
    api: str
    read: str
    wire: str
    towers: str
    sharing: str
    flag: str
    call: str
    passes: str
    mode: str
    evaluation: str
    fetch: str
    structure: str
    files: str

    @property
    def switchable(self) -> bool:
        """One network serves training and evaluation, by a value that is fed."""
        return self.flag in FED

    @property
    def evaluated_apart(self) -> bool:
        """Evaluation calls the network a second time, in the same graph."""
        return self.evaluation.startswith("other")

    @property
    def uses_contrib(self) -> bool:
        return self.api in CONTRIB or self.wire.startswith("create_train_op")

    @property
    def loses_flag(self) -> bool:
        """The caller has a flag, and the layers do not get it."""
        return self.passes in STRAYING or (self.call == "left out" and self.flag != "default")

    @property
    def leaves_out(self) -> str:
        """The mode of a layer that is given no flag."""
        return "batch" if self.api in CONTRIB else "initial"

    @property
    def values(self) -> Iterator[tuple[str, str]]:
        for axis in AXES:
            yield axis, getattr(self, axis)


@dataclass(frozen=True)
class Fault:
    """A cause of damage: the family that TensorFlow is expected to show, and the rules that may name the cause."""

    family: str
    codes: tuple[str, ...]


# -- what is wrong with a cell ---------------------------------------------------------------------------------------


def faults(cell: Cell) -> tuple[Fault, ...]:
    """The causes that show in the runs; one that another hides is none."""
    return (*_faults_of_use(cell), *_faults_of_upkeep(cell))


def hidden(cell: Cell) -> frozenset[str]:
    """Families of damage that another fault hides: mending that one alone would show them."""
    if cell.api == "moments":
        return frozenset()
    modes = [fault for fault in (_mode_in_training(cell), _mode_in_evaluation(cell)) if fault is not None]
    sharing = [NOT_SHARED] if cell.evaluated_apart and not _shares(cell) else []
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
        if cell.evaluated_apart and not _shares(cell):
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


def _shares(cell: Cell) -> bool:
    if cell.api == "layers kept":
        return cell.sharing == "none"  # another scope stands for another object
    return cell.sharing not in ("none", "own scope")


def _reads_statistics_of_training(cell: Cell) -> bool:
    """Something in the program can normalise by the statistics that training should maintain."""
    if cell.loses_flag:
        return False
    on_checkpoint = cell.evaluation.startswith("graph")
    return cell.switchable or on_checkpoint or (cell.evaluated_apart and _shares(cell))


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


# -- which values go together ----------------------------------------------------------------------------------------


def sensible(cell: Cell) -> bool:
    """Whether the cell is a program that runs, and that somebody might write."""
    return all(agreed(cell) for agreed in _AGREEMENTS)


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
        return cell.flag != "default" and cell.call in ("positional", "keyword") and _shares(cell)
    if cell.evaluation in ("other in training mode", "graph in training mode"):
        return cell.call != "left out" and (cell.evaluation != "other in training mode" or _shares(cell))
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


_AGREEMENTS: tuple[Callable[[Cell], bool], ...] = (
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

# -- drawing ---------------------------------------------------------------------------------------------------------

WANTED: tuple[frozenset[str] | None, ...] = (
    *[frozenset[str]()] * 9,
    *[frozenset([NOT_UPDATED])] * 4,
    *[frozenset([WRONG_MODE])] * 3,
    *[frozenset([NOT_SHARED])] * 2,
    frozenset([NOT_KEPT]),
    frozenset([UNSOUND]),
    None,
)
"""The families that a cell is to show, each as likely as another; None is any two."""
IDLE = 0.1
"""The chance that a right program evaluates nothing."""
STEPS = 1000
WORSE = 0.01


def values_of(version: str) -> dict[str, tuple[str, ...]]:
    """The values of each axis that the version has."""
    if version == "tf1.15":
        return AXES
    return {axis: tuple(value for value in values if value not in OLD.get(axis, ())) for axis, values in AXES.items()}


def draw(random: Random, version: str) -> Cell:
    """A sensible cell that has a value drawn first, and the families of damage that are drawn with it.

    So every value of every axis comes up, however few cells it leaves. The way to the cell: change some values at
    random, and keep the change unless more is amiss than before (now and then, keep it all the same).
    """
    axes = values_of(version)
    pairs = [(axis, value) for axis, values in axes.items() for value in values]
    axis, value = random.choice(pairs)
    free = [other for other in axes if other != axis]
    while True:
        wanted = random.choice(WANTED)
        evaluated = random.random() >= IDLE
        cell = Cell(version=version, **{**_any_values(random, axes, axes), axis: value})
        amiss = _amiss(cell, wanted, evaluated)
        for _ in range(STEPS):
            if not amiss:
                return cell
            changed = replace(cell, **_any_values(random, axes, random.sample(free, random.randint(1, 3))))
            left = _amiss(changed, wanted, evaluated)
            if left <= amiss or random.random() < WORSE:
                cell, amiss = changed, left


def _any_values(random: Random, axes: Mapping[str, Sequence[str]], chosen: Iterable[str]) -> dict[str, str]:
    return {axis: random.choice(axes[axis]) for axis in chosen}


def _amiss(cell: Cell, wanted: frozenset[str] | None, evaluated: bool) -> int:
    """How much keeps a cell from being what is wanted."""
    families = frozenset(fault.family for fault in faults(cell))
    other = len(families) != 2 if wanted is None else families != wanted
    idle = evaluated and cell.evaluation == "none" and not families
    return sum(not agreed(cell) for agreed in _AGREEMENTS) + other + idle


def described(cell: Cell) -> str:
    return ", ".join(f"{axis}: {value}" for axis, value in asdict(cell).items())
