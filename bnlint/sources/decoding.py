"""Bytes to text the way that CPython reads a source file: byte order mark, PEP 263 declaration, else UTF-8."""

import re
import warnings
from typing import NamedTuple

from bnlint.sources.diagnostics import CANNOT_DECODE, Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.places import Place

UTF8_MARK = b"\xef\xbb\xbf"

_FOREIGN_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FIRST_TWO_LINES = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n)?([^\r\n]*)")
_DECLARATION = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(?:#|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n|\r|\n")


class Decoded(NamedTuple):
    """The text of a file, line breaks as they stand in it, without its byte order mark."""

    text: str
    encoding: str
    has_mark: bool


def decode(path: str, data: bytes) -> Decoded:
    """The text of `data`; raises `SourceError` (BN002) at the byte that is no text."""
    for mark, name in _FOREIGN_MARKS:
        if data.startswith(mark):
            raise _undecodable(path, "", f"the file is {name}, which Python does not read; save it as UTF-8")
    has_mark = data.startswith(UTF8_MARK)
    body = data[len(UTF8_MARK) :] if has_mark else data
    declared = _declared_encoding(body)
    if has_mark and declared not in (None, "utf-8"):
        message = f"the file begins with the mark of UTF-8, beside which Python accepts no declaration of {declared}"
        raise _undecodable(path, "", message)
    text = _text(path, body, declared)
    check_text(path, text)
    return Decoded(text, declared or "utf-8", has_mark)


def is_utf8(data: bytes) -> bool:
    """Whether `data` is read as UTF-8, if it is text at all."""
    return _declared_encoding(data.removeprefix(UTF8_MARK)) in (None, "utf-8")


def check_text(path: str, text: str) -> None:
    """Raises `SourceError` (BN002) at the first character that Python source cannot hold: NUL, half a pair."""
    nul = text.find("\0")
    if nul >= 0:
        raise _undecodable(path, text[:nul], "a NUL character, which Python source cannot hold")
    if not text.isascii() and (half := _SURROGATE.search(text)):
        message = f"character U+{ord(half[0]):04X} is half of a surrogate pair, which is no text"
        raise _undecodable(path, text[: half.start()], message)


def split_lines(text: str) -> list[str]:
    """The lines of `text` without their ends, divided where CPython divides them: at CR LF, CR and LF, nowhere else."""
    return _LINE_BREAK.split(text) if "\r" in text else text.split("\n")


def _text(path: str, body: bytes, declared: str | None) -> str:
    encoding = declared or "utf-8"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return body.decode(encoding)
    except LookupError:
        raise _undecodable(path, "", f"the declared encoding {encoding} is not one that Python knows") from None
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "replace")
        origin = f"not {declared}, which the file declares" if declared else "not UTF-8, and no encoding is declared"
        raise _undecodable(path, before, f"byte 0x{body[error.start]:02x} is {origin}") from None
    except UnicodeError as error:
        raise _undecodable(path, "", f"the file is not {encoding}, which it declares: {error}") from None


def _declared_encoding(body: bytes) -> str | None:
    """The encoding that one of the first two lines declares; the second counts only below a blank line or a comment."""
    first, second = _FIRST_TWO_LINES.match(body).groups()  # type: ignore[union-attr]
    declaration = _DECLARATION.match(first)
    if declaration is None and _BLANK_OR_COMMENT.match(first):
        declaration = _DECLARATION.match(second)
    return _normal_name(declaration[1].decode("ascii")) if declaration else None


def _normal_name(name: str) -> str:
    """CPython's own folding of the two encodings that it treats apart."""
    folded = name[:12].lower().replace("_", "-")
    if folded == "utf-8" or folded.startswith("utf-8-"):
        return "utf-8"
    if folded in ("latin-1", "iso-8859-1", "iso-latin-1") or folded.startswith(
        ("latin-1-", "iso-8859-1-", "iso-latin-1-")
    ):
        return "iso-8859-1"
    return name


def _undecodable(path: str, before: str, message: str) -> SourceError:
    lines = split_lines(before)
    line, column = len(lines), len(lines[-1]) + 1
    return SourceError(Diagnostic(Place(path, line, column, line, column + 1), CANNOT_DECODE, message))
