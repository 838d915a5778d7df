"""Where a graph takes its data from, which are given in their place when it runs alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from bnlint.execution.remote import Described, Session
from bnlint.graph_witness.index import Index, Tensor

SOURCES: Final = re.compile(
    r"(Iterator.*GetNext.*|OptionalGetValue|DatasetToSingleElement|.*QueueDequeue.*|Reader(Read|Restore)\w*|ReadFile|"
    r"WholeFileRead.*|(Eager)?PyFunc(Stateless)?|ParseExample.*|ParseSingleExample.*|ParseSequenceExample.*|"
    r"Decode(Raw|PaddedRaw|Jpeg|Png|Image|Gif|Bmp|CSV|Wav|Compressed).*|Unstage|StagePeek|UnbatchGrad|Batch|"
    r"MatchingFiles|RandomShuffleQueue.*|InfeedDequeue.*|TensorArrayReadV3From\w*|FixedLengthRecord.*|TFRecord.*)$"
)
"""Operations that give data, or need files, queues, iterators or Python to run."""
NUMBERS: Final = frozenset(
    "float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool".split()
)


def data_tensors(
    session: Session, index: Index, roots: Iterable[str], given: Collection[str] = ()
) -> dict[str, Described]:
    """The tensors that must be given for the operations `roots` to run, besides those `given` already.

    Placeholders, and the first tensors of numbers behind each source.
    """
    needed = _behind(index, roots, {_tensor(name) for name in given})
    consumers: dict[Tensor, list[str]] = {}
    outputs: dict[str, set[Tensor]] = {}
    for name in sorted(needed):
        for tensor in index[name].data:
            consumers.setdefault(tensor, []).append(name)
            outputs.setdefault(tensor.op, set()).add(tensor)
    found: dict[str, Described] = {}
    seen: set[Tensor] = set()
    starts = [name for name in sorted(needed) if _is_source(index, name)]
    todo = sorted(tensor for name in starts for tensor in outputs.get(name, ()))
    while todo:
        fresh = [tensor for tensor in dict.fromkeys(todo) if tensor not in seen]
        seen.update(fresh)
        todo = []
        for tensor, described in zip(fresh, _described(session, fresh), strict=True):
            if described.dtype in NUMBERS:
                found[_name(tensor)] = described
            else:
                todo += [after for name in consumers[tensor] for after in sorted(outputs.get(name, ()))]
    return {name: found[name] for name in found if name not in given}


def _is_source(index: Index, name: str) -> bool:
    return "{" not in name and (index[name].type == "Placeholder" or SOURCES.match(index[name].type) is not None)


def _behind(index: Index, roots: Iterable[str], given: Collection[Tensor]) -> set[str]:
    """What runs for these operations where some tensors are given."""
    found: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            inputs = index[name].inputs
            cut = {tensor.op for tensor in inputs if tensor in given} - {t.op for t in inputs if t not in given}
            todo += [before for before in index.before(name) if before not in cut]
    return {name for name in found if "{" not in name}


def _described(session: Session, tensors: Sequence[Tensor]) -> list[Described]:
    return session.describe([_name(tensor) for tensor in tensors])


def _name(tensor: Tensor) -> str:
    return f"{tensor.op}:{tensor.output}"


def _tensor(name: str) -> Tensor:
    op, _, output = name.partition(":")
    return Tensor(op, int(output or 0))
