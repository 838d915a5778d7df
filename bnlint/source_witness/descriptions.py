"""What users say of functions, classes and modules that bnlint cannot see into, or need not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from bnlint.source_witness.api import model_of, modelled
from bnlint.tensorflow_api.effects import SEED_NAMES
from bnlint.tensorflow_api.signature_table import SIGNATURES, SIGNATURES_2
from bnlint.tensorflow_api.signatures import Signature, signature

Kind: TypeAlias = Literal["harmless", "runs-update-ops"]
KINDS: Final[tuple[Kind, ...]] = ("harmless", "runs-update-ops")
"""What is `harmless` cannot touch the graph; where one that `runs-update-ops` is called, whoever trains need not."""


@dataclass(frozen=True)
class Like:
    """As something of TensorFlow's, of the canonical name `api`.

    `renamed` holds the parameters of TensorFlow's that are called otherwise here, each with its name here. `parameters`
    are those of the described function itself, where their order or their defaults are not TensorFlow's.
    """

    api: str
    renamed: tuple[tuple[str, str], ...] = ()
    parameters: Signature | None = None


@dataclass(frozen=True)
class Description:
    """What the dotted `name` stands for, as programs import it, and all that lies below it."""

    name: str
    what: Like | Kind


def is_callable(api: str) -> bool:
    """Whether this canonical name is a function, class or method that bnlint knows."""
    return signature(api) is not None or signature(api, 2) is not None or model_of(api) is not None


@cache
def known_names() -> frozenset[str]:
    """The canonical names that something can be like: what bnlint knows, and the modules and classes around it."""
    return frozenset(part for name in (*SIGNATURES, *SIGNATURES_2, *modelled()) for part in _with_those_around(name))


def _with_those_around(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def seeds(descriptions: Iterable[Description]) -> tuple[bytes, ...]:
    """Byte strings of which, like `SEED_NAMES`, one stands in some file of each program that calls such a name."""
    likes = ((d.name, d.what.api) for d in descriptions if isinstance(d.what, Like))
    worth = (name for name, api in likes if any(seed in api.encode() for seed in SEED_NAMES))
    return tuple(name.rpartition(".")[2].encode() for name in worth)
