"""`bnlint review` over HTTP, against a GitHub that holds requests and answers against what GitHub has published."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bnlint.review import github
from tests.review.conftest import EARLY, READ, RIGHT, Clock, Project, event
from tests.review.github_server import TOKEN, Fault, GitHubServer

REVIEWS = "POST .*/reviews$"
HEAD = """\
import tensorflow as tf


def head(hidden, training):
    return tf.reduce_mean(tf.square(hidden))
"""
TRAIN = RIGHT.replace("import tensorflow as tf\n", "import tensorflow as tf\n\nfrom head import head\n").replace(
    f"loss = tf.reduce_mean(tf.square(hidden))\n{READ}", f"{READ}loss = head(hidden, training)\n"
)
"""A program whose end stands in another file."""


@pytest.fixture
def change(project: Project) -> Project:
    """A right program, whose change reads the collection too early."""
    project.commit({"train.py": RIGHT})
    project.branch()
    project.commit({"train.py": EARLY})
    return project


def applied(body: str, text: str, first: int, last: int) -> str:
    """The text, once the suggestion in a comment on its lines is taken."""
    lines = text.split("\n")
    given = body.partition("```suggestion\n")[2].partition("\n```")[0].split("\n")
    return "\n".join([*lines[: first - 1], *given, *lines[last:]])


class TestWhatIsNew:
    def test_a_finding_is_a_comment_at_its_line_with_its_repair(self, change: Project, server: GitHubServer) -> None:
        done = change.review(server)
        assert done.status == 1
        assert done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff.\n"
        assert done.out.startswith("train.py:5:14: BN102 [error] ")
        (review,) = server.reviews
        (comment,) = server.comments
        assert review.body.startswith("bnlint: this change brings in 1 finding.\n")
        assert (comment.path, comment.review) == ("train.py", review.number)
        assert comment.body.startswith("**BN102 update-ops-collected-too-early** (error)\n")
        assert f"https://github.com/o/r/blob/{server.head}/train.py#L9" in comment.body
        assert server.writes == ["POST /api/v3/repos/o/r/pulls/7/reviews"]
        repaired = applied(comment.body, EARLY, comment.first, comment.last)
        (change.folder / "train.py").write_text(repaired, encoding="utf-8")
        assert change.bnlint("check", "train.py").status == 0

    def test_a_finding_in_a_file_that_is_not_touched(self, project: Project, server: GitHubServer) -> None:
        project.commit({"train.py": TRAIN, "head.py": HEAD})
        project.branch()
        normalised = "tf.layers.batch_normalization(hidden, training=training)"
        project.commit({"head.py": HEAD.replace("square(hidden)", f"square({normalised})")})
        done = project.review(server)
        assert (done.status, done.out[:18]) == (1, "train.py:8:14: BN1")
        assert done.err == "bnlint: Review: 1 new, 0 of them at lines of the diff.\n"
        (review,) = server.reviews
        assert "\n\nIn lines that the diff does not show:\n\n- [`train.py:8`](" in review.body
        assert "**BN102 update-ops-collected-too-early** (error)" in review.body
        project.commit({"head.py": f"# The end.\n{HEAD}"})
        assert project.review(server).status == 0
        (review,) = server.reviews
        assert "- ~~[`train.py:8`](" in review.body

    def test_what_the_base_has_is_not_spoken_of(self, project: Project, server: GitHubServer) -> None:
        project.commit({"old.py": EARLY, "train.py": RIGHT})
        project.branch()
        project.commit({"old.py": f"# Trains.\n\n{EARLY}", "train.py": f"{RIGHT}\n"})
        done = project.review(server)
        assert (done.status, done.out) == (0, "")
        assert done.err == "bnlint: The change brings in nothing, and nothing is said.\n"
        assert server.writes == []

    @pytest.mark.parametrize("text", [EARLY, f"'''Trains.'''\n{EARLY}"], ids=["as it was", "with other lines"])
    def test_neither_is_it_in_a_renamed_file(self, project: Project, server: GitHubServer, text: str) -> None:
        project.commit({"old.py": EARLY})
        project.branch()
        project.commit({"old.py": None, "lib/new.py": text})
        assert project.review(server).status == 0

    def test_nor_where_it_has_moved_within_its_file(self, project: Project, server: GitHubServer) -> None:
        functions = [f"def helper{number}():\n    return {number}\n\n\n" for number in range(12)]
        project.commit({"old.py": "".join(functions) + EARLY})
        project.branch()
        project.commit({"old.py": EARLY + "\n\n" + "".join(functions)})
        assert project.review(server).status == 0

    def test_nor_where_its_line_is_written_otherwise(self, project: Project, server: GitHubServer) -> None:
        project.commit({"old.py": EARLY})
        project.branch()
        project.commit({"old.py": EARLY.replace("get_collection(tf", "get_collection(\n    key=tf")})
        assert project.review(server).status == 0

    def test_the_same_text_once_more_is_new(self, project: Project, server: GitHubServer) -> None:
        project.commit({"old.py": EARLY})
        project.branch()
        project.commit({"copy.py": EARLY})
        assert project.review(server).status == 1
        (comment,) = server.comments
        assert comment.path == "copy.py"

    def test_a_file_that_cannot_be_read_any_more(self, project: Project, server: GitHubServer) -> None:
        project.commit({"train.py": RIGHT, "broken.py": "def f(:\n"})
        project.branch()
        project.commit({"train.py": RIGHT.replace("tf.square(hidden))", "tf.square(hidden)"), "broken.py": "def g(:\n"})
        assert project.review(server).status == 1
        (comment,) = server.comments
        assert comment.body.startswith("**BN001 syntax-error** (not analysed)\n")

    def test_no_program_has_changed(self, project: Project, server: GitHubServer) -> None:
        project.commit({"old.py": EARLY})
        project.branch()
        project.commit({"README.md": "An example."})
        assert project.review(server).status == 0
        assert server.writes == []

    def test_the_work_tree_does_not_matter_and_stays(self, change: Project, server: GitHubServer) -> None:
        (change.folder / "train.py").write_text("not what was committed", encoding="utf-8")
        (change.folder / "more.py").write_text(EARLY, encoding="utf-8")
        server_knows = change.git("status", "--porcelain")
        done = change.bnlint("review", "--base", "main", "--format", "concise")
        assert [line.split(":")[0] for line in done.out.splitlines()] == ["train.py"]
        assert change.git("status", "--porcelain") == server_knows
        assert server.requests == []


class TestTheNextPush:
    def test_nothing_is_said_twice(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        said = [(comment.body, comment.resolved) for comment in server.comments]
        change.commit({"README.md": "An example."})
        server.requests.clear()
        done = change.review(server)
        assert (done.status, done.err) == (1, "bnlint: Review: 1 said before.\n")
        assert server.writes == []
        assert [(comment.body, comment.resolved) for comment in server.comments] == said

    def test_what_is_fixed_is_marked_and_what_is_new_is_said(self, change: Project, server: GitHubServer) -> None:
        change.commit({"other.py": EARLY})
        change.review(server)
        change.commit({"train.py": RIGHT, "third.py": EARLY})
        done = change.review(server)
        assert done.status == 1
        assert (
            done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff, 2 brought up to date, 1 said before.\n"
        )
        by_path = {comment.path: comment for comment in server.comments}
        assert sorted(by_path) == ["other.py", "third.py", "train.py"]
        assert len(server.comments) == 3
        fixed = by_path["train.py"]
        assert fixed.resolved and fixed.body.startswith("~~**BN102 update-ops-collected-too-early** (error)~~ Fixed as")
        assert "suggestion" not in fixed.body
        assert not by_path["other.py"].resolved and by_path["other.py"].body.startswith("**BN102")
        first, second = server.reviews
        assert first.body.startswith("bnlint: this change brings in 2 findings. 1 of them is fixed.\n")
        assert second.body.startswith("bnlint: this change brings in 1 finding.\n")

    def test_what_comes_back_is_said_where_it_was(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        (body,) = [comment.body for comment in server.comments]
        change.commit({"train.py": RIGHT})
        done = change.review(server)
        assert done.status == 0
        (review,) = server.reviews
        assert review.body.startswith("bnlint: this change brings in 1 finding. It is fixed.\n")
        change.commit({"train.py": EARLY})
        assert change.review(server).status == 1
        (comment,) = server.comments
        assert not comment.resolved
        assert comment.body.split("\n\n")[:2] == body.split("\n\n")[:2]
        (review,) = server.reviews
        assert review.body.startswith("bnlint: this change brings in 1 finding.\n")

    def test_a_comment_follows_its_line(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        change.commit({"train.py": f"'''Trains.'''\n\n{EARLY}"})
        done = change.review(server)
        assert done.err == "bnlint: Review: 1 brought up to date, 1 said before.\n"
        (comment,) = server.comments
        assert f"blob/{server.head}/train.py#L11" in comment.body
        assert "```suggestion" in comment.body

    def test_a_suggestion_goes_when_its_comment_stands_elsewhere(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        (comment,) = server.comments
        assert comment.last - comment.first == 1
        change.commit({"train.py": EARLY.replace("training=training", "training=training, name='norm'")})
        change.review(server)
        assert len(server.comments) == 1 and (comment.first, comment.last) == (0, 0)
        assert "```suggestion" not in comment.body and "Repair: " in comment.body

    def test_other_code_with_the_same_fault(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        other = EARLY.replace("tf.GraphKeys.UPDATE_OPS", "'update_ops'")
        change.commit({"train.py": other})
        assert change.review(server).status == 1
        first, second = server.comments
        assert "The code has changed as of" in first.body and first.resolved
        assert second.body.startswith("**BN102")

    def test_a_force_push_with_another_name_for_the_file(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        change.git("reset", "--quiet", "--hard", "main")
        change.git("commit", "--quiet", "--allow-empty", "--amend", "--message", "anew")
        change.git("branch", "--force", "main")
        change.commit({"train.py": None, "program.py": EARLY})
        done = change.review(server)
        assert done.status == 1
        assert len(server.comments) == len(server.reviews) == 1
        (comment,) = server.comments
        assert "program.py" in comment.body and not comment.resolved

    def test_the_list_of_what_lies_outside_is_brought_up_to_date(self, project: Project, server: GitHubServer) -> None:
        far = "\n".join(f"# {number}" for number in range(20))
        text = f"{RIGHT}{far}\ntf.get_variable('a', [1])\n"
        project.commit({"train.py": text})
        project.branch()
        project.commit({"train.py": text.replace("'a'", "'b'")})
        server.faults.append(Fault(REVIEWS, 422, message="Line could not be resolved"))
        project.commit({"train.py": text.replace(RIGHT, EARLY)})
        done = project.review(server)
        assert done.err == "bnlint: Review: 1 new, 0 of them at lines of the diff.\n"
        (review,) = server.reviews
        (row,) = [line for line in review.body.split("\n") if line.startswith("- ")]
        assert row.startswith(f"- [`train.py:5`](https://github.com/o/r/blob/{server.head}/train.py#L5) **BN102 ")
        project.commit({"train.py": text})
        assert project.review(server).status == 0
        assert [line.startswith("- ~~[`train.py:5`]") for line in review.body.split("\n") if line[:2] == "- "] == [True]
        assert "It is fixed." in review.body and server.comments == []
        project.commit({"train.py": text.replace(RIGHT, f"#\n{EARLY}")})
        assert project.review(server).status == 1
        assert len(server.reviews) == 1 and "- [`train.py:6`]" in review.body and "fixed" not in review.body

    def test_ours_are_found_among_those_of_others(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        (comment,), (review,) = server.comments, server.reviews
        server.comments = [replace(comment, author="somebody", number=number) for number in range(250)] + [comment]
        server.reviews = [replace(review, author="somebody", number=number) for number in range(250)] + [review]
        change.commit({"train.py": RIGHT})
        server.requests.clear()
        change.review(server)
        assert sorted(server.writes)[:2] == [
            f"PATCH /api/v3/repos/o/r/pulls/comments/{comment.number}", "POST /api/graphql"
        ]  # fmt: skip
        assert comment.resolved and len(server.writes) == 3

    def test_words_of_others_stay_whatever_they_hold(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        (comment,), (review,) = server.comments, server.reviews
        comment.author, review.author = "somebody", "somebody"
        change.commit({"train.py": RIGHT})
        server.requests.clear()
        assert change.review(server).status == 0
        assert server.writes == []

    def test_a_thread_that_may_not_be_resolved(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        server.may_resolve = False
        change.commit({"train.py": RIGHT})
        done = change.review(server)
        (comment,) = server.comments
        assert comment.body.startswith("~~") and not comment.resolved
        assert done.err == "bnlint: Review: 2 brought up to date.\n"

    def test_a_thread_that_cannot_be_resolved_all_the_same(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        server.resolves = False
        change.commit({"train.py": RIGHT})
        done = change.review(server)
        assert done.status == 0
        assert done.err == (
            "bnlint: Review: 2 brought up to date, threads left as they are (GitHub answers 400: Resource not "
            "accessible by integration).\n"
        )

    def test_a_comment_that_has_been_deleted_meanwhile(self, change: Project, server: GitHubServer) -> None:
        change.review(server)
        change.commit({"train.py": RIGHT})
        server.faults.append(Fault("PATCH", 404, message="Not Found"))
        done = change.review(server)
        assert done.status == 0
        assert done.err == "bnlint: Review: 1 brought up to date, 1 refused (GitHub answers 404: Not Found).\n"

    def test_the_pull_request_has_moved_on(self, change: Project, server: GitHubServer) -> None:
        change.push(server)
        server.head = "f" * 40
        done = change.bnlint(
            "review", "--base", "main", "--repository", "o/r", "--pull-request", "7", "--api-url", server.url
        )
        assert done.status == 1
        assert "The pull request has moved on" in done.err
        assert server.writes == []


class TestWhatGoesWrong:
    def test_a_short_limit_of_rates_is_waited_for(self, change: Project, server: GitHubServer, clock: Clock) -> None:
        server.faults += [
            Fault("GET", 429, {"Retry-After": "7"}, "Too many requests"),
            Fault("GET", 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 20)}),
            Fault(REVIEWS, 403, message="You have exceeded a secondary rate limit"),
        ]
        done = change.review(server)
        assert done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff.\n"
        assert len(server.reviews) == 1 and not server.faults
        seven, twenty, sixty = clock.slept
        assert (seven, sixty) == (7, 60) and 18 < twenty <= 21

    def test_a_long_one_is_not(self, change: Project, server: GitHubServer, clock: Clock) -> None:
        server.faults.append(Fault("GET", 429, {"Retry-After": "3600"}))
        done = change.review(server)
        assert done.status == 1
        assert done.err == (
            "bnlint: No review: GitHub answers 429: Something is wrong, and asks to wait 3,600 seconds.\n"
        )
        assert clock.slept == [] and server.writes == []

    def test_waiting_ends(self, change: Project, server: GitHubServer, clock: Clock) -> None:
        server.faults += [Fault("GET", 503, {"Retry-After": "100"}) for _ in range(3)]
        done = change.review(server)
        assert "No review: GitHub answers 503" in done.err
        assert clock.slept == [100]

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_an_error_of_the_server_passes(
        self, change: Project, server: GitHubServer, clock: Clock, status: int
    ) -> None:
        server.faults += [Fault("GET", status), Fault("graphql", status), Fault(REVIEWS, status)]
        change.review(server)
        assert len(server.reviews) == len(server.comments) == 1
        assert clock.slept == [1, 1, 1]

    def test_an_answer_that_gets_lost_is_no_reason_to_say_it_again(self, change: Project, server: GitHubServer) -> None:
        server.faults.append(Fault(REVIEWS, 502, after=True))
        done = change.review(server)
        assert done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff.\n"
        assert len(server.reviews) == 1

    def test_no_answer_at_all(
        self, change: Project, server: GitHubServer, monkeypatch: pytest.MonkeyPatch, clock: Clock
    ) -> None:
        monkeypatch.setattr(github, "TIMEOUT", 1)
        server.faults.append(Fault(REVIEWS, 0, after=True))
        done = change.review(server)
        assert done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff.\n"
        assert len(server.reviews) == 1

    def test_nobody_is_there(self, change: Project, clock: Clock) -> None:
        done = change.bnlint(
            "review", "--base", "main", "--repository", "o/r", "--pull-request", "7", "--api-url", "http://127.0.0.1:9"
        )
        assert done.status == 1
        assert done.err == "bnlint: No review: GitHub does not answer (ConnectionError).\n"
        assert clock.slept == [1, 2, 4, 8]

    @pytest.mark.parametrize("actions", ["", "true"])
    def test_a_token_that_may_only_read(
        self, change: Project, server: GitHubServer, monkeypatch: pytest.MonkeyPatch, actions: str
    ) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", actions)
        server.may_write = False
        done = change.review(server, "--output", "sarif=new.sarif")
        assert done.status == 1
        assert "bnlint: No review: GitHub answers 403: Resource not accessible by integration" in done.err
        assert ("::error file=train.py,line=5," in done.out) == bool(actions)
        (run,) = json.loads((change.folder / "new.sarif").read_text(encoding="utf-8"))["runs"]
        assert [result["ruleId"] for result in run["results"]] == ["BN102"]

    def test_something_else_answers(self, change: Project, server: GitHubServer) -> None:
        server.faults.append(Fault("GET", 200, message="Please log in"))
        done = change.review(server)
        assert done.err == "bnlint: No review: what answers is not GitHub's API; --api-url says where that is.\n"

    def test_a_wrong_token(self, change: Project, server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_TOKEN", f"{TOKEN}x")
        done = change.review(server)
        assert (done.status, done.err) == (1, "bnlint: No review: GitHub answers 401: Bad credentials.\n")

    def test_words_of_the_server_cannot_show_the_token(self, change: Project, server: GitHubServer) -> None:
        said = f"{TOKEN}\n::error::x ##[error]y \x1b[31m"
        server.faults.append(Fault("GET", 404, message=said))
        done = change.review(server)
        assert done.err.count("\n") == 1 and done.err.startswith("bnlint: No review: GitHub answers 404: *** ::error")
        assert "##[" not in done.err and "\x1b" not in done.err

    def test_no_token(self, change: Project, server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_TOKEN", "")
        done = change.review(server)
        assert done.status == 1
        assert done.err == ("bnlint: No review: there is no GITHUB_TOKEN; the findings are annotations of this run.\n")
        assert "\n::error file=train.py,line=5," in done.out
        assert server.requests == []

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://github.example.com/api/v3", "would get the token unencrypted"),
            ("ftp://github.example.com", "is no address of an API"),
            (f"https://me:{TOKEN}@github.example.com", "https://github.example.com is no address of an API"),
        ],
    )
    def test_where_no_token_goes(self, change: Project, url: str, said: str) -> None:
        done = change.bnlint("review", "--base", "main", "--repository", "o/r", "--pull-request", "7", "--api-url", url)
        assert done.status == 2
        assert said in done.err


class TestSize:
    def test_many_files_are_one_review(self, project: Project, server: GitHubServer) -> None:
        """GitHub shows no diff of some of the files."""
        names = [f"part{number}/train.py" for number in range(300)]
        project.commit(dict.fromkeys(names, "import tensorflow as tf\n"))
        project.branch()
        project.commit(dict.fromkeys(names, "import tensorflow\n") | dict.fromkeys(names[::12], EARLY))
        server.hidden = set(names[::36])
        done = project.review(server)
        assert done.err == "bnlint: Review: 25 new, 16 of them at lines of the diff.\n"
        (review,) = server.reviews
        assert len(server.comments) == 16
        assert review.body.count("\n- [`part") == 9
        assert server.writes == ["POST /api/v3/repos/o/r/pulls/7/reviews"]
        server.requests.clear()
        assert project.review(server).err == "bnlint: Review: 25 said before.\n"
        assert server.writes == []


class TestTrust:
    def test_the_change_does_not_decide_how_it_is_judged(self, change: Project, server: GitHubServer) -> None:
        change.commit(
            {
                "pyproject.toml": '[tool.bnlint]\nexclude = ["*"]\n',
                ".gitignore": "*.py\n",
                "sub/pyproject.toml": "[tool.bnlint\n",
            }
        )
        assert change.review(server).status == 1

    def test_its_base_does(self, project: Project, server: GitHubServer) -> None:
        settings = '[tool.bnlint]\nignore = ["BN102"]\n'
        project.commit({"train.py": RIGHT, "a/pyproject.toml": settings, "a/train.py": RIGHT, "a/b.txt": "1"})
        project.branch()
        project.commit({"a/train.py": EARLY, "a/pyproject.toml": None})
        assert project.review(server).status == 0
        project.commit({"c/pyproject.toml": settings, "c/train.py": EARLY, "c/b.txt": "1", "a/train.py": None})
        assert project.review(server).status == 0

    def test_nothing_of_the_repository_runs(self, change: Project, server: GitHubServer, tmp_path: Path) -> None:
        ran = tmp_path / "ran"
        script = change.folder / "script"
        script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n", encoding="utf-8")
        script.chmod(0o755)
        for name in ("post-checkout", "reference-transaction", "post-index-change"):
            hook = change.folder / ".git" / "hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
            hook.chmod(0o755)
        change.git("config", "filter.own.smudge", str(script))
        change.git("config", "diff.own.command", str(script))
        change.git("config", "diff.own.textconv", str(script))
        change.git("config", "core.fsmonitor", str(script))
        (change.folder / ".gitattributes").write_text("*.py filter=own diff=own\n", encoding="utf-8")
        (change.folder / "rich.py").write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
        ran.unlink(missing_ok=True)
        assert change.bnlint("review", "--base", "main").status == 1
        assert not ran.exists()

    def test_no_link_leads_out_of_the_commit(self, change: Project, server: GitHubServer, tmp_path: Path) -> None:
        (tmp_path / "secret.py").write_text(EARLY.replace("hidden", "secret"), encoding="utf-8")
        (change.folder / "link.py").symlink_to(tmp_path / "secret.py")
        (change.folder / "up.py").symlink_to("../secret.py")
        (change.folder / "circle.py").symlink_to("circle.py")
        (change.folder / "folder").symlink_to(tmp_path)
        (change.folder / "inside.py").symlink_to("train.py")
        change.commit({})
        done = change.bnlint("review", "--base", "main", "--dry-run")
        assert done.status == 1
        assert "train.py" in done.out and "secret" not in done.out

    def test_names_and_texts_are_no_markup(self, project: Project, server: GitHubServer) -> None:
        name = "`a` <b>@octocat ![x](http://y) #1 --> ::error::.py"
        evil = '""" \'\' ```\\n::error::x @octocat <!-- --> <img src=x> ~~~ ![a](http://b)'
        text = EARLY.replace("training=training)", f"training=training, name={evil[3:]!r})")
        project.commit({"README.md": ""})
        project.branch()
        project.commit({name: text})
        done = project.review(server)
        assert done.status == 1
        (comment,) = server.comments
        assert_inert(comment.body.replace("\n\n```suggestion", "\n\n```\n"))
        server.faults.append(Fault(REVIEWS, 422))
        server.comments.clear()
        server.reviews.clear()
        project.review(server)
        (review,) = server.reviews
        assert_inert(review.body)

    def test_nothing_printed_is_a_command(
        self, project: Project, server: GitHubServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_TOKEN", "")
        project.commit({"README.md": ""})
        project.branch()
        project.commit({"::error file=x::y.py": EARLY, "::warning::a\n::error::b.py": EARLY})
        for arguments in ((), ("--dry-run",)):
            done = project.bnlint(
                "review",
                "--base",
                "main",
                "--repository",
                "o/r",
                "--pull-request",
                "7",
                "--format",
                "concise",
                *arguments,
            )
            lines = done.out.splitlines()
            stop, _, token = lines[0].rpartition("::")
            assert stop == "::stop-commands" and len(token) == 32
            end = lines.index(f"::{token}::")
            assert not any(token in line for line in lines[1:end])
            rest = lines[end + 1 :]
            assert all(line.startswith("::error file=%3A%3A") for line in rest)
            assert len(rest) == (0 if arguments else 2)


def assert_inert(body: str) -> None:
    """Whether it renders to text, code, links to the files and what we write ourselves, and to nothing else."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(body)
    inline = [child for token in tokens for child in token.children or ()]
    html = [token.content for token in (*tokens, *inline) if token.type in ("html_block", "html_inline")]
    allowed = ("<details>", "<summary>How it comes about</summary>", "</details>", "<!-- bnlint")
    assert all(text.strip().startswith(allowed) for text in html)
    assert all(
        "octocat" not in token.content and "error::" not in token.content for token in inline if token.type == "text"
    )
    assert not any(token.type == "image" for token in inline)
    links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
    assert all(link.startswith("https://github.com/o/r/blob/") for link in links)


class TestWhichChange:
    def test_the_event_says_it(
        self, change: Project, server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change.push(server)
        base, head = change.git("rev-parse", "main").strip(), server.head
        change.git("checkout", "--quiet", "main")
        monkeypatch.setenv("GITHUB_EVENT_PATH", event(tmp_path / "event.json", base, head))
        monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
        monkeypatch.setenv("GITHUB_API_URL", server.url)
        done = change.bnlint("review")
        assert (done.status, done.err) == (1, "bnlint: Review: 1 new, 1 of them at lines of the diff.\n")

    @pytest.mark.parametrize(
        ("document", "said"),
        [
            ("{}", "Name the branch or commit that the change is for with --base"),
            ("[", "is no JSON"),
            ('{"pull_request": {"number": 7, "base": {"sha": "%s"}}}' % ("a" * 40), "is not in this clone"),
        ],
    )
    def test_an_event_that_says_nothing(
        self, change: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: str, said: str
    ) -> None:
        (tmp_path / "event.json").write_text(document, encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
        monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
        done = change.bnlint("review")
        assert done.status == 2
        assert said in done.err and done.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([], "Name the branch or commit that the change is for with --base"),
            (["--base", "nowhere"], "The commit nowhere is not in this clone"),
            (["--base", "--help-me"], "expected one argument"),
            (["--base", "main", "--pull-request", "7"], "--repository is to say"),
            (["--base", "main", "--head", "alone"], "have no common ancestor"),
        ],
    )
    def test_wrong_usage(
        self, change: Project, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
    ) -> None:
        change.git("branch", "alone", change.git("commit-tree", "HEAD^{tree}", "-m", "alone").strip())
        if "--help-me" in arguments:
            with pytest.raises(SystemExit):
                change.bnlint("review", *arguments)
            assert said in capsys.readouterr().err
            return
        done = change.bnlint("review", *arguments)
        assert done.status == 2
        assert said in done.err

    def test_no_repository(self, change: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        done = change.bnlint("review", "--base", "main")
        assert (done.status, done.err) == (2, f"bnlint: {tmp_path} is in no git repository.\n")

    def test_a_dry_run_shows_the_words(self, change: Project, server: GitHubServer) -> None:
        done = change.review(server, "--dry-run")
        assert done.status == 1
        assert "## train.py:5-6\n\n**BN102" in done.out and "```suggestion" in done.out
        assert server.requests == []

    def test_other_forges(self, change: Project) -> None:
        change.commit({"old.py": RIGHT})
        done = change.bnlint("review", "--base", "main", "--output", "rdjsonl=new.jsonl")
        assert done.status == 1
        rows: list[Any] = list(map(json.loads, (change.folder / "new.jsonl").read_text(encoding="utf-8").splitlines()))
        assert [(row["code"]["value"], row["location"]["path"]) for row in rows] == [("BN102", "train.py")]

    def test_a_notebook_is_spoken_of_in_the_lines_of_its_file(self, project: Project, server: GitHubServer) -> None:
        def notebook(text: str) -> str:
            cells = [{"cell_type": "code", "source": text.splitlines(True), "outputs": [], "metadata": {}}]
            return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"

        project.commit({"train.ipynb": notebook(RIGHT)})
        project.branch()
        project.commit({"train.ipynb": notebook(EARLY)})
        assert project.review(server).status == 1
        (comment,) = server.comments
        lines = notebook(EARLY).split("\n")
        assert READ.strip() in lines[comment.first - 1]
        repaired = json.loads(applied(comment.body, notebook(EARLY), comment.first, comment.last))
        (project.folder / "again.py").write_text("".join(repaired["cells"][0]["source"]), encoding="utf-8")
        assert project.bnlint("check", "again.py").status == 0
