"""Where graphs are run."""

from __future__ import annotations

import re

import pytest

from bnlint.execution.devices import MEGABYTES, Devices, Machine, Placement, machine_for, towers
from bnlint.execution.errors import DeviceError

TOWERS = ("", "/cpu:0", "/device:CPU:0", "/gpu:0", "/job:worker/task:0/device:GPU:1")


def test_towers_are_spread_over_logical_cpus() -> None:
    place = Placement("CPU", towers(TOWERS))
    assert machine_for(len(place.towers), 0) == Machine(cpus=2)
    assert [place.device(name) for name in TOWERS] == [
        "", "/device:CPU:0", "/device:CPU:0", "/device:CPU:0", "/device:CPU:1",
    ]  # fmt: skip


def test_towers_are_spread_over_gpus() -> None:
    place = Placement("GPU", towers(TOWERS))
    assert machine_for(2, 2) == Machine(gpus=2)
    assert place.device("/device:GPU:1") == "/device:GPU:1"
    assert place.device("/cpu:0") == "/device:CPU:0"


def test_gpus_are_split_where_there_are_not_enough() -> None:
    assert machine_for(2, 1).split == ((MEGABYTES, MEGABYTES),)
    assert machine_for(3, 2).split == ((MEGABYTES, MEGABYTES), (MEGABYTES,))
    assert machine_for(1, 2) == Machine(gpus=2)


def test_the_numbers_of_devices_have_no_gaps() -> None:
    place = Placement("CPU", towers(("/gpu:10", "/gpu:2")))
    assert (place.device("/gpu:2"), place.device("/gpu:10")) == ("/device:CPU:0", "/device:CPU:1")


def test_a_graph_that_names_no_device_needs_one_cpu() -> None:
    assert machine_for(len(towers(("", "/cpu:0"))), 0) == Machine(cpus=1)


@pytest.mark.parametrize(
    ("text", "devices"),
    [
        ("auto", Devices()),
        ("cpu", Devices("cpu")),
        ("gpu", Devices("gpu")),
        ("gpu:1", Devices("gpu", (1,))),
        ("gpu:2,0,2", Devices("gpu", (2, 0))),
    ],
)
def test_devices_are_named(text: str, devices: Devices) -> None:
    assert Devices.named(text) == devices


@pytest.mark.parametrize("text", ["", "tpu", "gpu:", "gpu:a", "gpu:0;1", "gpu:-1", "cpu:0", "auto:1", "GPU"])
def test_what_names_no_devices(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Devices.named(text)


def test_a_process_sees_the_gpus_that_are_chosen() -> None:
    def visible(name: str, **given: str) -> str | None:
        return Devices.named(name).environment(given).get("CUDA_VISIBLE_DEVICES")

    assert visible("auto") is None
    assert visible("gpu") is None
    assert visible("cpu") == visible("cpu", CUDA_VISIBLE_DEVICES="3") == "-1"
    assert visible("gpu:0,2") == "0,2"
    assert visible("gpu:1", CUDA_VISIBLE_DEVICES="4,GPU-8f2a") == "GPU-8f2a"
    with pytest.raises(DeviceError, match="no GPU 2 among those"):
        visible("gpu:0,2", CUDA_VISIBLE_DEVICES="4,5")


@pytest.mark.parametrize("name", ["auto", "cpu", "gpu", "gpu:1"])
def test_memory_is_taken_as_it_is_needed(name: str) -> None:
    assert Devices.named(name).environment({})["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"
