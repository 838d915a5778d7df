"""What tells a finding when the lines around it have moved: its code, its file, and the text that it points at."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bnlint.findings.finding import Finding
from bnlint.sources.errors import SourceError
from bnlint.sources.overlay import Overlay


class Identity(NamedTuple):
    """`path` is relative to a folder; the `text` has its white space made one."""

    code: str
    path: str
    text: str


def identity(finding: Finding, folder: str, files: Overlay) -> Identity:
    """The text is empty where there is none: in a graph, or in a file that is gone."""
    try:
        text = files.read(finding.place.path).segment(finding.place) if finding.place.line else ""
    except SourceError:
        text = ""
    where = os.path.relpath(finding.place.path, folder).replace(os.sep, "/")
    return Identity(finding.code, where, " ".join(text.split()))


def fingerprints(findings: Iterable[Finding], folder: str, files: Overlay) -> list[str]:
    """One for each finding, all different: those that are told by the same are counted, in their order."""
    seen = Counter[Identity]()
    made = []
    for finding in findings:
        known = identity(finding, folder, files)
        seen[known] += 1
        words = "\0".join((*known, str(seen[known])))
        made.append(hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made
