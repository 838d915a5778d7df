"""Where verdicts come from: a GPU, another one, or the CPU instead.

No machine of the tests has a GPU. An interpreter stands in for it whose TensorFlow says that it has some, gives
CPUs in their place, and fails as a card fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bnlint.confirm import confirm_graph
from bnlint.evidence.means import Means
from bnlint.execution.devices import Devices
from bnlint.execution.errors import DeviceError
from bnlint.execution.remote import TensorFlow
from bnlint.findings.verdict import Execution
from bnlint.reports.verdict_lines import execution
from bnlint.sources.errors import UsageError
from tests.evidence.confirming import RULES, USUAL, quiet
from tests.graph_witness.test_variants import folder
from tests.interpreters import require

FAILURES = {
    "works": "",
    "full": "raise RuntimeError('ResourceExhaustedError: OOM when allocating tensor with shape[64,64]')",
    "broken": "os.abort()",
    "wrong": "raise ValueError('something else')",
}
PRETENDER = """#!{interpreter}
import os, runpy, sys, types

import tensorflow as tf

GPUS = 0 if os.environ.get("CUDA_VISIBLE_DEVICES") == "-1" else {gpus}
experimental = tf.config.experimental
experimental.list_physical_devices = lambda kind: [types.SimpleNamespace(name="gpu")] * GPUS
experimental.get_device_details = lambda gpu: {{"device_name": "Imaginary 100"}}
tf.test.is_built_with_cuda = lambda: {cuda}
tf.compat.v1.test.is_built_with_cuda = lambda: {cuda}
Session = tf.compat.v1.Session


def session(graph, config):
    if config.device_count["GPU"]:
        {failure}
        assert config.gpu_options.allow_growth
        config.device_count["CPU"] = 2
    return Session(graph=graph, config=config)


tf.compat.v1.Session = session
if GPUS == 0:
    print("I0000 stub.cc:31] Could not find cuda drivers on your machine, GPU will not be used.", file=sys.stderr)
sys.argv = sys.argv[2:] if sys.argv[1] == "-B" else sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
Pretend = Callable[..., TensorFlow]


@pytest.fixture(autouse=True)
def _as_the_tests_want_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with quiet():
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        yield


@pytest.fixture
def pretend(tmp_path: Path) -> Pretend:
    """What gives a TensorFlow 2 that pretends to have GPUs."""
    if sys.platform == "win32":
        pytest.skip("a script with an interpreter's name in its first line needs a system that reads that")

    def made(failure: str, device: str = "auto", gpus: int = 1, cuda: bool = True) -> TensorFlow:
        script = tmp_path / "python"
        text = PRETENDER.format(interpreter=require(2), gpus=gpus, cuda=cuda, failure=FAILURES[failure] or "pass")
        script.write_text(text)
        script.chmod(0o755)
        return TensorFlow(str(script), 120, Devices.named(device))

    return made


def graph() -> str:
    return str(Path(folder(2), "two_layers.meta"))


def verdicts(tensorflow: TensorFlow) -> tuple[set[str], Execution]:
    with tensorflow as process:
        outcome = confirm_graph(graph(), None, process, RULES, USUAL, Means(train_ops=("bad",)), lambda done, of: None)
    assert outcome.execution is not None
    return {one.verdict.word for one in outcome.findings if one.verdict is not None}, outcome.execution


@pytest.mark.parametrize("failure", ["full", "broken"])
def test_the_cpu_stands_in_for_a_gpu_that_fails(pretend: Pretend, failure: str) -> None:
    words, ran = verdicts(pretend(failure))
    assert words == {"confirmed"}
    assert ran.gpus == ()
    assert "No GPU was used: " + ran.instead in execution(ran)
    assert ("OOM when allocating" in ran.instead) is (failure == "full")


@pytest.mark.parametrize("failure", ["full", "broken"])
def test_nothing_stands_in_for_a_gpu_that_is_asked_for(pretend: Pretend, failure: str) -> None:
    with pytest.raises(UsageError, match="Nothing could be confirmed: "):
        verdicts(pretend(failure, "gpu"))


def test_what_is_no_failure_of_the_gpu_is_said_of_the_finding(pretend: Pretend) -> None:
    words, ran = verdicts(pretend("wrong"))
    assert words == {"not reached"}
    assert ran.instead == ""


@pytest.mark.parametrize(
    ("device", "gpus", "cuda", "reason"),
    [
        ("gpu", 0, True, "can use no GPU: Could not find cuda drivers on your machine"),
        ("gpu", 0, False, "is built without CUDA"),
        ("gpu:0,2", 1, True, "can use 1 of the GPUs 0, 2"),
    ],
)
def test_a_gpu_that_is_missing(pretend: Pretend, device: str, gpus: int, cuda: bool, reason: str) -> None:
    with pretend("works", device, gpus, cuda) as process, pytest.raises(DeviceError, match=reason):
        assert process.gpus


def test_the_card_is_named(pretend: Pretend) -> None:
    with pretend("works") as process:
        assert process.gpus == ("Imaginary 100",)
    with pretend("works", "cpu") as process:
        assert process.gpus == ()
