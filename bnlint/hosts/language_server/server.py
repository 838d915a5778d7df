"""The server: what an editor says is handed to the session, and what comes of it to the editor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from bnlint import __version__
from bnlint.findings.finding import Finding
from bnlint.hosts.language_server.actions import (
    FIX_ALL,
    Action,
    all_repairs,
    edits_of,
    repairs_of,
    suppression_of,
)
from bnlint.hosts.language_server.analysis import Analysis, State, View
from bnlint.hosts.language_server.buffers import Buffer, Buffers, path_of
from bnlint.hosts.language_server.diagnostics import Writer, page
from bnlint.hosts.language_server.positions import Units
from bnlint.hosts.language_server.session import Session

WATCHED: Final = ("**/*.py", "**/*.ipynb", "**/pyproject.toml", "**/.gitignore")
"""Files on which it may depend what is found."""
WATCHES: Final = "bnlint-watched-files"


class Protocol(LanguageServerProtocol):
    """The protocol, but that changes are made by `Buffer` alone: pygls ends lines at form feeds, too."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Iterator[tuple[Callable[..., None], tuple[types.DidChangeTextDocumentParams], None]]:
        """Hand the change on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """Speaks with one editor."""

    def __init__(self) -> None:
        super().__init__("bnlint", __version__, protocol_cls=Protocol)
        self.buffers = Buffers()
        self.ended = False
        """Whether the editor has asked it to shut down."""
        self.units = Units()
        self._saved = 0
        self._published: dict[str, tuple[list[types.Diagnostic], int | None]] = {}
        self.session = Session(self._state, self._publish, self._tell)

    def look_again(self, *, at_disk: bool = False) -> None:
        """Something has changed; `at_disk`, not only what is open."""
        self._saved += at_disk
        self.session.changed()

    def forget_published(self, path: str | None) -> None:
        """The editor may not show any more what it was told of the file."""
        self._published.pop(path or "", None)

    @property
    def writer(self) -> Writer:
        return Writer(self.units, self.buffers.uri)

    def _state(self) -> State:
        folders = (path_of(uri) for uri in self.workspace.folders)
        root = self.workspace.root_path if not self.workspace.folders else None
        return State(tuple(sorted({*filter(None, folders), *filter(None, (root,))})), self.buffers.texts(), self._saved)

    def _publish(self, view: View) -> None:
        """Tell the editor what is found in each file, where that is new to it."""
        found = self.writer.diagnostics(view)
        for path in sorted({*found, *self._published, *view.state.texts}):
            diagnostics, version = found.get(path, []), self.buffers.version(path)
            if self._published.get(path) != (diagnostics, version):
                self._published[path] = diagnostics, version
                self.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(self.buffers.uri(path), diagnostics, version)
                )
        self._published = {
            path: known for path, known in self._published.items() if known[0] or path in view.state.texts
        }

    def _tell(self, sentence: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"bnlint: {sentence}"))

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What can be done about the findings in the lines of a range, or about the whole file."""
        view, path = await self.session.view(), path_of(params.text_document.uri)
        if view is None or path is None:
            return []
        found: list[Action] = []
        only = params.context.only
        if _wants(only, types.CodeActionKind.QuickFix.value):
            lines = range(params.range.start.line, params.range.end.line + 1)
            about = [finding for finding, at in self._findings(view, path) if not _apart(at, lines)]
            if about:
                found += await self.session.ask(lambda analysis: list(_about(about, view, analysis)))
        if only is not None and _wants(only, FIX_ALL):
            every = await self.session.ask(lambda analysis: all_repairs(path, view, analysis))
            found += [every] if every is not None else []
        return [self._action(action, view) for action in found]

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """The pages of the rules by which something is found in the line."""
        view, path = await self.session.view(), path_of(params.text_document.uri)
        if view is None or path is None:
            return None
        line = range(params.position.line, params.position.line + 1)
        codes = [d.code for d in self.writer.diagnostics(view).get(path, []) if not _apart(d.range, line)]
        pages = [page(str(code)) for code in dict.fromkeys(codes)]
        if not pages:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n---\n\n".join(pages)))

    def _findings(self, view: View, path: str) -> Iterator[tuple[Finding, types.Range]]:
        for finding, place in view.findings:
            if place.path == path:
                yield finding, self.writer.range(place, view)

    def _action(self, action: Action, view: View) -> types.CodeAction:
        cured = []
        if action.finding is not None:
            path = action.finding.place.path
            at = dict(self._findings(view, path))[action.finding]
            cured = [d for d in self.writer.diagnostics(view)[path] if (d.code, d.range) == (action.finding.code, at)]
        return types.CodeAction(
            title=action.title,
            kind=action.kind,
            diagnostics=cured or None,
            is_preferred=action.preferred or None,
            edit=self._edit(action, view),
        )

    def _edit(self, action: Action, view: View) -> types.WorkspaceEdit:
        edits = edits_of(action.texts, view, self.units)
        workspace = self.client_capabilities.workspace
        capable = None if workspace is None else workspace.workspace_edit
        if capable is None or not capable.document_changes:
            return types.WorkspaceEdit(changes={self.buffers.uri(path): changes for path, changes in edits.items()})
        documents = [
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(self.buffers.uri(path), self.buffers.version(path)),
                list(changes),
            )
            for path, changes in edits.items()
        ]
        return types.WorkspaceEdit(document_changes=documents)


def _about(findings: Sequence[Finding], view: View, analysis: Analysis) -> Iterator[Action]:
    for finding in findings:
        yield from repairs_of(finding, view, analysis)
    for finding in findings:
        suppression = suppression_of(finding, view)
        if suppression is not None:
            yield suppression


def _wants(only: Sequence[str] | None, kind: str) -> bool:
    """Whether actions of a kind are asked for: by it, or by one above it."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _apart(place: types.Range, lines: range) -> bool:
    return place.end.line < lines.start or place.start.line >= lines.stop


def serve() -> bool:
    """Speak with the editor that has started this process, until it is told to end or nobody speaks any more.

    Returns whether the editor has said that it would end.
    """
    server = Server()
    _listen(server)
    gc.disable()  # the session looks for garbage while nobody waits
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed by mistake is no message
        server.start_io(stdout=output)
    server.session.end()
    return server.ended


def _listen(server: Server) -> None:
    """Say what is done at each message of the editor."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.units = Units(types.PositionEncodingKind(server.workspace.position_encoding))

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        _watch(server)
        server.look_again()

    @server.feature(types.SHUTDOWN)
    def shutdown(*params: object) -> None:
        server.ended = True
        server.session.end()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.buffers.put(Buffer(document.uri, document.version, document.text))
        server.forget_published(path_of(document.uri))
        server.look_again()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        buffer = server.buffers.at(params.text_document.uri)
        if buffer is not None:
            changes = params.content_changes
            server.buffers.put(buffer.changed(params.text_document.version, changes, server.units))
            server.look_again()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.look_again(at_disk=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.buffers.drop(params.text_document.uri)
        server.look_again(at_disk=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        server.look_again(at_disk=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def changed_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.look_again(at_disk=True)

    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.actions(params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await server.hover(params)


def _watch(server: Server) -> None:
    """Ask the editor to say when files change on the disk, if it can."""
    workspace = server.client_capabilities.workspace
    watching = None if workspace is None else workspace.did_change_watched_files
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(glob) for glob in WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = types.Registration(WATCHES, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    server.client_register_capability(types.RegistrationParams([registration]))
