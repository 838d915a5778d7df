"""`bnlint review` over HTTP, against a GitHub that holds requests and answers against what GitHub has published."""

from __future__ import annotations

import pytest

from tests.review.conftest import EARLY, RIGHT, Clock, Project
from tests.review.github_server import TOKEN, Fault, GitHubServer


@pytest.fixture
def change(project: Project) -> Project:
    """A right program, whose change reads the collection too early."""
    project.commit({"train.py": RIGHT})
    project.branch()
    project.commit({"train.py": EARLY})
    return project


class TestFirst:
    def test_a_new_finding_is_a_comment_at_its_line_with_its_repair(
        self, change: Project, server: GitHubServer
    ) -> None:
        done = change.review(server)
        assert done.status == 1
        assert done.err == "bnlint: Review: 1 new, 1 of them at lines of the diff.\n"
        assert done.out.startswith("train.py:5:14: BN102 [error] ")
        (review,) = server.reviews
        (comment,) = server.comments
        assert review.body.startswith("bnlint: this change brings in 1 finding.\n")
        assert (comment.path, comment.review) == ("train.py", review.number)
        assert comment.body.startswith("**BN102 update-ops-collected-too-early** (error)\n")
        assert server.writes == ["POST /api/v3/repos/o/r/pulls/7/reviews"]
        assert applied(comment.body, EARLY, comment.first, comment.last) == RIGHT.replace(
            "loss = tf.reduce_mean(tf.square(hidden))\nupdate_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n",
            "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\nloss = tf.reduce_mean(tf.square(hidden))\n",
        )


def applied(body: str, text: str, first: int, last: int) -> str:
    """The text, once the suggestion in a comment on its lines is taken."""
    lines = text.split("\n")
    given = body.split("```suggestion\n")[1].split("\n```", maxsplit=1)[0].split("\n")
    return "\n".join([*lines[: first - 1], *given, *lines[last:]])


_ = (Clock, TOKEN, Fault)
