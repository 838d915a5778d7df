"""Answers come in the order of the tasks, from whichever process; a process that dies is said."""

import os
import signal
import time
from multiprocessing import active_children

import pytest

from bnlint.analysis.errors import ProcessDied
from bnlint.analysis.processes import Processes, can_fork

needs_fork = pytest.mark.skipif(not can_fork(), reason="this system does not fork")


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.01 if number == 0 else 0)
    return number * number, os.getpid()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_same_answers_in_the_same_order(number: int) -> None:
    done: list[tuple[int, int]] = []
    with Processes(squared, number) as processes:
        for _ in range(2):
            answers = processes.answers(range(7), lambda at, answer: done.append((at, answer[0])))
            assert [answer for answer, _ in answers] == [n * n for n in range(7)]
    assert sorted(done) == sorted(2 * [(n, n * n) for n in range(7)])
    assert not active_children()


@needs_fork
def test_other_processes_do_the_work() -> None:
    with Processes(squared, 2) as processes:
        assert os.getpid() not in {process for _, process in processes.answers(range(7), lambda number, answer: None)}
    with Processes(squared, 1) as processes:
        assert {process for _, process in processes.answers(range(7), lambda number, answer: None)} == {os.getpid()}


def test_no_tasks() -> None:
    with Processes(squared, 2) as processes:
        assert processes.answers([], lambda number, answer: None) == []


@needs_fork
@pytest.mark.parametrize(("task", "end"), [(int(signal.SIGKILL), "signal SIGKILL"), (-3, "status 3")])
def test_a_process_that_dies(task: int, end: str) -> None:
    def die(number: int) -> None:
        if number < 0:
            os._exit(-number)
        if number:
            os.kill(os.getpid(), number)

    with (
        Processes(die, 2, lambda number: f"reading {number}.py") as processes,
        pytest.raises(ProcessDied) as raised,
    ):
        processes.answers([0, 0, task, 0], lambda number, answer: None)
    assert str(raised.value) == f"a process that was reading {task}.py ended with {end}; -j 1 takes the least memory."
    assert not active_children()
