"""Where graphs are run."""

from __future__ import annotations

import pytest

from bnlint.execution.devices import MEGABYTES, placement
from bnlint.execution.errors import ExecutionError

TOWERS = ("", "/cpu:0", "/device:CPU:0", "/gpu:0", "/job:worker/task:0/device:GPU:1")


def test_towers_are_spread_over_logical_cpus() -> None:
    place = placement("auto", 0, TOWERS)
    assert place.machine.cpus == 2
    assert place.machine.gpus == 0
    assert [place.device(name) for name in TOWERS] == [
        "", "/device:CPU:0", "/device:CPU:0", "/device:CPU:0", "/device:CPU:1",
    ]  # fmt: skip


def test_towers_are_spread_over_gpus() -> None:
    place = placement("auto", 2, TOWERS)
    assert (place.machine.gpus, place.machine.visible, place.machine.split) == (2, "0,1", ())
    assert place.device("/device:GPU:1") == "/device:GPU:1"


def test_one_gpu_is_split() -> None:
    place = placement("gpu", 1, TOWERS)
    assert place.machine.split == (MEGABYTES, MEGABYTES)
    assert place.device("/gpu:1") == "/device:GPU:1"
    assert place.device("/cpu:0") == "/device:CPU:0"


def test_the_numbers_of_devices_have_no_gaps() -> None:
    place = placement("cpu", 8, ("/gpu:2", "/gpu:10"))
    assert (place.device("/gpu:2"), place.device("/gpu:10")) == ("/device:CPU:0", "/device:CPU:1")


def test_no_gpu() -> None:
    with pytest.raises(ExecutionError):
        placement("gpu", 0, TOWERS)
    assert placement("auto", 0, ()).machine.cpus == 1
