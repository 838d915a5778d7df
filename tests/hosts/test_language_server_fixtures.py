"""The language server says of every fixture what `bnlint check` says, while one replaces another in its workspace."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator

from pygls.uris import to_fs_path

from tests.fixtures_expectations import FIXTURES, fixtures
from tests.hosts.editor import Editor

Said = tuple[str, str, int, str]
"""A path, a code, a line counted from 1, and a message."""


def checked() -> Iterator[Said]:
    """What `bnlint check` says of all fixtures, of each by itself."""
    command = [sys.executable, "-m", "bnlint", "check", "--format", "json", str(FIXTURES)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FIXTURES, check=False)
    for found in json.loads(done.stdout)["findings"]:
        yield str(FIXTURES / found["path"]), found["code"], found["line"], found["message"]


def told(editor: Editor) -> Iterator[Said]:
    for uri, diagnostics in editor.all_found().items():
        for found in diagnostics:
            yield str(to_fs_path(uri)), str(found.code), found.range.start.line + 1, found.message


def test_it_says_what_check_says() -> None:
    async def editing() -> list[Said]:
        seen: list[Said] = []
        async with Editor() as editor:
            for fixture in fixtures():
                editor.folders_changed(added=[fixture.folder])
                editor.open(fixture.entry)
                await editor.judged(fixture.entry)
                seen += told(editor)
                editor.close(fixture.entry)
                editor.folders_changed(removed=[fixture.folder])
        return seen

    assert sorted(asyncio.run(editing())) == sorted(checked())
