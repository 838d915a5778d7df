"""Artefacts that TensorFlow itself wrote, one process per generation for the whole session."""

import subprocess
from pathlib import Path

import pytest

from tests.interpreters import Generation, environment, require

SCRIPT = Path(__file__).with_name("write_with_tensorflow.py")


def write(generation: Generation, folder: Path) -> Path:
    command = [str(require(generation)), str(SCRIPT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def tensorflow_1_artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What TensorFlow 1.15 writes."""
    return write(1, tmp_path_factory.mktemp("tensorflow_1"))


@pytest.fixture(scope="session")
def tensorflow_2_artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What TensorFlow 2.21 writes: all that 1.15 does, and what only it can."""
    return write(2, tmp_path_factory.mktemp("tensorflow_2"))


@pytest.fixture(params=[1, 2], ids=["TensorFlow 1.15", "TensorFlow 2.21"])
def written(request: pytest.FixtureRequest) -> Path:
    """The folder of each of them in turn."""
    folder = request.getfixturevalue(f"tensorflow_{request.param}_artefacts")
    assert isinstance(folder, Path)
    return folder
