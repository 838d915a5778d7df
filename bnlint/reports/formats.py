"""The formats of reports, each with the module that writes it, which is imported when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from bnlint.check import Outcome
    from bnlint.repairs.repairing import Repaired
    from bnlint.sources.overlay import Overlay

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "text_report",
        "concise": "concise_report",
        "json": "json_report",
        "sarif": "sarif_report",
        "github": "github_report",
        "gitlab": "gitlab_report",
        "junit": "junit_report",
        "rdjsonl": "reviewdog_report",
    }
)
"""Each module has `write`, which takes a `Reported` and a stream."""


@dataclass(frozen=True)
class Reported:
    """What is to be written: what came of a command, and the files that it is about, as they were read.

    `verbose` names the unknowns that kept rules silent. `repaired` is what was repaired before, whether that was
    `written` or is only proposed; the outcome is of what is left.
    """

    outcome: "Outcome"
    files: "Overlay"
    verbose: bool = False
    repaired: "Repaired | None" = None
    written: bool = True


def write(name: str, reported: Reported, stream: TextIO) -> None:
    """Write the report in the format of that name."""
    import_module(f"bnlint.reports.{FORMATS[name]}").write(reported, stream)
