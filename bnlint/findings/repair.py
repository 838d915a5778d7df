"""What would cure a finding, as data: what is to change, where, and to which value.

A rule says this in terms of places and of names that the facts state; how it is written in a file is known to
`bnlint.repairs` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bnlint.sources.places import Place


@dataclass(frozen=True, order=True)
class Name:
    """What the program calls a value where it is to stand: `self.is_training` is `("self", "is_training")`."""

    parts: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Taken:
    """The parameter that the function around takes only by another change of the same repair."""

    parameter: str


@dataclass(frozen=True, order=True)
class Literal:
    """A value that is written out."""

    value: bool | str


Value: TypeAlias = Name | Taken | Literal


@dataclass(frozen=True)
class WaitFor:
    """Create what the call at `step` makes under the control dependencies of a whole collection.

    `read` is a call that has read it, if the program has one that may serve.
    """

    step: Place
    collection: str
    read: Place | None = None


@dataclass(frozen=True)
class GroupWith:
    """Put what the call at `step` makes in one group with a whole collection. `read` is as in `WaitFor`."""

    step: Place
    collection: str
    read: Place | None = None


@dataclass(frozen=True)
class BringInto:
    """Create what the call at `step` makes inside the `with` whose context manager is made at `block`."""

    step: Place
    block: Place


@dataclass(frozen=True)
class MoveBehind:
    """Make the assignment whose value is the call at `call` only after what happens at `behind`."""

    call: Place
    behind: Place


@dataclass(frozen=True)
class ReadAgain:
    """Let the `tf.control_dependencies` at `block` wait on what the collection holds then, not on an earlier list."""

    block: Place
    collection: str


@dataclass(frozen=True)
class GiveArgument:
    """Give the call at `call` this argument, in place of what it is given under that name, if anything.

    `inside` is the parameter that takes a dict of such arguments for a function called later (`normalizer_params`).
    """

    call: Place
    keyword: str
    value: Value
    inside: str | None = None


@dataclass(frozen=True)
class LeaveOut:
    """Leave the argument `keyword` of the call at `call` to its default. `position` is its number, from 0, where it
    may be given by position."""

    call: Place
    keyword: str
    position: int | None = None


@dataclass(frozen=True)
class AddCollection:
    """Add what a collection holds to the list that the call at `call` is given as `keyword`."""

    call: Place
    keyword: str
    collection: str


@dataclass(frozen=True)
class Replace:
    """Write another value in place of the expression at `expression`."""

    expression: Place
    value: Value


@dataclass(frozen=True)
class Feed:
    """Feed a value in the run that the call at `run` makes."""

    run: Place
    tensor: Name
    value: Value


@dataclass(frozen=True)
class Share:
    """Let the two calls make their variables in one variable scope, which both enter and which reuses what it has."""

    first: Place
    second: Place


@dataclass(frozen=True)
class TakeParameter:
    """Let the function that is defined at `line` of `path` take one more parameter, with a default, as its last."""

    path: str
    line: int
    parameter: str
    default: Value


Change: TypeAlias = (
    WaitFor
    | GroupWith
    | BringInto
    | MoveBehind
    | ReadAgain
    | GiveArgument
    | LeaveOut
    | AddCollection
    | Replace
    | Feed
    | Share
    | TakeParameter
)


@dataclass(frozen=True)
class Repair:
    """One way to cure a finding: all of its `changes` together.

    `name` tells it from the other ways; `title` says in the imperative what is done. It is `safe` if nothing but the
    bug changes: not if it renames variables, changes a signature, or makes older checkpoints useless.
    """

    name: str
    title: str
    changes: tuple[Change, ...]
    safe: bool = True
