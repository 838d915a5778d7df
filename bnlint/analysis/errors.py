"""What ends an analysis before it is done."""


class Failed(Exception):
    """A bug showed while `path` was read: `what` was raised, at `where` (a traceback as text)."""

    def __init__(self, path: str, what: str, where: str) -> None:
        super().__init__(path, what, where)
        self.path = path
        self.what = what
        self.where = where

    def __str__(self) -> str:
        return f"{self.what}, while reading {self.path}"


class ProcessDied(Exception):
    """A process ended before it answered, as one does that needs more memory than there is.

    `task` says in words what it was to do, `end` how it ended: `signal SIGKILL`, `status 3`.
    """

    def __init__(self, task: str, end: str) -> None:
        super().__init__(task, end)
        self.task = task
        self.end = end

    def __str__(self) -> str:
        return f"a process that was {self.task} ended with {self.end}; -j 1 takes the least memory."
