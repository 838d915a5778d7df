"""The default arguments that `arg_scope` sets, and which scopes set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bnlint.engine.interpreter import Trace
from bnlint.engine.values import Value
from bnlint.facts.events import Scoped

PARAMETERS: Final = "normalizer_params"
"""The parameter of contrib's layers that holds those of the normalisation that they call."""


@dataclass(frozen=True)
class Given:
    """The default arguments of a function, and the scopes that list it, the innermost first."""

    values: Mapping[str, Value] = field(default_factory=dict)
    scopes: tuple[Scoped, ...] = ()

    def inside(self, values: Mapping[str, Value], spot: Trace | None, *, shared: bool = True) -> Given:
        """Those inside of one more scope, made at that spot, which other functions may share."""
        return Given({**self.values, **values}, (Scoped(spot, frozenset(values), shared), *self.scopes))


Defaults: TypeAlias = dict[object, Given]
"""What `arg_scope` sets, by function."""
