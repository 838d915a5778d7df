"""GitHub, or a GitHub Enterprise Server, through PyGithub.

What begins a review is asked of GraphQL, which says whose comments are ours and where their threads stand; it is said
with REST. Reference: https://docs.github.com/en/rest/pulls and https://docs.github.com/en/graphql.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

from bnlint.reports.excerpts import printable
from bnlint.review.forge import Comment, ForgeError, Inline, NotShown, Review, Said, Unreachable
from bnlint.review.marks import marks_in, reviewed
from bnlint.review.patches import Patch
from bnlint.sources.errors import UsageError

if TYPE_CHECKING:
    from github import GithubException

PUBLIC: Final = "https://api.github.com"
TIMEOUT: Final = 30
"""Seconds for one answer."""
PATIENCE: Final = 180.0
"""Seconds that a run waits for GitHub, in all its requests together."""
ATTEMPTS: Final = 5
SECONDARY_LIMIT: Final = 60.0
"""Seconds that GitHub asks to wait where it names none."""
PAGE: Final = 100
MOST_PAGES: Final = 30
"""GitHub lists 3,000 files of a pull request."""
FEW: Final = 5
"""Writes that may follow one another at once; GitHub wants a second between those of a long row."""
UNPROCESSABLE: Final = 422
"""What GitHub answers to a comment on lines that it does not show."""
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")

_THREADS: Final = """
query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved viewerCanResolve viewerCanUnresolve line startLine
          comments(first: 1) {
            nodes { databaseId body viewerDidAuthor pullRequestReview { databaseId } }
          }
        }
      }
    }
  }
}
"""
_REVIEWS: Final = """
query Reviews($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviews(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { databaseId body viewerDidAuthor }
      }
    }
  }
}
"""
_RESOLVE: Final = """
mutation Resolve($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) { thread { id } } }
"""
_REOPEN: Final = """
mutation Reopen($thread: ID!) { unresolveReviewThread(input: {threadId: $thread}) { thread { id } } }
"""

Answer = TypeVar("Answer")


Parameters = ParamSpec("Parameters")


def _understood(ask: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """Raises `ForgeError` where what answers is not GitHub's API."""

    @wraps(ask)
    def asked(*arguments: Parameters.args, **named: Parameters.kwargs) -> Answer:
        try:
            return ask(*arguments, **named)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ForgeError("what answers is not GitHub's API; --api-url says where that is") from error

    return asked


class GitHub:
    """A pull request. The token is sent to `api_url` and nowhere else, and stands in no message."""

    def __init__(self, repository: str, number: int, token: str, api_url: str = PUBLIC) -> None:
        from github import Auth, Github

        check_address(api_url)
        self._repository = repository
        self._number = number
        self._token = token
        self._patience = PATIENCE
        self._writes = 0
        self._requester = Github(
            base_url=api_url.rstrip("/"),
            auth=Auth.Token(token),
            timeout=TIMEOUT,
            user_agent="bnlint",
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        ).requester

    @_understood
    def head(self) -> str:
        return str(self._asked("GET", f"pulls/{self._number}")["head"]["sha"])

    @_understood
    def patches(self) -> Mapping[str, Patch]:
        found: dict[str, Patch] = {}
        for page in range(1, MOST_PAGES + 1):
            files = self._asked("GET", f"pulls/{self._number}/files", parameters={"per_page": PAGE, "page": page})
            found |= {file["filename"]: Patch.parsed(file["patch"]) for file in files if file.get("patch")}
            if len(files) < PAGE:
                break
        return found

    @_understood
    def said(self) -> Said:
        return Said(tuple(self._our_reviews()), tuple(self._our_comments()))

    @_understood
    def review(self, commit: str, body: str, comments: Sequence[Inline]) -> None:
        before = {review.number for review in self._our_reviews() if reviewed(review.body) == commit}
        request: dict[str, Any] = {"commit_id": commit, "event": "COMMENT", "body": body}
        request["comments"] = list(map(_comment, comments))

        def arrived() -> bool:
            ours = (review for review in self._our_reviews() if reviewed(review.body) == commit)
            return any(review.number not in before for review in ours)

        self._write("POST", f"pulls/{self._number}/reviews", request, arrived)

    def edit_comment(self, number: int, body: str) -> None:
        self._write("PATCH", f"pulls/comments/{number}", {"body": body})

    def edit_review(self, number: int, body: str) -> None:
        self._write("PUT", f"pulls/{self._number}/reviews/{number}", {"body": body})

    def resolve(self, thread: str) -> None:
        self._query(_RESOLVE, {"thread": thread})

    def reopen(self, thread: str) -> None:
        self._query(_REOPEN, {"thread": thread})

    def _our_reviews(self) -> Iterator[Review]:
        for node in self._nodes(_REVIEWS, "reviews"):
            body = _text(node["body"])
            if node["viewerDidAuthor"] and reviewed(body) is not None:
                yield Review(node["databaseId"], body)

    def _our_comments(self) -> Iterator[Comment]:
        for thread in self._nodes(_THREADS, "reviewThreads"):
            for node in thread["comments"]["nodes"]:
                body = _text(node["body"])
                if node["viewerDidAuthor"] and any(marks_in(body)):
                    last = thread["line"] or 0
                    yield Comment(
                        node["databaseId"],
                        (node["pullRequestReview"] or {}).get("databaseId") or 0,
                        body,
                        thread["id"],
                        thread["isResolved"],
                        thread["viewerCanResolve"],
                        thread["viewerCanUnresolve"],
                        thread["startLine"] or last,
                        last,
                    )

    def _nodes(self, query: str, connection: str) -> Iterator[Any]:
        owner, _, name = self._repository.partition("/")
        after: str | None = None
        while True:
            known = {"owner": owner, "name": name, "number": self._number, "after": after}
            pull_request = self._query(query, known)["repository"]["pullRequest"]
            yield from (node for node in pull_request[connection]["nodes"] if node is not None)
            page = pull_request[connection]["pageInfo"]
            if not page["hasNextPage"]:
                return
            after = page["endCursor"]

    def _asked(self, verb: str, path: str, **given: Any) -> Any:
        where = f"/repos/{self._repository}/{path}"
        return self._kept(lambda: self._requester.requestJsonAndCheck(verb, where, **given)[1])

    def _query(self, query: str, variables: Mapping[str, Any]) -> Any:
        return self._kept(lambda: self._requester.graphql_query(query, dict(variables))[1]["data"])

    def _write(self, verb: str, path: str, given: Any, arrived: Callable[[], bool] | None = None) -> None:
        self._writes += 1
        if self._writes > FEW:
            time.sleep(1)
        where = f"/repos/{self._repository}/{path}"
        self._kept(lambda: self._requester.requestJsonAndCheck(verb, where, input=given), arrived)

    def _kept(self, ask: Callable[[], Answer], arrived: Callable[[], bool] | None = None) -> Answer | None:
        """The answer, asked for again while that makes sense; none where `arrived` says that the request has."""
        from github import GithubException
        from requests.exceptions import RequestException

        for attempt in range(1, ATTEMPTS + 1):
            lost = False
            try:
                return ask()
            except GithubException as error:
                wait = _wait(error, attempt)
                lost = error.status >= 500
                said = f"GitHub answers {error.status}: {self._quoted(error)}"
                if wait is None:
                    raise (NotShown if error.status == UNPROCESSABLE else ForgeError)(said) from None
            except RequestException as error:
                wait, lost = 2.0 ** (attempt - 1), True
                said = f"GitHub does not answer ({type(error).__name__})"
            if lost and arrived is not None and arrived():
                return None
            if attempt == ATTEMPTS or wait > self._patience:
                asked = f", and asks to wait {wait:,.0f} seconds" if wait > self._patience else ""
                raise Unreachable(said + asked)
            self._patience -= wait
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _quoted(self, error: GithubException) -> str:
        """GitHub's own words, as far as they are fit to be printed."""
        data = error.data if isinstance(error.data, dict) else {}
        errors = [one.get("message") if isinstance(one, dict) else one for one in data.get("errors") or ()]
        words = [word for word in (data.get("message"), *errors) if isinstance(word, str)]
        text = printable(" ".join("; ".join(words).split()))[:300] or "nothing else"
        return text.replace(self._token, "***").replace("##[", "##").removesuffix(".")


def check_address(api_url: str) -> None:
    """Raises `UsageError` for an address to which no token may go."""
    parts = urlsplit(api_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise UsageError(f"{printable(parts._replace(netloc=parts.hostname or '').geturl())} is no address of an API.")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise UsageError(f"{api_url} would get the token unencrypted: use https.")


def _comment(one: Inline) -> dict[str, Any]:
    lines: dict[str, Any] = {"line": one.last, "side": "RIGHT"}
    if one.first < one.last:
        lines |= {"start_line": one.first, "start_side": "RIGHT"}
    return {"path": one.path, "body": one.body, **lines}


def _wait(error: GithubException, attempt: int) -> float | None:
    """Seconds after which to ask again; `None` where the answer would be the same."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    data = error.data if isinstance(error.data, dict) else {}
    message = str(data.get("message", "")).lower()
    limited = [one for one in data.get("errors") or () if isinstance(one, dict) and one.get("type") == "RATE_LIMITED"]
    if error.status >= 500 or error.status in (403, 429) or limited:
        asked = headers.get("retry-after", "")
        if asked.isdecimal():
            return float(asked)
        reset = headers.get("x-ratelimit-reset", "")
        if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
            return max(0.0, float(reset) - time.time()) + 1
        if "secondary rate limit" in message or limited:
            return SECONDARY_LIMIT
        if error.status != 403:
            return 2.0 ** (attempt - 1)
    return None


def _text(body: str) -> str:
    """A text as we have sent it: where people have edited it on a page, its lines end otherwise."""
    return body.replace("\r\n", "\n")
