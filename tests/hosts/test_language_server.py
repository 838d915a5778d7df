"""The language server, asked by a client over standard input and output as editors do."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lsprotocol import types

from tests.fixtures_expectations import FIXTURES
from tests.hosts.editor import Editor, edited, uri_of

EARLY = FIXTURES / "BN102" / "wrong_read_once_before_towers"
DROPPED = FIXTURES / "BN209" / "wrong_default_of_the_block_is_used"
READ = "update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)"
BLOCK = "    with tf.control_dependencies(update_ops):\n"
REPAIRED = "    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = shutil.copytree(EARLY, tmp_path / "project")
    (folder / "pyproject.toml").touch()
    return folder


def codes(diagnostics: Sequence[types.Diagnostic]) -> list[str]:
    return [str(diagnostic.code) for diagnostic in diagnostics]


def test_what_is_found_is_said_when_a_file_is_opened(project: Path) -> None:
    async def editing() -> None:
        async with Editor(project) as editor:
            setup = project / "setup.py"
            editor.open(setup)
            (found,) = await editor.judged(setup)
            assert found.code == "BN102"
            assert found.source == "bnlint"
            assert found.severity == types.DiagnosticSeverity.Error
            assert found.range == types.Range(types.Position(19, 17), types.Position(19, 59))
            assert found.message.startswith("The update ops are read too early")
            trail = found.related_information
            assert trail is not None
            files = [step.location.uri.rpartition("/")[2] for step in trail]
            assert files == ["setup.py", "layers.py", "setup.py", "setup.py", "train.py"]
            assert trail[1].location.range.start.line == 9
            assert trail[1].message.startswith("the layer call adds update ops: 20 in all")
            assert found.code_description is not None
            assert found.code_description.href.endswith("bn102_update_ops_collected_too_early.py")

    asyncio.run(editing())


def test_files_that_are_not_open_are_judged_too(project: Path) -> None:
    async def editing() -> None:
        async with Editor(project) as editor:
            await editor.until(lambda: bool(editor.found(project / "setup.py")))
            assert set(editor.all_found()) == {uri_of(project / "setup.py")}

    asyncio.run(editing())


def test_it_follows_changes_saves_and_closes(project: Path) -> None:
    setup = project / "setup.py"
    text = setup.read_text()
    right = REPAIRED.join(text.rsplit(BLOCK, 1))

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            assert codes(await editor.judged(setup)) == ["BN102"]
            assert codes(await editor.judged(setup, editor.change(setup, right))) == []
            line = types.Range(types.Position(0, 0), types.Position(0, 0))
            assert codes(await editor.judged(setup, editor.change(setup, text, (line, "\n\n")))) == ["BN102"]
            assert editor.found(setup)[0].range.start.line == 21
            assert codes(await editor.judged(setup, editor.change(setup, right))) == []
            editor.close(setup)
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])
            editor.open(setup, right)
            await editor.until(lambda: codes(editor.found(setup)) == [])
            setup.write_text(right)
            editor.save(setup)
            editor.close(setup)
            editor.open(setup, text)
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])

    asyncio.run(editing())


def test_a_change_of_one_file_counts_in_the_others(project: Path) -> None:
    """Without layers there is nothing to update."""
    layers, setup = project / "layers.py", project / "setup.py"
    call = "tf.layers.batch_normalization(inp, training=train_flag, name=name)"
    text = layers.read_text()
    assert call in text

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(layers)
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])
            editor.change(layers, text.replace(call, "inp"))
            await editor.until(lambda: codes(editor.found(setup)) == [])
            editor.change(layers, text)
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])

    asyncio.run(editing())


def test_what_changes_on_the_disk_counts(project: Path) -> None:
    setup = project / "setup.py"
    text = setup.read_text()

    async def editing() -> None:
        async with Editor(project) as editor:
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])
            assert "workspace/didChangeWatchedFiles" in editor.watches
            setup.write_text(REPAIRED.join(text.rsplit(BLOCK, 1)))
            editor.changed_on_disk(setup)
            await editor.until(lambda: codes(editor.found(setup)) == [])
            setup.write_text(text)
            (project / "pyproject.toml").write_text('[tool.bnlint]\nignore = ["BN102"]\n')
            editor.changed_on_disk(setup, project / "pyproject.toml")
            editor.open(setup)
            assert codes(await editor.judged(setup)) == []
            (project / "pyproject.toml").write_text('[tool.bnlint]\nignore = ["BN999"]\n')
            editor.changed_on_disk(project / "pyproject.toml")
            await editor.until(lambda: bool(editor.messages))
            assert "ignore: " in editor.messages[0]
            (project / "pyproject.toml").unlink()
            editor.changed_on_disk(project / "pyproject.toml")
            await editor.until(lambda: codes(editor.found(setup)) == ["BN102"])

    asyncio.run(editing())


def test_folders_come_and_go(project: Path, tmp_path: Path) -> None:
    other = shutil.copytree(DROPPED, tmp_path / "other")

    async def editing() -> None:
        async with Editor(project) as editor:
            await editor.until(lambda: uri_of(project / "setup.py") in editor.all_found())
            editor.folders_changed(added=[other], removed=[project])
            await editor.until(lambda: set(editor.all_found()) == {uri_of(other / "graph.py")})

    asyncio.run(editing())


def test_a_file_alone_is_judged_without_a_folder(project: Path) -> None:
    train = project / "train.py"

    async def editing() -> None:
        async with Editor() as editor:
            editor.open(train)
            await editor.until(lambda: codes(editor.found(project / "setup.py")) == ["BN102"])

    asyncio.run(editing())


def test_while_a_statement_is_typed_the_rest_stays(project: Path) -> None:
    setup, train = project / "setup.py", project / "train.py"
    text = setup.read_text()
    at = text.index(f"    {READ}")
    half_typed = f"{text[:at]}    number = (\n{text[at:]}"

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            editor.open(train)
            (found,) = await editor.judged(setup)
            shown = await editor.judged(setup, editor.change(setup, half_typed))
            assert codes(shown) == ["BN102", "BN001"]
            assert shown[0].range.start.line == found.range.start.line + 1
            assert shown[0].message == found.message
            broken = f"{train.read_text()}\ndef ("
            assert codes(await editor.judged(train, editor.change(train, broken))) == ["BN001"]
            assert codes(editor.found(setup)) == ["BN102", "BN001"]
            assert await editor.actions(setup, shown[0]) == []
            assert codes(await editor.judged(setup, editor.change(setup, text))) == ["BN102"]

    asyncio.run(editing())


def test_only_the_newest_of_several_changes_counts(project: Path) -> None:
    setup = project / "setup.py"
    text = setup.read_text()
    right = REPAIRED.join(text.rsplit(BLOCK, 1))

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            await editor.judged(setup)
            for _ in range(5):
                editor.change(setup, right)
                last = editor.change(setup, text)
            editor.change(setup, f"\n{text}")
            last = editor.change(setup, right)
            assert codes(await editor.judged(setup, last)) == []
            told = editor.told[uri_of(setup)]
            versions = [one.version for one in told]
            assert versions == sorted(versions, key=lambda version: version or 0)
            assert versions[-1] == last
            assert len(versions) < last

    asyncio.run(editing())


def test_columns_are_units_of_utf_16(project: Path) -> None:
    """A violin takes two of them; a form feed and a line separator do not end a line."""
    setup = project / "setup.py"
    text = setup.read_text().replace(f"    {READ}", f"    '\U0001d11e\x0c\u2028模'; {READ}")
    setup.write_text(text, encoding="utf-8")

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            (found,) = await editor.judged(setup)
            assert found.range == types.Range(types.Position(19, 26), types.Position(19, 68))
            start = types.Position(19, 4)
            version = editor.change(setup, (types.Range(start, types.Position(19, 13)), ""))
            (found,) = await editor.judged(setup, version)
            assert found.range == types.Range(types.Position(19, 17), types.Position(19, 59))

    asyncio.run(editing())


def test_a_repair_makes_it_clean(project: Path) -> None:
    setup = project / "setup.py"
    text = setup.read_text()

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            (found,) = await editor.judged(setup)
            first, *_, last = await editor.actions(setup, found)
            assert first.is_preferred
            assert first.kind == types.CodeActionKind.QuickFix
            assert list(first.diagnostics or ()) == [found]
            assert last.title == "Ignore BN102 on this line"
            assert not last.is_preferred
            for action in (first, last):
                made = applied(action, setup, text)
                assert codes(await editor.judged(setup, editor.change(setup, made))) == []
                assert codes(await editor.judged(setup, editor.change(setup, text))) == ["BN102"]
            assert applied(first, setup, text) == REPAIRED.join(text.rsplit(BLOCK, 1))

    asyncio.run(editing())


def test_all_safe_repairs_of_a_file_are_made_at_once(project: Path) -> None:
    setup = project / "setup.py"
    text = setup.read_text()

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            (found,) = await editor.judged(setup)
            (action,) = await editor.actions(setup, found, ["source.fixAll"])
            assert action.kind == "source.fixAll.bnlint"
            assert applied(action, setup, text) == REPAIRED.join(text.rsplit(BLOCK, 1))
            assert await editor.actions(setup, found, ["source.organizeImports"]) == []

    asyncio.run(editing())


def test_a_repair_may_change_several_files(tmp_path: Path) -> None:
    folder = shutil.copytree(DROPPED, tmp_path / "project")
    graph, blocks = folder / "graph.py", folder / "blocks.py"
    simple = types.ClientCapabilities()

    async def editing() -> None:
        async with Editor(folder, capabilities=simple) as editor:
            editor.open(graph)
            editor.open(blocks)
            (found,) = await editor.judged(graph)
            action, *_ = await editor.actions(graph, found)
            assert not action.is_preferred
            assert action.title.endswith("(changes more than the bug)")
            assert action.edit is not None
            changes = action.edit.changes
            assert changes is not None
            assert set(changes) == {uri_of(graph), uri_of(blocks)}
            for path in (graph, blocks):
                editor.change(path, edited(path.read_text(), changes[uri_of(path)]))
            await editor.until(lambda: not editor.all_found())

    asyncio.run(editing())


def applied(action: types.CodeAction, path: Path, text: str) -> str:
    """The text of the one file that the action changes."""
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == uri_of(path)
    return edited(text, [edit for edit in change.edits if isinstance(edit, types.TextEdit)])


def test_the_page_of_the_rule_is_shown(project: Path) -> None:
    setup = project / "setup.py"

    async def editing() -> None:
        async with Editor(project) as editor:
            editor.open(setup)
            (found,) = await editor.judged(setup)
            page = await editor.hover(setup, found.range.start.line)
            assert page is not None
            assert page.startswith("# BN102 update-ops-collected-too-early\n")
            assert "## Why is this bad?" in page
            assert await editor.hover(setup, 0) is None

    asyncio.run(editing())


@pytest.mark.parametrize(("politely", "status"), [(True, 0), (False, 1)])
def test_it_ends_when_it_is_told_to(politely: bool, status: int) -> None:
    async def editing() -> int:
        async with Editor() as editor:
            return await editor.end(politely=politely)

    assert asyncio.run(editing()) == status


def test_it_ends_when_nobody_speaks_any_more() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bnlint", "server"], input=b"", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_without_its_libraries_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no pygls', name='pygls')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from bnlint.command_line import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, "server"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "bnlint: the language server needs pygls and LibCST: pip install 'bnlint[server]'\n"
