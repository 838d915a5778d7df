"""An editor for tests: a client of the Language Server Protocol, beside a real `bnlint server`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

T = TypeVar("T")
PATIENCE = 120.0
"""Seconds after which a server that says nothing is taken for dead."""
FULL = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        workspace_folders=True,
    ),
)


def uri_of(path: Path) -> str:
    return str(from_fs_path(str(path)))


class Editor:
    """Shows `folders`, knows what it was told of each file, and changes files only as an editor does."""

    def __init__(self, *folders: Path, capabilities: types.ClientCapabilities = FULL) -> None:
        self._folders = folders
        self._capabilities = capabilities
        self._client = LanguageClient("tests", "1")
        self._news = asyncio.Event()
        self._versions: dict[str, int] = {}
        self.told: dict[str, list[types.PublishDiagnosticsParams]] = {}
        """What the server has said of each file, by its URI, the last behind."""
        self.messages: list[str] = []
        self.watches: list[str] = []
        self.result: types.InitializeResult | None = None

    async def __aenter__(self) -> Editor:
        self._listen()
        await self._client.start_io(sys.executable, "-m", "bnlint", "server")
        folders = [types.WorkspaceFolder(uri_of(folder), folder.name) for folder in self._folders]
        self.result = await self._within(
            self._client.initialize_async(
                types.InitializeParams(capabilities=self._capabilities, workspace_folders=folders)
            )
        )
        self._client.initialized(types.InitializedParams())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.end()

    @property
    def process(self) -> int:
        """The server's process."""
        server = self._client._server
        assert server is not None
        return server.pid

    async def end(self, *, politely: bool = True) -> int:
        """Ends the server; returns its exit status."""
        server = self._client._server
        assert server is not None
        if server.returncode is None:
            if politely:
                await self._within(self._client.shutdown_async(None))
            self._client.exit(None)
            await self._within(server.wait())
            await self._client.stop()  # type: ignore[no-untyped-call]
        assert server.returncode is not None
        return server.returncode

    def open(self, path: Path, text: str | None = None) -> None:
        uri = uri_of(path)
        self._versions[uri] = 1
        shown = path.read_text(encoding="utf-8") if text is None else text
        item = types.TextDocumentItem(uri, "python", 1, shown)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, *changes: str | tuple[types.Range, str]) -> int:
        """Makes a change, each a whole text or a range and what is to stand there; returns the new version."""
        uri = uri_of(path)
        self._versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=self._versions[uri])
        made = [
            types.TextDocumentContentChangeWholeDocument(change)
            if isinstance(change, str)
            else types.TextDocumentContentChangePartial(*change)
            for change in changes
        ]
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(document, made))
        return self._versions[uri]

    def save(self, path: Path) -> None:
        self._client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri_of(path))))

    def close(self, path: Path) -> None:
        del self._versions[uri_of(path)]
        self._client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri_of(path)))
        )

    def changed_on_disk(self, *paths: Path) -> None:
        events = [types.FileEvent(uri_of(path), types.FileChangeType.Changed) for path in paths]
        self._client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def folders_changed(self, *, added: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        new, old = ([types.WorkspaceFolder(uri_of(path), path.name) for path in paths] for paths in (added, removed))
        self._client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent(new, old))
        )

    def found(self, path: Path) -> list[types.Diagnostic]:
        """What the server has said of the file at last."""
        told = self.told.get(uri_of(path))
        return list(told[-1].diagnostics) if told else []

    def all_found(self) -> Mapping[str, Sequence[types.Diagnostic]]:
        """What was said at last of each file of which anything is said, by URI."""
        return {uri: told[-1].diagnostics for uri, told in self.told.items() if told[-1].diagnostics}

    async def judged(self, path: Path, version: int = 1) -> list[types.Diagnostic]:
        """What is found in an open file, once the server has said so of this version of it."""
        await self.until(lambda: any(told.version == version for told in self.told.get(uri_of(path), [])))
        return self.found(path)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits for news from the server until it holds."""
        while not holds():
            self._news.clear()
            await self._within(self._news.wait())

    async def actions(
        self, path: Path, diagnostic: types.Diagnostic, only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        """What is offered to do about a diagnostic."""
        context = types.CodeActionContext([diagnostic], only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri_of(path)), diagnostic.range, context)
        found = await self._within(self._client.text_document_code_action_async(params))
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def hover(self, path: Path, line: int) -> str | None:
        """What is shown above a line, counted from 0."""
        position = types.Position(line, 4)
        params = types.HoverParams(types.TextDocumentIdentifier(uri_of(path)), position)
        hover = await self._within(self._client.text_document_hover_async(params))
        if hover is None:
            return None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind == types.MarkupKind.Markdown
        return hover.contents.value

    async def _within(self, waited: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wait_for(waited, PATIENCE)

    def _listen(self) -> None:
        def told(params: types.PublishDiagnosticsParams) -> None:
            self.told.setdefault(params.uri, []).append(params)
            self._news.set()

        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._news.set()

        def register(params: types.RegistrationParams) -> None:
            self.watches += [registration.method for registration in params.registrations]
            self._news.set()

        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(told)
        self._client.feature(types.WINDOW_SHOW_MESSAGE)(message)
        self._client.feature(types.CLIENT_REGISTER_CAPABILITY)(register)


def edited(text: str, edits: Sequence[types.TextEdit]) -> str:
    """The text as an editor has it after the edits, whose columns are in units of UTF-16."""
    lines = text.splitlines(keepends=True) or [""]
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        (first, begin), (last, end) = (_place(lines, at) for at in (edit.range.start, edit.range.end))
        behind = lines[last][end:] if last < len(lines) else ""
        lines[first : last + 1] = [lines[first][:begin] + edit.new_text + behind]
    return "".join(lines)


def _place(lines: list[str], at: types.Position) -> tuple[int, int]:
    units = lines[at.line].encode("utf-16-le")[: 2 * at.character]
    return at.line, len(units.decode("utf-16-le"))
