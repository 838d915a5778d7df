"""The interpreters that users name, because those have TensorFlow."""

from __future__ import annotations

import os
import shutil
import subprocess

from bnlint.sources.errors import UsageError

OLDEST = (3, 6)
"""The oldest Python that the parts of bnlint can run in which run there."""


def find_interpreter(name: str) -> str:
    """The path of the interpreter; `python3` stands in where there is no `python`.

    Raises UsageError if there is none, or none that the harness can run in.
    """
    path = shutil.which(name) or (shutil.which("python3") if name == "python" else None)
    if path is None:
        raise UsageError(f"There is no interpreter {name}; --python names the one that has TensorFlow.")
    question = [path, "-c", "import sys; sys.stdout.write('%d %d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(question, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True).stdout
        version = tuple(int(word) for word in answer.split())
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UsageError(f"{name} is no Python interpreter.") from error
    if version < OLDEST:
        raise UsageError(f"{name} is Python {'.'.join(map(str, version))}; Python 3.6 or newer is needed.")
    return os.path.abspath(path)
