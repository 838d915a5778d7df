"""What is known of earlier analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from bnlint.sources.watched import Trace

T = TypeVar("T")


class Unit(NamedTuple):
    """A piece of work on one project: its `name`, and what decides its result beside the files, as a digest."""

    name: str
    given: str


class Memory(Protocol):
    """Results of units of work on one project, for the files as an analysis has them."""

    def recall(self, unit: Unit, kind: type[T]) -> T | None:
        """The result, of this `kind`, if the files still answer as they did when it was kept."""

    def keep(self, unit: Unit, trace: Trace, result: object) -> None:
        """Remember the result for as long as the files answer like this."""


class Forgetful:
    """Knows nothing, and keeps nothing."""

    def recall(self, unit: Unit, kind: type[T]) -> T | None:
        return None

    def keep(self, unit: Unit, trace: Trace, result: object) -> None:
        return None
