"""What is to be said of a file itself, most of all what kept it from being analysed: codes BN001 to BN009."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bnlint.sources.places import Place


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A located reason why a file, or a part of it, was not analysed, or a comment for bnlint that has no effect."""

    place: Place
    code: str
    message: str


@dataclass(frozen=True)
class DiagnosticKind:
    """The documentation of one diagnostic code: its name, what it says of the file, and what to do about it.

    `label` is what the diagnostic means for the file, in a word or two.
    """

    code: str
    name: str
    meaning: str
    remedy: str
    label: str = "not analysed"


_KINDS = (
    DiagnosticKind(
        "BN001",
        "syntax-error",
        "The file is neither Python as the running interpreter understands it nor Python 2. The message is the "
        "interpreter's own.",
        "Correct the syntax, or run bnlint with an interpreter as new as the one that the file is written for.",
    ),
    DiagnosticKind(
        "BN002",
        "cannot-decode",
        "The bytes of the file are no text in the encoding that the file declares, or in UTF-8 where it declares none. "
        "Files with NUL bytes and UTF-16 files are among these, as Python does not read them either.",
        "Save the file as UTF-8, or declare its encoding on one of the first two lines (PEP 263).",
    ),
    DiagnosticKind(
        "BN003",
        "cannot-read",
        "The file gives no bytes: permission is refused, it is a device or a pipe, or it vanished meanwhile.",
        "Give bnlint permission to read the file, or leave the file out.",
    ),
    DiagnosticKind(
        "BN004",
        "too-large",
        "The file is larger, or its expressions are nested more deeply, than any program that people write. "
        "Such files are generated, and reading them would take memory without bound.",
        "Leave the file out.",
    ),
    DiagnosticKind(
        "BN005",
        "cell-not-python",
        "A code cell of a notebook is not Python once IPython's own syntax is set aside, or a cell magic hands it to "
        "another language. The notebook's other cells are analysed without it.",
        "Correct the cell, or make it a raw cell where it is not meant to be run.",
    ),
    DiagnosticKind(
        "BN006",
        "not-a-notebook",
        "The file is named as a Jupyter notebook and is not one: it is no JSON, or not a document of notebook format "
        "3 or 4.",
        "Save the notebook anew from Jupyter. Where the file holds the marks of a merge conflict, resolve it first.",
    ),
    DiagnosticKind(
        "BN009",
        "unused-ignore",
        "A comment is there to suppress findings and suppresses none, names a rule that does not exist, or is not "
        "written as such comments are. Said with `--show-unused-ignores` only, and only of rules that were judged by.",
        "Take the comment away, or correct it.",
        label="no effect",
    ),
)

DIAGNOSTIC_KINDS: Mapping[str, DiagnosticKind] = MappingProxyType({kind.code: kind for kind in _KINDS})
"""Every diagnostic code with its documentation, in the order of the codes."""

SYNTAX_ERROR = "BN001"
CANNOT_DECODE = "BN002"
CANNOT_READ = "BN003"
TOO_LARGE = "BN004"
CELL_NOT_PYTHON = "BN005"
NOT_A_NOTEBOOK = "BN006"
UNUSED_IGNORE = "BN009"
