"""Commits, trees and differences, as git's plumbing tells them, which runs nothing of the repository's."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bnlint.sources.errors import UsageError

CONTEXT: Final = 3
"""Unchanged lines around a change, as forges show them."""


@dataclass(frozen=True)
class Entry:
    """What a tree holds at a path: its `mode` as git writes it, the id of the object, and its bytes."""

    mode: str
    oid: str
    size: int


class Repository:
    """The repository around a folder, read by git; raises `UsageError` where there is none, or no git."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        top = self._asked("rev-parse", "--show-toplevel") or self._asked("rev-parse", "--absolute-git-dir")
        if top is None:
            raise UsageError(f"{os.path.abspath(folder)} is in no git repository.")
        self.root = os.path.abspath(top)

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision names; raises `UsageError`."""
        found = self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found is None:
            raise UsageError(
                f"The commit {revision} is not in this clone: fetch the history of the change and of its base "
                "(fetch-depth: 0 for actions/checkout)."
            )
        return found

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two have come; raises `UsageError` where this clone knows none."""
        found = self._asked("merge-base", one, other)
        if found is None:
            raise UsageError(
                f"The commits {one[:12]} and {other[:12]} have no common ancestor in this clone: fetch the whole "
                "history (fetch-depth: 0 for actions/checkout)."
            )
        return found

    def tree(self, commit: str) -> dict[str, Entry]:
        """Everything that a commit holds, by path with slashes; folders are not listed."""
        found = {}
        for line in self._output("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0")[:-1]:
            described, _, path = line.partition(b"\t")
            mode, kind, oid, size = described.decode("ascii").split()
            found[os.fsdecode(path)] = Entry(mode, oid, int(size) if kind == "blob" else 0)
        return found

    def blobs(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of objects, each with its id, in their order."""
        wanted = list(oids)
        answer = self._output("cat-file", "--batch", given="".join(f"{oid}\n" for oid in wanted).encode("ascii"))
        at = 0
        for oid in wanted:
            end = answer.index(b"\n", at)
            size = int(answer[at:end].rsplit(b" ", 1)[1])
            yield oid, answer[end + 1 : end + 1 + size]
            at = end + size + 2

    def differences(self, base: str, head: str) -> Iterator[tuple[str | None, str | None, str]]:
        """Each Python file and notebook that differs: its path in the base, that in the head, and its hunks.

        A path is `None` where the file is not there; it is another one in the head where git takes it for renamed.
        """
        options = ("--raw", "-z", "--patch", "--text", "--no-color", "--src-prefix=a/", "--dst-prefix=b/")
        output = self._output(*_DIFF, *options, f"--unified={CONTEXT}", base, head, "--", *_PROGRAMS)
        raw, _, patches = output.partition(b"\0\0")
        fields = iter([*raw.split(b"\0"), b""] if raw else [])
        parts = iter(_PATCH.split(patches.decode("utf-8", "replace"))[1:])
        for described in fields:
            if not described:
                break
            status = described.rsplit(b" ", 1)[1][:1]
            old = os.fsdecode(next(fields))
            new = os.fsdecode(next(fields)) if status in (b"R", b"C") else old
            hunks = next(parts)
            if status == b"T":  # from a link, say, which git takes for removed, then added
                hunks = next(parts)
            start = hunks.find("\n@@ ")
            yield (
                None if status in b"AT" else old,
                None if status == b"D" else new,
                hunks[start + 1 :] if start >= 0 else "",
            )

    def renamed(self, base: str, head: str, name: str) -> dict[str, str]:
        """Where each file called `name` that has another path in the head was in the base."""
        output = self._output(
            *_DIFF, "--name-status", "-z", "--diff-filter=R", base, head, "--", f":(top,glob)**/{name}"
        )
        fields = [os.fsdecode(field) for field in output.split(b"\0")[:-1]]
        return dict(zip(fields[2::3], fields[1::3], strict=True))

    def _asked(self, *arguments: str) -> str | None:
        """The answer in one line, or `None` where git says no."""
        done = self._run(arguments, b"")
        return os.fsdecode(done.stdout).rstrip("\n") if done.returncode == 0 else None

    def _output(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(arguments, given)
        if done.returncode:
            said = os.fsdecode(done.stderr).strip().splitlines() or [f"it ended with {done.returncode}"]
            raise UsageError(f"git {arguments[0]} failed: {said[-1]}.")
        return done.stdout

    def _run(self, arguments: Iterable[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--no-pager", "-c", "core.fsmonitor=false", *arguments]
        environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        environment.pop("GIT_EXTERNAL_DIFF", None)
        try:
            return subprocess.run(
                command, cwd=self._folder, input=given, env=environment, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise UsageError("git is not on the PATH.") from None


_DIFF: Final = ("diff-tree", "-r", "--find-renames", "--no-ext-diff", "--no-textconv")
_PROGRAMS: Final = (":(top,glob)**/*.py", ":(top,glob)**/*.ipynb")
_PATCH: Final = re.compile(r"^diff --git .*\n", re.MULTILINE)
"""The head of a file's patch; what it holds begins with another character in every line."""
