"""TensorFlow itself, one process per generation for the whole session."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.interpreters import Generation, environment, require
from tests.tensorflow_api.questions import SCRIPT, RealTensorFlow


def running(generation: Generation) -> Iterator[RealTensorFlow]:
    command = [str(require(generation)), str(SCRIPT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        yield RealTensorFlow(generation, process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="session")
def tensorflow_1() -> Iterator[RealTensorFlow]:
    """TensorFlow 1.15."""
    yield from running(1)


@pytest.fixture(scope="session")
def tensorflow_2() -> Iterator[RealTensorFlow]:
    """TensorFlow 2.21 with Keras 2, asked about `tf.compat.v1`."""
    yield from running(2)


@pytest.fixture(params=[1, 2], ids=["TensorFlow 1.15", "TensorFlow 2.21"])
def tensorflow(request: pytest.FixtureRequest) -> RealTensorFlow:
    """Each of them in turn."""
    real = request.getfixturevalue(f"tensorflow_{request.param}")
    assert isinstance(real, RealTensorFlow)
    return real
