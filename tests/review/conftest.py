"""A repository with a pull request, and the GitHub that it is on."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bnlint import command_line
from tests.review.description import Description
from tests.review.github_server import NUMBER, TOKEN, GitHubServer

RIGHT = """\
import tensorflow as tf

images = tf.placeholder(tf.float32, [None, 8])
training = tf.placeholder(tf.bool)
hidden = tf.layers.batch_normalization(tf.layers.dense(images, 8), training=training)
loss = tf.reduce_mean(tf.square(hidden))
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    train_op = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(100):
        session.run(train_op, {images: [[0.0] * 8], training: True})
    session.run(loss, {images: [[0.0] * 8], training: False})
"""
READ = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n"
EARLY = RIGHT.replace(READ, "").replace("hidden = ", f"{READ}hidden = ")
"""BN102: the collection is read before the layer."""


@dataclass
class Done:
    status: int
    out: str
    err: str


@dataclass
class Project:
    """A clone with a branch `main` and one for the change; `commit` puts files in, `None` takes one away."""

    folder: Path
    bnlint: Callable[..., Done]

    def git(self, *arguments: str) -> str:
        settings = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *settings, *arguments], cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "surrogateescape")

    def commit(self, files: Mapping[str, str | None]) -> str:
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="")
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD").strip()

    def branch(self) -> None:
        """From here on commits are the change's."""
        self.git("checkout", "--quiet", "-b", "change")

    def push(self, server: GitHubServer) -> None:
        """Let the server have the change as it is, as GitHub shows it."""
        base = self.git("merge-base", "main", "HEAD").strip()
        options = ("--diff-filter=d", "-M", base, "HEAD")
        names = self.git("diff", "--name-only", "-z", *options).split("\0")[:-1]
        patches = re.split(r"(?m)^diff --git .*\n", self.git("diff", *options))[1:]
        files: dict[str, str | None] = {}
        for name, whole in zip(names, patches, strict=True):
            start = whole.find("\n@@ ")
            files[name] = whole[start + 1 :].removesuffix("\n") if start >= 0 else None
        texts = {name: (self.folder / name).read_text(encoding="utf-8").split("\n") for name in names}
        server.push(self.git("rev-parse", "HEAD").strip(), files, texts)

    def review(self, server: GitHubServer, *arguments: str) -> Done:
        """`bnlint review`, as it runs anywhere, once the server has the change."""
        self.push(server)
        return self.bnlint(
            "review", "--base", "main", "--repository", "o/r", "--pull-request", str(NUMBER),
            "--api-url", server.url, "--format", "concise", *arguments,
        )  # fmt: skip


@pytest.fixture(scope="session")
def description() -> Description:
    return Description()


@pytest.fixture
def server(description: Description) -> Iterator[GitHubServer]:
    """What it was asked, and has answered, is as GitHub has published it."""
    running = GitHubServer(description)
    yield running
    running.close()
    found, description.violations = description.violations, []
    assert found == []


@dataclass
class Clock:
    """The time that was waited."""

    slept: list[float] = field(default_factory=list)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    passed = Clock()
    monkeypatch.setattr(time, "sleep", passed.slept.append)
    return passed


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: Clock
) -> Iterator[Project]:
    """An empty repository, which is the current folder; nothing that runs there may show the token."""
    folder = tmp_path / "clone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    shown: list[str] = []

    def bnlint(*arguments: str) -> Done:
        capsys.readouterr()
        status = command_line.main(arguments)
        out, err = capsys.readouterr()
        shown.extend((out, err))
        return Done(status, out, err)

    made = Project(folder, bnlint)
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("config", "core.autocrlf", "false")
    yield made
    assert not any(TOKEN in text for text in shown)


def event(path: Path, base: str, head: str) -> str:
    """The file of GitHub's event for the pull request."""
    known = {"pull_request": {"number": NUMBER, "base": {"sha": base}, "head": {"sha": head}}}
    path.write_text(json.dumps(known), encoding="utf-8")
    return str(path)
