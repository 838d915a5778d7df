"""The axes of the field, and a cell: one value of each. What they mean; how a cell is spelled is left to `styles`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

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


def values_of(version: str) -> dict[str, tuple[str, ...]]:
    """The values of each axis that the version has."""
    if version == "tf1.15":
        return AXES
    return {axis: tuple(value for value in values if value not in OLD.get(axis, ())) for axis, values in AXES.items()}


def described(cell: Cell) -> str:
    return ", ".join(f"{axis}: {value}" for axis, value in asdict(cell).items())
