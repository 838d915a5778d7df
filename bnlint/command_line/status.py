"""What a process ends with."""

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bnlint.check import Outcome

NOTHING_FOUND: Final = 0
FOUND: Final = 1
FAILED: Final = 2
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141


def status_of(outcome: "Outcome", exit_zero: bool) -> int:
    """What a check of files ends with."""
    if not outcome.seen.files and not outcome.hidden.excluded:
        sys.stderr.write("bnlint: no Python file could be read.\n")
        return FAILED
    return FOUND if (outcome.findings or outcome.diagnostics) and not exit_zero else NOTHING_FOUND
