"""Which change is to be reviewed: as the options say, or else as the event does that GitHub Actions run for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bnlint.review.github import PUBLIC
from bnlint.sources.errors import UsageError


@dataclass(frozen=True)
class PullRequest:
    """`base` and `head` are revisions; `repository` is `owner/name`, and empty with no `number` where nothing is to be
    said to a forge. `server` is where people read it, and `token` is not shown."""

    base: str
    head: str
    repository: str = ""
    number: int = 0
    api_url: str = PUBLIC
    server: str = "https://github.com"
    token: str = ""

    def __repr__(self) -> str:
        return f"PullRequest({self.repository!r}, {self.number!r})"


@dataclass(frozen=True)
class Asked:
    """What the options say, as far as they say something."""

    base: str | None = None
    head: str | None = None
    repository: str | None = None
    number: int | None = None
    api_url: str | None = None


def pull_request(asked: Asked, environment: Mapping[str, str]) -> PullRequest:
    """The change that is meant; raises `UsageError` where that is not clear.

    The token is `GITHUB_TOKEN` of the environment, and can be given nowhere else.
    """
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    base, head = asked.base or _sha(event, "base"), asked.head or _sha(event, "head") or "HEAD"
    if not base:
        raise UsageError(
            "Name the branch or commit that the change is for with --base: GitHub says nothing of a pull request here."
        )
    repository = asked.repository or environment.get("GITHUB_REPOSITORY", "")
    number = asked.number or int(event.get("number", 0))
    if number and repository.count("/") != 1:
        raise UsageError("--repository is to say whose pull request that is, as OWNER/NAME.")
    return PullRequest(
        base,
        head,
        repository,
        number,
        asked.api_url or environment.get("GITHUB_API_URL") or PUBLIC,
        environment.get("GITHUB_SERVER_URL", "https://github.com"),
        environment.get("GITHUB_TOKEN", "").strip(),
    )


def _event(path: str) -> Mapping[str, Any]:
    """The pull request that the event is about, if it is about one."""
    if not path:
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            event = json.load(file)
    except OSError as error:
        raise UsageError(f"GITHUB_EVENT_PATH: {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"GITHUB_EVENT_PATH: {path} is no JSON.") from None
    found = event.get("pull_request") if isinstance(event, dict) else None
    return found if isinstance(found, dict) else {}


def _sha(event: Mapping[str, Any], side: str) -> str:
    found = event.get(side)
    return str(found.get("sha", "")) if isinstance(found, dict) else ""
