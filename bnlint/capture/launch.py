"""Starts the harness in the user's interpreter, with limits, and gathers the bundle."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bnlint.capture import gathering, scratch
from bnlint.interpreters import find_interpreter
from bnlint.sources.errors import UsageError
from bnlint.wording import counted

HARNESS = Path(__file__).parent / "harness"
VARIABLE = "BNLINT_CAPTURE"
OUTPUT_BYTES = 1 << 16
"""The end of what the script prints is kept, so much of it."""
GRACE = 30.0
"""Seconds that the harness has to write a bundle after the time limit."""
BETWEEN = 0.1
"""Seconds between two looks at the process."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What is to be run, and how far."""

    script: str
    arguments: tuple[str, ...] = ()
    interpreter: str = "python"
    runs: int = 3
    """Training runs after which it is enough."""
    skip: int = 0
    """Training runs after those that are answered with what the last one gave, so that what follows them is seen."""
    seconds: float = 300.0
    megabytes: int | None = None
    """Address space of the process."""
    in_place: bool = False
    """Whether it runs where it is, and not in a copy."""
    module: str | None = None
    """The name of the module, for a script that is started as `python -m` does: imports look in the current folder."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Of its environment, besides those of this one."""


@dataclass(frozen=True)
class Captured:
    """What came of it; `bundle` is the content of bundle.json."""

    path: Path
    bundle: dict[str, Any]

    @property
    def has_graph(self) -> bool:
        """Whether there is something to judge: a graph, or training without one."""
        return bool(self.bundle["training_runs"]) or any(graph["operations"] for graph in self.bundle["graphs"])

    def __str__(self) -> str:
        graphs = [graph for graph in self.bundle["graphs"] if graph["operations"]]
        tensorflow = self.bundle["tensorflow"]
        parts = [
            f"TensorFlow {tensorflow}" if tensorflow else "TensorFlow was not imported",
            counted(len(graphs), "graph") + (f" ({sum(graph['operations'] for graph in graphs)} operations)"),
            counted(self.bundle["training_runs"], "training run"),
        ]
        why = self.bundle["ended"]["why"]
        return f"{self.path}: {', '.join(parts)}. {why}{_hint(why)}"


def _hint(why: str) -> str:
    """What helps a script that did not find the TensorFlow that it is written for."""
    if why.endswith("No module named 'tensorflow'"):
        return ". Name an interpreter that has TensorFlow with --python."
    if "No module named 'tensorflow.contrib" in why or why.endswith("module 'tensorflow' has no attribute 'contrib'"):
        return ". TensorFlow 1.x has that: name an interpreter that has it with --python."
    return ""


def capture(request: Request, target: Path, progress: Progress) -> Captured:
    """Run a script, write the bundle `target`, and return what it holds.

    Raises UsageError if there is no such script, no such interpreter, or no place for the bundle.
    """
    script = Path(request.script)
    if not script.is_file():
        raise UsageError(f"There is no script {request.script}.")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {target.absolute().parent} for the bundle.")
    interpreter = find_interpreter(request.interpreter)
    with tempfile.TemporaryDirectory(prefix="bnlint-") as place:
        results = Path(place, "results")
        results.mkdir()
        root = scratch.root_of(script)
        run = _Run(request, interpreter, root, script.resolve(), results)
        if not request.in_place:
            run.move(Path(place, "program"))
        status = run.wait(progress)
        result = gathering.last_result(results)
        bundle = _bundle(request, root, result, status) | {"training_runs": run.trained()}
        gathering.write(bundle, result, run.output(), target)
    return Captured(target, bundle)


def script_of(module: str) -> str:
    """The file of a module below the current folder. Raises UsageError if there is none."""
    path = Path(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__main__.py"):
        if candidate.is_file():
            return str(candidate)
    raise UsageError(f"There is no module {module} below the current folder.")


class _Run:
    """A process of the user's interpreter in which the script runs."""

    def __init__(self, request: Request, interpreter: str, root: Path, script: Path, results: Path) -> None:
        self._request = request
        self._interpreter = interpreter
        self._root = root
        self._script = script.relative_to(root)
        self._results = results
        self._folder = Path.cwd().resolve() if Path.cwd().resolve().is_relative_to(root) else root
        self._tail: deque[bytes] = deque()

    def move(self, copied: Path) -> None:
        """Let it run in a copy of the program's folder."""
        scratch.copy(self._root, copied)
        self._folder = copied / self._folder.relative_to(self._root)
        self._root = copied

    def wait(self, progress: Progress) -> int | None:
        """Run it to its end, and return its exit status; None if it had to be killed."""
        process = subprocess.Popen(
            [self._interpreter, str(HARNESS), self._shown_script(), *self._request.arguments],
            cwd=self._folder,
            env={**os.environ, **self._request.variables, VARIABLE: json.dumps(self._task())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdout is not None
        reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            return self._watch(process, progress)
        finally:
            _kill(process)
            reader.join(timeout=1)

    def trained(self) -> int:
        """How many training runs there were."""
        try:
            return int((self._results / "trained").read_text() or 0)
        except FileNotFoundError:
            return 0

    def output(self) -> bytes:
        """The end of what it printed."""
        return b"".join(self._tail)[-OUTPUT_BYTES:]

    def _task(self) -> dict[str, Any]:
        megabytes = self._request.megabytes
        return {
            "root": str(self._root),
            "results": str(self._results),
            "module": self._request.module,
            "runs": self._request.runs,
            "skip": self._request.skip,
            "seconds": self._request.seconds,
            "bytes": None if megabytes is None else megabytes << 20,
        }

    def _shown_script(self) -> str:
        return os.path.relpath(self._root / self._script, self._folder)

    def _watch(self, process: subprocess.Popen[bytes], progress: Progress) -> int | None:
        end = time.monotonic() + self._request.seconds + GRACE
        while time.monotonic() < end:
            try:
                return process.wait(BETWEEN)
            except subprocess.TimeoutExpired:
                progress(self.trained(), self._request.runs)
        return None

    def _read(self, stream: IO[bytes]) -> None:
        """Keep the end of the output, and let the script never wait for a reader."""
        kept = 0
        with stream:
            for chunk in iter(lambda: os.read(stream.fileno(), OUTPUT_BYTES), b""):
                self._tail.append(chunk)
                kept += len(chunk)
                while kept - len(self._tail[0]) >= OUTPUT_BYTES:
                    kept -= len(self._tail.popleft())


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it and the processes that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _bundle(request: Request, root: Path, result: Path | None, status: int | None) -> dict[str, Any]:
    """The content of bundle.json: what the harness says, and how the process ended if it could not say so itself."""
    bundle = dict(gathering.NOTHING)
    if result is not None:
        bundle |= json.loads((result / "bundle.json").read_text(encoding="utf-8"))
    bundle |= {"script": request.script, "arguments": list(request.arguments), "folder": str(root)}
    bundle["limits"] = {
        "runs": request.runs,
        "skip": request.skip,
        "seconds": request.seconds,
        "megabytes": request.megabytes,
    }
    if status != 0 or result is None:
        bundle["ended"] = {"how": "killed", "why": _death(status, request.seconds), "stack": None}
    return bundle


def _death(status: int | None, seconds: float) -> str:
    if status is None:
        return f"The process had to be killed: {seconds:g} seconds had passed, and it did not react."
    if status < 0:
        return f"The process was killed by {signal.Signals(-status).name}."
    return f"The process ended with exit status {status} before anything could be written."
