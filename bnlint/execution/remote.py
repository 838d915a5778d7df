"""Graphs in sessions of the interpreter that has TensorFlow: asked here, run there."""

from __future__ import annotations

import contextlib
import json
import os
import re
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from bnlint.execution.devices import Devices, Machine
from bnlint.execution.errors import DeviceError, ExecutionError

HARNESS: Final = Path(__file__).parent / "harness"
LENGTH: Final = struct.Struct(">Q")
SAID: Final = 8000
"""Bytes at the end of what the process prints that explain its death, or why it can use no GPU."""
REASONS: Final = tuple(
    re.compile(sign)
    for sign in (
        r"(Could not load dynamic library '[^']+')",
        r"(Could not find cuda drivers on your machine)",
        r"(failed call to cuInit: .*)",
        r"(Cannot dlopen some GPU libraries)",
    )
)
"""What TensorFlow 1.15 to 2.21 print where they find no GPU, clearest first."""
OF_DEVICE: Final = re.compile(r"(?i:cuda|cudnn|cublas|out of memory)|GPU|ResourceExhausted|OOM|ended with -")
"""Errors that a GPU is the reason of, and the death of the process by a signal."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Installed:
    """The TensorFlow of an interpreter, the versions of the CUDA libraries that it is built for, and its GPUs."""

    version: str
    is_built_with_cuda: bool
    libraries: Mapping[str, str]
    gpus: tuple[str, ...]


@dataclass(frozen=True)
class Described:
    """The type of a tensor, as TensorFlow calls it, and its shape, of which a size, or all of it, may be None."""

    dtype: str
    shape: tuple[int | None, ...] | None


@dataclass(frozen=True)
class Trace:
    """What a run ran: the operations of the pruned graph with the device of each, and those whose kernels ran."""

    placed: Mapping[str, str]
    ran: frozenset[str]


@dataclass(frozen=True)
class Ran:
    """The values of what a run fetched, those of them that are numbers."""

    values: Mapping[str, Array]
    trace: Trace | None = None


@dataclass
class TensorFlow:
    """A process of `interpreter`, which imports TensorFlow, and is ended `seconds` after it was first asked something.

    It sees the GPUs among `devices` alone. Raises ExecutionError where TensorFlow refuses, the process dies, or there
    is no TensorFlow, and DeviceError where a GPU is the reason.
    """

    interpreter: str
    seconds: float
    devices: Devices = field(default_factory=Devices)

    def __enter__(self) -> TensorFlow:
        self._files = contextlib.ExitStack()
        self._folder = self._files.enter_context(tempfile.TemporaryDirectory(prefix="bnlint-"))
        self._log = self._files.enter_context(open(Path(self._folder, "output"), "w+b"))
        self._process = subprocess.Popen(
            [self.interpreter, "-B", str(HARNESS)],
            cwd=self._folder,
            env=os.environ | self.devices.environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
        )
        self._late = threading.Event()
        self._timer = threading.Timer(self.seconds, self._end)
        self._timer.daemon = True
        self._graphs = 0
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._files.close()

    @cached_property
    def installed(self) -> Installed:
        told, _ = self.ask("hello")
        return Installed(told["tensorflow"], told["is_built_with_cuda"], told["libraries"], tuple(told["gpus"]))

    @property
    def version(self) -> str:
        return self.installed.version

    @property
    def gpus(self) -> tuple[str, ...]:
        """The names of the GPUs to use. Raises DeviceError where GPUs are asked for, and one of them is missing."""
        found = self.installed.gpus
        if self.devices.kind == "gpu" and len(found) < max(1, len(self.devices.numbers)):
            raise DeviceError(self._missing(len(found)))
        return found

    def on_cpu(self) -> TensorFlow:
        """Another process, which uses no GPU."""
        return replace(self, devices=Devices("cpu"))

    def _missing(self, found: int) -> str:
        """Why there are not as many GPUs as are asked for."""
        name = f"TensorFlow {self.version} of {self.interpreter}"
        if not self.installed.is_built_with_cuda:
            return f"{name} is built without CUDA"
        if found:
            return f"{name} can use {found} of the GPUs {', '.join(map(str, self.devices.numbers))}"
        lines = self._said().splitlines()
        reasons = (said[1] for sign in REASONS for line in lines if (said := sign.search(line)) is not None)
        reason = next(reasons, "").strip().rstrip(".")
        return f"{name} can use no GPU{': ' if reason else ''}{reason}"

    def load(self, graph: bytes, machine: Machine) -> Session:
        """A session of the serialised GraphDef."""
        self._graphs += 1
        path = Path(self._folder, f"{self._graphs}.pb")
        path.write_bytes(graph)
        answer, _ = self.ask("load", graph=str(path), machine=asdict(machine))
        devices = tuple((str(name), str(kind)) for name, kind in answer["devices"])
        return Session(self, int(answer["session"]), devices)

    # -- messages ----------------------------------------------------------------------------------------------------

    def ask(
        self, question: str, arrays: Mapping[str, Array] | None = None, **header: Any
    ) -> tuple[dict[str, Any], dict[str, Array]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._timer.ident is None:
            self._timer.start()
        try:
            _write(self._process.stdin, {"do": question, **header}, arrays or {})
            answer, values = _read(self._process.stdout)
        except (OSError, EOFError):
            raise self._error(self._death()) from None
        if "error" in answer:
            raise self._error(f"TensorFlow says {_first_line(str(answer['error']))}")
        return answer, values

    def _error(self, text: str) -> ExecutionError | DeviceError:
        """What went wrong, by what is said of it; only where there are GPUs can one of them be the reason."""
        used = "installed" in self.__dict__ and bool(self.installed.gpus)
        return DeviceError(text) if used and OF_DEVICE.search(text) else ExecutionError(text)

    def _end(self) -> None:
        self._late.set()
        self._process.kill()

    def _death(self) -> str:
        """Why the process is no more."""
        if self._late.is_set():
            return f"it took longer than {self.seconds:g} seconds"
        status = self._process.wait()
        said = self._said().strip().splitlines()
        if said and "No module named 'tensorflow'" in said[-1]:
            return f"{self.interpreter} has no TensorFlow"
        return f"the process of {self.interpreter} ended with {status}{': ' + said[-1] if said else ''}"

    def _said(self) -> str:
        """The end of what the process has printed."""
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - SAID))
        return self._log.read().decode(errors="replace")


@dataclass(frozen=True)
class Session:
    """One graph; `devices` are the name and the kind of each."""

    tensorflow: TensorFlow
    number: int
    devices: tuple[tuple[str, str], ...]

    def describe(self, tensors: Sequence[str]) -> list[Described]:
        if not tensors:
            return []
        answer, _ = self.tensorflow.ask("describe", session=self.number, tensors=list(tensors))
        return [
            Described(one["dtype"], None if one["shape"] is None else tuple(one["shape"])) for one in answer["tensors"]
        ]

    def run(
        self,
        fetches: Iterable[str] = (),
        feeds: Mapping[str, Array] | None = None,
        *,
        targets: Iterable[str] = (),
        trace: bool = False,
    ) -> Ran:
        """Fetch tensors and run operations (`targets`) with values for the tensors in `feeds`."""
        asked = {"fetches": list(dict.fromkeys(fetches)), "targets": list(dict.fromkeys(targets)), "trace": trace}
        answer, values = self.tensorflow.ask("run", feeds or {}, session=self.number, **asked)
        traced = answer.get("trace")
        return Ran(values, Trace(traced["placed"], frozenset(traced["ran"])) if traced else None)

    def close(self) -> None:
        """Let go of it, and of the memory that its variables take."""
        self.tensorflow.ask("close", session=self.number)

    def keep(self, fetches: Iterable[str]) -> None:
        """Keep the values of tensors, there."""
        self.tensorflow.ask("keep", session=self.number, fetches=list(fetches))

    def put_back(self, feeds: Mapping[str, str], targets: Iterable[str], *, forget: bool) -> None:
        """Run operations with the values that were kept last, and are forgotten if so asked: `feeds` maps the tensors
        that were kept to those that are fed."""
        self.tensorflow.ask("put_back", session=self.number, feeds=dict(feeds), targets=list(targets), forget=forget)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "nothing")


def _write(stream: IO[bytes], header: dict[str, Any], arrays: Mapping[str, Array]) -> None:
    listed = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    described = [{"name": name, "dtype": one.dtype.str, "shape": list(one.shape)} for name, one in listed.items()]
    text = json.dumps({**header, "arrays": described}).encode()
    stream.write(LENGTH.pack(len(text)) + text)
    for one in listed.values():
        stream.write(one.tobytes())
    stream.flush()


def _read(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, Array]]:
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    header = json.loads(_exactly(stream, length))
    return header, dict(_arrays(stream, header["arrays"]))


def _arrays(stream: IO[bytes], described: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Array]]:
    for one in described:
        dtype = np.dtype(one["dtype"])
        count = int(np.prod(one["shape"], dtype=np.int64))
        yield one["name"], np.frombuffer(_exactly(stream, count * dtype.itemsize), dtype).reshape(one["shape"])


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data
