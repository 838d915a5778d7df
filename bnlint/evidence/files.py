"""Checkpoints that runs write and read while they are made again: in a folder of their own, whatever the script calls
them."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from bnlint.execution.remote import Array


class Files:
    """Gives every path that a script names a place in `folder`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._places: dict[str, str] = {}

    def moved(self, value: Array) -> Array:
        """A value that is fed; a text is taken for a path."""
        return np.asarray(self.place(str(value))) if value.dtype.kind == "U" and not value.ndim else value

    def place(self, path: str) -> str:
        return self._places.setdefault(path, os.path.join(self._folder, str(len(self._places))))

    def move_constants(self, graph_def: Any) -> None:
        """Let operations that have one of the paths built in use its place."""
        known = {path.encode(): place.encode() for path, place in self._places.items()}
        for node in graph_def.node:
            if node.op == "Const" and "value" in node.attr and len(node.attr["value"].tensor.string_val) == 1:
                text = node.attr["value"].tensor.string_val[0]
                if text in known:
                    node.attr["value"].tensor.string_val[0] = known[text]
