"""`action.yml`, the action of this repository: what its steps run, with the words that users give."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash")


def steps() -> dict[str, str]:
    """The scripts, by the names of their steps."""
    text = (PROJECT / "action.yml").read_text(encoding="utf-8")
    found = re.findall(r"(?m)^    - name: (.*)\n(?:      .*\n)*?      run: \|\n((?:        .*\n)+)", text)
    return {name: re.sub(r"(?m)^ {8}", "", script) for name, script in found}


def test_no_script_holds_what_others_write() -> None:
    """An expression in a script is pasted into it, and would be run."""
    assert list(steps()) == ["Install bnlint", "Review"]
    assert not any("${{" in script for script in steps().values())


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize(
    ("options", "sarif", "arguments"),
    [
        ("", "", ["review"]),
        ("--level error", "a b.sarif", ["review", "--level", "error", "--output=sarif=a b.sarif"]),
        (
            "$(touch ran) * `touch ran`; touch ran",
            "",
            ["review", "$(touch", "ran)", "*", "`touch", "ran`;", "touch", "ran"],
        ),
    ],
)
def test_the_review_is_given_the_words(tmp_path: Path, options: str, sarif: str, arguments: list[str]) -> None:
    assert BASH is not None
    program = tmp_path / "bnlint" / "bin" / "bnlint"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{sys.executable}\nimport sys\nprint(*sys.argv[1:], sep='\\n')\n", encoding="utf-8")
    program.chmod(0o755)
    known = os.environ | {"RUNNER_TEMP": str(tmp_path), "OPTIONS": options, "SARIF": sarif}
    command = [BASH, "-e", "-o", "pipefail", "-c", steps()["Review"]]
    done = subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == arguments
    assert not (tmp_path / "ran").exists()
