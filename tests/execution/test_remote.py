"""Graphs in the interpreter that has TensorFlow."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from bnlint.artefacts.reading import read_artefact
from bnlint.execution.devices import Machine
from bnlint.execution.errors import ExecutionError
from bnlint.execution.executable import Executable, executable, reads, written
from bnlint.execution.remote import Session, TensorFlow
from bnlint.graph_witness.index import Index
from tests.evidence.confirming import quiet, tensorflow
from tests.graph_witness.test_variants import folder
from tests.interpreters import Generation, require

both = pytest.mark.parametrize("generation", [1, 2])


def test_an_interpreter_without_tensorflow() -> None:
    with TensorFlow(sys.executable, 60) as process, pytest.raises(ExecutionError, match="has no TensorFlow"):
        assert process.version


def test_a_process_that_takes_too_long() -> None:
    with quiet(), TensorFlow(str(require(2)), 0.2) as process, pytest.raises(ExecutionError, match=r"longer than 0\.2"):
        assert process.version


@both
def test_an_error_leaves_the_process_alive(generation: Generation) -> None:
    process = tensorflow(generation)
    with pytest.raises(ExecutionError, match="TensorFlow says"):
        process.load(b"no graph", Machine())
    assert process.version.startswith(str(generation))


@both
def test_variables_are_read_written_kept_and_put_back(generation: Generation) -> None:
    session, ready = _loaded(generation)
    name = next(name for name in ready.variables if name.endswith("moving_mean"))
    access = ready.variables[name]
    assert access.shape is not None
    for stage in ready.initialisers:
        session.run(targets=stage)
    assert not ready.bare
    zeros, ones = np.zeros(access.shape, np.float32), np.ones(access.shape, np.float32)
    tensor = reads(ready, [name])[name]
    assert np.array_equal(session.run([tensor]).values[tensor], zeros)
    session.keep([access.read])
    feeds, targets = written(ready, {name: ones})
    session.run(feeds=feeds, targets=targets)
    assert np.array_equal(session.run([tensor]).values[tensor], ones)
    session.put_back({access.read: access.value}, [access.write], forget=True)
    assert np.array_equal(session.run([tensor]).values[tensor], zeros)
    session.close()


@both
def test_a_trace_names_what_ran_and_where(generation: Generation) -> None:
    session, ready = _loaded(generation)
    access = next(iter(ready.variables.values()))
    session.run(targets=ready.initialisers[0])
    trace = session.run([access.read], trace=True).trace
    assert trace is not None
    assert trace.ran
    assert all(device.endswith("CPU:0") for device in trace.placed.values() if device)
    session.close()


def _loaded(generation: Generation) -> tuple[Session, Executable]:
    (stored,) = read_artefact(str(Path(folder(generation), "two_layers.meta"))).graphs
    ready = executable(stored.graph_def, Index(stored.graph_def), {})
    return tensorflow(generation).load(ready.graph_def.SerializeToString(), Machine()), ready
