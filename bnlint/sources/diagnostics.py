"""What kept a file from being analysed: codes BN001 to BN009."""

from dataclasses import dataclass

from bnlint.sources.places import Place


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A located reason why a file, or a part of it, was not analysed."""

    place: Place
    code: str
    message: str
