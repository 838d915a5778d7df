"""Runs programs, each in a fork of this process, which has imported TensorFlow once.

Start it with `python -m judge.server` from `tests/`. It reads one JSON object per line from standard input,
`{"folder": ..., "entry": "train.py", "arguments": [...], "seconds": 60}`, and answers each with one line on standard
output: the record (see `observer`) with

    status      "ended", "failed" (exit status not zero, or killed) or "timed out"
    traceback   the text of the exception that ended the program, or null
    raised      the names of its class and of the base classes of that, or an empty list
    output      the end of what it printed
    seconds     wall time

The first line that it writes is `{"ready": <TensorFlow's version>}`. A program runs in a scratch copy of its folder, as
`python train.py` there. Forks, so it needs POSIX.
"""

import json
import os
import runpy
import shutil
import signal
import sys
import tempfile
import time
import traceback
from typing import Any, Dict

from .observer import Observer, Record

OUTPUT_CHARACTERS = 4000


def warm_up() -> str:
    """Imports TensorFlow with the parts that it loads late, and returns its version.

    It starts no session and no eager op: their threads would be missing in the forks.
    """
    import tensorflow as tf

    late = [tf.compat.v1.layers.batch_normalization]
    if tf.__version__.startswith("1."):
        late.append(tf.contrib.layers.batch_norm)
    assert all(callable(function) for function in late)
    return str(tf.__version__)


def run_program(scratch: str, entry: str, arguments: Any) -> Any:
    """Runs the program in this process; returns (exit status, text of the exception or None, its class and bases)."""
    os.chdir(scratch)
    sys.argv = [entry, *arguments]
    sys.path[0] = scratch
    try:
        runpy.run_path(entry, run_name="__main__")
    except SystemExit as stop:
        code = stop.code
        return (0, None, []) if code is None else (code, None, []) if isinstance(code, int) else (1, str(code), [])
    except BaseException as error:  # whatever ends the program is the answer to the request
        return 1, traceback.format_exc(), [one.__name__ for one in type(error).__mro__]
    return 0, None, []


def child(request: Dict[str, Any], scratch: str, answer_file: str, output_file: str, version: str) -> None:
    os.setsid()
    output = os.open(output_file, os.O_WRONLY | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    observer = Observer()
    observer.install()
    status, text, raised = run_program(scratch, request["entry"], request.get("arguments", ()))
    record = observer.record(version)
    record.update(status="ended" if status == 0 else "failed", traceback=text, raised=raised)
    with open(answer_file, "w") as file:
        json.dump(record, file)


def wait(process: int, seconds: float) -> bool:
    """Whether the process ended in time; if not, it and its own children are killed."""
    end = time.time() + seconds
    while time.time() < end:
        if os.waitpid(process, os.WNOHANG)[0]:
            return True
        time.sleep(0.01)
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False


def answer(request: Dict[str, Any], version: str) -> Record:
    started = time.time()
    place = tempfile.mkdtemp(prefix="judge-")
    scratch, answer_file, output_file = (os.path.join(place, name) for name in ("program", "answer.json", "output.txt"))
    try:
        shutil.copytree(request["folder"], scratch, ignore=shutil.ignore_patterns("__pycache__"))
        process = os.fork()
        if process == 0:
            try:
                child(request, scratch, answer_file, output_file, version)
            except BaseException:  # the parent must find an end, whatever went wrong
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        in_time = wait(process, request.get("seconds", 60))
        record: Record = {"version": version, "variables": {}, "layers": [], "inferring": [], "runs": [], "notes": []}
        record.update(unused=[], traceback=None, raised=[])
        record["status"] = "failed" if in_time else "timed out"
        if in_time and os.path.exists(answer_file):
            with open(answer_file) as file:
                record = json.load(file)
        record["output"] = ""
        if os.path.exists(output_file):
            with open(output_file, errors="replace") as file:
                record["output"] = file.read()[-OUTPUT_CHARACTERS:]
        record["seconds"] = round(time.time() - started, 2)
        return record
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    version = warm_up()
    print(json.dumps({"ready": version}), file=answers, flush=True)
    for line in iter(sys.stdin.readline, ""):
        print(json.dumps(answer(json.loads(line), version)), file=answers, flush=True)


if __name__ == "__main__":
    main()
