"""Runs the source witness on a program, with built-in functions of the test's own."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bnlint.engine.builtins import builtin_values
from bnlint.engine.interpreter import Interpreter
from bnlint.engine.modules import Modules
from bnlint.engine.values import BuiltinValue, Value
from bnlint.facts.program import Program
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.witness import TensorFlowHost
from bnlint.sources.errors import SourceError
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.tensorflow_api.names import API_ROOTS

ENTRY = os.path.abspath("program.py")


class Interpretation:
    """One program that begins at the file `entry`, while it is interpreted and after."""

    def __init__(self, overlay: Overlay, entry: str) -> None:
        self.recorder = Recorder(entry)
        resolver = ImportResolver(overlay, os.path.dirname(entry), API_ROOTS)
        self.modules = Modules(overlay, resolver, entry, _unreadable)

    @classmethod
    def of_text(cls, text: str) -> Interpretation:
        """A program of one file, which exists nowhere."""
        return cls(Overlay.disk().with_text(ENTRY, text), ENTRY)

    def run(self, builtins: Mapping[str, BuiltinValue]) -> Program:
        """Interprets the program, in which `builtins` are known beside Python's own."""
        known: dict[str, Value] = {**builtin_values(), **builtins}
        engine = Interpreter(TensorFlowHost(self.recorder), self.modules, known)
        self.recorder.begin(engine)
        self.modules.run_entry(engine, "__main__")
        return self.recorder.program


def _unreadable(error: SourceError) -> None:
    raise error
