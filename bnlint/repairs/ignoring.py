"""Comments that suppress what was found."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable

from bnlint.findings.finding import Finding
from bnlint.repairs.edits import Edit, Lines
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.files import edited
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source


def with_ignores(overlay: Overlay, findings: Iterable[Finding]) -> tuple[Overlay, list[str]]:
    """The files with a comment in the statement of each finding, and the paths of those that have changed."""
    codes: dict[str, dict[int, dict[str, None]]] = {}
    for finding in findings:
        line = _last_line(overlay.read(finding.place.path), finding)
        if line is not None:
            codes.setdefault(finding.place.path, {}).setdefault(line, {})[finding.code] = None
    changed: dict[str, bytes | str | None] = {}
    for path, lines in sorted(codes.items()):
        source = overlay.read(path)
        offsets = Lines(source.text)
        edits = []
        for line, known in sorted(lines.items()):
            end = offsets.offset(line, len(source.line(line)) + 1)
            edits.append(Edit(end, end, f"  # bnlint: ignore[{', '.join(sorted(known))}]"))
        try:
            changed[path] = edited(source, overlay.read_bytes(path), edits)
        except CannotRepair:
            continue
    return overlay.with_edits(changed), sorted(changed)


def _last_line(source: Source, finding: Finding) -> int | None:
    """The line on which the finding's statement ends, behind which a comment may stand; None where nobody can tell."""
    place = finding.place
    first, lines = 1, source.lines
    if place.cell is not None:
        first = place.cell.first_line
        lines = source.lines[first - 1 : first - 1 + len(place.cell.file_lines)]
    waiting = (f"{line}\n" for line in lines)
    try:
        for token in tokenize.generate_tokens(lambda: next(waiting, "")):
            if token.type == tokenize.NEWLINE and token.start[0] + first - 1 >= place.line:
                return token.start[0] + first - 1
    except (tokenize.TokenError, SyntaxError):
        return None
    return None
