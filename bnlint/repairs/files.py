"""Edits of a program's text, made in the bytes of its file: whatever they leave alone stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bnlint.repairs.edits import Edit, Lines, applied, lines_of
from bnlint.repairs.errors import CannotRepair
from bnlint.sources.decoding import UTF8_MARK, decode
from bnlint.sources.notebook import cell_sources
from bnlint.sources.source import Source


def edited(source: Source, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The file of `source`, which holds `data`, once its text is edited; raises `CannotRepair`."""
    if source.notebook is None:
        return _spliced(source, data, source.text, edits)
    document = decode(source.path, data).text
    return _spliced(source, data, document, _in_notebook(source, document, edits))


def _spliced(source: Source, data: bytes, text: str, edits: Sequence[Edit]) -> bytes:
    encoding, mark = source.encoding, UTF8_MARK if source.has_mark else b""
    parts, at, byte = [mark], 0, len(mark)
    try:
        for edit in sorted(edits):
            kept = len(text[at : edit.start].encode(encoding))
            parts += [data[byte : byte + kept], edit.text.encode(encoding)]
            byte += kept + len(text[edit.start : edit.end].encode(encoding))
            at = edit.end
        made = b"".join((*parts, data[byte:]))
        written = made[len(mark) :].decode(encoding)
    except UnicodeError:
        raise CannotRepair(f"the encoding {encoding} lacks a character") from None
    if written != applied(text, edits):
        raise CannotRepair(f"the encoding {encoding} cannot be edited in places")
    return made


def _in_notebook(source: Source, document: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits of the JSON: of the lines of those cells that change, everything else stays."""
    assert source.notebook is not None
    lines = Lines(source.text)
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        line, _ = lines.position(edit.start)
        cells = [n for n, code in enumerate(source.notebook.cells) if code.cell.first_line <= line]
        number = cells[-1] if cells else 0
        begin = lines.offset(source.notebook.cells[number].cell.first_line, 1)
        by_cell.setdefault(number, []).append(Edit(edit.start - begin, edit.end - begin, edit.text))
    stretches = cell_sources(source.path, document)
    return [
        _cell(document, *stretches[number], source.notebook.cells[number].text, own) for number, own in by_cell.items()
    ]


def _cell(document: str, start: int, end: int, text: str, edits: list[Edit]) -> Edit:
    """The JSON of one cell's source, its unchanged lines as they are written there."""
    written = json.loads(document[start:end])
    if ("".join(written) if isinstance(written, list) else written) != text:
        raise CannotRepair("the notebook's cell has line ends of its own")
    made = applied(text, edits)

    def string(value: str) -> str:
        return json.dumps(value, ensure_ascii=document.isascii())

    if isinstance(written, str):
        return Edit(start, end, string(made))
    raw, gaps = _elements(document[start:end], written)
    known = dict(zip(written, raw, strict=True))
    strings = [known.get(line) or string(line) for line in lines_of(made)]
    first, between, last = gaps
    return Edit(start, end, f"[{first}{between.join(strings)}{last}]" if strings else "[]")


def _elements(array: str, values: Sequence[str]) -> tuple[list[str], tuple[str, str, str]]:
    """The elements of a JSON array as they are written, and what stands before, between and behind them."""
    decoder, raw, gaps, at = json.JSONDecoder(), [], [], 1
    for _ in values:
        begin = array.index('"', at)
        gaps.append(array[at:begin])
        _, end = decoder.raw_decode(array, begin)
        raw.append(array[begin:end])
        at = end
    return raw, (gaps[0], gaps[1] if len(gaps) > 1 else f",{gaps[0]}", array[at:-1])
