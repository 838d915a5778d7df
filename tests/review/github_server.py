"""A GitHub of one pull request, on this machine: what it is asked, and what it answers, is as GitHub has published."""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from graphql import graphql_sync

from tests.review.description import Description, graphql

TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
NUMBER = 7
PREFIX = "/api/v3"
LONGEST_BODY = 65_536


@dataclass
class Fault:
    """What is answered once in place of the right thing, to a request whose verb and path match.

    `after` does what was asked, and answers so all the same; a `status` of 0 answers nothing, until the server ends.
    """

    request: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "Something is wrong"
    after: bool = False


@dataclass
class Comment:
    number: int
    review: int
    author: str
    path: str
    body: str
    text: list[str]
    """The file when it was written."""
    first: int
    last: int
    resolved: bool = False
    original: tuple[int, int] = (0, 0)


@dataclass
class Review:
    number: int
    author: str
    body: str
    commit: str


@dataclass
class Request:
    verb: str
    path: str
    body: Any

    @property
    def line(self) -> str:
        return f"{self.verb} {self.path}"


class GitHubServer:
    """The pull request, which tests change with `push`, and what it was asked."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.head = ""
        self.commits: set[str] = set()
        self.files: dict[str, str | None] = {}
        self.texts: dict[str, list[str]] = {}
        self.comments: list[Comment] = []
        self.reviews: list[Review] = []
        self.requests: list[Request] = []
        self.faults: deque[Fault] = deque()
        self.viewer = "github-actions[bot]"
        self.hidden: set[str] = set()
        """Files whose patch is too large to be shown."""
        self.may_write = True
        self.may_resolve = True
        self.resolves = True
        """Whether threads are resolved where GitHub says that they may be: it forgets about rights to contents."""
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._number = 100
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{PREFIX}"

    def close(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def push(self, head: str, files: Mapping[str, str | None], texts: Mapping[str, list[str]]) -> None:
        """The pull request comes to a commit: the patches of its files, and their lines; a rename is a new path."""
        for comment in self.comments:
            first, last = (_moved(line, comment.text, texts.get(comment.path, [])) for line in comment.original)
            comment.first, comment.last = (first, last) if first and last else (0, 0)
        self.head, self.texts = head, dict(texts)
        self.files = {path: None if path in self.hidden else patch for path, patch in files.items()}
        self.commits.add(head)

    @property
    def writes(self) -> list[str]:
        """What was asked to be changed."""
        return [request.line for request in self.requests if request.verb != "GET" and not _only_asks(request)]

    # -- what it is asked -------------------------------------------------------------------------------------------

    def answer(self, verb: str, url: str, body: Any, authorization: str) -> tuple[int, Mapping[str, str], Any] | None:
        with self._lock:
            path = urlsplit(url).path
            request = Request(verb, path, body)
            self.requests.append(request)
            fault = self.faults[0] if self.faults and re.search(self.faults[0].request, request.line) else None
            if fault is not None:
                self.faults.popleft()
                if fault.after:
                    self._do(verb, url, body)
                if fault.status:
                    return fault.status, fault.headers, {"message": fault.message, "documentation_url": "https://d"}
                return None
            if authorization.rsplit(" ", maxsplit=1)[-1] != TOKEN:
                return 401, {}, {"message": "Bad credentials", "documentation_url": "https://d"}
            status, answered = self._do(verb, url, body)
            return status, {}, answered

    def _do(self, verb: str, url: str, body: Any) -> tuple[int, Any]:
        if urlsplit(url).path == "/api/graphql":
            return 200, self._graphql(body)
        asked = url.removeprefix(PREFIX)
        self.description.check_request(verb, asked, body)
        status, answered = self._rest(verb, asked, body)
        self.description.check_answer(verb, asked, status, answered)
        return status, answered

    def _rest(self, verb: str, url: str, body: Any) -> tuple[int, Any]:
        if not self.may_write and verb != "GET":
            return 403, {"message": "Resource not accessible by integration", "documentation_url": "https://d"}
        pull = f"/repos/o/r/pulls/{NUMBER}"
        path, query = urlsplit(url).path, parse_qs(urlsplit(url).query)
        if (verb, path) == ("GET", pull):
            found = self.description.example("pull-request")
            found["number"] = NUMBER
            found["head"]["sha"] = self.head
            found["requested_teams"] = []  # the example's lack what the schema wants
            return 200, found
        if (verb, path) == ("GET", f"{pull}/files"):
            size, page = int(query["per_page"][0]), int(query["page"][0])
            listed = sorted(self.files)[:3000][(page - 1) * size : page * size]
            return 200, list(map(self._entry, listed))
        if (verb, path) == ("POST", f"{pull}/reviews"):
            return self._new_review(body)
        number = int(path.rsplit("/", 1)[1])
        if len(body["body"]) > LONGEST_BODY:
            return _unprocessable("Body is too long (maximum is 65536 characters)")
        if verb == "PUT":
            for review in self.reviews:
                if review.number == number:
                    review.body = body["body"]
                    return 200, self._review(review)
        for comment in self.comments:
            if verb == "PATCH" and comment.number == number:
                comment.body = body["body"]
                return 200, self._comment(comment)
        return 404, {"message": "Not Found", "documentation_url": "https://d"}

    def _new_review(self, body: Any) -> tuple[int, Any]:
        if body["commit_id"] not in self.commits:
            return _unprocessable("Commit is not part of the pull request")
        if any(len(text) > LONGEST_BODY for text in (body["body"], *(one["body"] for one in body["comments"]))):
            return _unprocessable("Body is too long (maximum is 65536 characters)")
        for one in body["comments"]:
            shown = _shown(self.files.get(one["path"]) or "")
            lines = {shown.get(line) for line in (one.get("start_line", one["line"]), one["line"])}
            if None in lines or len(lines) > 1 or one.get("start_line", 0) >= one["line"] or one["side"] != "RIGHT":
                return _unprocessable("Line could not be resolved")
        review = Review(self._next(), self.viewer, body["body"], body["commit_id"])
        self.reviews.append(review)
        for one in body["comments"]:
            lines_ = one.get("start_line", one["line"]), one["line"]
            text = self.texts[one["path"]]
            self.comments.append(
                Comment(
                    self._next(), review.number, self.viewer, one["path"], one["body"], text, *lines_, original=lines_
                )
            )
        return 200, self._review(review)

    def _graphql(self, body: Any) -> Any:
        root = {
            "repository": lambda _info, owner, name, **_: {"pullRequest": lambda _info, number: self._pull_request()},
            "resolveReviewThread": lambda _info, **given: self._resolve(given["input"]["threadId"], True),
            "unresolveReviewThread": lambda _info, **given: self._resolve(given["input"]["threadId"], False),
        }
        done = graphql_sync(graphql(), body["query"], root, variable_values=body["variables"])
        if done.errors and not any(isinstance(error.original_error, PermissionError) for error in done.errors):
            self.description.violations += [error.message for error in done.errors]
        return done.formatted

    def _pull_request(self) -> Mapping[str, Any]:
        def threads(_info: Any, first: int, after: str | None = None) -> Any:
            return _page(list(map(self._thread_of, self.comments)), first, after)

        def reviews(_info: Any, first: int, after: str | None = None) -> Any:
            return _page(list(map(self._review_of, self.reviews)), first, after)

        return {"reviewThreads": threads, "reviews": reviews}

    def _thread_of(self, comment: Comment) -> Any:
        node = {
            "databaseId": comment.number,
            "body": comment.body,
            "viewerDidAuthor": comment.author == self.viewer,
            "pullRequestReview": {"databaseId": comment.review},
        }
        return {
            "id": f"T{comment.number}",
            "isResolved": comment.resolved,
            "viewerCanResolve": self.may_resolve and not comment.resolved,
            "viewerCanUnresolve": self.may_resolve and comment.resolved,
            "line": comment.last or None,
            "startLine": comment.first if comment.first != comment.last else None,
            "comments": lambda _info, first: {"nodes": [node]},
        }

    def _review_of(self, review: Review) -> Any:
        return {
            "databaseId": review.number, "body": review.body, "viewerDidAuthor": review.author == self.viewer
        }  # fmt: skip

    def _resolve(self, thread: str, resolved: bool) -> Any:
        if not (self.may_resolve and self.resolves):
            raise PermissionError("Resource not accessible by integration")
        for comment in self.comments:
            if f"T{comment.number}" == thread:
                comment.resolved = resolved
        return {"thread": {"id": thread}}

    def _entry(self, path: str) -> Any:
        (entry,) = self.description.example("diff-entry-items")
        entry |= {"filename": path, "status": "modified", "patch": self.files[path]}
        if self.files[path] is None:
            del entry["patch"]
        return entry

    def _review(self, review: Review) -> Any:
        return self.description.example("pull-request-review") | {
            "id": review.number, "body": review.body, "commit_id": review.commit, "state": "COMMENTED"
        }  # fmt: skip

    def _comment(self, comment: Comment) -> Any:
        return self.description.example("pull-request-review-comment") | {
            "id": comment.number, "body": comment.body, "path": comment.path
        }  # fmt: skip

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                given = json.loads(self.rfile.read(size)) if size else None
                answer = server.answer(self.command, self.path, given, self.headers.get("Authorization", ""))
                if answer is None:
                    server._ended.wait(20)
                    self.close_connection = True
                    return
                status, headers, body = answer
                data = json.dumps(body).encode("utf-8")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = _serve  # noqa: N815 - as the standard library calls them

            def log_message(self, *_: object) -> None:
                return None

        return Handler


def _only_asks(request: Request) -> bool:
    return request.path == "/api/graphql" and "mutation" not in request.body["query"]


def _unprocessable(why: str) -> tuple[int, Any]:
    return 422, {"message": "Unprocessable Entity", "errors": [why], "documentation_url": "https://d"}


def _page(nodes: list[Any], first: int, after: str | None) -> Any:
    start = int(after or 0)
    more = start + first < len(nodes)
    return {
        "nodes": nodes[start : start + first],
        "pageInfo": {"hasNextPage": more, "endCursor": str(start + first) if more else None},
    }


def _shown(patch: str) -> dict[int, int]:
    """The hunk that shows each line of the head."""
    found: dict[int, int] = {}
    number = line = 0
    for row in patch.split("\n"):
        if row.startswith("@@"):
            number += 1
            line = int(row.split("+")[1].split(" ")[0].split(",")[0])
        elif row[:1] in ("+", " "):
            found[line] = number
            line += 1
    return found


def _moved(line: int, before: list[str], after: list[str]) -> int:
    """Where a line of an earlier commit stands now; 0 if it is gone."""
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if block.a < line <= block.a + block.size:
            return line - block.a + block.b
    return 0
