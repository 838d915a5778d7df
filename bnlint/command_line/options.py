"""Options that several commands have, and the kinds of values that options take."""

import argparse
import sys
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from bnlint.cache.memories import Cache
    from bnlint.settings.settings import Settings
    from bnlint.sources.overlay import Overlay

FORMATS: Final = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjsonl")
"""What `bnlint.reports.formats` can write, which is not imported for the sake of its names."""
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def positive(text: str) -> int:
    """A number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no positive number")
    return int(text)


def natural(text: str) -> int:
    """A number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return int(text)


def processes(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes")
    return int(text)


def words(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def output(text: str) -> tuple[str, str]:
    """A format, and the file that is to hold the report."""
    name, _, path = text.partition("=")
    if name not in FORMATS or not path:
        raise argparse.ArgumentTypeError(f"{text} is no FORMAT=FILE; the formats are {', '.join(FORMATS)}")
    return name, path


def add_output(command: argparse.ArgumentParser) -> None:
    """How findings are shown, and what they make of the exit status."""
    command.add_argument(
        "--format", metavar="FORMAT", choices=FORMATS, default="text", help=f"{', '.join(FORMATS)} (default: text)"
    )
    command.add_argument(
        "--output",
        metavar="FORMAT=FILE",
        type=output,
        action="append",
        default=[],
        help="write a report into a file, besides; may be repeated",
    )
    command.add_argument("--exit-zero", action="store_true", help="end with 0 where findings would make it 1")
    command.add_argument("--verbose", action="store_true", help="name the unknowns that kept rules silent")


def add_cache(command: argparse.ArgumentParser) -> None:
    """Where results are kept from one run to the next."""
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "--no-cache",
        action="store_true",
        help="keep no results, and use none that were kept (default: if BNLINT_NO_CACHE is set)",
    )
    where.add_argument(
        "--cache-dir",
        metavar="FOLDER",
        help="keep results in this folder (default: BNLINT_CACHE_DIR, or .bnlint_cache in the project's root)",
    )


def add_selection(command: argparse.ArgumentParser) -> None:
    """Which findings are asked for."""
    for option, help_text in (
        ("--select", "judge by these rules only: codes, their beginnings (BN1), or names, separated by commas"),
        ("--ignore", "leave these rules out"),
    ):
        command.add_argument(option, metavar="RULES", type=words, action="extend", help=help_text)
    levels = command.add_mutually_exclusive_group()
    levels.add_argument(
        "--level", choices=("error", "warning", "advice"), help="the least level to show (default: warning)"
    )
    levels.add_argument(
        "--advice", action="store_const", dest="level", const="advice", help="the same as --level advice"
    )
    command.add_argument(
        "--possible",
        action=argparse.BooleanOptionalAction,
        help="show findings that are possible but not sure, too (default: no)",
    )


def add_script(command: argparse.ArgumentParser, *, runs: int, skip: int, each: str) -> None:
    """How a script is run: by which interpreter, how far, and within which limits, `each` of them."""
    command.add_argument("arguments", metavar="ARGUMENT", nargs="*", help="arguments of the script, after --")
    command.add_argument(
        "--python",
        metavar="INTERPRETER",
        default="python",
        help="the interpreter that has TensorFlow, Python 3.6 or newer (default: python)",
    )
    command.add_argument(
        "--runs",
        metavar="N",
        type=positive,
        default=runs,
        help="training runs after which it is enough (default: %(default)s)",
    )
    command.add_argument(
        "--skip",
        metavar="N",
        type=natural,
        default=skip,
        help="training runs after those to answer without running them, so that evaluation is seen "
        "(default: %(default)s)",
    )
    command.add_argument(
        "--time",
        metavar="SECONDS",
        type=positive,
        default=300,
        help=f"seconds that {each} may take (default: %(default)s)",
    )
    command.add_argument("--memory", metavar="MB", type=positive, help="megabytes of address space (default: all)")
    command.add_argument("--in-place", action="store_true", help="run the script where it is, and not in a copy")


def settings(options: argparse.Namespace) -> "Settings":
    """What `add_selection` says."""
    from bnlint.settings.settings import Settings

    return Settings(options.select, options.ignore, options.level, options.possible)


def cache(options: argparse.Namespace) -> "Cache | None":
    """What `add_cache` says."""
    from bnlint.cache.memories import Cache, of_environment

    if options.cache_dir:
        return Cache.at(options.cache_dir)
    return None if options.no_cache else of_environment()


def files_named(unsaved: str | None, paths: list[str]) -> "tuple[Overlay, list[str]]":
    """The files as they are to be read, and what to check of them: the `unsaved` one where nothing else is named."""
    from bnlint.sources.overlay import KnownSources, Overlay

    files = Overlay.disk(KnownSources())
    if unsaved is None:
        return files, paths or ["."]
    return files.with_edits({unsaved: sys.stdin.buffer.read()}), paths or [unsaved]
