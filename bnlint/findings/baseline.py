"""What was found once and is to be let be: a file of findings that are known, which follows code as lines move.

A known finding is told by its code, its file and the text that it points at, whatever stands around that. Where the
same text stands in a file several times, as many of its findings are known as were written.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from bnlint.findings.finding import Finding
from bnlint.findings.fingerprints import Identity, identity
from bnlint.sources.errors import UsageError
from bnlint.sources.overlay import Overlay

VERSION: Final = 1


class Baseline:
    """The findings that the file at `path` lists, read from `files`; raises `UsageError` where that is no baseline."""

    def __init__(self, path: str, files: Overlay) -> None:
        self._folder = os.path.dirname(os.path.abspath(path))
        self._files = files
        self._left = Counter(_read(path))

    def holds(self, finding: Finding) -> bool:
        """Whether the finding is one of those; each that is listed stands for one finding, in their order."""
        known = identity(finding, self._folder, self._files)
        if not self._left[known]:
            return False
        self._left[known] -= 1
        return True


def written(path: str, findings: Iterable[Finding], files: Overlay) -> str:
    """The text of a baseline at `path` that lists the findings."""
    folder = os.path.dirname(os.path.abspath(path))
    listed = sorted(identity(finding, folder, files) for finding in findings)
    rows = [{"code": code, "path": where, "text": text} for code, where, text in listed]
    return json.dumps({"version": VERSION, "findings": rows}, indent=2) + "\n"


def _read(path: str) -> Iterator[Identity]:
    try:
        with open(path, encoding="utf-8") as file:
            document: Any = json.load(file)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"{path} is no baseline: it is no JSON.") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise UsageError(f"{path} is no baseline that this version of bnlint has written.")
    try:
        for row in document["findings"]:
            yield Identity(str(row["code"]), str(row["path"]), str(row["text"]))
    except (KeyError, TypeError):
        raise UsageError(f"{path} is no baseline: a finding lacks its code, path or text.") from None
