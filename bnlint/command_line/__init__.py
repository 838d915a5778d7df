"""The command line: a module for each command.

Exit status: 0 nothing found; 1 findings, or files that could not be analysed; 2 wrong usage, nothing that could be
read, or an internal error; 130 interrupted; 141 the reader of the output has gone.

What a command needs is imported when it runs, so that `bnlint --version` starts at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

from bnlint import __version__
from bnlint.command_line import capture, check, confirm, review, rules, server, verify
from bnlint.command_line.status import FAILED, INTERRUPTED, PIPE_CLOSED

if TYPE_CHECKING:
    from bnlint.analysis.errors import Failed

COMMANDS: Final = (check, verify, capture, confirm, review, rules, server)
"""Each has `add`, which describes its commands to the parser and says what runs them."""
RUNNING: Final = ("capture", "confirm")
"""The commands that run a script."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in `arguments`, the process's own unless given, and return its exit status.

    Raises SystemExit for `--help`, `--version` and wrong arguments, as argparse does.
    """
    _escape_what_cannot_be_encoded(sys.stdout, sys.stderr)
    options = _parsed(sys.argv[1:] if arguments is None else list(arguments))
    try:
        status = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget(sys.stdout)
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - whatever a bug raises is to be reported, not thrown at the user
        return _report_bug(error, options.verbose)
    return status


def run() -> NoReturn:
    """Run the command that this process was started for, and end the process.

    What an analysis holds is not taken apart before, which would take a tenth of its time.
    """
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    """What the arguments say; those behind `--` are the script's, of a command that runs one.

    argparse would lose them where an option stands between the script and them.
    """
    if arguments[:1] not in [[name] for name in RUNNING] or "--" not in arguments:
        return _parser().parse_args(arguments)
    end = arguments.index("--")
    options = _parser().parse_args(arguments[:end])
    options.arguments += arguments[end + 1 :]
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bnlint", description="Finds batch normalisation that silently goes wrong in TensorFlow programs."
    )
    parser.add_argument("--version", action="version", version=f"bnlint {__version__}")
    parser.set_defaults(verbose=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


def _run(options: argparse.Namespace) -> int:
    from bnlint.analysis.errors import Failed, ProcessDied
    from bnlint.artefacts.errors import ArtefactError
    from bnlint.rules.rule import RuleError
    from bnlint.rules.selection import UnknownRule
    from bnlint.sources.errors import UsageError

    try:
        status: int = options.run(options)
    except (ArtefactError, ProcessDied, RuleError, UnknownRule, UsageError) as error:
        sys.stderr.write(f"bnlint: {error}\n")
        return FAILED
    except Failed as error:
        return _report_failure(error, options.verbose)
    return status


def _report_bug(error: Exception, verbose: bool) -> int:
    if verbose:
        import traceback

        traceback.print_exception(error)
    what = "".join(f": {line}" for line in str(error).splitlines()[:1])
    return _bug(f"{type(error).__name__}{what}", "the file it reads")


def _report_failure(error: "Failed", verbose: bool) -> int:
    if verbose:
        sys.stderr.write(error.where)
    return _bug(str(error), "that file")


def _bug(what: str, file: str) -> int:
    sys.stderr.write(
        f"bnlint: internal error, {what}. This is a bug in bnlint; please report it with {file} and what "
        "`bnlint check --verbose` prints.\n"
    )
    return FAILED


def _escape_what_cannot_be_encoded(*streams: TextIO) -> None:
    """Print a path or a line of source on every terminal, whatever its encoding lacks."""
    import io

    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _forget(stream: TextIO) -> None:
    """Let the interpreter flush what is left into nothing at its end, instead of failing again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
