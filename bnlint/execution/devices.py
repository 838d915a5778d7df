"""On which devices a graph is run: those that it names, where the machine has them, or logical ones in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bnlint.execution.errors import ExecutionError
from bnlint.execution.remote import Machine

Wanted = Literal["auto", "cpu", "gpu"]

TOWER: Final = re.compile(r"(?:device:|/)(?:GPU|gpu|XLA_GPU|TPU):(\d+|\*)")
"""How graphs name what is no CPU: `/device:GPU:1`, and `/gpu:1` in old ones."""
MEGABYTES: Final = 2048
"""Of each logical GPU."""


@dataclass(frozen=True)
class Placement:
    """The devices of a session, and what each device that a graph names becomes."""

    machine: Machine
    kind: Literal["CPU", "GPU"]
    towers: tuple[str, ...] = ()
    """The numbers of the accelerators that the graph names, in order."""

    def device(self, name: str) -> str:
        """What a device of the graph becomes; what names none is left to TensorFlow."""
        found = TOWER.search(name)
        if found is None or found[1] not in self.towers:
            return "/device:CPU:0" if "cpu" in name.lower() else ""
        return f"/device:{self.kind}:{self.towers.index(found[1])}"


def placement(wanted: Wanted, gpus: int, devices: Iterable[str]) -> Placement:
    """Where to run a graph that names these devices, on a machine with so many GPUs.

    Towers are spread: over GPUs where there are enough of them, over logical parts of the first one where there are
    not, or over logical CPUs. Soft placement is on: what has no kernel for its device runs on another. Raises
    ExecutionError where a GPU is wanted, and there is none.
    """
    named = {found[1] for name in devices if (found := TOWER.search(name)) is not None}
    towers = tuple(sorted(named, key=lambda number: (len(number), number)))
    if wanted == "gpu" and not gpus:
        raise ExecutionError("there is no GPU that this TensorFlow can use")
    if wanted == "cpu" or not gpus:
        return Placement(Machine(cpus=max(1, len(towers))), "CPU", towers)
    if len(towers) <= gpus:
        used = max(1, len(towers))
        return Placement(Machine(gpus=used, visible=",".join(map(str, range(used)))), "GPU", towers)
    return Placement(Machine(gpus=1, visible="0", split=(MEGABYTES,) * len(towers)), "GPU", towers)
