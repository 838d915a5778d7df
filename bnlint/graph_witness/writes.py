"""What else writes the variables of a normalisation: copies, fed values, and the restore operations of a Saver."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from bnlint.graph_witness.index import Index
from bnlint.graph_witness.recognition import Recognition
from bnlint.graph_witness.values import ASSIGNMENTS, VARIABLES

RESTORING: Final = frozenset({"RestoreV2", "Restore", "RestoreSlice"})
FED: Final = frozenset({"Placeholder", "PlaceholderWithDefault", "_Arg"})
MOST: Final = 500
"""Operations behind an assigned value; an initialiser has fewer."""


class Write(NamedTuple):
    """An assignment to a variable, of what `restored_by` read from a checkpoint, or of a value from elsewhere."""

    op: str
    variable: str
    restored_by: frozenset[str] = frozenset()


def other_writes(recognition: Recognition, variables: Collection[str]) -> Iterator[Write]:
    """The assignments to these variables that neither initialise them nor move them towards the batch."""
    index = recognition.index
    updates = {update.op for update in recognition.updates}
    for name in index.of_type(ASSIGNMENTS.__contains__):
        op = index[name]
        if name in updates or len(op.data) < 2:
            continue
        targets = recognition.values.variables(op.data[0])
        if targets.isdisjoint(variables):
            continue
        restored = _restoring(index, op.data[1].op)
        if restored is not None:
            yield from (Write(name, target, restored) for target in sorted(targets & set(variables)))


def _restoring(index: Index, value: str) -> frozenset[str] | None:
    """What reads the value from a checkpoint; nothing where a variable or a fed value goes into it, and None where
    neither does, as with the constants and random numbers of initialisers."""
    known = {value}
    todo = deque(known)
    restored: set[str] = set()
    while todo:
        name = todo.popleft()
        kind = index.type_of(name)
        if kind in VARIABLES or kind in FED or len(known) > MOST:
            return frozenset()
        if kind in RESTORING:
            restored.add(name)
        else:
            new = dict.fromkeys(one for one in index.takes(name) if one not in known)
            known |= new.keys()
            todo += new
    return frozenset(restored) or None
