"""Which program makes the results: bnlint as it is installed or being worked on, in which Python."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES
from importlib.util import find_spec

MODULES = (*SOURCE_SUFFIXES, *EXTENSION_SUFFIXES)
"""How the names of modules end, those that are compiled among them."""
READ_WITH = ("fissix",)
"""Packages that decide how programs are understood: Python 2 is read with them."""


@cache
def fingerprint() -> str | None:
    """What tells this bnlint from any other; `None` where its own files cannot be read, as in an archive.

    What its modules hold is read each time, which takes some ten milliseconds: versions are not told apart by their
    number while somebody works on them, nor times by their clock where an installation sets those.
    """
    known = hashlib.sha256(f"{sys.implementation.cache_tag} {sys.version}".encode())
    try:
        for path in _modules():
            with open(path, "rb", buffering=0) as file:
                data = file.readall()
            known.update(f"\n{os.path.basename(path)} {len(data)}\n".encode(errors="surrogateescape"))
            known.update(data)
    except OSError:
        return None
    return known.hexdigest()


def _modules() -> Iterator[str]:
    """The modules of bnlint, always in the same order, and what says the version of the packages it reads with."""
    waiting = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(MODULES):
                    yield entry.path
                elif entry.is_dir() and entry.name != "__pycache__":
                    waiting.append(entry.path)
    for package in READ_WITH:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            yield os.path.join(folder, "__version__.py")
