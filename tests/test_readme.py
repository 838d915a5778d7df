"""The README cannot lie: what it prints is what bnlint prints."""

import re
import subprocess
import sys
from pathlib import Path

from bnlint.rules.discovery import GRAPH_RULES, discover

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEMO = "fixtures/BN102/wrong_read_once_before_towers"


def test_the_demo_prints_what_the_readme_shows() -> None:
    command = [sys.executable, "-m", "bnlint", "check", DEMO]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    shown = re.search(r"```text\n(.*?)\n```", README, re.DOTALL)
    assert done.returncode == 1
    assert shown is not None
    assert done.stdout.rstrip() == shown.group(1)


def test_make_demo_checks_that_program() -> None:
    assert f"DEMO := {DEMO}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_rule_is_listed() -> None:
    rows = [f"| {rule.code} | {rule.name} | {rule.summary} |" for rule in (*discover(), *discover(GRAPH_RULES))]
    assert [line for line in README.splitlines() if line.startswith("| BN")] == rows
