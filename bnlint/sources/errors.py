"""The two ways in which reading goes wrong: a file that cannot be analysed, and a question that makes no sense."""

from bnlint.sources.diagnostics import Diagnostic


class SourceError(Exception):
    """A file, or a part of it, cannot be analysed; `diagnostic` says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        place = self.diagnostic.place
        return f"{place.path}:{place.line}:{place.column}: {self.diagnostic.code} {self.diagnostic.message}"


class UsageError(Exception):
    """What the user asked for cannot be done; the text is one sentence for standard error, and the exit status is 2."""
