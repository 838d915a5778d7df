"""Confirms the fixtures, the report's program on two towers, ResNet-50 from its .meta, and both layouts, on a GPU and
on the CPU, and holds every verdict against the other.

Ends with 1 where they differ, and with 2 where there is no GPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from benchmarks.gpu.cases import cases
from benchmarks.gpu.page import Pair, page
from benchmarks.gpu.running import confirm, driver, environment_of, one_value
from bnlint.execution.devices import Devices
from bnlint.execution.errors import DeviceError, ExecutionError
from bnlint.execution.remote import TensorFlow

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--python", default="python3", help="an interpreter that has TensorFlow (default: python3)")
    parser.add_argument("--device", default="gpu", help="as of bnlint confirm (default: gpu); cpu is a rehearsal")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="programs whose name holds a word")
    parser.add_argument("--jobs", type=int, default=1, help="programs at a time (default: 1, for honest times)")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write gpu.json and gpu.md there")
    options = parser.parse_args(arguments)
    environment = environment_of(REPOSITORY)
    try:
        machine = _machine(options.python, options.device)
    except (DeviceError, ExecutionError, ValueError) as error:
        sys.stderr.write(f"no evidence from {options.device}: {error}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        every = cases(machine["TensorFlow"], Path(folder), options.python, environment)
        wanted = [case for case in every if not options.only or any(word in case.name for word in options.only)]
        there = [pool.submit(confirm, case, options.device, options.python, environment) for case in wanted]
        here = [
            None if case.gpu_only else pool.submit(confirm, case, "cpu", options.python, environment) for case in wanted
        ]
        pairs = []
        for case, one, other in zip(wanted, there, here, strict=True):
            pairs.append(Pair(case, one.result(), None if other is None else other.result()))
            sys.stdout.write(f"{'same' if pairs[-1].agrees else 'DIFFERS'}  {case.name}\n")
            sys.stdout.flush()
    kinds = ("CPU",) if options.device == "cpu" else ("GPU", "CPU")
    values = {kind: one_value(kind, options.python, environment) for kind in kinds}
    text = "\n".join(page(machine, pairs, values)) + "\n"
    sys.stdout.write(text)
    if options.write is not None:
        options.write.mkdir(parents=True, exist_ok=True)
        programs = [
            {
                "program": pair.case.name,
                "agrees": pair.agrees,
                "losses apart": pair.apart,
                "device": asdict(pair.there),
                "cpu": None if pair.here is None else asdict(pair.here),
            }
            for pair in pairs
        ]
        document = {"machine": machine, "programs": programs, "one value for each channel": values}
        (options.write / "gpu.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        (options.write / "gpu.md").write_text(text, encoding="utf-8")
    return 0 if all(pair.agrees for pair in pairs) else 1


def _machine(interpreter: str, device: str) -> dict[str, str]:
    """What verdicts are reached with. Raises DeviceError or ExecutionError where that cannot be had."""
    with TensorFlow(interpreter, 120, Devices.named(device)) as process:
        installed, gpus = process.installed, process.gpus
        libraries = ", ".join(f"{name} {version}" for name, version in installed.libraries.items())
        return {
            "device": ", ".join(gpus) or "logical CPUs",
            "TensorFlow": installed.version,
            "built for": libraries if gpus else "",
            "card, driver, memory": driver() if gpus else "",
        }


if __name__ == "__main__":
    sys.exit(main())
