"""The mutants of real programs that a person read and found to do no damage, with the reason."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = Path(__file__).with_name("equivalent.toml")

Place = tuple[str, str, int, str]


@dataclass(frozen=True)
class Reading:
    """`raises` tells a mutant that stops with an error from one that does what the program did."""

    reason: str
    raises: bool = False


def readings(table: Path = TABLE) -> Mapping[Place, Reading]:
    """The readings by repository, file, line and operator. Raises KeyError if an entry lacks one of them."""
    entries = tomllib.loads(table.read_text(encoding="utf-8")).get("mutant", [])
    return {
        (entry["repository"], entry["file"], line, entry["operator"]): Reading(
            entry["reason"], entry.get("raises", False)
        )
        for entry in entries
        for line in entry["lines"]
    }
