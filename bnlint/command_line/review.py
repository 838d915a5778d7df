"""`bnlint review`."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from bnlint.command_line.options import Commands, add_output, add_selection, positive, processes, settings
from bnlint.command_line.reporting import write_files
from bnlint.command_line.status import FOUND, NOTHING_FOUND

if TYPE_CHECKING:
    from bnlint.reports.formats import Reported
    from bnlint.review.pull_request import PullRequest
    from bnlint.review.reviewing import Compared

READ_BY_PEOPLE: Final = ("text", "concise")


def add(commands: Commands) -> None:
    review = commands.add_parser(
        "review",
        help="say what a pull request brings in, as a review of it",
        description="Compare two commits, and say what the second brings in: here, and as a review of the pull request "
        "where one is named, or this is GitHub's run for one. Both are read from git; nothing of them is run.",
        epilog="Exit status: 0 the change brings in nothing, 1 it brings in findings or files that cannot be analysed, "
        "2 wrong usage. The token is taken from GITHUB_TOKEN.",
    )
    review.add_argument(
        "--base", metavar="REVISION", help="what the change is for (default: the base of GitHub's event)"
    )
    review.add_argument("--head", metavar="REVISION", help="the change (default: that of GitHub's event, or HEAD)")
    review.add_argument("--repository", metavar="OWNER/NAME", help="where the pull request is")
    review.add_argument("--pull-request", metavar="NUMBER", type=positive, help="the pull request")
    review.add_argument("--api-url", metavar="URL", help="GitHub's API (default: GITHUB_API_URL, or the public one)")
    review.add_argument("--dry-run", action="store_true", help="print the review, and ask GitHub for nothing")
    add_selection(review)
    add_output(review)
    review.add_argument(
        "-j", "--jobs", metavar="N", type=processes,
        help="processes (default: one for each processor, if it is worth it)",
    )  # fmt: skip
    review.set_defaults(run=_review)


def _review(options: argparse.Namespace) -> int:
    from bnlint.reports.formats import Reported, write
    from bnlint.reports.progress import ProgressBar
    from bnlint.review.git import Repository
    from bnlint.review.pull_request import Asked, pull_request
    from bnlint.review.reviewing import compare, words
    from bnlint.review.wording import blob
    from bnlint.rules.discovery import discover

    asked = Asked(options.base, options.head, options.repository, options.pull_request, options.api_url)
    meant = pull_request(asked, os.environ)
    repository = Repository(os.curdir)
    with ProgressBar(sys.stderr) as progress:
        compared = compare(
            repository, meant.base, meant.head, discover(), settings(options), options.jobs, progress
        )  # fmt: skip
    reported = Reported(compared.outcome, compared.files, options.verbose)
    with Unheeded(options.dry_run or options.format in READ_BY_PEOPLE):
        if options.dry_run:
            sys.stdout.write(words(compared, lambda commit: blob(meant.server, meant.repository, commit)))
        else:
            write(options.format, reported, sys.stdout)
    write_files(reported, options)
    if meant.number and not options.dry_run:
        _say(meant, compared, reported, annotate=options.format != "github")
    found = compared.outcome.findings or compared.outcome.diagnostics
    return FOUND if found and not options.exit_zero else NOTHING_FOUND


def _say(meant: "PullRequest", compared: "Compared", reported: "Reported", annotate: bool) -> None:
    """Review the pull request; where that cannot be, say why, and let GitHub Actions annotate the lines."""
    from bnlint.reports.formats import write
    from bnlint.review.forge import ForgeError

    try:
        said = _said(meant, compared)
    except ForgeError as error:
        here = in_actions() and bool(reported.outcome.findings or reported.outcome.diagnostics)
        instead = "; the findings are annotations of this run" if here else ""
        said = f"No review: {error}{instead}."
        if here and annotate:
            write("github", reported, sys.stdout)
    sys.stderr.write(f"bnlint: {said}\n")


def _said(meant: "PullRequest", compared: "Compared") -> str:
    from bnlint.review.forge import ForgeError
    from bnlint.review.github import GitHub
    from bnlint.review.reviewing import speak
    from bnlint.review.wording import blob
    from bnlint.sources.errors import UsageError

    if not meant.token:
        raise ForgeError("there is no GITHUB_TOKEN")
    try:
        forge = GitHub(meant.repository, meant.number, meant.token, meant.api_url)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "github":
            raise
        raise UsageError("reviews on GitHub need PyGithub: pip install 'bnlint[review]'.") from None
    return speak(forge, compared, lambda commit: blob(meant.server, meant.repository, commit))


def in_actions() -> bool:
    """Whether GitHub Actions read what is printed, and take some of it for commands."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


class Unheeded:
    """A context in which what is printed is no command to GitHub Actions, whatever the program's files are called.

    Reference: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions, stop-commands.
    """

    def __init__(self, for_people: bool) -> None:
        self._token = ""
        if for_people and in_actions():
            from secrets import token_hex

            self._token = token_hex(16)

    def __enter__(self) -> None:
        if self._token:
            sys.stdout.write(f"::stop-commands::{self._token}\n")

    def __exit__(self, *_: object) -> None:
        if self._token:
            sys.stdout.write(f"::{self._token}::\n")
