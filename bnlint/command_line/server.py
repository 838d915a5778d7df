"""`bnlint server`."""

import argparse

from bnlint.command_line.options import Commands
from bnlint.command_line.status import FOUND, NOTHING_FOUND


def add(commands: Commands) -> None:
    server = commands.add_parser(
        "server",
        help="be a language server",
        description="Judge what is open in an editor as it is typed: a language server on standard input and output. "
        "It needs pygls: pip install 'bnlint[server]'.",
        epilog="Exit status: 0 the editor ended it, 1 the editor was gone.",
    )
    server.set_defaults(run=_serve)


def _serve(_: argparse.Namespace) -> int:
    from bnlint.sources.errors import UsageError

    try:
        from bnlint.hosts.language_server.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("libcst", "lsprotocol", "pygls"):
            raise
        raise UsageError("the language server needs pygls and LibCST: pip install 'bnlint[server]'") from None
    return NOTHING_FOUND if serve() else FOUND
