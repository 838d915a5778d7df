"""Does tasks in several processes, or in this one; the answers are the same, in the order of the tasks."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from bnlint.analysis.errors import ProcessDied

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import TracebackType

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def cores() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def can_fork() -> bool:
    return hasattr(os, "fork")


class Processes(Generic[Task, Answer]):
    """A context in which tasks are done by `work`, in `number` processes beside this one, or in this one for 1.

    The processes are forked, so that they begin with all that this one has read; tasks and answers are pickled. Where
    a system cannot fork, this process does everything. `described` puts a task in words.
    """

    def __init__(self, work: Callable[[Task], Answer], number: int, described: Callable[[Task], str] = str) -> None:
        self._work = work
        self._described = described
        self._number = number if can_fork() else 1
        self._processes: dict[Connection, BaseProcess] = {}

    def __enter__(self) -> Processes[Task, Answer]:
        if self._number > 1:
            gc.freeze()
            try:
                for _ in range(self._number):
                    self._fork()
            except BaseException:
                self._end()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def answers(self, tasks: Sequence[Task], done: Callable[[int, Answer], None]) -> list[Answer]:
        """What `work` makes of each task. The first tasks begin first.

        As each is done, `done` is told its number, counted from 0, and the answer. Raises `ProcessDied`.
        """
        if not self._processes or len(tasks) == 1:
            return [self._here(number, task, done) for number, task in enumerate(tasks)]
        return self._elsewhere(tasks, done)

    def _here(self, number: int, task: Task, done: Callable[[int, Answer], None]) -> Answer:
        answer = self._work(task)
        done(number, answer)
        return answer

    def _elsewhere(self, tasks: Sequence[Task], done: Callable[[int, Answer], None]) -> list[Answer]:
        from multiprocessing.connection import wait

        answers: dict[int, Answer] = {}
        waiting = deque(range(len(tasks)))
        busy: dict[Connection, int] = {}
        free = list(self._processes)
        while waiting or busy:
            while waiting and free:
                connection, at = free.pop(), waiting.popleft()
                busy[connection] = at
                self._send(connection, tasks[at])
            for ready in wait(list(busy)):
                connection = ready  # type: ignore[assignment]
                at = busy.pop(connection)
                answers[at] = self._receive(connection, tasks[at])
                free.append(connection)
                done(at, answers[at])
        return [answers[at] for at in range(len(tasks))]

    def _send(self, connection: Connection, task: Task) -> None:
        try:
            connection.send(task)
        except BrokenPipeError:
            raise self._died(connection, task) from None

    def _receive(self, connection: Connection, task: Task) -> Answer:
        try:
            answer: Answer = connection.recv()
        except (EOFError, ConnectionResetError):
            raise self._died(connection, task) from None
        return answer

    def _died(self, connection: Connection, task: Task) -> ProcessDied:
        process = self._processes[connection]
        process.join()
        status = process.exitcode or 0
        end = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        return ProcessDied(self._described(task), end)

    def _fork(self) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, [*self._processes, ours]), daemon=True)
        process.start()
        theirs.close()
        self._processes[ours] = process

    def _serve(self, connection: Connection, inherited: list[Connection]) -> None:
        """Answer what comes until the other end is closed, which is also how the end of this process's maker shows."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for other in inherited:
            other.close()
        try:
            while True:
                connection.send(self._work(connection.recv()))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return

    def _end(self) -> None:
        for connection, process in self._processes.items():
            connection.close()
            process.terminate()
        for process in self._processes.values():
            process.join()
        self._processes.clear()
