"""On which devices graphs are run: those that they name, where the machine has them, or logical ones in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bnlint.execution.errors import DeviceError

Kind = Literal["auto", "cpu", "gpu"]

NAMED: Final = re.compile(r"(?P<kind>auto|cpu|gpu)(?::(?P<numbers>\d+(?:,\d+)*))?")
TOWER: Final = re.compile(r"(?:device:|/)(?:GPU|gpu|XLA_GPU|TPU):(\d+|\*)")
"""How graphs name what is no CPU: `/device:GPU:1`, and `/gpu:1` in old ones."""
MEGABYTES: Final = 2048
"""Of each logical GPU."""


@dataclass(frozen=True)
class Devices:
    """Where graphs are to be run: `auto` is GPUs if there are any, and `numbers` are those to use, or none for all."""

    kind: Kind = "auto"
    numbers: tuple[int, ...] = ()

    @classmethod
    def named(cls, text: str) -> Devices:
        """`auto`, `cpu`, `gpu`, `gpu:1` or `gpu:0,2`; raises ValueError for anything else."""
        found = NAMED.fullmatch(text)
        if found is None or (found["numbers"] and found["kind"] != "gpu"):
            raise ValueError(text)
        kind: Kind = "auto" if found["kind"] == "auto" else "cpu" if found["kind"] == "cpu" else "gpu"
        return cls(kind, tuple(dict.fromkeys(map(int, found["numbers"].split(",")))) if found["numbers"] else ())

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """The variables under which a process sees these GPUs alone, and takes their memory as it needs it.

        Numbers count the GPUs that the `given` environment shows, as nvidia-smi does where it shows all. Raises
        DeviceError for a number that it does not show.
        """
        polite = {"TF_FORCE_GPU_ALLOW_GROWTH": "true"}
        if self.kind == "cpu":
            return polite | {"CUDA_VISIBLE_DEVICES": "-1"}
        if not self.numbers:
            return polite
        shown = [name for name in given.get("CUDA_VISIBLE_DEVICES", "").split(",") if name]
        if shown and max(self.numbers) >= len(shown):
            raise DeviceError(f"there is no GPU {max(self.numbers)} among those that CUDA_VISIBLE_DEVICES shows")
        visible = [shown[number] if shown else str(number) for number in self.numbers]
        order = {"CUDA_DEVICE_ORDER": given.get("CUDA_DEVICE_ORDER", "PCI_BUS_ID")}
        return polite | order | {"CUDA_VISIBLE_DEVICES": ",".join(visible)}


@dataclass(frozen=True)
class Machine:
    """The devices of a session: logical CPUs, and so many GPUs, each of which may be `split` into logical ones of so
    many megabytes."""

    cpus: int = 1
    gpus: int = 0
    split: tuple[tuple[int, ...], ...] = ()
    soft: bool = True


@dataclass(frozen=True)
class Placement:
    """What each device that a graph names becomes: `towers` are the numbers of its accelerators, in order."""

    kind: Literal["CPU", "GPU"]
    towers: tuple[str, ...] = ()

    def device(self, name: str) -> str:
        """What a device of the graph becomes; what names none is left to TensorFlow."""
        found = TOWER.search(name)
        if found is None or found[1] not in self.towers:
            return "/device:CPU:0" if "cpu" in name.lower() else ""
        return f"/device:{self.kind}:{self.towers.index(found[1])}"


def towers(devices: Iterable[str]) -> tuple[str, ...]:
    """The numbers of the accelerators among the devices that a graph names, in order."""
    named = {found[1] for name in devices if (found := TOWER.search(name)) is not None}
    return tuple(sorted(named, key=lambda number: (len(number), number)))


def machine_for(towers: int, gpus: int) -> Machine:
    """The devices for graphs that have at most so many towers, where so many GPUs are to be used.

    Towers are spread: over GPUs where there are enough of them, over logical parts of them where there are not, or over
    logical CPUs where there are none. All graphs of a process need the same, since TensorFlow sets up its GPUs once.
    Soft placement is on: what has no kernel for its device runs on another.
    """
    if not gpus:
        return Machine(cpus=max(1, towers))
    if towers <= gpus:
        return Machine(gpus=gpus)
    parts = [towers // gpus + (number < towers % gpus) for number in range(gpus)]
    return Machine(gpus=gpus, split=tuple((MEGABYTES,) * count for count in parts))
