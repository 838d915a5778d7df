"""Where the Python interpreters with a real TensorFlow are, for the tests that ask TensorFlow itself."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal

import pytest

Generation = Literal[1, 2]

PROJECT = Path(__file__).resolve().parent.parent
RELEASES: dict[Generation, str] = {1: "1.15.5", 2: "2.21.0"}


@cache
def find(generation: Generation) -> Path | None:
    """The interpreter named by BNLINT_TF1_PYTHON or BNLINT_TF2_PYTHON, or else the one that `make test` sets up."""
    named = os.environ.get(f"BNLINT_TF{generation}_PYTHON")
    if named:
        return Path(named)
    scripts, python = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    own = PROJECT / ".venvs" / f"tf{generation}" / scripts / python
    return own if own.exists() else None


def require(generation: Generation) -> Path:
    """The interpreter, or the end of the calling test, which is skipped with the reason.

    Where CI=true, it fails for lack of TensorFlow 2; TensorFlow 1.15 needs Python 3.7, which many machines lack.
    """
    interpreter = find(generation)
    if interpreter is not None:
        return interpreter
    reason = f"no TensorFlow {RELEASES[generation]}: set BNLINT_TF{generation}_PYTHON, or run `make test`"
    if generation == 2 and os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def environment() -> dict[str, str]:
    """The variables to run TensorFlow with: quiet, on the CPU, with Keras 2 where TensorFlow 2 would take Keras 3."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_ENABLE_ONEDNN_OPTS": "0"}
    return os.environ | quiet | {"TF_USE_LEGACY_KERAS": "1", "PYTHONWARNINGS": "ignore"}
