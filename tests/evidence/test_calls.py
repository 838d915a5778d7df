"""What a script fed, as a bundle keeps it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bnlint.command_line import main
from tests.capture.bundles import captured
from tests.fixtures_expectations import FIXTURES
from tests.interpreters import require

SCRIPT = FIXTURES / "BN102" / "wrong_read_once_before_towers" / "train.py"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return captured(tmp_path_factory.mktemp("bundle") / "bundle.zip", SCRIPT, 2).path


@pytest.mark.parametrize(
    "wrong",
    [
        {"dtype": "no such type"},
        {"dtype": "float32", "shape": [10**9, 10**9], "file": None, "value": None},
        {"dtype": "float32", "shape": [-3], "file": None, "value": None},
        {"dtype": "float32", "value": "text"},
        {"file": "bundle.json", "value": None},
        {"file": "missing.npy", "value": None},
    ],
)
def test_damage_ends_in_one_sentence(
    bundle: Path, wrong: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(bundle) as whole, zipfile.ZipFile(damaged, "w") as file:
        for name in whole.namelist():
            file.writestr(name, _changed(whole.read(name), wrong) if name == "bundle.json" else whole.read(name))
    status = main(["confirm", "--python", str(require(2)), "--bundle", str(damaged), str(SCRIPT)])
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.startswith("bnlint: ")
    assert said.err.count("\n") == 1
    assert "internal error" not in said.err


def _changed(data: bytes, wrong: dict[str, Any]) -> str:
    content = json.loads(data)
    for event in content["events"]:
        for feed in event.get("feeds", ()):
            feed.update(wrong)
    return json.dumps(content)
