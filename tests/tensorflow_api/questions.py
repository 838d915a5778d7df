"""Questions to a real TensorFlow in its own process."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.interpreters import Generation

SCRIPT = Path(__file__).with_name("real_tensorflow.py")


class RealTensorFlow:
    """Questions to an interpreter that has imported TensorFlow; see `real_tensorflow.py` for what it answers."""

    def __init__(self, generation: Generation, process: "subprocess.Popen[str]") -> None:
        self.generation = generation
        self._process = process

    def ask(self, question: str, about: object) -> Any:
        """The answer to one question. Fails when TensorFlow's process is gone; what it said is on stderr."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([question, about]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "TensorFlow's process ended without an answer"
        return json.loads(answer)
