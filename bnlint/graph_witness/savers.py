"""What the Saver in a graph keeps."""

from __future__ import annotations

from typing import Final

from bnlint.graph_witness.index import Index, Op

SAVING: Final = frozenset({"SaveV2", "Save", "SaveSlices"})


def saved_variables(index: Index, save_tensor: str) -> frozenset[str] | None:
    """What the graph saves, by the names in the checkpoint: what its declared saver does, else what any saver does.

    `save_tensor` is what the declared saver fetches, "" where none is declared. `None` where nothing of the kind stands
    in the graph, or the names are not constants of it. Functions of TensorFlow 2, which save objects, do not count.
    """
    saving = [name for name in index.of_type(SAVING.__contains__) if "{" not in name]
    declared = index.tensor(save_tensor)
    if saving and save_tensor:
        above = index.behind([declared.op]) if declared is not None else set()
        saving = [name for name in saving if name in above]
    names = [_constant_strings(index[given[1]]) for name in saving if len(given := index.takes(name)) > 1]
    if not names or None in names:
        return None
    return frozenset(name for some in names for name in some or ())


def _constant_strings(op: Op) -> tuple[str, ...] | None:
    if op.type != "Const" or "value" not in op.attributes:
        return None
    return tuple(value.decode(errors="replace") for value in op.attributes["value"].tensor.string_val)
