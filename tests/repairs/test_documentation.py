"""docs/repairs.md has what there is."""

from __future__ import annotations

from pathlib import Path

from bnlint.findings.repair import WAYS
from bnlint.hosts import codemods

PAGE = (Path(__file__).parents[2] / "docs" / "repairs.md").read_text(encoding="utf-8")


def test_every_way_is_listed_with_its_codemod() -> None:
    commands = {value.DESCRIPTION: name for name, value in vars(codemods).items() if getattr(value, "planning", None)}
    rows = [f"| `{way}` | {done} | `{commands[done]}` |" for way, done in WAYS.items()]
    assert [line for line in PAGE.splitlines() if line.startswith("| `")] == rows
