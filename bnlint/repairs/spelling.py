"""What a file calls TensorFlow, and how it would write names, values and reads of collections."""

from __future__ import annotations

import ast
import json
from typing import Final

from bnlint.findings.repair import Literal, Name, Taken, Value
from bnlint.sources.source import Source

_ROOTS: Final = ("tensorflow.compat.v1", "tensorflow")


def tensorflow_in(source: Source) -> str | None:
    """The expression by which a file reaches TensorFlow 1's functions, as far as it uses one."""
    tree = source.tree()
    names = {root: name for node in ast.walk(tree) for root, name in _imported(node)}
    if _ROOTS[0] in names:
        return names[_ROOTS[0]]
    name = names.get(_ROOTS[1])
    if name is None:
        return None
    old = f"{name}.compat.v1"
    return old if any(isinstance(n, ast.Attribute) and ast.unparse(n) == old for n in ast.walk(tree)) else name


def _imported(node: ast.AST) -> list[tuple[str, str]]:
    if isinstance(node, ast.Import):
        return [
            (alias.name, alias.asname or alias.name)
            for alias in node.names
            if alias.name in _ROOTS and (alias.asname or alias.name == _ROOTS[1])
        ]
    if isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat" and not node.level:
        return [(_ROOTS[0], alias.asname or alias.name) for alias in node.names if alias.name == "v1"]
    return []


def read_of(tensorflow: str, collection: str) -> str:
    """The call that reads a collection."""
    standard = collection == "update_ops"
    key = f"{tensorflow}.GraphKeys.UPDATE_OPS" if standard else json.dumps(collection)
    return f"{tensorflow}.get_collection({key})"


def written(value: Value, quote: str = '"') -> str:
    """The expression for a value."""
    match value:
        case Name(parts):
            return ".".join(parts)
        case Taken(parameter):
            return parameter
        case Literal(str() as text):
            return repr(text) if quote == "'" else json.dumps(text)
        case Literal(known):
            return repr(known)
