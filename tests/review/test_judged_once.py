"""What is the same in the base and in the head is judged once."""

from __future__ import annotations

from unittest.mock import patch

from bnlint.analysis.judging import Judge
from bnlint.analysis.tasks import Done, Script, Task
from bnlint.review.git import Repository
from bnlint.review.reviewing import compare
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from tests.review.conftest import EARLY, RIGHT, Project


def test_programs_that_the_change_does_not_concern(project: Project) -> None:
    project.commit({"train.py": RIGHT, "other.py": RIGHT})
    project.branch()
    project.commit({"train.py": EARLY})
    judged = []
    do = Judge.do

    def noted(self: Judge, task: Task) -> list[Done]:
        if isinstance(task, Script):
            judged.append(task.path)
        return do(self, task)

    repository = Repository(str(project.folder))
    with patch.object(Judge, "do", noted):
        compared = compare(repository, "main", "change", discover(), Settings(), 1, lambda done, of: None)
    assert [finding.code for finding in compared.outcome.findings] == ["BN102"]
    root = repository.root
    assert sorted(judged) == [f"{root}/other.py", f"{root}/train.py", f"{root}/train.py"]
